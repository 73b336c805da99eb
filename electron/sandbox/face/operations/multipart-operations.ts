import { combineChecksums, createDigest, isChecksumAlgorithm, isCrc } from '../../checksums/digests.ts';
import type { PartFacts, StoredChecksum, StoredPart, StoredUpload } from '../../store/model.ts';
import type { NamedPart, UploadAddress } from '../../store/upload-actions.ts';
import { ownerElement } from '../access/acl.ts';
import { type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { checksumElements, checksumHeaders, crcHeaders } from '../checksum-headers.ts';
import { bareEtag, writeConditions } from '../conditions.ts';
import { checkCopySource, copySourceHeaders, readCopySource } from '../copy-source.ts';
import { documentTime } from '../document-time.ts';
import { checkCustomerKey, encryptionHeaders } from '../encryption.ts';
import { FaceError, invalidArgument } from '../face-error.ts';
import { headerOf, numberParameterOf, parameterOf } from '../face-request.ts';
import { readAttributes, readChecksumAlgorithm } from '../object-attributes.ts';
import { readCopyRange } from '../ranges.ts';
import { receive, receiveText } from '../receive.ts';
import { versionHeaders } from '../versions.ts';
import { allowChildren, childText, malformed, readRoot } from '../xml-reader.ts';
import { element, rootElement } from '../xml-writer.ts';
import { copyDocument, digestStored } from './copy-operations.ts';
import { readEncoding } from './listing-operations.ts';
import { mostPutBytes } from './put-operation.ts';

const mostParts = 10_000;
const mostListedParts = 1_000;
const mostDocumentBytes = 8 * 1024 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export function startUpload(call: FaceCall): FaceAnswer {
  const { store } = call;
  const target = objectOf(call);
  const checksum = readUploadChecksum(call);
  const checksums = checksum === null ? [] : [checksum];
  const attributes = readAttributes(call);
  const upload = store.uploads.start(target, { ...attributes, checksums });
  const headers: Record<string, string> = { ...encryptionHeaders(attributes.encryption) };
  if (checksum !== null) {
    headers['x-own-checksum-algorithm'] = checksum.algorithm.toUpperCase();
    headers['x-own-checksum-type'] = checksum.type;
  }
  return {
    status: 200,
    headers,
    xml: rootElement('InitiateMultipartUploadResult', [
      element('Bucket', target.bucket),
      element('Key', target.key),
      element('UploadId', upload.uploadId),
    ]),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export async function putPart(call: FaceCall): Promise<FaceAnswer> {
  const { store } = call;
  const { address, number } = readPartAddress(call);
  const { checksums: kinds, encryption } = store.uploads.find(address).attributes;
  checkCustomerKey(call, encryption);
  const [wanted] = kinds;
  const algorithm = wanted !== undefined && isChecksumAlgorithm(wanted.algorithm) ? wanted.algorithm : null;
  const { result, md5Hex, checksum, checksums } = await receive(call, {
    mostBytes: mostPutBytes,
    sink: (chunks, hashers) => store.write(chunks, hashers),
    undo: (written) => store.discard(written),
    computes: algorithm,
  });
  try {
    if (algorithm !== null && checksum?.algorithm !== algorithm) {
      throw new FaceError('InvalidRequest', {
        message: `Checksum Type mismatch occurred, expected checksum Type: ${algorithm}, actual checksum Type: ${checksum?.algorithm}`,
      });
    }
    store.uploads.putPart(address, number, result, { etag: md5Hex, checksums });
    return {
      status: 200,
      headers: { ETag: `"${md5Hex}"`, ...valuesOf(call, checksums), ...encryptionHeaders(encryption) },
    };
  } catch (error) {
    store.discard(result);
    throw error;
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export async function copyPart(call: FaceCall): Promise<FaceAnswer> {
  const { store, request } = call;
  const { address, number } = readPartAddress(call);
  const { checksums: kinds, encryption } = store.uploads.find(address).attributes;
  checkCustomerKey(call, encryption);
  const [wanted] = kinds;
  const source = readCopySource(call);
  const version = store.objects.find(source);
  checkCopySource(call, source, version);
  const rangeText = headerOf(request, 'x-own-copy-source-range');
  const range =
    rangeText === null
      ? { startBytes: 0, endBytes: version.sizeBytes }
      : readCopyRange(rangeText, version.sizeBytes);
  if (range.endBytes - range.startBytes > mostPutBytes) {
    throw new FaceError('InvalidRequest', {
      message: `A copied part can have at most ${mostPutBytes} bytes.`,
    });
  }
  const md5 = createDigest('md5');
  const asked = wanted !== undefined && isChecksumAlgorithm(wanted.algorithm) ? wanted.algorithm : null;
  const algorithm = asked ?? call.dialect.objects.alwaysComputes;
  const other = algorithm === null ? null : createDigest(algorithm);
  // No byte is moved, but the part needs digests of its own.
  await digestStored(
    store.read(version, range.startBytes, range.endBytes),
    [md5, other].filter((hasher) => hasher !== null),
  );
  const checksums: StoredChecksum[] =
    algorithm === null || other === null
      ? []
      : [{ algorithm, type: 'FULL_OBJECT', value: other.digest().toString('base64') }];
  const etag = md5.digest().toString('hex');
  const part = store.uploads.copyPart(address, number, { version, ...range }, { etag, checksums });
  return {
    status: 200,
    headers: {
      ...copySourceHeaders(call, source, version),
      ...encryptionHeaders(encryption),
      ...crcHeaders(call, checksums),
    },
    xml: copyDocument(call, 'CopyPartResult', part, checksums),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export function listParts(call: FaceCall): FaceAnswer {
  const { store, request } = call;
  const address = readAddress(call);
  const upload = store.uploads.find(address);
  const marker = numberParameterOf(request, 'part-number-marker', 0);
  const limit = Math.min(mostListedParts, numberParameterOf(request, 'max-parts', mostListedParts));
  const found = store.uploads.parts(address, marker, limit + 1);
  const shown = found.slice(0, limit);
  const isTruncated = limit > 0 && found.length > limit;
  const [checksum] = upload.attributes.checksums;
  const isEncoded = readEncoding(request);
  return {
    status: 200,
    xml: rootElement('ListPartsResult', [
      element('Bucket', address.bucket),
      ...(isEncoded ? [element('EncodingType', 'url')] : []),
      element('Key', isEncoded ? call.dialect.xml.encodeListed(address.key) : address.key),
      element('UploadId', address.uploadId),
      ownerElement(call.dialect, 'Initiator'),
      ownerElement(call.dialect),
      element('StorageClass', upload.attributes.storageClass),
      ...(checksum === undefined
        ? []
        : [
            element('ChecksumAlgorithm', checksum.algorithm.toUpperCase()),
            element('ChecksumType', checksum.type),
          ]),
      element('PartNumberMarker', marker),
      element('NextPartNumberMarker', shown.at(-1)?.number ?? 0),
      element('MaxParts', limit),
      element('IsTruncated', isTruncated),
      ...shown.map((part) => partElement(call, part)),
    ]),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export async function completeUpload(call: FaceCall): Promise<FaceAnswer> {
  const { store, request, actor, dialect } = call;
  const address = readAddress(call);
  store.uploads.find(address);
  const { text } = await receiveText(withoutObjectChecksums(call), mostDocumentBytes);
  const named = readParts(text);
  const version = store.uploads.complete(address, named, {
    attributesOf: (upload, parts) => {
      checkNamedChecksums(named, parts);
      const checksums = checksumsOfWhole(upload, parts);
      checkWhole(call, checksums, parts);
      return { ...upload.attributes, checksums, parts: parts.map(toFacts) };
    },
    check: writeConditions(request),
    actor,
    leastPartBytes: dialect.objects.leastPartBytes,
  });
  return {
    status: 200,
    headers: {
      ...versionHeaders(call, version),
      ...encryptionHeaders(version.attributes.encryption),
      ...crcHeaders(call, version.attributes.checksums),
    },
    xml: rootElement('CompleteMultipartUploadResult', [
      element('Location', dialect.objects.uploadLocation(request.host, address.bucket, address.key)),
      element('Bucket', address.bucket),
      element('Key', address.key),
      element('ETag', `"${version.etag}"`),
      ...checksumElements(call, version.attributes.checksums, true),
    ]),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export function abortUpload(call: FaceCall): FaceAnswer {
  call.store.uploads.abort(readAddress(call));
  return { status: 204 };
}

/** What GetObjectAttributes and a read of one part tell later. */
function toFacts({ number, sizeBytes, checksums }: StoredPart): PartFacts {
  return { number, sizeBytes, checksums };
}

type NamedPartWithChecksums = NamedPart & { readonly checksums: ReadonlyMap<string, string> };

function readAddress(call: FaceCall): UploadAddress {
  return { ...objectOf(call), uploadId: parameterOf(call.request, 'uploadId') ?? '' };
}

function readPartAddress(call: FaceCall): { address: UploadAddress; number: number } {
  const text = parameterOf(call.request, 'partNumber') ?? '';
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > mostParts) {
    throw invalidArgument(
      'partNumber',
      text,
      'Part number must be an integer between 1 and 10000, inclusive',
    );
  }
  return { address: readAddress(call), number };
}

/** The checksum that an upload will have: CRC-64/NVME can only cover the whole, the SHA kinds only the parts. */
function readUploadChecksum({ request }: FaceCall): StoredChecksum | null {
  const algorithm = readChecksumAlgorithm(request);
  const typeText = headerOf(request, 'x-own-checksum-type');
  if (algorithm === null) {
    if (typeText === null) return null;
    throw new FaceError('InvalidRequest', {
      message: 'The x-own-checksum-type header can only be used with the x-own-checksum-algorithm header.',
    });
  }
  const type = typeText ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible =
    (type === 'FULL_OBJECT' && isCrc(algorithm)) || (type === 'COMPOSITE' && algorithm !== 'crc64nvme');
  if (!isPossible || (type !== 'FULL_OBJECT' && type !== 'COMPOSITE')) {
    throw new FaceError('InvalidRequest', {
      message: `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    });
  }
  return { algorithm, type, value: '' };
}

function partElement(call: FaceCall, { number, modifiedAtMs, etag, sizeBytes, checksums }: StoredPart) {
  return element('Part', [
    element('PartNumber', number),
    element('LastModified', documentTime(modifiedAtMs)),
    element('ETag', `"${etag}"`),
    element('Size', sizeBytes),
    ...checksumElements(call, checksums, false),
  ]);
}

function readParts(text: string): NamedPartWithChecksums[] {
  const root = readRoot(text, 'CompleteMultipartUpload');
  allowChildren(root, 'Part');
  const parts = root.children.map((part): NamedPartWithChecksums => {
    const checksums = new Map<string, string>();
    for (const { name, text: value } of part.children) {
      if (name === 'PartNumber' || name === 'ETag') continue;
      const algorithm = name.replace(/^Checksum/, '').toLowerCase();
      if (!name.startsWith('Checksum') || !isChecksumAlgorithm(algorithm)) throw malformed();
      checksums.set(algorithm, value.trim());
    }
    const number = childText(part, 'PartNumber')?.trim() ?? '';
    const etag = childText(part, 'ETag');
    if (!/^\d{1,5}$/.test(number) || etag === null) throw malformed();
    return { number: Number(number), etag: bareEtag(etag), checksums };
  });
  if (parts.length === 0 || parts.length > mostParts) throw malformed();
  return parts;
}

function checkNamedChecksums(named: readonly NamedPartWithChecksums[], parts: readonly StoredPart[]): void {
  for (const [index, { number, etag, checksums }] of named.entries()) {
    for (const [algorithm, value] of checksums) {
      const stored = parts[index]?.checksums.find((checksum) => checksum.algorithm === algorithm);
      if (stored?.value !== value) {
        throw new FaceError('InvalidPart', { fields: { PartNumber: String(number), ETag: etag } });
      }
    }
  }
}

function checksumsOfWhole(upload: StoredUpload, parts: readonly StoredPart[]): StoredChecksum[] {
  const [wanted] = upload.attributes.checksums;
  const valuesOfParts = (algorithm: string) =>
    parts.flatMap(({ checksums, sizeBytes }) => {
      const found = checksums.find((checksum) => checksum.algorithm === algorithm);
      return found === undefined ? [] : [{ value: found.value, sizeBytes }];
    });
  const whole: StoredChecksum[] = [];
  if (wanted !== undefined && isChecksumAlgorithm(wanted.algorithm)) {
    whole.push(combineChecksums(wanted.algorithm, wanted.type, valuesOfParts(wanted.algorithm)));
  }
  // Parts that came through S3 have no such CRC: neither has the object then.
  const crcs = valuesOfParts('crc64ecma');
  if (crcs.length === parts.length) whole.push(combineChecksums('crc64ecma', 'FULL_OBJECT', crcs));
  return whole;
}

/** The checksum and the size that the client expects of the whole object. */
function checkWhole(
  call: FaceCall,
  checksums: readonly StoredChecksum[],
  parts: readonly StoredPart[],
): void {
  const { request } = call;
  const sizeText = headerOf(request, 'x-own-mp-object-size');
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (sizeText !== null && Number(sizeText) !== sizeBytes) {
    throw new FaceError('InvalidRequest', {
      message: 'The x-own-mp-object-size header does not match the object.',
    });
  }
  const type = headerOf(request, 'x-own-checksum-type');
  if (type !== null && checksums.some((checksum) => checksum.type !== type)) {
    throw new FaceError('InvalidRequest', { message: 'The x-own-checksum-type is not that of the upload.' });
  }
  for (const [name, values] of request.headers) {
    const algorithm = name.replace(/^x-own-checksum-/, '');
    if (!name.startsWith('x-own-checksum-') || !isChecksumAlgorithm(algorithm)) continue;
    const found = checksums.find((checksum) => checksum.algorithm === algorithm);
    if (found !== undefined && found.value.replace(/-\d+$/, '') === values[0]?.replace(/-\d+$/, '')) continue;
    throw new FaceError('BadDigest', {
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
  }
}

/** On this one request the checksum headers speak of the object, not of the body. */
function withoutObjectChecksums(call: FaceCall): FaceCall {
  const headers = new Map([...call.request.headers].filter(([name]) => !name.startsWith('x-own-checksum-')));
  return { ...call, request: { ...call.request, headers } };
}

function valuesOf(call: FaceCall, checksums: readonly StoredChecksum[]): Record<string, string> {
  const { 'x-own-checksum-type': _, ...values } = checksumHeaders(call, checksums);
  return values;
}
