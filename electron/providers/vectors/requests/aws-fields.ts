import { hash } from 'node:crypto';
import { checksumOf } from '../../checksums/crc.ts';
import { CustomerKey } from '../../customer-key.ts';
import type { Dialect } from '../../dialect.ts';
import type { BodyChecksums } from '../../interface/body.ts';
import type { ByteRange, ReadConditions, ReadRange, WriteConditions } from '../../interface/conditions.ts';
import type { ResponseHeaders } from '../../interface/object-read.ts';
import type { EncryptionMethod, ObjectWrite, ServerEncryption } from '../../interface/object-write.ts';
import { pairToken } from '../../operations/versions.ts';
import { type Fields, NotImplemented } from './fields.ts';

const grantNames = ['FullControl', 'Read', 'ReadACP', 'Write', 'WriteACP'] as const;
const grantHeaders: Readonly<Record<string, string>> = {
  FullControl: 'full-control',
  Read: 'read',
  ReadACP: 'read-acp',
  Write: 'write',
  WriteACP: 'write-acp',
};

/** Only what is there: our inputs do not take undefined. */
export function given<Value extends object>(
  value: Value,
): { [K in keyof Value]?: Exclude<Value[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof Value]?: Exclude<Value[K], undefined>;
  };
}

export function takeGrants(fields: Fields): Record<string, string> {
  return given(
    Object.fromEntries(grantNames.map((name) => [grantHeaders[name] ?? name, fields.text(`Grant${name}`)])),
  ) as Record<string, string>;
}

/** Everything an object is stored with, or a copy is told. */
export function takeWrite(fields: Fields, dialect: Dialect): ObjectWrite {
  const expires = fields.timeMs('Expires');
  const tags = fields.text('Tagging');
  const mode = fields.text('ObjectLockMode') as 'GOVERNANCE' | undefined;
  const hold = fields.text('ObjectLockLegalHoldStatus');
  return {
    headers: given({
      contentType: fields.text('ContentType'),
      cacheControl: fields.text('CacheControl'),
      contentDisposition: fields.text('ContentDisposition'),
      contentEncoding: fields.text('ContentEncoding'),
      contentLanguage: fields.text('ContentLanguage'),
      expires: expires === undefined ? undefined : new Date(expires).toUTCString(),
    }),
    ...given({
      userMetadata: fields.map('Metadata'),
      storageClass: fields.text('StorageClass'),
      tags: tags === undefined ? undefined : Object.fromEntries(new URLSearchParams(tags)),
      acl: fields.text('ACL'),
      grants: takeGrants(fields),
      websiteRedirect: fields.text('WebsiteRedirectLocation'),
      encryption: takeEncryption(fields, dialect),
    }),
    lock: given({
      mode,
      retainUntilMs: fields.timeMs('ObjectLockRetainUntilDate'),
      hasLegalHold: hold === undefined ? undefined : hold === 'ON',
    }),
  };
}

function takeEncryption(fields: Fields, { objects }: Dialect): ServerEncryption | undefined {
  const word = fields.text('ServerSideEncryption');
  const kmsKeyId = fields.text('SSEKMSKeyId');
  const context = fields.text('SSEKMSEncryptionContext');
  const words = Object.entries(objects.encryptionWords) as [EncryptionMethod, string][];
  const [method] = words.find(([, known]) => known === word) ?? [];
  if (word !== undefined && method === undefined) throw new NotImplemented(`encryption by ${word}`);
  if (method === undefined) return undefined;
  const kmsContext =
    context === undefined ? undefined : JSON.parse(Buffer.from(context, 'base64').toString('utf8'));
  return { method, ...given({ kmsKeyId, kmsContext }) };
}

export function takeCustomerKey(fields: Fields, role: '' | 'CopySource' = ''): CustomerKey | undefined {
  const start = `${role}SSECustomer`;
  const algorithm = fields.text(`${start}Algorithm`);
  const key = fields.text(`${start}Key`);
  const keyMd5 = fields.text(`${start}KeyMD5`);
  if (algorithm === undefined || key === undefined || keyMd5 === undefined) return undefined;
  return new CustomerKey(Buffer.from(key, 'base64'));
}

