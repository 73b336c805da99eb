import type { PooledBuffer } from '../buffer-pool.ts';
import type { TransferBody } from '../storage-port.ts';

const sliceBytes = 1_048_576;

/** A body of 1 MiB views of one buffer: full speed, with progress and back-pressure between them. */
export function slicedBody(bytes: Uint8Array): { body: TransferBody; wasRead: () => boolean } {
  let wasRead = bytes.length === 0;
  return {
    body: {
      sizeBytes: bytes.length,
      *slices() {
        wasRead = bytes.length === 0;
        for (let offset = 0; offset < bytes.length; offset += sliceBytes) {
          const end = Math.min(bytes.length, offset + sliceBytes);
          yield bytes.subarray(offset, end);
          if (end === bytes.length) wasRead = true;
        }
      },
    },
    wasRead: () => wasRead,
  };
}

/**
 * Sends a buffer and gives it back: for reuse only after an answer that came when every byte had been taken, else not.
 */
export async function sendBuffer<T>(
  buffer: PooledBuffer,
  send: (body: TransferBody) => Promise<T>,
): Promise<T> {
  const { body, wasRead } = slicedBody(buffer.bytes);
  try {
    const answer = await send(body);
    if (wasRead()) buffer.release();
    else buffer.discard();
    return answer;
  } catch (error) {
    buffer.discard();
    throw error;
  }
}

/** Tells `moved` of bytes as they go out, and takes them back with `undo` when the request failed. */
export function meterOf(moved: (bytes: number) => void): {
  onSentBytes: (sentBytes: number) => void;
  undo(): void;
} {
  let told = 0;
  return {
    onSentBytes(sentBytes) {
      moved(sentBytes - told);
      told = sentBytes;
    },
    undo() {
      moved(-told);
      told = 0;
    },
  };
}
