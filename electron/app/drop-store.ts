import type { BrowserFile } from '../../shared/contract/transfers.ts';
import { openDatabase } from '../data/database.ts';

const migrations = [
  `
  CREATE TABLE drops (
    ref_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    is_complete INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    ref_id TEXT NOT NULL REFERENCES drops(ref_id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    file_id TEXT,
    size_bytes INTEGER NOT NULL,
    modified_at_ms INTEGER NOT NULL,
    UNIQUE (ref_id, path)
  ) STRICT;
  `,
];

/** A file of a drop, or a folder in it (`fileId` null). `id` grows in the order in which they were announced. */
export interface DropEntry {
  readonly id: number;
  readonly path: string;
  readonly fileId: string | null;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/**
 * The manifests of drops: which files a page holds under which name. On disk, so that a drop of 100,000 files needs no
 * memory here and outlives a restart of the host: the page still holds the files and answers for them.
 */
export interface DropStore {
  open(refId: string, name: string): void;
  find(refId: string): { name: string; isComplete: boolean } | null;
  /** What was announced before is replaced: a page that connected again may announce the same files again. */
  add(refId: string, files: readonly BrowserFile[], folders: readonly string[], isLast: boolean): void;
  /** Entries after `afterId` in the order in which they came. */
  entries(refId: string, afterId: number, limit: number): DropEntry[];
  entry(refId: string, path: string): DropEntry | null;
  close(): void;
}

/** Drops older than this are forgotten when the store is opened. */
const maxAgeMs = 30 * 24 * 60 * 60 * 1_000;

/** Opens the manifests; a broken file is set aside. Rejects with `local-file` or `disk-full`. */
export function openDropStore(path: string, now: () => number): DropStore {
  const { database } = openDatabase(path, { migrations, now });
  database.prepare('DELETE FROM drops WHERE created_at_ms < ?').run(now() - maxAgeMs);
  const insertDrop = database.prepare('INSERT INTO drops VALUES (?, ?, ?, 0)');
  const findDrop = database.prepare('SELECT name, is_complete FROM drops WHERE ref_id = ?');
  const complete = database.prepare('UPDATE drops SET is_complete = 1 WHERE ref_id = ?');
  const insert = database.prepare(
    `INSERT INTO entries (ref_id, path, file_id, size_bytes, modified_at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (ref_id, path) DO UPDATE SET file_id = excluded.file_id, size_bytes = excluded.size_bytes,
       modified_at_ms = excluded.modified_at_ms`,
  );
  const list = database.prepare('SELECT * FROM entries WHERE ref_id = ? AND id > ? ORDER BY id LIMIT ?');
  const byPath = database.prepare('SELECT * FROM entries WHERE ref_id = ? AND path = ?');
  return {
    open: (refId, name) => void insertDrop.run(refId, name, now()),
    find(refId) {
      const row = findDrop.get(refId);
      return row === undefined ? null : { name: String(row.name), isComplete: row.is_complete === 1 };
    },
    add(refId, files, folders, isLast) {
      database.exec('BEGIN');
      try {
        for (const file of files) {
          insert.run(refId, file.relativePath, file.fileId, file.sizeBytes, Math.floor(file.modifiedAtMs));
        }
        for (const folder of folders) insert.run(refId, folder, null, 0, 0);
        if (isLast) complete.run(refId);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    entries: (refId, afterId, limit) => list.all(refId, afterId, limit).map(entryOf),
    entry(refId, path) {
      const row = byPath.get(refId, path);
      return row === undefined ? null : entryOf(row);
    },
    close: () => database.close(),
  };
}

function entryOf(row: Record<string, unknown>): DropEntry {
  return {
    id: Number(row.id),
    path: String(row.path),
    fileId: typeof row.file_id === 'string' ? row.file_id : null,
    sizeBytes: Number(row.size_bytes),
    modifiedAtMs: Number(row.modified_at_ms),
  };
}
