import type { DatabaseSync } from 'node:sqlite';
import { type Row, readInteger, readIntegerOrNull, readText } from './index-database.ts';
import type { StoredPart, StoredUpload } from './model.ts';

/** Multipart uploads and their parts. Synchronous; every change belongs inside a transaction of the caller. */
export interface UploadIndex {
  insert(bucketId: number, upload: StoredUpload): void;
  find(bucketId: number, key: string, uploadId: string): StoredUpload | null;
  /** All uploads of a bucket, as `key` and `uploadId`. */
  list(bucketId: number): StoredUpload[];
  /** Removes the upload and its parts; the bodies of the parts are the caller's to release. */
  remove(uploadId: string): void;
  findPart(uploadId: string, number: number): StoredPart | null;
  putPart(uploadId: string, part: StoredPart): void;
  /** Parts with a number above `afterNumber`, in order. */
  parts(uploadId: string, afterNumber: number, limit: number): StoredPart[];
}

/** Opens the upload index. */
export function openUploadIndex(database: DatabaseSync): UploadIndex {
  const insert = database.prepare(
    'INSERT INTO uploads (upload_id, bucket_id, key, started_at_ms, attributes) VALUES (?, ?, ?, ?, ?)',
  );
  const selectOne = database.prepare(
    'SELECT * FROM uploads WHERE upload_id = ? AND bucket_id = ? AND key = ?',
  );
  const selectAll = database.prepare('SELECT * FROM uploads WHERE bucket_id = ? ORDER BY key, upload_id');
  const remove = database.prepare('DELETE FROM uploads WHERE upload_id = ?');
  const selectPart = database.prepare('SELECT * FROM parts WHERE upload_id = ? AND number = ?');
  const replacePart = database.prepare(
    `INSERT OR REPLACE INTO parts (upload_id, number, size_bytes, modified_at_ms, etag, checksums, body_id)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectParts = database.prepare(
    'SELECT * FROM parts WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?',
  );
  return {
    insert(bucketId, { uploadId, key, startedAtMs, attributes }) {
      insert.run(uploadId, bucketId, key, startedAtMs, JSON.stringify(attributes));
    },
    find(bucketId, key, uploadId) {
      const row = selectOne.get(uploadId, bucketId, key);
      return row === undefined ? null : toUpload(row);
    },
    list: (bucketId) => selectAll.all(bucketId).map(toUpload),
    remove: (uploadId) => void remove.run(uploadId),
    findPart(uploadId, number) {
      const row = selectPart.get(uploadId, number);
      return row === undefined ? null : toPart(row);
    },
    putPart(uploadId, { number, sizeBytes, modifiedAtMs, etag, checksums, bodyId }) {
      const text = JSON.stringify(checksums);
      replacePart.run(uploadId, number, sizeBytes, modifiedAtMs, etag, text, bodyId);
    },
    parts: (uploadId, afterNumber, limit) => selectParts.all(uploadId, afterNumber, limit).map(toPart),
  };
}

/** One row of `uploads`. */
export function toUpload(row: Row): StoredUpload {
  return {
    uploadId: readText(row, 'upload_id'),
    key: readText(row, 'key'),
    startedAtMs: readInteger(row, 'started_at_ms'),
    attributes: JSON.parse(readText(row, 'attributes')),
  };
}

function toPart(row: Row): StoredPart {
  return {
    number: readInteger(row, 'number'),
    sizeBytes: readInteger(row, 'size_bytes'),
    modifiedAtMs: readInteger(row, 'modified_at_ms'),
    etag: readText(row, 'etag'),
    checksums: JSON.parse(readText(row, 'checksums')),
    bodyId: readIntegerOrNull(row, 'body_id'),
  };
}
