import { hash } from 'node:crypto';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { Dialect } from '../dialect.ts';
import type { CallOptions, SendingOptions } from '../interface/call-options.ts';
import type {
  CompleteUploadInput,
  CopyPartInput,
  CreateUploadInput,
  MultipartUploadId,
  UploadedPart,
  UploadPartInput,
} from '../interface/multipart-group.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import { unquote } from '../xml/listing-pages.ts';
import { parseOfferedXml, parseXml, text } from '../xml/xml.ts';
import { checkEcho, checkedBody } from './checked-bodies.ts';
import { checkWhole, wholeChecksumHeaders } from './checked-parts.ts';
import { sourceHeaders } from './copies.ts';
import { customerKeyHeaders } from './customer-key-headers.ts';
import { documentBody } from './documents.ts';
import { requestBody } from './object-data.ts';
import { elementChecksums, readChecksums, readWritten } from './object-info.ts';
import { headObject } from './object-reads.ts';
import { rangeHeader } from './read-headers.ts';
import { checksumHeaders, quoted, writeConditionHeaders, writeHeaders } from './write-headers.ts';

/** Words of the two ways in which a checksum of several parts is made. */
const checksumTypes = { 'full-object': 'FULL_OBJECT', composite: 'COMPOSITE' } as const;

/** Begins an upload; everything the object is stored with is said here. */
export async function createMultipartUpload(
  client: StorageClient,
  input: CreateUploadInput,
  options: CallOptions = {},
): Promise<MultipartUploadId> {
  const { dialect } = client;
  const { headerPrefix: prefix } = dialect;
  const { checksumAlgorithm, checksumType } = input;
  const canCheck = dialect.checksums.some(({ isSendable }) => isSendable);
  const response = await client.send(
    {
      operation: 'createMultipartUpload',
      method: 'POST',
      isNeverRepeated: true,
      place: { bucket: input.bucket, key: input.key },
      query: [['uploads']],
      headers: {
        ...writeHeaders(dialect, input.write),
        ...customerKeyHeaders(client, input.customerKey),
        [`${prefix}checksum-algorithm`]: canCheck ? checksumAlgorithm?.toUpperCase() : undefined,
        [`${prefix}checksum-type`]: canCheck && checksumType ? checksumTypes[checksumType] : undefined,
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
  input: UploadPartInput,
  options: SendingOptions = {},
): Promise<UploadedPart> {
  checkPartNumber(client, input.partNumber);
  const { dialect } = client;
  const { checksums, partNumber } = input;
  const body = requestBody(input.body);
  let sizeBytes = body instanceof Uint8Array ? body.byteLength : body.sizeBytes;
  if (sizeBytes === null && !dialect.objects.takesUnknownLength) {
    throw failure('invalid-input', 'A part has to say its size here; a stream of unknown length does not.', {
      reason: 'part-of-unknown-size',
    });
  }
  const checked = checkedBody(client, body);
  const response = await client.send(
    {
      operation: 'uploadPart',
      method: 'PUT',
      ...partPlace(input, partNumber),
      headers: {
        ...checksumHeaders(dialect, checksums),
        ...customerKeyHeaders(client, input.customerKey),
      },
      body: checked.body,
      bodyType: 'data',
      ...(checksums?.sha256Hex ? { bodySha256Hex: checksums.sha256Hex } : {}),
    },
    options,
  );
  const resource = `${input.bucket}/${input.key}`;
  checked.check(response, resource);
  checkEcho(client, response, { ...checksums }, resource);
  sizeBytes ??= response.sentBytes;
  return {
    partNumber,
    etag: unquote(response.headers.etag),
    sizeBytes,
    checksums: readChecksums(response.headers, dialect),
  };
}

/** Makes a part of another object or of a range of it, inside the server. */
export async function copyPart(
  client: StorageClient,
  input: CopyPartInput,
  options: CallOptions = {},
): Promise<UploadedPart> {
  checkPartNumber(client, input.partNumber);
  const { dialect } = client;
  const { partNumber, source } = input;
  const range = await closedRange(client, source, options);
  const response = await client.send(
    {
      operation: 'copyPart',
      method: 'PUT',
      ...partPlace(input, partNumber),
      headers: {
        ...(await sourceHeaders(client, source, options)),
        ...customerKeyHeaders(client, input.customerKey),
        [`${dialect.headerPrefix}copy-source-range`]: rangeHeader(range),
      },
    },
    options,
  );
  const result = parseOfferedXml(response.body, 'CopyPartResult');
  return {
    partNumber,
    etag: unquote(text(result, 'ETag') ?? ''),
    sizeBytes: range?.lengthBytes ?? 0,
    checksums: elementChecksums(dialect, result),
  };
}

/** Joins the parts. The answer may begin with 200 and end with an error, which rejects. */
export async function completeMultipartUpload(
  client: StorageClient,
  input: CompleteUploadInput,
  options: CallOptions = {},
): Promise<PutObjectResult> {
  const { dialect } = client;
  const { checksumType, parts } = input;
  const document = documentBody(client, 'CompleteMultipartUpload', {
    Part: parts.map((part) => ({
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
        headers: {
          ...document.headers,
          ...writeConditionHeaders(dialect, input.conditions),
          ...customerKeyHeaders(client, input.customerKey),
          ...(checksumType ? { [`${dialect.headerPrefix}checksum-type`]: checksumTypes[checksumType] } : {}),
          ...(checksumType === 'full-object' ? wholeChecksumHeaders(dialect, parts) : {}),
        },
      },
      options,
    );
    const written = readWritten(response, dialect, parseXml(response.body, 'CompleteMultipartUploadResult'));
    checkWhole(client, response, written.checksums, parts, `${input.bucket}/${input.key}`);
    return written;
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

/** The range of a part copy has both ends on the wire; all of the source needs none. */
async function closedRange(client: StorageClient, source: CopyPartInput['source'], options: CallOptions) {
  const { range } = source;
  if (range === undefined || range.lengthBytes !== null) return range;
  if (range.offsetBytes === 0) return undefined;
  const { bucket, key, versionId, customerKey } = source;
  const place = { bucket, key, ...(versionId ? { versionId } : {}), ...(customerKey ? { customerKey } : {}) };
  const { sizeBytes } = await headObject(client, place, options);
  return { offsetBytes: range.offsetBytes, lengthBytes: sizeBytes - range.offsetBytes };
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
  if (!input.parts.every(({ etag }) => /^[0-9a-f]{32}$/i.test(etag))) return null;
  const digests = Buffer.from(input.parts.map(({ etag }) => etag).join(''), 'hex');
  const expected = `${hash('md5', digests)}-${input.parts.length}`;
  try {
    const info = await headObject(client, { bucket: input.bucket, key: input.key }, options);
    if (info.etag.toLowerCase() !== expected) return null;
    return { etag: info.etag, versionId: info.versionId, checksums: info.checksums };
  } catch {
    return null;
  }
}
