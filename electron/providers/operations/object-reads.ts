import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import { refusal } from '../capabilities/refusals.ts';
import { queryOf, type StorageResponse } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { StreamTarget } from '../http/transport.ts';
import type { BodyReceiver } from '../interface/body.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { GetObjectResult, ObjectMeta } from '../interface/object-group.ts';
import type { ObjectGet, ObjectRead } from '../interface/object-read.ts';
import { bucketExists } from './buckets.ts';
import { checkedReceiver, verifiesChecksums } from './checked-bodies.ts';
import { customerKeyHeaders } from './customer-key-headers.ts';
import { readObjectInfo } from './object-info.ts';
import { checkRange, extrasOf, overrideQuery, rangeHeader, readConditionHeaders } from './read-headers.ts';

/** Reads an object's headers. A bare 404 is looked into, because HEAD cannot say what is missing. */
export async function headObject(
  client: StorageClient,
  input: ObjectRead,
  options: CallOptions = {},
): Promise<ObjectInfo> {
  try {
    const request = readRequest(client, input, input.hasChecksums === true);
    const response = await client.send({ operation: 'headObject', method: 'HEAD', ...request }, options);
    return readObjectInfo(input.key, response.headers, client.dialect);
  } catch (thrown) {
    throw await withMissingThing(client, thrown, input, options);
  }
}

/** Size of one part, which a look at it tells as the length of what it would send. */
export async function getPartSize(
  client: StorageClient,
  input: { bucket: string; key: string; partNumber: number },
  options: CallOptions = {},
): Promise<{ etag: string; sizeBytes: number }> {
  const request = readRequest(client, input, false);
  const { headers } = await client.send({ operation: 'headObject', method: 'HEAD', ...request }, options);
  const { etag } = readObjectInfo(input.key, headers, client.dialect);
  return { etag, sizeBytes: Number(headers['content-length'] ?? 0) };
}

/** Size, time and ETag, in the cheapest way there is. */
export async function getObjectMeta(
  client: StorageClient,
  input: { bucket: string; key: string; versionId?: string },
  options: CallOptions = {},
): Promise<ObjectMeta> {
  const { metaQuery } = client.dialect.objects;
  const request = readRequest(client, input, false);
  const query = metaQuery === null ? request.query : [metaQuery, ...request.query];
  try {
    const response = await client.send(
      { operation: 'getObjectMeta', method: 'HEAD', ...request, query },
      options,
    );
    const { sizeBytes, modifiedAtMs, etag } = readObjectInfo(input.key, response.headers, client.dialect);
    return { sizeBytes, modifiedAtMs, etag };
  } catch (thrown) {
    throw await withMissingThing(client, thrown, input, options);
  }
}

/** Whether there is an object; a missing bucket rejects. */
export async function objectExists(
  client: StorageClient,
  input: { bucket: string; key: string; versionId?: string },
  options: CallOptions = {},
): Promise<boolean> {
  try {
    await getObjectMeta(client, input, options);
    return true;
  } catch (thrown) {
    const error = thrown instanceof AppFailure ? thrown.appError : null;
    if (error?.code === 'NoSuchKey' || error?.code === 'NoSuchVersion') return false;
    throw thrown;
  }
}

/** Streams an object, a part of it or what its processing makes of it into a receiver. */
export async function getObject(
  client: StorageClient,
  input: ObjectGet,
  receiver: BodyReceiver,
  options: CallOptions = {},
): Promise<GetObjectResult> {
  const { dialect } = client;
  const overrides = overrideQuery(input.responseHeaders);
  if (overrides.length > 0 && (await client.options.credentials()) === null) {
    throw failure('invalid-input', 'An anonymous connection cannot ask for other headers of an answer.', {
      reason: 'anonymous-override',
    });
  }
  const isWhole = isWholeObject(input);
  const request = readRequest(client, input, input.hasChecksums ?? (isWhole && verifiesChecksums(client)));
  const checked = checkedReceiver(client, receiver);
  const stream: StreamTarget = {
    receiver: checked.receiver,
    accepts: (status, headers) => {
      if (status !== 200 && status !== 206) return false;
      if (input.process === undefined) checkRange(input.range, status, headers);
      if (isWhole && status === 200 && verifiesChecksums(client)) checked.begin(headers);
      return true;
    },
  };
  const response = await client.send(
    {
      operation: 'getObject',
      method: 'GET',
      ...request,
      query: [...processQuery(client, input.process), ...request.query, ...overrides],
      headers: {
        ...request.headers,
        ...(input.range ? { ...dialect.rangeHeaders, range: rangeHeader(input.range) } : {}),
      },
    },
    { ...options, stream, accepts: [304] },
  );
  checkLength(response, input);
  if (response.status === 200) checked.check(response, `${input.bucket}/${input.key}`);
  return {
    isModified: response.status !== 304,
    info: readObjectInfo(input.key, response.headers, dialect),
    receivedBytes: response.receivedBytes,
  };
}

/** Only all of the stored bytes have the stored checksum. */
function isWholeObject({
  range,
  partNumber,
  process,
  extraHeaders = {},
  extraQuery = {},
}: ObjectGet): boolean {
  if (range !== undefined || partNumber !== undefined || process !== undefined) return false;
  if (Object.keys(extraHeaders).some((name) => /^(?:accept-encoding|range)$/i.test(name))) return false;
  return Object.keys(extraQuery).length === 0;
}

function processQuery({ dialect }: StorageClient, expression: string | undefined) {
  if (expression === undefined) return [];
  if (dialect.objects.processing === null) throw refusal('no-image-processing');
  return dialect.objects.processing.query(expression);
}

function readRequest(client: StorageClient, input: ObjectRead, hasChecksums: boolean) {
  const { headerPrefix: prefix, objects } = client.dialect;
  const extras = extrasOf(input);
  const mode = hasChecksums && objects.checksumModeHeader ? { [objects.checksumModeHeader]: 'ENABLED' } : {};
  return {
    place: { bucket: input.bucket, key: input.key },
    query: [
      ...queryOf([
        ['partNumber', input.partNumber ?? null],
        ['versionId', input.versionId ?? null],
      ]),
      ...extras.query,
    ],
    headers: {
      ...extras.headers,
      ...readConditionHeaders(input.conditions),
      ...customerKeyHeaders(client, input.customerKey),
      ...mode,
      [`${prefix}request-payer`]: input.payer,
      [`${prefix}expected-bucket-owner`]: input.expectedOwner,
    },
  };
}

function checkLength(response: StorageResponse, { bucket, key }: ObjectRead): void {
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
  { bucket }: { bucket: string },
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
