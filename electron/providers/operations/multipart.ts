import { hash } from 'node:crypto';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { Dialect } from '../dialect.ts';
import type { RequestBody } from '../interface/body.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ByteRange, WriteConditions } from '../interface/conditions.ts';
import type {
  MultipartUploadId,
  MultipartUploadSummary,
  UploadedPart,
} from '../interface/multipart-group.ts';
import type { ObjectWrite, PutObjectResult } from '../interface/object-write.ts';
import { decodeUrlName, unquote } from '../xml/listing-pages.ts';
import { children, count, parseOfferedXml, parseXml, text, timeMs, type XmlElement } from '../xml/xml.ts';
import { type CopySource, sourceHeaders } from './copies.ts';
import { documentBody } from './documents.ts';
import {
  type AllChecksums,
  type CustomerKey,
  checksumHeaders,
  customerKeyHeaders,
  type ExtraWrite,
  quoted,
  rangeHeader,
  readChecksums,
  writeConditionHeaders,
  writeHeaders,
} from './object-headers.ts';
import { headObject, readWritten } from './objects.ts';
import { pairToken, readPairToken } from './versions.ts';

/** 10,000 parts are ten pages; a server that never ends would otherwise hold us. */
const MAX_PAGES = 100;

/** Begins an upload; everything the object is stored with is said here. */
export async function createMultipartUpload(
  client: StorageClient,
  input: {
    bucket: string;
    key: string;
    write?: ObjectWrite & ExtraWrite;
    checksumAlgorithm?: 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256';
    customerKey?: CustomerKey;
  },
  options: CallOptions = {},
): Promise<MultipartUploadId> {
  const { dialect } = client;
  const { headerPrefix: prefix } = dialect;
  const canCheck = dialect.checksums.some(({ isSendable }) => isSendable);
  const response = await client.send(
    {
      operation: 'createMultipartUpload',
      method: 'POST',
      place: { bucket: input.bucket, key: input.key },
      query: [['uploads']],
      headers: {
        ...writeHeaders(dialect, input.write),
        ...customerKeyHeaders(prefix, input.customerKey),
        [`${prefix}checksum-algorithm`]: canCheck ? input.checksumAlgorithm?.toUpperCase() : undefined,
      },
    },
    options,
  );
  const uploadId = text(parseOfferedXml(response.body, 'InitiateMultipartUploadResult'), 'UploadId');
  if (!uploadId) {
    throw failure('malformed-response', 'The server began an upload without naming it.', {
      reason: 'bad-xml',
    });
  }
  return { bucket: input.bucket, key: input.key, uploadId };
}

/** Sends one part; sending its number again replaces it. */
export async function uploadPart(
  client: StorageClient,
  input: MultipartUploadId & {
    partNumber: number;
    body: RequestBody;
    checksums?: AllChecksums;
    customerKey?: CustomerKey;
  },
  options: CallOptions & { onSentBytes?: (sentBytes: number) => void } = {},
): Promise<UploadedPart> {
  checkPartNumber(client, input.partNumber);
  const { dialect } = client;
  const { body, partNumber } = input;
  const response = await client.send(
    {
      operation: 'uploadPart',
      method: 'PUT',
      ...partPlace(input, partNumber),
      headers: {
        ...checksumHeaders(dialect, input.checksums),
        ...customerKeyHeaders(dialect.headerPrefix, input.customerKey),
      },
      body,
      bodyType: 'data',
      ...(input.checksums?.sha256Hex ? { bodySha256Hex: input.checksums.sha256Hex } : {}),
    },
    options,
  );
  return {
    partNumber,
    etag: unquote(response.headers.etag),
    sizeBytes: body instanceof Uint8Array ? body.byteLength : body.sizeBytes,
    checksums: readChecksums(response.headers, dialect),
  };
}