export function takeReadConditions(fields: Fields, start = ''): ReadConditions {
  return given({
    ifMatch: fields.etag(`${start}IfMatch`),
    ifNoneMatch: fields.etag(`${start}IfNoneMatch`),
    ifModifiedSinceMs: fields.timeMs(`${start}IfModifiedSince`),
    ifUnmodifiedSinceMs: fields.timeMs(`${start}IfUnmodifiedSince`),
  });
}

export function takeWriteConditions(fields: Fields): WriteConditions {
  const ifNoneMatch = fields.text('IfNoneMatch');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw new NotImplemented('IfNoneMatch with an ETag');
  return given({ ifMatch: fields.etag('IfMatch'), ifNoneMatch });
}

/** `bytes=a-b`, `bytes=a-` and `bytes=-n`. */
export function takeRange(fields: Fields): ReadRange | undefined {
  const range = fields.text('Range');
  if (range === undefined) return undefined;
  const suffix = /^bytes=-(\d+)$/.exec(range)?.[1];
  return suffix === undefined ? byteRange(range) : { lastBytes: Number(suffix) };
}

/** The range of a copy, which has its beginning. */
export function takeCopyRange(fields: Fields): ByteRange | undefined {
  const range = fields.text('CopySourceRange');
  return range === undefined ? undefined : byteRange(range);
}

function byteRange(range: string): ByteRange {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (first === undefined) throw new NotImplemented(`the range ${range}`);
  const offsetBytes = Number(first);
  return { offsetBytes, lengthBytes: last ? Number(last) - offsetBytes + 1 : null };
}

/** Headers an answer is to have instead of the stored ones. */
export function takeOverrides(fields: Fields): ResponseHeaders {
  const expires = fields.timeMs('ResponseExpires');
  return given({
    contentType: fields.text('ResponseContentType'),
    cacheControl: fields.text('ResponseCacheControl'),
    contentDisposition: fields.text('ResponseContentDisposition'),
    contentEncoding: fields.text('ResponseContentEncoding'),
    contentLanguage: fields.text('ResponseContentLanguage'),
    expires: expires === undefined ? undefined : new Date(expires).toUTCString(),
  });
}

/** Digests the caller names or asks the SDK to make. `isDefault`: the SDK adds CRC-32 by itself. */
export function takeChecksums(fields: Fields, body: Buffer, isDefault: boolean): BodyChecksums {
  const asked = fields.text('ChecksumAlgorithm') ?? (isDefault ? 'CRC32' : undefined);
  const checksums: Record<string, string | undefined> = {
    md5: fields.text('ContentMD5'),
    crc32: fields.text('ChecksumCRC32'),
    crc32c: fields.text('ChecksumCRC32C'),
    crc64nvme: fields.text('ChecksumCRC64NVME'),
    sha1: fields.text('ChecksumSHA1'),
    sha256: fields.text('ChecksumSHA256'),
  };
  const name = asked?.toLowerCase();
  if (name === 'sha1' || name === 'sha256') checksums[name] ??= hash(name, body, 'base64');
  else if (name === 'crc32' || name === 'crc32c' || name === 'crc64nvme') {
    checksums[name] ??= checksumOf(name, body).toString('base64');
  } else if (name !== undefined) throw new NotImplemented(`ChecksumAlgorithm ${asked}`);
  return given(checksums) as BodyChecksums;
}

/** `bucket/key?versionId=v`, percent-encoded, with or without a leading slash. */
export function readCopySource(text: string): { bucket: string; key: string; versionId?: string } {
  const [path = '', version] = text.replace(/^\//, '').split('?versionId=');
  const [bucket = '', ...segments] = path.split('/');
  return {
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(segments.join('/')),
    ...(version === undefined ? {} : { versionId: decodeURIComponent(version) }),
  };
}

export function takeName(fields: Fields): { bucket: string; key: string } {
  return { bucket: fields.need('Bucket'), key: fields.need('Key') };
}

/** The two markers of a page as the token that our listings take. */
export function takeMarkers(fields: Fields, second: string): string | null {
  const key = fields.text('KeyMarker');
  const other = fields.text(second);
  return key === undefined && other === undefined ? null : pairToken(key ?? '', other ?? '');
}
