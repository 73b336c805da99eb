import type { DatabaseSync } from 'node:sqlite';
import { type Row, readInteger, readText } from './index-database.ts';

/** A run of bytes of one file that is a run of bytes of a body. */
export interface Extent {
  readonly startBytes: number;
  readonly lengthBytes: number;
  readonly file: string;
  readonly offsetBytes: number;
}

/**
 * Which files a body is made of. Bodies share files: completing a multipart upload and copying an object move no byte.
 * All methods are synchronous and belong inside a transaction of the caller.
 */
export interface BodyIndex {
  /** Extents in order that cover `[startBytes, endBytes)`, cut to it; their `startBytes` count from the body's start. */
  extents(bodyId: number, startBytes: number, endBytes: number): Extent[];
  /** Makes a body of `extents`, whose `startBytes` are ignored; null for none. */
  create(extents: readonly Extent[]): number | null;
  /** Forgets a body; files that no other body needs become unused. */
  release(bodyId: number | null): void;
  /** Notes a written file that no body took. */
  markUnused(file: string): void;
  unusedFiles(limit: number): string[];
  forgetUnused(file: string): void;
  hasFile(file: string): boolean;
}

/** Opens the body index; `nextSequence` gives the id of a new body. */
export function openBodyIndex(database: DatabaseSync, nextSequence: () => number): BodyIndex {
  const select = database.prepare(
    `SELECT start_bytes, length_bytes, file, offset_bytes FROM extents
     WHERE body_id = :body AND start_bytes < :end
       AND start_bytes >= coalesce((SELECT max(start_bytes) FROM extents WHERE body_id = :body AND start_bytes <= :start), 0)
     ORDER BY start_bytes`,
  );
  const insert = database.prepare(
    'INSERT INTO extents (body_id, start_bytes, length_bytes, file, offset_bytes) VALUES (?, ?, ?, ?, ?)',
  );
  const filesOf = database.prepare('SELECT DISTINCT file FROM extents WHERE body_id = ?');
  const remove = database.prepare('DELETE FROM extents WHERE body_id = ?');
  const users = database.prepare('SELECT 1 FROM extents WHERE file = ? LIMIT 1');
  const addUnused = database.prepare('INSERT OR IGNORE INTO unused_files (file) VALUES (?)');
  const unused = database.prepare('SELECT file FROM unused_files LIMIT ?');
  const removeUnused = database.prepare('DELETE FROM unused_files WHERE file = ?');

  return {
    extents(bodyId, startBytes, endBytes) {
      return select
        .all({ body: bodyId, start: startBytes, end: endBytes })
        .map(toExtent)
        .map((extent) => cut(extent, startBytes, endBytes));
    },
    create(extents) {
      if (extents.length === 0) return null;
      const bodyId = nextSequence();
      let startBytes = 0;
      for (const { lengthBytes, file, offsetBytes } of extents) {
        insert.run(bodyId, startBytes, lengthBytes, file, offsetBytes);
        startBytes += lengthBytes;
      }
      return bodyId;
    },
    release(bodyId) {
      if (bodyId === null) return;
      const files = filesOf.all(bodyId).map((row) => readText(row, 'file'));
      remove.run(bodyId);
      for (const file of files) if (users.get(file) === undefined) addUnused.run(file);
    },
    markUnused: (file) => void addUnused.run(file),
    unusedFiles: (limit) => unused.all(limit).map((row) => readText(row, 'file')),
    forgetUnused: (file) => void removeUnused.run(file),
    hasFile: (file) => users.get(file) !== undefined,
  };
}

function toExtent(row: Row): Extent {
  return {
    startBytes: readInteger(row, 'start_bytes'),
    lengthBytes: readInteger(row, 'length_bytes'),
    file: readText(row, 'file'),
    offsetBytes: readInteger(row, 'offset_bytes'),
  };
}

function cut(extent: Extent, startBytes: number, endBytes: number): Extent {
  const from = Math.max(extent.startBytes, startBytes);
  const to = Math.min(extent.startBytes + extent.lengthBytes, endBytes);
  return {
    startBytes: from,
    lengthBytes: to - from,
    file: extent.file,
    offsetBytes: extent.offsetBytes + from - extent.startBytes,
  };
}
