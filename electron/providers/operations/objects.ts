import { createHash } from 'node:crypto';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import { queryOf, type StorageResponse } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { Dialect } from '../dialect.ts';
import { bodySizeBytes } from '../http/request-body.ts';
import type { StreamTarget } from '../http/transport.ts';
import type { BodyReceiver, RequestBody } from '../interface/body.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ByteRange, ReadConditions, WriteConditions } from '../interface/conditions.ts';
import type { GetObjectResult } from '../interface/object-group.ts';
import type { ObjectWrite, PutObjectResult } from '../interface/object-write.ts';
import { unquote } from '../xml/listing-pages.ts';
import { bucketExists } from './buckets.ts';
import {
  type AllChecksums,
  type CustomerKey,
  checksumHeaders,
  customerKeyHeaders,
  type ExtraWrite,
  rangeHeader,
  readChecksums,
  readConditionHeaders,
  readObjectInfo,
  writeConditionHeaders,
  writeHeaders,
} from './object-headers.ts';

/** What a read of an object can be asked for. */
export interface ReadInput {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly conditions?: ReadConditions;
  readonly partNumber?: number;
  readonly customerKey?: CustomerKey;
  /** Asks for the stored checksums, which some servers keep to themselves otherwise. */
  readonly hasChecksums?: boolean;
  /** `requester` pays the transfer. */
  readonly payer?: 'requester';
  /** Account the bucket must belong to. */
  readonly expectedOwner?: string;
}

/** Reads an object's headers. A bare 404 is looked into, because HEAD cannot say what is missing. */
export async function headObject(
  client: StorageClient,
  input: ReadInput,
  options: CallOptions = {},
): Promise<ObjectInfo> {
  try {
    const response = await client.send(
      { operation: 'headObject', method: 'HEAD', ...readRequest(client, input) },
      options,
    );
    return readObjectInfo(input.key, response.headers, client.dialect);
  } catch (thrown) {
    throw await withMissingThing(client, thrown, input, options);
  }
}

/** Streams an object or a range of it into a receiver. */
export async function getObject(
  client: StorageClient,
  input: ReadInput & {
    readonly range?: ByteRange;
    /** Headers for the server to answer with instead of the stored ones, by header name. */
    readonly responseHeaders?: Readonly<Record<string, string>>;
  },
  receiver: BodyReceiver,
  options: CallOptions = {},
): Promise<GetObjectResult> {
  const request = readRequest(client, input);
  const overrides = Object.entries(input.responseHeaders ?? {}).map(
    ([name, value]) => [name, value] as const,
  );
  const stream: StreamTarget = {
    receiver,
    accepts: (status, headers) => {
      if (status !== 200 && status !== 206) return false;
      checkRange(input.range, status, headers['content-range']);
      return true;
    },
  };
  const response = await client.send(
    {
      operation: 'getObject',
      method: 'GET',
      ...request,
      query: [...request.query, ...overrides],
      headers: { ...request.headers, ...rangeHeaders(client.dialect, input.range) },
    },
    { ...options, stream, accepts: [304] },
  );
  checkLength(response, input);
  return {
    isModified: response.status !== 304,
    info: readObjectInfo(input.key, response.headers, client.dialect),
    receivedBytes: response.receivedBytes,
  };
}

/** What a write of an object takes. */
export interface PutInput {
  readonly bucket: string;
  readonly key: string;
  readonly body: RequestBody;
  readonly write?: ObjectWrite & ExtraWrite;
  readonly conditions?: WriteConditions;
  readonly checksums?: AllChecksums;
  readonly customerKey?: CustomerKey;
}

/** Writes a whole object in one request. */
export async function putObject(
  client: StorageClient,
  input: PutInput,
  options: CallOptions & { onSentBytes?: (sentBytes: number) => void } = {},
): Promise<PutObjectResult> {
  const { dialect } = client;
  const sizeBytes = bodySizeBytes(input.body);
  if (sizeBytes > dialect.limits.maxSinglePutBytes) {
    throw failure('invalid-input', 'The object is too large for one request; send it in parts.', {
      reason: 'too-large',
      values: { sizeBytes, maxBytes: dialect.limits.maxSinglePutBytes },
    });
  }
  const response = await client.send(
    {
      operation: 'putObject',
      method: 'PUT',
      place: { bucket: input.bucket, key: input.key },
      headers: {
        ...writeHeaders(dialect, input.write),
        ...writeConditionHeaders(dialect, input.conditions),
        ...checksumHeaders(dialect, input.checksums),
        ...customerKeyHeaders(dialect.headerPrefix, input.customerKey),
      },
      body: input.body,
      bodyType: 'data',
      ...(input.checksums?.sha256Hex ? { bodySha256Hex: input.checksums.sha256Hex } : {}),
    },
    { ...options, ...(input.conditions ? { acceptsKind: 'precondition-failed' } : {}) },
  );
  if (response.refusal) {
    const own = response.attempts > 1 ? await findOwnWrite(client, input, options) : null;
    if (own) return own;
    throw new AppFailure(response.refusal);
  }
  return readWritten(response, dialect);
}

