import { hash } from 'node:crypto';
import { checksumOf } from '../../checksums/crc.ts';
import type { ByteRange, ReadConditions, WriteConditions } from '../../interface/conditions.ts';
import type { ObjectWrite } from '../../interface/object-write.ts';
import type { AllChecksums, CustomerKey, ExtraWrite } from '../../operations/object-headers.ts';
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

/** Everything an object is stored with. */
export function takeWrite(fields: Fields): ObjectWrite & ExtraWrite {
  const expires = fields.timeMs('Expires');
  const tags = fields.text('Tagging');
  const algorithm = fields.text('ServerSideEncryption');
  const kmsKeyId = fields.text('SSEKMSKeyId');
  const mode = fields.text('ObjectLockMode');
  const until = fields.timeMs('ObjectLockRetainUntilDate');
  const hold = fields.text('ObjectLockLegalHoldStatus');
  if (hold !== undefined && hold !== 'ON') throw new NotImplemented('ObjectLockLegalHoldStatus OFF');
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
      encryption: algorithm === undefined ? undefined : { algorithm, ...given({ kmsKeyId }) },
    }),
    lock: given({
      mode,
      retainUntil: until === undefined ? undefined : new Date(until).toISOString().replace('.000Z', 'Z'),
      hasLegalHold: hold === 'ON' ? true : undefined,
    }),
  };
}

export function takeCustomerKey(fields: Fields): CustomerKey | undefined {
  const algorithm = fields.text('SSECustomerAlgorithm');
  const key = fields.text('SSECustomerKey');
  const keyMd5 = fields.text('SSECustomerKeyMD5');
  if (algorithm === undefined || key === undefined || keyMd5 === undefined) return undefined;
  return { algorithm, key, keyMd5 };
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

/** `bytes=a-b` and `bytes=a-`; the last n bytes are not a range of ours. */
export function takeRange(fields: Fields, name: string): ByteRange | undefined {
  const range = fields.text(name);
  if (range === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (first === undefined) throw new NotImplemented(`the range ${range}`);
  const offsetBytes = Number(first);
  return { offsetBytes, lengthBytes: last ? Number(last) - offsetBytes + 1 : null };
}

/** Digests the caller names or asks the SDK to make. `isDefault`: the SDK adds CRC-32 by itself. */
export function takeChecksums(fields: Fields, body: Buffer, isDefault: boolean): AllChecksums {
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
  return given(checksums) as AllChecksums;
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
