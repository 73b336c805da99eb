import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectColumns, ObjectVersion } from '../../../shared/model/object.ts';
import type { ListingDocument, ListingEntry } from './listing-entries.ts';
import { parseListing } from './listing-parser.ts';
import { scanListing } from './listing-scanner.ts';
import { answerText, parseAnyRoot } from './xml.ts';

/** One page of objects, of either version of the listing. */
export interface ObjectListing {
  readonly objects: ObjectColumns;
  readonly prefixes: string[];
  readonly isTruncated: boolean;
  readonly nextContinuationToken: string | null;
  readonly nextMarker: string | null;
}

/** One page of versions and delete markers, in the server's order. */
export interface VersionListing {
  readonly versions: ObjectVersion[];
  readonly prefixes: string[];
  readonly isTruncated: boolean;
  readonly nextKeyMarker: string | null;
  readonly nextVersionIdMarker: string | null;
}

/** Reads `ListBucketResult`. Throws `malformed-response`. */
export function readObjectListing(body: Uint8Array): ObjectListing {
  const document = readDocument(body, 'ListBucketResult');
  const decodeName = nameDecoder(document);
  const objects: ObjectColumns = {
    keys: [],
    sizesBytes: [],
    modifiedAtMs: [],
    etags: [],
    storageClasses: [],
  };
  const prefixes: string[] = [];
  for (const { type, fields } of document.entries) {
    if (type === 'CommonPrefixes') {
      prefixes.push(decodeName(required(fields.Prefix)));
    } else if (type === 'Contents') {
      objects.keys.push(decodeName(required(fields.Key)));
      objects.sizesBytes.push(readSize(fields.Size));
      objects.modifiedAtMs.push(readTime(fields.LastModified));
      objects.etags.push(unquote(fields.ETag));
      objects.storageClasses.push(fields.StorageClass ?? '');
    }
  }
  const { scalars } = document;
  return {
    objects,
    prefixes,
    isTruncated: scalars.IsTruncated === 'true',
    nextContinuationToken: scalars.NextContinuationToken || null,
    nextMarker: scalars.NextMarker ? decodeName(scalars.NextMarker) : null,
  };
}

/** Reads `ListVersionsResult`. Throws `malformed-response`, and `not-offered` for another answer. */
export function readVersionListing(body: Uint8Array): VersionListing {
  const document = readDocument(answerText(body, 'ListVersionsResult'), 'ListVersionsResult');
  const decodeName = nameDecoder(document);
  const versions: ObjectVersion[] = [];
  const prefixes: string[] = [];
  for (const entry of document.entries) {
    if (entry.type === 'CommonPrefixes') prefixes.push(decodeName(required(entry.fields.Prefix)));
    else if (entry.type !== 'Contents') versions.push(readVersion(entry, decodeName));
  }
  const { scalars } = document;
  return {
    versions,
    prefixes,
    isTruncated: scalars.IsTruncated === 'true',
    nextKeyMarker: scalars.NextKeyMarker ? decodeName(scalars.NextKeyMarker) : null,
    nextVersionIdMarker: scalars.NextVersionIdMarker || null,
  };
}

function readVersion({ type, fields }: ListingEntry, decodeName: (name: string) => string): ObjectVersion {
  return {
    key: decodeName(required(fields.Key)),
    versionId: fields.VersionId || 'null',
    isLatest: fields.IsLatest === 'true',
    isDeleteMarker: type === 'DeleteMarker',
    sizeBytes: readSize(fields.Size),
    modifiedAtMs: readTime(fields.LastModified),
    etag: unquote(fields.ETag),
    storageClass: fields.StorageClass ?? '',
  };
}

function readDocument(body: Uint8Array | string, rootName: string): ListingDocument {
  const text =
    typeof body === 'string'
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const document = scanListing(text, rootName) ?? parseListing(text, rootName);
  if (document) return document;
  throw failure(
    'malformed-response',
    `The server answered <${parseAnyRoot(text).name.slice(0, 40)}> where <${rootName}> was due.`,
    { reason: 'bad-xml' },
  );
}

/**
 * Undoes `encoding-type=url` where the server says that it did it
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_ResponseSyntax).
 */
function nameDecoder({ scalars }: ListingDocument): (name: string) => string {
  return scalars.EncodingType?.toLowerCase() === 'url' ? decodeUrlName : (name) => name;
}

/** Plus is a space; what is not valid percent-encoding or UTF-8 is kept readable rather than losing the page. */
export function decodeUrlName(name: string): string {
  if (!name.includes('%') && !name.includes('+')) return name;
  const spaced = name.includes('+') ? name.replaceAll('+', ' ') : name;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    const bytes = spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
    );
    return bytes;
  }
}

function required(value: string | undefined): string {
  if (value !== undefined) return value;
  throw failure('malformed-response', 'An entry of the listing has no name.', { reason: 'bad-xml' });
}

function readSize(value: string | undefined): number {
  const size = Number(value ?? '0');
  return Number.isFinite(size) && size >= 0 ? size : 0;
}

function readTime(value: string | undefined): number {
  const atMs = value?.length === 24 ? Date.UTC(...isoFields(value)) : Date.parse(value ?? '');
  return Number.isNaN(atMs) ? Date.parse(value ?? '') || 0 : atMs;
}

/** The fields of `2025-10-10T08:09:10.123Z`; NaN among them for another shape. Date.parse takes four times as long. */
function isoFields(value: string): [number, number, number, number, number, number, number] {
  const isIso = value.charCodeAt(10) === 84 && value.charCodeAt(23) === 90;
  return [
    isIso ? digits(value, 0, 4) : Number.NaN,
    digits(value, 5, 7) - 1,
    digits(value, 8, 10),
    digits(value, 11, 13),
    digits(value, 14, 16),
    digits(value, 17, 19),
    digits(value, 20, 23),
  ];
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** An ETag without its quotes. */
export function unquote(etag: string | undefined): string {
  if (etag === undefined) return '';
  const bare = etag.startsWith('W/') ? etag.slice(2) : etag;
  return bare.length > 1 && bare.startsWith('"') && bare.endsWith('"') ? bare.slice(1, -1) : bare;
}
