import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { liveChannelSchema } from './live-channels.ts';

/** What a query gives for one row. */
export type Row = Record<string, SQLOutputValue>;

/**
 * Keys are TEXT with the default BINARY collation, which compares UTF-8 bytes, the order of an S3 listing.
 * The partial index holds what a plain listing shows and nothing else, so that a page is one seek and a walk however
 * many old versions and delete markers lie between. https://www.sqlite.org/datatype3.html#collation
 */
const schema = `
CREATE TABLE buckets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  region TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  versioning TEXT NOT NULL CHECK (versioning IN ('off', 'enabled', 'suspended')),
  has_object_lock INTEGER NOT NULL,
  tags TEXT NOT NULL
) STRICT;
CREATE TABLE versions (
  sequence INTEGER PRIMARY KEY,
  bucket_id INTEGER NOT NULL REFERENCES buckets,
  key TEXT NOT NULL,
  version_id TEXT NOT NULL,
  is_latest INTEGER NOT NULL,
  is_delete_marker INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  modified_at_ms INTEGER NOT NULL,
  etag TEXT NOT NULL,
  storage_class TEXT NOT NULL,
  body_id INTEGER,
  attributes TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX versions_newest_first ON versions (bucket_id, key, sequence DESC);
CREATE UNIQUE INDEX versions_by_id ON versions (bucket_id, key, version_id);
CREATE UNIQUE INDEX objects ON versions (bucket_id, key) WHERE is_latest = 1 AND is_delete_marker = 0;
CREATE TABLE uploads (
  upload_id TEXT PRIMARY KEY,
  bucket_id INTEGER NOT NULL REFERENCES buckets,
  key TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  attributes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX uploads_by_key ON uploads (bucket_id, key, upload_id);
CREATE TABLE parts (
  upload_id TEXT NOT NULL REFERENCES uploads ON DELETE CASCADE,
  number INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  modified_at_ms INTEGER NOT NULL,
  etag TEXT NOT NULL,
  checksums TEXT NOT NULL,
  body_id INTEGER,
  PRIMARY KEY (upload_id, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE extents (
  body_id INTEGER NOT NULL,
  start_bytes INTEGER NOT NULL,
  length_bytes INTEGER NOT NULL,
  file TEXT NOT NULL,
  offset_bytes INTEGER NOT NULL,
  PRIMARY KEY (body_id, start_bytes)
) STRICT, WITHOUT ROWID;
CREATE INDEX extents_by_file ON extents (file);
CREATE TABLE unused_files (file TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** What the face of a bucket remembers about it, one text a name: policies, rules, grants. */
const settingsSchema = `
CREATE TABLE bucket_settings (
  bucket_id INTEGER NOT NULL REFERENCES buckets ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (bucket_id, name)
) STRICT, WITHOUT ROWID;
`;

/** The steps from an empty file to the index of today; `user_version` counts those that were taken. */
const steps = [schema, settingsSchema, liveChannelSchema];

/**
 * Opens or creates the index of a store in `folder`: write-ahead log, for this process alone.
 * Throws SQLite's own error; one with `errcode` 5 means that another process holds it.
 */
export function openIndexDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'index.sqlite'), {
    enableForeignKeyConstraints: true,
    timeout: 0,
  });
  try {
    // Exclusive before WAL: the index then needs no shared memory file, and a second process is refused at once.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE');
    const doneSteps = readInteger(database.prepare('PRAGMA user_version').get() ?? {}, 'user_version');
    for (const step of steps.slice(doneSteps)) database.exec(step);
    if (doneSteps < steps.length) database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `work` in one transaction: all of it is kept, or nothing of it. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** A column that must be text. */
export function readText(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new TypeError(`the index holds no text in ${column}`);
}

/** A column that must be a whole number. */
export function readInteger(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new TypeError(`the index holds no number in ${column}`);
}

/** A column that is a whole number or NULL. */
export function readIntegerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : readInteger(row, column);
}
