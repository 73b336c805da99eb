import type { ObjectHeaders, ObjectInfo } from '../../../shared/model/object.ts';
import type { StorageResponse } from '../client/request.ts';
import type { Dialect } from '../dialect.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import { unquote } from '../xml/listing-pages.ts';
import { text, type XmlElement } from '../xml/xml.ts';
import { standardHeaders } from './write-headers.ts';

type AnswerHeaders = Readonly<Record<string, string>>;

/** Everything a HEAD or GET tells about an object. `sizeBytes` is the whole object's, also for a range. */
export function readObjectInfo(key: string, headers: AnswerHeaders, dialect: Dialect): ObjectInfo {
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
    objectType: own('object-type'),
    kmsKeyId: headers[dialect.kmsKeyHeader] ?? null,
    expiration: own('expiration'),
  };
}

/** Checksums of an answer by algorithm. */
export function readChecksums(headers: AnswerHeaders, dialect: Dialect): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, header } of dialect.checksums) {
    const value = headers[header];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** Checksums that an element of a document holds. */
export function elementChecksums(dialect: Dialect, element: XmlElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, element: child } of dialect.checksums) {
    const value = child === null ? null : text(element, child);
    if (value) found[name] = value;
  }
  return found;
}

/** What the answer to a write says about the new object, by its headers or by the document it came with. */
export function readWritten(
  { headers }: Pick<StorageResponse, 'headers'>,
  dialect: Dialect,
  document?: XmlElement,
): PutObjectResult {
  const etag = document === undefined ? headers.etag : (text(document, 'ETag') ?? '');
  const expiration = headers[`${dialect.headerPrefix}expiration`];
  return {
    etag: unquote(etag),
    versionId: headers[`${dialect.headerPrefix}version-id`] ?? null,
    checksums: {
      ...readChecksums(headers, dialect),
      ...(document === undefined ? {} : elementChecksums(dialect, document)),
    },
    ...(expiration === undefined ? {} : { expiration }),
  };
}

function readMetadata(
  headers: AnswerHeaders,
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
