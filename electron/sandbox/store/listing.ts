import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Row, readText } from './index-database.ts';
import { commonPrefixOf, compareKeys, endOfPrefix } from './key-range.ts';
import type { ListedVersion, StoredUpload } from './model.ts';
import { toUpload } from './upload-index.ts';
import { readVersionFacts } from './version-index.ts';

/** Where a page begins: after every entry at or below `key`, or, with `rank`, after that one row of `key`. */
export interface ListStart {
  readonly key: string;
  /** The version's or upload's place within its key: rows after it are shown. null: none of that key is. */
  readonly rank: number | string | null;
}

export interface ListRequest {
  readonly bucketId: number;
  /** Empty for all keys. */
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  readonly start: ListStart | null;
  /** At least 1. */
  readonly mostEntries: number;
}

/** One line of a listing: a row, or a prefix that stands for all keys below it. */
export type ListEntry<Item> =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'prefix'; readonly prefix: string };

export interface ListPage<Item> {
  readonly entries: readonly ListEntry<Item>[];
  readonly isTruncated: boolean;
  /** Index work: rows looked at plus seeks. What the cost of a page grows with, and nothing else. */
  readonly stepCount: number;
}

/** Ordered listings by seek: a page costs its own entries, never the keys below a prefix that it rolls up. */
export interface Listings {
  /** What a plain listing shows: the latest versions that are not delete markers. */
  objects(request: ListRequest): ListPage<ListedVersion>;
  /** All versions and delete markers, newest first within a key; `rank` is a version's sequence. */
  versions(request: ListRequest): ListPage<ListedVersion>;
  /** Multipart uploads, oldest first within a key; `rank` is an upload id. */
  uploads(request: ListRequest): ListPage<StoredUpload>;
}

interface Source<Item> {
  /** Rows from `key` on. */
  readonly from: StatementSync;
  /** Rows of one key after a rank. */
  readonly rest: StatementSync | null;
  readonly toItem: (row: Row) => Item;
}

/** Opens the listings over the index. */
export function openListings(database: DatabaseSync): Listings {
  const columns = `sequence, key, version_id, is_latest, is_delete_marker, size_bytes, modified_at_ms, etag,
    storage_class, attributes ->> '$.special.kind' AS special`;
  const objects: Source<ListedVersion> = {
    from: database.prepare(
      `SELECT ${columns} FROM versions INDEXED BY objects
       WHERE bucket_id = ? AND key >= ? AND is_latest = 1 AND is_delete_marker = 0 ORDER BY key`,
    ),
    rest: null,
    toItem: toListed,
  };
  const versions: Source<ListedVersion> = {
    from: database.prepare(
      `SELECT ${columns} FROM versions INDEXED BY versions_newest_first
       WHERE bucket_id = ? AND key >= ? ORDER BY key, sequence DESC`,
    ),
    rest: database.prepare(
      `SELECT ${columns} FROM versions WHERE bucket_id = ? AND key = ? AND sequence < ? ORDER BY sequence DESC`,
    ),
    toItem: toListed,
  };
  const uploads: Source<StoredUpload> = {
    from: database.prepare(
      'SELECT * FROM uploads INDEXED BY uploads_by_key WHERE bucket_id = ? AND key >= ? ORDER BY key, upload_id',
    ),
    rest: database.prepare(
      'SELECT * FROM uploads WHERE bucket_id = ? AND key = ? AND upload_id > ? ORDER BY upload_id',
    ),
    toItem: toUpload,
  };
  return {
    objects: (request) => readPage(objects, request),
    versions: (request) => readPage(versions, request),
    uploads: (request) => readPage(uploads, request),
  };
}

function readPage<Item>(source: Source<Item>, request: ListRequest): ListPage<Item> {
  const { bucketId, prefix, delimiter, start, mostEntries } = request;
  const entries: ListEntry<Item>[] = [];
  let stepCount = 0;
  let isTruncated = false;

  /** Takes rows until the page is full or a prefix is met; says where to go on, null for nowhere. */
  const take = (rows: Iterable<Row>): string | null => {
    for (const row of rows) {
      stepCount += 1;
      const key = readText(row, 'key');
      if (!key.startsWith(prefix)) return null;
      if (entries.length === mostEntries) {
        isTruncated = true;
        return null;
      }
      const rolledUp = commonPrefixOf(key, prefix, delimiter);
      if (rolledUp !== null) {
        entries.push({ kind: 'prefix', prefix: rolledUp });
        return endOfPrefix(rolledUp);
      }
      entries.push({ kind: 'item', item: source.toItem(row) });
    }
    return null;
  };

  if (start !== null && start.rank !== null && source.rest !== null && start.key.startsWith(prefix)) {
    stepCount += 1;
    if (commonPrefixOf(start.key, prefix, delimiter) === null) {
      take(source.rest.iterate(bucketId, start.key, start.rank));
    }
  }
  let position = isTruncated ? null : firstPosition(prefix, delimiter, start);
  while (position !== null && !isTruncated) {
    stepCount += 1;
    position = take(source.from.iterate(bucketId, position));
  }
  return { entries, isTruncated, stepCount };
}

/** The lowest key that the page may show; null when there is none. */
function firstPosition(prefix: string, delimiter: string, start: ListStart | null): string | null {
  if (start === null || compareKeys(start.key, prefix) < 0) return prefix;
  // U+0000 is the lowest character, so this is the very next text after the key.
  if (!start.key.startsWith(prefix)) return null;
  const rolledUp = commonPrefixOf(start.key, prefix, delimiter);
  return rolledUp === null ? `${start.key}\u0000` : endOfPrefix(rolledUp);
}

function toListed(row: Row): ListedVersion {
  return {
    ...readVersionFacts(row),
    storageClass: readText(row, 'storage_class'),
    special: row.special === 'appendable' || row.special === 'symlink' ? row.special : null,
  };
}
