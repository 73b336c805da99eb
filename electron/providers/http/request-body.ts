import type { RequestBody } from '../interface/body.ts';

const SMALLEST_SLICE_BYTES = 64 * 1024;
const LARGEST_SLICE_BYTES = 1024 * 1024;
/** Up to here one write is as good as many: there is no progress worth showing. */
const WHOLE_BODY_BYTES = 256 * 1024;

/** Size of a request body in bytes; null when nobody knows it yet. */
export function bodySizeBytes(body: RequestBody | null): number | null {
  if (body === null) return 0;
  return body instanceof Uint8Array ? body.byteLength : body.sizeBytes;
}

/** What undici is given: a Buffer for a small body, a fresh generator of slices for the rest. */
export type DispatchBody = Buffer | AsyncGenerator<Uint8Array, void, undefined> | null;

/**
 * Prepares one pass over a body. `onSlice` hears of the bytes handed to the socket so far, each time undici comes
 * back for more; a slow line gets smaller slices, so that silence and slowness can be told apart.
 */
export function dispatchBody(
  body: RequestBody | null,
  onSlice: (sentBytes: number) => void,
  nowMs: () => number = performance.now.bind(performance),
): DispatchBody {
  if (body === null || bodySizeBytes(body) === 0) return null;
  if (body instanceof Uint8Array && body.byteLength <= WHOLE_BODY_BYTES) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }
  return slices(body, onSlice, nowMs);
}

async function* slices(
  body: RequestBody,
  onSlice: (sentBytes: number) => void,
  nowMs: () => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = body instanceof Uint8Array ? [body] : body.slices();
  let sliceBytes = WHOLE_BODY_BYTES;
  let sentBytes = 0;
  for await (const piece of source) {
    for (let offset = 0; offset < piece.byteLength; ) {
      const slice = piece.subarray(offset, offset + sliceBytes);
      const startedMs = nowMs();
      yield slice;
      const tookMs = nowMs() - startedMs;
      if (tookMs < 100) sliceBytes = Math.min(sliceBytes * 2, LARGEST_SLICE_BYTES);
      else if (tookMs > 1_000) sliceBytes = Math.max(sliceBytes / 2, SMALLEST_SLICE_BYTES);
      offset += slice.byteLength;
      sentBytes += slice.byteLength;
      onSlice(sentBytes);
    }
  }
}
