import { failure } from '../../../shared/model/app-error.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { StreamedBody } from '../interface/body.ts';
import type { SendingOptions } from '../interface/call-options.ts';
import type { UploadedPart } from '../interface/multipart-group.ts';
import type { PutObjectInput } from '../interface/object-actions.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
} from './multipart.ts';

const FIRST_PART_BYTES = 8 * 1024 * 1024;
/** After so many parts they become twice as large, so that 10,000 of them are enough for any object. */
const PARTS_OF_A_SIZE = 1_000;

/**
 * Writes a stream whose length nobody knows where a request must say its length: what fits into one part is handed to
 * `putWhole`, more is sent in parts of growing size, of which one is in memory at a time. A failure drops the parts.
 */
export async function uploadStream(
  client: StorageClient,
  input: PutObjectInput & { body: StreamedBody },
  putWhole: (bytes: Uint8Array) => Promise<PutObjectResult>,
  options: SendingOptions,
): Promise<PutObjectResult> {
  const { limits } = client.dialect;
  const firstBytes = Math.max(FIRST_PART_BYTES, limits.minPartSizeBytes);
  const pieces = cut(input.body.slices(), (index) =>
    Math.min(firstBytes * 2 ** Math.floor(index / PARTS_OF_A_SIZE), limits.maxPartSizeBytes),
  );
  const first = await pieces.next();
  const second = await pieces.next();
  if (second.done) return putWhole(first.value ?? new Uint8Array());
  if (Object.values(input.checksums ?? {}).some((value) => value !== undefined)) {
    throw failure(
      'invalid-input',
      'A checksum can be sent along with a whole body only, not with a stream in parts.',
      {
        reason: 'checksum-of-stream',
      },
    );
  }
  const { bucket, key, write, customerKey, conditions } = input;
  const keyed = customerKey ? { customerKey } : {};
  const upload = await createMultipartUpload(
    client,
    { bucket, key, ...(write ? { write } : {}), ...keyed },
    options,
  );
  const parts: UploadedPart[] = [];
  let sentBytes = 0;
  const send = async (body: Uint8Array): Promise<void> => {
    const startBytes = sentBytes;
    const onSentBytes = (bytes: number): void => options.onSentBytes?.(startBytes + bytes);
    const partNumber = parts.length + 1;
    parts.push(
      await uploadPart(client, { ...upload, partNumber, body, ...keyed }, { ...options, onSentBytes }),
    );
    sentBytes += body.byteLength;
  };
  try {
    await send(first.value ?? new Uint8Array());
    await send(second.value);
    for await (const piece of pieces) await send(piece);
    const end = { ...upload, parts, ...keyed, ...(conditions ? { conditions } : {}) };
    return await completeMultipartUpload(client, end, options);
  } catch (thrown) {
    // The first failure says more than one of tidying up; what stays is listed as unfinished.
    await abortMultipartUpload(client, upload).catch(() => {});
    throw thrown;
  }
}

/** Puts slices together to pieces of the wanted sizes; the last may be smaller. A stream without bytes has none. */
async function* cut(
  slices: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sizeOf: (index: number) => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let index = 0;
  let gathered: Uint8Array[] = [];
  let missingBytes = sizeOf(index);
  for await (const slice of slices) {
    for (let rest = slice; rest.byteLength > 0; ) {
      // A source may reuse the memory of a slice once it is asked for the next one.
      const taken = Buffer.from(rest.subarray(0, missingBytes));
      rest = rest.subarray(taken.byteLength);
      gathered.push(taken);
      missingBytes -= taken.byteLength;
      if (missingBytes > 0) continue;
      yield Buffer.concat(gathered);
      gathered = [];
      index += 1;
      missingBytes = sizeOf(index);
    }
  }
  if (gathered.length > 0) yield Buffer.concat(gathered);
}
