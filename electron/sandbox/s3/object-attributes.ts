import { type ChecksumAlgorithm, isChecksumAlgorithm } from '../checksums/digests.ts';
import type { ObjectAttributes, StoredVersion, Tag } from '../store/model.ts';
import { readAclHeaders, writeAcl } from './access/acl.ts';
import type { S3Call } from './context.ts';
import { encryptionHeaders, readEncryptionWish } from './encryption.ts';
import { lockHeaders, readLockWish } from './object-lock.ts';
import { invalidArgument, notImplemented, S3Error } from './s3-error.ts';
import { headerOf, type S3Request } from './s3-request.ts';
import { checkTags, readTagHeader } from './tags.ts';

const metadataPrefix = 'x-amz-meta-';
const mostMetadataBytes = 2_048;
const standardHeaders = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
];
/** The classes that an object can be stored in. */
export const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];
const archiveClasses = ['GLACIER', 'DEEP_ARCHIVE'];

/** What AWS answers for an object that was stored without a type. */
export const defaultContentType = 'binary/octet-stream';

/** What the headers of a PUT, copy or multipart start say about the object; checksums are the caller's. `needsDigest`:
 * a lock is refused without a digest of the body. */
export function readAttributes(
  call: S3Call,
  options: { needsDigest: boolean } = { needsDigest: false },
): Omit<ObjectAttributes, 'checksums'> {
  const { request } = call;
  const acl = readAclHeaders(request, call.users);
  const encryption = readEncryptionWish(call);
  return {
    ...(acl === null ? {} : { acl: writeAcl(acl) }),
    ...(encryption === undefined ? {} : { encryption }),
    ...readLockWish(call, options),
    headers: readHeaders(request),
    userMetadata: readUserMetadata(request),
    tags: readTags(request),
    storageClass: readStorageClass(request),
  };
}

/** Tags of the x-amz-tagging header. */
export function readTags(request: S3Request): readonly Tag[] {
  const text = headerOf(request, 'x-amz-tagging');
  return text === null ? [] : checkTags(readTagHeader(text));
}

/** STANDARD where the request names none. Throws `InvalidStorageClass`. */
export function readStorageClass(request: S3Request): string {
  const text = headerOf(request, 'x-amz-storage-class');
  if (text === null) return 'STANDARD';
  if (!storageClasses.includes(text)) throw new S3Error('InvalidStorageClass');
  return text;
}

/** Throws `InvalidObjectState` for a version whose class cannot be read without restoring it first. */
export function checkReadable(version: StoredVersion): void {
  const { storageClass } = version.attributes;
  if (archiveClasses.includes(storageClass)) {
    throw new S3Error('InvalidObjectState', { fields: { StorageClass: storageClass } });
  }
}

/** The algorithm of an x-amz-checksum-algorithm header, null for none. */
export function readChecksumAlgorithm(request: S3Request): ChecksumAlgorithm | null {
  const text = headerOf(request, 'x-amz-checksum-algorithm');
  if (text === null) return null;
  const name = text.toLowerCase();
  if (!isChecksumAlgorithm(name)) {
    throw invalidArgument('x-amz-checksum-algorithm', text, 'Checksum algorithm provided is unsupported.');
  }
  return name;
}

/** Headers that tell what a version is stored with, for GET and HEAD. */
export function attributeHeaders(version: StoredVersion): Record<string, string> {
  const { headers, userMetadata, tags, storageClass } = version.attributes;
  const result: Record<string, string> = { 'content-type': defaultContentType, ...headers };
  for (const [name, value] of Object.entries(userMetadata)) result[metadataPrefix + name] = value;
  if (tags.length > 0) result['x-amz-tagging-count'] = String(tags.length);
  if (storageClass !== 'STANDARD') result['x-amz-storage-class'] = storageClass;
  return result;
}

/** Headers that tell how a version is protected, for GET and HEAD. */
export function protectionHeaders(version: StoredVersion): Record<string, string> {
  return { ...encryptionHeaders(version.attributes.encryption), ...lockHeaders(version) };
}

function readHeaders(request: S3Request): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of standardHeaders) {
    const value = headerOf(request, name);
    if (value !== null && value !== '') result[name] = value;
  }
  // aws-chunked is how the body travels, not what it is.
  const encodings = (headerOf(request, 'content-encoding') ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  if (encodings.length > 0) result['content-encoding'] = encodings.join(',');
  return result;
}

function readUserMetadata(request: S3Request): Record<string, string> {
  const result: Record<string, string> = {};
  let sizeBytes = 0;
  for (const [name, values] of request.headers) {
    if (!name.startsWith(metadataPrefix)) continue;
    const bare = name.slice(metadataPrefix.length);
    if (bare === '') throw notImplemented('a metadata header without a name');
    result[bare] = values.join(',');
    sizeBytes += bare.length + Buffer.byteLength(result[bare], 'latin1');
  }
  if (sizeBytes > mostMetadataBytes) {
    throw new S3Error('MetadataTooLarge', {
      fields: { Size: String(sizeBytes), MaxSizeAllowed: String(mostMetadataBytes) },
    });
  }
  return result;
}
