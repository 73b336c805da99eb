import { createHash } from 'node:crypto';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { bodySizeBytes } from '../http/request-body.ts';
import type { BodyChecksums, RequestBody } from '../interface/body.ts';
import type { CallOptions, SendingOptions } from '../interface/call-options.ts';
import type { WriteConditions } from '../interface/conditions.ts';
import type { PutObjectInput } from '../interface/object-actions.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import { checkEcho, checkedBody } from './checked-bodies.ts';
import { customerKeyHeaders } from './customer-key-headers.ts';
import { requestBody } from './object-data.ts';
import { readWritten } from './object-info.ts';
import { headObject } from './object-reads.ts';
import { extrasOf } from './read-headers.ts';
import { uploadStream } from './streamed-upload.ts';
import { checksumHeaders, writeConditionHeaders, writeHeaders } from './write-headers.ts';

/** Writes a whole object: in one request, or in parts where a stream of unknown length needs them. */
export async function putObject(
  client: StorageClient,
  input: PutObjectInput,
  options: SendingOptions = {},
): Promise<PutObjectResult> {
  const body = requestBody(input.body);
  if (
    !(body instanceof Uint8Array) &&
    body.sizeBytes === null &&
    !client.dialect.objects.takesUnknownLength
  ) {
    return uploadStream(
      client,
      { ...input, body },
      (bytes) => putWhole(client, { ...input, body: bytes }, options),
      options,
    );
  }
  return putWhole(client, { ...input, body }, options);
}

/** Writes the marker of a folder: an empty object whose key ends in a slash. */
export async function createFolder(
  client: StorageClient,
  { bucket, prefix, conditions }: { bucket: string; prefix: string; conditions?: WriteConditions },
  options: CallOptions = {},
): Promise<PutObjectResult> {
  if (prefix === '' || prefix === '/') {
    throw failure('invalid-input', 'A folder needs a name.', { reason: 'folder-without-name' });
  }
  const key = prefix.endsWith('/') ? prefix : `${prefix}/`;
  const write = { headers: { contentType: 'application/x-directory' } };
  const input = { bucket, key, body: new Uint8Array(), write, ...(conditions ? { conditions } : {}) };
  return putObject(client, input, options);
}

async function putWhole(
  client: StorageClient,
  input: PutObjectInput & { body: RequestBody },
  options: SendingOptions,
): Promise<PutObjectResult> {
  const { dialect } = client;
  const sizeBytes = bodySizeBytes(input.body);
  if (sizeBytes !== null && sizeBytes > dialect.limits.maxSinglePutBytes) {
    throw failure('invalid-input', 'The object is too large for one request; send it in parts.', {
      reason: 'too-large',
      values: { sizeBytes, maxBytes: dialect.limits.maxSinglePutBytes },
    });
  }
  const extras = extrasOf(input);
  const checked = checkedBody(client, input.body);
  const response = await client.send(
    {
      operation: 'putObject',
      method: 'PUT',
      place: { bucket: input.bucket, key: input.key },
      query: extras.query,
      headers: {
        ...extras.headers,
        ...writeHeaders(dialect, input.write),
        ...writeConditionHeaders(dialect, input.conditions),
        ...checksumHeaders(dialect, input.checksums),
        ...customerKeyHeaders(client, input.customerKey),
      },
      body: checked.body,
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
  const resource = `${input.bucket}/${input.key}`;
  checked.check(response, resource);
  checkEcho(client, response, { ...input.checksums }, resource);
  return readWritten(response, dialect);
}

/**
 * A conditional write whose answer got lost meets its own object when it is sent again. It is ours when the content
 * is: by MD5 where the ETag is one.
 */
async function findOwnWrite(
  client: StorageClient,
  input: PutObjectInput & { body: RequestBody },
  options: CallOptions,
): Promise<PutObjectResult | null> {
  if (input.conditions?.ifNoneMatch !== '*') return null;
  const md5 = await md5Of(input.body, input.checksums);
  try {
    const { customerKey } = input;
    const place = { bucket: input.bucket, key: input.key, ...(customerKey ? { customerKey } : {}) };
    const info = await headObject(client, place, options);
    if (info.etag !== md5) return null;
    return { etag: info.etag, versionId: info.versionId, checksums: info.checksums };
  } catch {
    return null;
  }
}

async function md5Of(body: RequestBody, checksums: BodyChecksums | undefined): Promise<string> {
  if (checksums?.md5 !== undefined) return Buffer.from(checksums.md5, 'base64').toString('hex');
  const hash = createHash('md5');
  for await (const slice of body instanceof Uint8Array ? [body] : body.slices()) hash.update(slice);
  return hash.digest('hex');
}
