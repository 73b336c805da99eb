import { type ChecksumAlgorithm, isChecksumAlgorithm } from '../checksums/digests.ts';
import type { ObjectAttributes, StoredVersion, Tag } from '../store/model.ts';
import { readAclHeaders, writeAcl } from './access/acl.ts';
import type { FaceCall } from './call.ts';
import type { Dialect } from './dialect.ts';
import { encryptionHeaders, readEncryptionWish } from './encryption.ts';
import { FaceError, invalidArgument, notImplemented } from './face-error.ts';
import { type FaceRequest, headerOf } from './face-request.ts';
import { lockHeaders, readLockWish } from './object-lock.ts';
import { restoreState } from './restoring.ts';
import { checkTags, readTagHeader } from './tags.ts';

const metadataPrefix = 'x-own-meta-';
const mostMetadataBytes = 2_048;
const standardHeaders = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
];

/** What the headers of a PUT, copy or multipart start say about the object; checksums are the caller's. `needsDigest`:
 * a lock is refused without a digest of the body. */
export function readAttributes(
  call: FaceCall,
  options: { needsDigest: boolean } = { needsDigest: false },
): Omit<ObjectAttributes, 'checksums'> {
  const { request } = call;
  const acl = readAclHeaders(call);
  const encryption = readEncryptionWish(call);
  return {
    ...(acl === null ? {} : { acl: writeAcl(acl) }),
    ...(encryption === undefined ? {} : { encryption }),
    ...readLockWish(call, options),
    headers: readHeaders(request),
    userMetadata: readUserMetadata(request),
    tags: readTags(request),
    storageClass: readStorageClass(call),
  };
}

/** Tags of the x-own-tagging header. */
export function readTags(request: FaceRequest): readonly Tag[] {
  const text = headerOf(request, 'x-own-tagging');
  return text === null ? [] : checkTags(readTagHeader(text));
}

/** The usual one where the request names none. Throws `InvalidStorageClass`. */
export function readStorageClass({ request, dialect }: Pick<FaceCall, 'request' | 'dialect'>): string {
  const { storageClasses } = dialect.objects;
  const text = headerOf(request, 'x-own-storage-class');
  if (text === null) return storageClasses[0] ?? '';
  if (!storageClasses.includes(text)) throw new FaceError('InvalidStorageClass');
  return text;
}

/** Throws `InvalidObjectState` for a version whose class cannot be read without restoring it first. */
export function checkReadable(
  { dialect, now }: Pick<FaceCall, 'dialect' | 'now'>,
  version: StoredVersion,
): void {
  const { storageClass } = version.attributes;
  if (dialect.objects.archiveClasses.includes(storageClass) && restoreState(version, now()) !== 'ready') {
    throw new FaceError('InvalidObjectState', { fields: { StorageClass: storageClass } });
  }
}

/** The algorithm of an x-own-checksum-algorithm header, null for none. */
export function readChecksumAlgorithm(request: FaceRequest): ChecksumAlgorithm | null {
  const text = headerOf(request, 'x-own-checksum-algorithm');
  if (text === null) return null;
  const name = text.toLowerCase();
  if (!isChecksumAlgorithm(name)) {
    throw invalidArgument('x-own-checksum-algorithm', text, 'Checksum algorithm provided is unsupported.');
  }
  return name;
}

/** Headers that tell what a version is stored with, for GET and HEAD. */
export function attributeHeaders(
  { objects }: Pick<Dialect, 'objects'>,
  version: StoredVersion,
): Record<string, string> {
  const { headers, userMetadata, tags, storageClass } = version.attributes;
  const result: Record<string, string> = { 'Content-Type': objects.defaultContentType };
  for (const [name, value] of Object.entries(headers)) result[wireCase(name)] = value;
  for (const [name, value] of Object.entries(userMetadata)) result[metadataPrefix + name] = value;
  if (tags.length > 0) result['x-own-tagging-count'] = String(tags.length);
  if (storageClass !== objects.storageClasses[0]) result['x-own-storage-class'] = storageClass;
  return result;
}

/** `Content-Type` of `content-type`, as servers write it: some programs look for it so. */
export function wireCase(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

/** Headers that tell how a version is protected, for GET and HEAD. */
export function protectionHeaders(version: StoredVersion): Record<string, string> {
  return { ...encryptionHeaders(version.attributes.encryption), ...lockHeaders(version) };
}

function readHeaders(request: FaceRequest): Record<string, string> {
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

function readUserMetadata(request: FaceRequest): Record<string, string> {
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
    throw new FaceError('MetadataTooLarge', {
      fields: { Size: String(sizeBytes), MaxSizeAllowed: String(mostMetadataBytes) },
    });
  }
  return result;
}
