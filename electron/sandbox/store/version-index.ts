import type { DatabaseSync } from 'node:sqlite';
import { type Row, readInteger, readIntegerOrNull, readText } from './index-database.ts';
import type { ObjectAttributes, StoredVersion, VersionFacts } from './model.ts';

/** The versions of all objects. Synchronous; every change belongs inside a transaction of the caller. */
export interface VersionIndex {
  /** The newest version, which may be a delete marker. */
  findLatest(bucketId: number, key: string): StoredVersion | null;
  find(bucketId: number, key: string, versionId: string): StoredVersion | null;
  /** Adds a version above all others of its key. */
  insert(bucketId: number, version: Omit<StoredVersion, 'isLatest'>): StoredVersion;
  /** Removes a version; the next older one becomes the latest. */
  remove(bucketId: number, version: StoredVersion): void;
  setAttributes(sequence: number, attributes: ObjectAttributes): void;
  /** Gives the version of that sequence another body, with what is told of it. */
  setContent(
    version: Pick<
      StoredVersion,
      'sequence' | 'sizeBytes' | 'modifiedAtMs' | 'etag' | 'bodyId' | 'attributes'
    >,
  ): void;
  hasAny(bucketId: number): boolean;
}

/** Opens the version index. */
export function openVersionIndex(database: DatabaseSync): VersionIndex {
  const selectLatest = database.prepare(
    'SELECT * FROM versions WHERE bucket_id = ? AND key = ? ORDER BY sequence DESC LIMIT 1',
  );
  const selectOne = database.prepare(
    'SELECT * FROM versions WHERE bucket_id = ? AND key = ? AND version_id = ?',
  );
  const clearLatest = database.prepare(
    'UPDATE versions SET is_latest = 0 WHERE bucket_id = ? AND key = ? AND is_latest = 1',
  );
  const setLatest = database.prepare('UPDATE versions SET is_latest = 1 WHERE sequence = ?');
  const insert = database.prepare(
    `INSERT INTO versions (sequence, bucket_id, key, version_id, is_latest, is_delete_marker, size_bytes,
       modified_at_ms, etag, storage_class, body_id, attributes) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM versions WHERE sequence = ?');
  const update = database.prepare('UPDATE versions SET attributes = ?, storage_class = ? WHERE sequence = ?');
  const updateContent = database.prepare(
    'UPDATE versions SET size_bytes = ?, modified_at_ms = ?, etag = ?, body_id = ? WHERE sequence = ?',
  );
  const any = database.prepare('SELECT 1 FROM versions WHERE bucket_id = ? LIMIT 1');

  const findLatest = (bucketId: number, key: string) => toVersion(selectLatest.get(bucketId, key));
  const setAttributes = (sequence: number, attributes: ObjectAttributes) =>
    void update.run(JSON.stringify(attributes), attributes.storageClass, sequence);
  return {
    findLatest,
    find: (bucketId, key, versionId) => toVersion(selectOne.get(bucketId, key, versionId)),
    insert(bucketId, version) {
      clearLatest.run(bucketId, version.key);
      insert.run(
        version.sequence,
        bucketId,
        version.key,
        version.versionId,
        version.isDeleteMarker ? 1 : 0,
        version.sizeBytes,
        version.modifiedAtMs,
        version.etag,
        version.attributes.storageClass,
        version.bodyId,
        JSON.stringify(version.attributes),
      );
      return { ...version, isLatest: true };
    },
    remove(bucketId, version) {
      remove.run(version.sequence);
      if (!version.isLatest) return;
      const next = findLatest(bucketId, version.key);
      if (next !== null) setLatest.run(next.sequence);
    },
    setAttributes,
    setContent({ sequence, sizeBytes, modifiedAtMs, etag, bodyId, attributes }) {
      updateContent.run(sizeBytes, modifiedAtMs, etag, bodyId, sequence);
      setAttributes(sequence, attributes);
    },
    hasAny: (bucketId) => any.get(bucketId) !== undefined,
  };
}

/** The facts of a version, from a row of the versions table. */
export function readVersionFacts(row: Row): VersionFacts {
  return {
    sequence: readInteger(row, 'sequence'),
    key: readText(row, 'key'),
    versionId: readText(row, 'version_id'),
    isLatest: readInteger(row, 'is_latest') === 1,
    isDeleteMarker: readInteger(row, 'is_delete_marker') === 1,
    sizeBytes: readInteger(row, 'size_bytes'),
    modifiedAtMs: readInteger(row, 'modified_at_ms'),
    etag: readText(row, 'etag'),
  };
}

function toVersion(row: Row | undefined): StoredVersion | null {
  if (row === undefined) return null;
  return {
    ...readVersionFacts(row),
    bodyId: readIntegerOrNull(row, 'body_id'),
    attributes: JSON.parse(readText(row, 'attributes')),
  };
}