/** Makes a part of a range of another object, inside the server. */
export async function copyPart(
  client: StorageClient,
  input: MultipartUploadId & { partNumber: number; source: CopySource & { range?: ByteRange } },
  options: CallOptions = {},
): Promise<UploadedPart> {
  checkPartNumber(client, input.partNumber);
  const { dialect } = client;
  const { partNumber, source } = input;
  const origin = await sourceHeaders(client, source, options);
  const response = await client.send(
    {
      operation: 'copyPart',
      method: 'PUT',
      ...partPlace(input, partNumber),
      headers: {
        ...origin,
        [`${dialect.headerPrefix}copy-source-range`]: rangeHeader(source.range),
      },
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'CopyPartResult');
  return {
    partNumber,
    etag: unquote(text(result, 'ETag') ?? ''),
    sizeBytes: source.range?.lengthBytes ?? 0,
    checksums: elementChecksums(dialect, result),
  };
}

/** One page of the parts the server has. */
export async function listPartsPage(
  client: StorageClient,
  input: MultipartUploadId & { marker: number | null; maxParts: number; hasUrlEncoding?: boolean },
  options: CallOptions = {},
): Promise<{ parts: UploadedPart[]; nextMarker: number | null }> {
  const response = await client.send(
    {
      operation: 'listParts',
      method: 'GET',
      place: { bucket: input.bucket, key: input.key },
      query: queryOf([
        ['encoding-type', input.hasUrlEncoding ? 'url' : null],
        ['max-parts', input.maxParts],
        ['part-number-marker', input.marker],
        ['uploadId', input.uploadId],
      ]),
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'ListPartsResult');
  const parts = children(result, 'Part').map((part) => ({
    partNumber: count(part, 'PartNumber'),
    etag: unquote(text(part, 'ETag') ?? ''),
    sizeBytes: count(part, 'Size'),
    checksums: elementChecksums(client.dialect, part),
  }));
  const isTruncated = text(result, 'IsTruncated') === 'true';
  const next = count(result, 'NextPartNumberMarker') || (parts.at(-1)?.partNumber ?? 0);
  return { parts, nextMarker: isTruncated && next > 0 ? next : null };
}

/** All parts the server has, ascending. */
export async function listParts(
  client: StorageClient,
  input: MultipartUploadId,
  options: CallOptions = {},
): Promise<UploadedPart[]> {
  const parts: UploadedPart[] = [];
  let marker: number | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await listPartsPage(client, { ...input, marker, maxParts: 1_000 }, options);
    parts.push(...found.parts);
    if (found.nextMarker === null || found.nextMarker === marker) break;
    marker = found.nextMarker;
  }
  return parts.sort((a, b) => a.partNumber - b.partNumber);
}

/** Joins the parts. The answer may begin with 200 and end with an error, which rejects. */
export async function completeMultipartUpload(
  client: StorageClient,
  input: MultipartUploadId & { parts: readonly UploadedPart[]; conditions?: WriteConditions },
  options: CallOptions = {},
): Promise<PutObjectResult> {
  const { dialect } = client;
  const document = documentBody(client, 'CompleteMultipartUpload', {
    Part: input.parts.map((part) => ({
      ...partDigests(dialect, part),
      ETag: quoted(part.etag),
      PartNumber: part.partNumber,
    })),
  });
  try {
    const response = await client.send(
      {
        operation: 'completeMultipartUpload',
        method: 'POST',
        place: { bucket: input.bucket, key: input.key },
        query: [['uploadId', input.uploadId]],
        ...document,
        headers: { ...document.headers, ...writeConditionHeaders(dialect, input.conditions) },
      },
      options,
    );
    const result = parseXml(response.body, 'CompleteMultipartUploadResult');
    return readWritten(response, dialect, text(result, 'ETag') ?? '');
  } catch (thrown) {
    const done = await findOwnCompletion(client, thrown, input, options);
    if (done) return done;
    throw thrown;
  }
}

/** Drops an upload and its parts; one that is gone already counts as dropped. */
export async function abortMultipartUpload(
  client: StorageClient,
  input: MultipartUploadId,
  options: CallOptions = {},
): Promise<void> {
  try {
    await client.send(
      {
        operation: 'abortMultipartUpload',
        method: 'DELETE',
        place: { bucket: input.bucket, key: input.key },
        query: [['uploadId', input.uploadId]],
      },
      options,
    );
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.appError.code === 'NoSuchUpload') return;
    throw thrown;
  }
}