/** What the answer to a write says about the new object. */
export function readWritten(
  response: Pick<StorageResponse, 'headers'>,
  dialect: Dialect,
  etag?: string,
): PutObjectResult {
  return {
    etag: unquote(etag ?? response.headers.etag),
    versionId: response.headers[`${dialect.headerPrefix}version-id`] ?? null,
    checksums: readChecksums(response.headers, dialect),
  };
}

function readRequest(client: StorageClient, input: ReadInput) {
  const prefix = client.dialect.headerPrefix;
  return {
    place: { bucket: input.bucket, key: input.key },
    query: queryOf([
      ['partNumber', input.partNumber ?? null],
      ['versionId', input.versionId ?? null],
    ]),
    headers: {
      ...readConditionHeaders(input.conditions),
      ...customerKeyHeaders(prefix, input.customerKey),
      [`${prefix}checksum-mode`]: input.hasChecksums ? 'ENABLED' : undefined,
      [`${prefix}request-payer`]: input.payer,
      [`${prefix}expected-bucket-owner`]: input.expectedOwner,
    },
  };
}

function rangeHeaders(dialect: Dialect, range: ByteRange | undefined): Record<string, string | undefined> {
  return range === undefined ? {} : { ...dialect.rangeHeaders, range: rangeHeader(range) };
}

/** A server that ignores Range would put the wrong bytes at the wrong place. */
function checkRange(range: ByteRange | undefined, status: number, contentRange: string | undefined): void {
  if (range === undefined || (status === 200 && range.offsetBytes === 0 && range.lengthBytes === null))
    return;
  const [, start, end] = /^bytes (\d+)-(\d+)/.exec(contentRange ?? '') ?? [];
  const lastByte = range.lengthBytes === null ? Infinity : range.offsetBytes + range.lengthBytes - 1;
  if (status === 206 && Number(start) === range.offsetBytes && Number(end) <= lastByte) return;
  throw failure('malformed-response', 'The server answered with another range than was asked for.', {
    reason: 'range-ignored',
  });
}

function checkLength(response: StorageResponse, { bucket, key }: ReadInput): void {
  if (response.status === 304) return;
  const announced = response.headers['content-length'];
  if (announced === undefined || Number(announced) === response.receivedBytes) return;
  throw failure('integrity', 'The object arrived shorter than the server announced.', {
    reason: 'body-too-short',
    resource: `${bucket}/${key}`,
    values: { announcedBytes: Number(announced), receivedBytes: response.receivedBytes },
  });
}

/** Says which of bucket and key is missing when the server did not. */
async function withMissingThing(
  client: StorageClient,
  thrown: unknown,
  { bucket }: ReadInput,
  options: CallOptions,
): Promise<unknown> {
  if (!(thrown instanceof AppFailure) || thrown.appError.code !== 'NotFound') return thrown;
  const { kind, message: _vague, ...details } = thrown.appError;
  let hasBucket = true;
  try {
    hasBucket = (await bucketExists(client, { bucket }, options)).exists;
  } catch {
    return thrown;
  }
  return hasBucket
    ? failure(kind, 'There is no object with this key.', {
        ...details,
        code: 'NoSuchKey',
        reason: 'no-such-key',
      })
    : failure(kind, 'There is no bucket of this name.', {
        ...details,
        code: 'NoSuchBucket',
        reason: 'no-such-bucket',
      });
}

/**
 * A conditional write whose answer got lost meets its own object when it is sent again. It is ours when the content
 * is: by MD5 where the ETag is one.
 */
async function findOwnWrite(
  client: StorageClient,
  input: PutInput,
  options: CallOptions,
): Promise<PutObjectResult | null> {
  if (input.conditions?.ifNoneMatch !== '*') return null;
  const md5 =
    input.checksums?.md5 !== undefined
      ? Buffer.from(input.checksums.md5, 'base64').toString('hex')
      : await md5Of(input.body);
  try {
    const info = await headObject(client, { bucket: input.bucket, key: input.key }, options);
    if (info.etag !== md5) return null;
    return { etag: info.etag, versionId: info.versionId, checksums: info.checksums };
  } catch {
    return null;
  }
}

async function md5Of(body: RequestBody): Promise<string> {
  const hash = createHash('md5');
  for await (const slice of body instanceof Uint8Array ? [body] : body.slices()) hash.update(slice);
  return hash.digest('hex');
}
