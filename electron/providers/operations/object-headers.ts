import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectHeaders, ObjectInfo } from '../../../shared/model/object.ts';
import { encodeRfc3986 } from '../client/encode.ts';
import type { Dialect } from '../dialect.ts';
import type { BodyChecksums } from '../interface/body.ts';
import type { ByteRange, ReadConditions, WriteConditions } from '../interface/conditions.ts';
import type { ObjectWrite } from '../interface/object-write.ts';
import { unquote } from '../xml/listing-pages.ts';

type Headers = Record<string, string | undefined>;

/** Headers an object may be written with beyond what every screen offers. */
export interface ExtraWrite {
  readonly acl?: string;
  /** `read`, `write`, `read-acp`, `write-acp` or `full-control` to grantees as the header has them. */
  readonly grants?: Readonly<Record<string, string>>;
  /** Where a website endpoint sends whoever asks for this object. */
  readonly websiteRedirect?: string;
  readonly encryption?: { readonly algorithm: string; readonly kmsKeyId?: string };
  readonly lock?: { readonly mode?: string; readonly retainUntil?: string; readonly hasLegalHold?: boolean };
}

/** A key of the customer's own; base64 as on the wire. Travels in headers only. */
export interface CustomerKey {
  readonly algorithm: string;
  readonly key: string;
  readonly keyMd5: string;
}

/** Digests beyond those every caller has. */
export interface AllChecksums extends BodyChecksums {
  readonly sha1?: string;
  readonly sha256?: string;
}

const standardHeaders: readonly (readonly [keyof ObjectHeaders, string])[] = [
  ['contentType', 'content-type'],
  ['cacheControl', 'cache-control'],
  ['contentDisposition', 'content-disposition'],
  ['contentEncoding', 'content-encoding'],
  ['contentLanguage', 'content-language'],
  ['expires', 'expires'],
];

/** Headers that an object is stored with. Throws `invalid-input` for a metadata name HTTP cannot carry. */
export function writeHeaders(dialect: Dialect, write: (ObjectWrite & ExtraWrite) | undefined): Headers {
  const { headerPrefix: prefix } = dialect;
  const headers: Headers = {};
  for (const [field, name] of standardHeaders) headers[name] = write?.headers?.[field] ?? undefined;
  for (const [name, value] of Object.entries(write?.userMetadata ?? {})) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw failure('invalid-input', `“${name}” cannot be the name of a metadata entry.`, {
        reason: 'metadata-name',
        values: { name },
      });
    }
    headers[`${prefix}meta-${name.toLowerCase()}`] = dialect.encodeMetadata(value);
  }
  headers[`${prefix}storage-class`] = write?.storageClass;
  headers[`${prefix}tagging`] = write?.tags ? tagQuery(write.tags) : undefined;
  headers[dialect.objectAclHeader] = write?.acl;
  for (const [name, value] of Object.entries(write?.grants ?? {})) headers[`${prefix}grant-${name}`] = value;
  headers[`${prefix}website-redirect-location`] = write?.websiteRedirect;
  headers[`${prefix}server-side-encryption`] = write?.encryption?.algorithm;
  headers[dialect.kmsKeyHeader] = write?.encryption?.kmsKeyId;
  headers[`${prefix}object-lock-mode`] = write?.lock?.mode;
  headers[`${prefix}object-lock-retain-until-date`] = write?.lock?.retainUntil;
  headers[`${prefix}object-lock-legal-hold`] = write?.lock?.hasLegalHold ? 'ON' : undefined;
  return headers;
}

/** Digests for the server to compare with what it received; those it cannot compare are left out. */
export function checksumHeaders(dialect: Dialect, checksums: AllChecksums | undefined): Headers {
  const headers: Headers = { 'content-md5': checksums?.md5 };
  const given: Readonly<Record<string, string | undefined>> = { ...checksums };
  for (const { name, header, isSendable } of dialect.checksums) {
    const value = given[name];
    if (value === undefined || !isSendable) continue;
    headers[header] = value;
    headers[`${dialect.headerPrefix}sdk-checksum-algorithm`] = name.toUpperCase();
  }
  return headers;
}

/** Headers of a customer's key; `copy-source-` reads with it, the plain form writes. */
export function customerKeyHeaders(prefix: string, key: CustomerKey | undefined): Headers {
  const start = `${prefix}server-side-encryption-customer-`;
  return {
    [`${start}algorithm`]: key?.algorithm,
    [`${start}key`]: key?.key,
    [`${start}key-md5`]: key?.keyMd5,
  };
}