/** One page of unfinished uploads. MinIO finds them by their exact key only. */
export async function listMultipartUploads(
  client: StorageClient,
  input: {
    bucket: string;
    prefix: string;
    token: string | null;
    maxUploads: number;
    delimiter?: string;
    hasUrlEncoding?: boolean;
  },
  options: CallOptions = {},
): Promise<{ uploads: MultipartUploadSummary[]; nextToken: string | null }> {
  const [keyMarker, uploadIdMarker] = input.token === null ? [null, null] : readPairToken(input.token);
  const response = await client.send(
    {
      operation: 'listMultipartUploads',
      method: 'GET',
      place: { bucket: input.bucket, key: null },
      query: queryOf([
        ['uploads'],
        ['delimiter', input.delimiter ?? ''],
        ['encoding-type', input.hasUrlEncoding === false ? null : 'url'],
        ['key-marker', keyMarker || null],
        ['max-uploads', input.maxUploads],
        ['prefix', input.prefix],
        ['upload-id-marker', uploadIdMarker || null],
      ]),
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'ListMultipartUploadsResult');
  const decode = text(result, 'EncodingType') === 'url' ? decodeUrlName : (name: string) => name;
  const uploads = children(result, 'Upload').map((upload) => ({
    key: decode(text(upload, 'Key') ?? ''),
    uploadId: text(upload, 'UploadId') ?? '',
    initiatedAtMs: timeMs(upload, 'Initiated') ?? 0,
    storageClass: text(upload, 'StorageClass') ?? '',
  }));
  const nextKey = decode(text(result, 'NextKeyMarker') ?? '');
  const hasNext = text(result, 'IsTruncated') === 'true' && nextKey !== '';
  return {
    uploads,
    nextToken: hasNext ? pairToken(nextKey, text(result, 'NextUploadIdMarker') ?? '') : null,
  };
}

function partPlace(input: MultipartUploadId, partNumber: number) {
  return {
    place: { bucket: input.bucket, key: input.key },
    query: queryOf([
      ['partNumber', partNumber],
      ['uploadId', input.uploadId],
    ]),
  };
}

function checkPartNumber(client: StorageClient, partNumber: number): void {
  const { maxPartCount } = client.dialect.limits;
  if (Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= maxPartCount) return;
  throw failure('invalid-input', `Part numbers go from 1 to ${maxPartCount}.`, {
    reason: 'part-number',
    values: { maxPartCount },
  });
}

function elementChecksums(dialect: Dialect, element: XmlElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, element: child } of dialect.checksums) {
    const value = child === null ? null : text(element, child);
    if (value) found[name] = value;
  }
  return found;
}

/** The digests of a part that a list of parts to join may carry. */
function partDigests(dialect: Dialect, { checksums = {} }: UploadedPart): Record<string, string> {
  return Object.fromEntries(
    dialect.checksums.flatMap(({ name, element, isSendable }) => {
      const value = checksums[name];
      return isSendable && element !== null && value !== undefined ? [[element, value]] : [];
    }),
  );
}

/**
 * When the answer to the first attempt got lost, the second finds no upload: it was completed. The object proves it
 * by its ETag, which is made of the parts' (MD5 of their MD5s, and their number).
 */
async function findOwnCompletion(
  client: StorageClient,
  thrown: unknown,
  input: MultipartUploadId & { parts: readonly UploadedPart[] },
  options: CallOptions,
): Promise<PutObjectResult | null> {
  if (!(thrown instanceof AppFailure) || thrown.appError.code !== 'NoSuchUpload') return null;
  if (!input.parts.every(({ etag }) => /^[0-9a-f]{32}$/.test(etag))) return null;
  const digests = Buffer.from(input.parts.map(({ etag }) => etag).join(''), 'hex');
  const expected = `${hash('md5', digests)}-${input.parts.length}`;
  try {
    const info = await headObject(client, { bucket: input.bucket, key: input.key }, options);
    if (info.etag !== expected) return null;
    return { etag: info.etag, versionId: info.versionId, checksums: info.checksums };
  } catch {
    return null;
  }
}
