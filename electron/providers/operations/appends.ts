import { AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { bodySizeBytes } from '../http/request-body.ts';
import type { ObjectData, RequestBody } from '../interface/body.ts';
import type { SendingOptions } from '../interface/call-options.ts';
import type { AppendInput, AppendResult, ComposeInput } from '../interface/object-actions.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import { giveAccess } from './carried-access.ts';
import { carriedByWrite } from './carried-write.ts';
import { checkedBody, parseDigest } from './checked-bodies.ts';
import { joinPieces, split } from './compose.ts';
import { requestBody } from './object-data.ts';
import { readWritten } from './object-info.ts';
import { getObject, headObject } from './object-reads.ts';
import { putObject } from './object-writes.ts';
import { checksumHeaders, writeHeaders } from './write-headers.ts';

/** Adds bytes to the end of an object, whose length the caller has to know. */
export async function appendObject(
  client: StorageClient,
  input: AppendInput,
  options: SendingOptions = {},
): Promise<AppendResult> {
  if (!Number.isSafeInteger(input.position) || input.position < 0) {
    throw failure('invalid-input', 'The position to append at is the length of the object.', {
      reason: 'append-position-invalid',
    });
  }
  const { nextPositionHeader } = client.dialect.objects;
  return nextPositionHeader === null
    ? appendByCopy(client, input, options)
    : appendInPlace(client, input, nextPositionHeader, options);
}

async function appendInPlace(
  client: StorageClient,
  input: AppendInput,
  nextPositionHeader: string,
  options: SendingOptions,
): Promise<AppendResult> {
  const { dialect } = client;
  const { position } = input;
  const body = requestBody(input.body);
  const before = position === 0 ? undefined : checksumBefore(client, input.initialChecksum);
  // Without the checksum of what is there nothing can be said of the whole.
  const checked = before === null ? null : checkedBody(client, body, before);
  const response = await client.send(
    {
      operation: 'appendObject',
      method: 'POST',
      place: { bucket: input.bucket, key: input.key },
      query: [['append'], ['position', String(position)]],
      headers: {
        // Metadata and access are the first piece's; the standard headers may be said again.
        ...writeHeaders(dialect, position === 0 ? input.write : { headers: input.write?.headers ?? {} }),
        ...checksumHeaders(dialect, input.checksums),
      },
      body: checked?.body ?? body,
      bodyType: 'data',
    },
    { ...options, acceptsKind: 'conflict' },
  );
  const endPosition = position + (bodySizeBytes(body) ?? response.sentBytes);
  if (response.refusal) {
    const { refusal } = response;
    // The first attempt may have been carried out and its answer lost.
    const isOwn =
      response.attempts > 1 && refusal.values?.nextPosition === endPosition && endPosition > position;
    if (!isOwn) throw new AppFailure(refusal);
    const { etag, versionId, checksums } = await headObject(client, input, options);
    return { etag, versionId, checksums, nextPosition: endPosition };
  }
  checked?.check(response, `${input.bucket}/${input.key}`);
  const next = Number(response.headers[nextPositionHeader] ?? Number.NaN);
  return { ...readWritten(response, dialect), nextPosition: Number.isSafeInteger(next) ? next : endPosition };
}

/** null: not known. Throws `invalid-input` for text that is no checksum. */
function checksumBefore({ dialect }: StorageClient, text: string | undefined): Buffer | null {
  const names = dialect.checksums.find(({ isSendable }) => !isSendable);
  if (text === undefined || names === undefined) return null;
  const digest = parseDigest(names, text);
  if (digest) return digest;
  throw failure('invalid-input', 'This is not a checksum as the server writes it.', {
    reason: 'append-checksum',
  });
}

/**
 * Where nothing can be appended to: a new object of the old one and the bytes, put together by the server where the
 * old one is large enough for a part, and here where it is not. The old one is replaced only as it was looked at,
 * where the server has conditions.
 */
async function appendByCopy(
  client: StorageClient,
  input: AppendInput,
  options: SendingOptions,
): Promise<AppendResult> {
  const { bucket, key, position, customerKey } = input;
  const place = { bucket, key };
  const keyed = { ...place, ...(customerKey ? { customerKey } : {}) };
  const bytes = await bytesOf(input.body);
  const nextPosition = position + bytes.byteLength;
  const info = await lookAt(client, keyed, options);
  if ((info?.sizeBytes ?? 0) !== position) throw wrongPosition(info?.sizeBytes ?? 0, place);
  if (info === null) {
    const write = input.write ? { write: input.write } : {};
    const created = { ...keyed, ...write, body: bytes, conditions: { ifNoneMatch: '*' as const } };
    return { ...(await putObject(client, created, options)), nextPosition };
  }
  const { write, access } = await carriedByWrite(client, place, info, options);
  const target = { ...keyed, write, conditions: { ifMatch: info.etag } };
  const written = await replaceByLonger(client, target, info, bytes, options);
  await giveAccess(client, place, access, options);
  return { ...written, nextPosition };
}

async function replaceByLonger(
  client: StorageClient,
  target: Omit<ComposeInput, 'sources'>,
  info: ObjectInfo,
  bytes: Uint8Array,
  options: SendingOptions,
): Promise<PutObjectResult> {
  const { bucket, key, customerKey } = target;
  const keyed = { bucket, key, ...(customerKey ? { customerKey } : {}) };
  const { minPartSizeBytes, maxSingleCopyBytes } = client.dialect.limits;
  if (info.sizeBytes < minPartSizeBytes || bytes.byteLength === 0) {
    const old = await readAll(client, { ...keyed, conditions: { ifMatch: info.etag } }, options);
    return putObject(client, { ...target, body: Buffer.concat([...old, bytes]) }, options);
  }
  const source = { ...keyed, ifMatch: info.etag };
  const ranges = split({ offsetBytes: 0, lengthBytes: info.sizeBytes }, maxSingleCopyBytes);
  return joinPieces(client, target, [...ranges.map((range) => ({ source, range })), { bytes }], options);
}

async function lookAt(
  client: StorageClient,
  place: Parameters<typeof headObject>[1],
  options: SendingOptions,
): Promise<ObjectInfo | null> {
  try {
    return await headObject(client, place, options);
  } catch (thrown) {
    if (toAppError(thrown).code === 'NoSuchKey') return null;
    throw thrown;
  }
}

async function readAll(
  client: StorageClient,
  input: Parameters<typeof getObject>[1],
  options: SendingOptions,
): Promise<Buffer[]> {
  let chunks: Buffer[] = [];
  const receiver = {
    start() {
      chunks = [];
    },
    data(chunk: Uint8Array) {
      chunks.push(Buffer.from(chunk));
    },
  };
  await getObject(client, input, receiver, options);
  return chunks;
}

async function bytesOf(data: ObjectData): Promise<Uint8Array> {
  const body: RequestBody = requestBody(data);
  if (body instanceof Uint8Array) return body;
  const chunks: Buffer[] = [];
  for await (const slice of body.slices()) chunks.push(Buffer.from(slice));
  return Buffer.concat(chunks);
}

function wrongPosition(lengthBytes: number, { bucket, key }: { bucket: string; key: string }): AppFailure {
  return failure('conflict', 'The object has another length than the position to append at.', {
    reason: 'append-position',
    resource: `${bucket}/${key}`,
    values: { nextPosition: lengthBytes },
  });
}