/** `If-…` headers of a read, with `prefix` in front for the source of a copy. */
export function readConditionHeaders(conditions: ReadConditions | undefined, prefix = ''): Headers {
  const { ifMatch, ifNoneMatch, ifModifiedSinceMs, ifUnmodifiedSinceMs } = conditions ?? {};
  return {
    [`${prefix}if-match`]: quoted(ifMatch),
    [`${prefix}if-none-match`]: quoted(ifNoneMatch),
    [`${prefix}if-modified-since`]: httpDate(ifModifiedSinceMs),
    [`${prefix}if-unmodified-since`]: httpDate(ifUnmodifiedSinceMs),
  };
}

/** What makes a write depend on the object it meets. Throws `not-offered` for a condition the provider has not. */
export function writeConditionHeaders(dialect: Dialect, conditions: WriteConditions | undefined): Headers {
  const { forbidOverwriteHeader: name } = dialect;
  if (name === null) {
    return { 'if-match': quoted(conditions?.ifMatch), 'if-none-match': conditions?.ifNoneMatch };
  }
  if (conditions?.ifMatch !== undefined) {
    throw failure('not-offered', 'This provider cannot make a write depend on the ETag it replaces.');
  }
  return { [name]: conditions?.ifNoneMatch === '*' ? 'true' : undefined };
}

/** `bytes=a-b` for a range; the wire form includes its last byte. Throws `invalid-input` for an empty or negative one. */
export function rangeHeader(range: ByteRange | undefined): string | undefined {
  if (range === undefined) return undefined;
  const { offsetBytes, lengthBytes } = range;
  const isSound =
    Number.isSafeInteger(offsetBytes) &&
    offsetBytes >= 0 &&
    (lengthBytes === null || (Number.isSafeInteger(lengthBytes) && lengthBytes > 0));
  if (!isSound) {
    throw failure('invalid-input', 'A range begins at 0 or later and has at least one byte.', {
      reason: 'range',
    });
  }
  return lengthBytes === null
    ? `bytes=${offsetBytes}-`
    : `bytes=${offsetBytes}-${offsetBytes + lengthBytes - 1}`;
}

/** Everything a HEAD or GET tells about an object. `sizeBytes` is the whole object's, also for a range. */
export function readObjectInfo(
  key: string,
  headers: Readonly<Record<string, string>>,
  dialect: Dialect,
): ObjectInfo {
  const { headerPrefix: prefix } = dialect;
  const total = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? headers['content-length'];
  const standard = Object.fromEntries(
    standardHeaders.map(([field, name]) => [field, headers[name] ?? null]),
  ) as unknown as ObjectHeaders;
  const own = (name: string): string | null => headers[prefix + name] ?? null;
  return {
    key,
    sizeBytes: Number(total ?? 0),
    modifiedAtMs: readDate(headers['last-modified']),
    etag: unquote(headers.etag),
    versionId: own('version-id'),
    storageClass: own('storage-class'),
    headers: standard,
    userMetadata: readMetadata(headers, dialect),
    checksums: readChecksums(headers, dialect),
    encryption: own('server-side-encryption') ?? own('server-side-encryption-customer-algorithm'),
    partCount: own('mp-parts-count') === null ? null : Number(own('mp-parts-count')),
    restore: own('restore'),
    retention: readRetention(own('object-lock-mode'), own('object-lock-retain-until-date')),
    hasLegalHold: own('object-lock-legal-hold') === 'ON',
    tagCount: Number(own('tagging-count') ?? 0) || 0,
  };
}

/** Checksums of an answer by algorithm. */
export function readChecksums(
  headers: Readonly<Record<string, string>>,
  dialect: Dialect,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, header } of dialect.checksums) {
    const value = headers[header];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** An ETag with quotes, as HTTP has it. */
export function quoted(etag: string): string;
export function quoted(etag: string | undefined): string | undefined;
export function quoted(etag: string | undefined): string | undefined {
  if (etag === undefined || etag === '*' || etag.startsWith('"')) return etag;
  return `"${etag}"`;
}

/** Tags as the header has them: a query without its question mark. */
function tagQuery(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&');
}

function readMetadata(
  headers: Readonly<Record<string, string>>,
  { headerPrefix, decodeMetadata }: Dialect,
): Record<string, string> {
  const prefix = `${headerPrefix}meta-`;
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), decodeMetadata(value)]),
  );
}

function readRetention(mode: string | null, until: string | null): ObjectInfo['retention'] {
  const retainUntilMs = Date.parse(until ?? '');
  return mode === null || Number.isNaN(retainUntilMs) ? null : { mode, retainUntilMs };
}

function readDate(value: string | undefined): number | null {
  const atMs = Date.parse(value ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}

function httpDate(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toUTCString();
}
