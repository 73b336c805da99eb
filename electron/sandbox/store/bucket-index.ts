import type { DatabaseSync } from 'node:sqlite';
import { type Row, readInteger, readText } from './index-database.ts';
import type { StoredBucket, Tag, VersioningState } from './model.ts';
import { StoreError } from './store-error.ts';

/** The buckets of a store. Synchronous; names are checked by the face, which knows its API's rules. */
export interface BucketIndex {
  /** By name in byte order. */
  list(): StoredBucket[];
  /** StoreError `no-such-bucket`. */
  find(name: string): StoredBucket;
  has(name: string): boolean;
  /** StoreError `bucket-exists`. */
  create(bucket: Omit<StoredBucket, 'id'>): void;
  /** Only the bucket itself; the caller has seen that it is empty. */
  remove(id: number): void;
  setVersioning(id: number, versioning: VersioningState): void;
  setTags(id: number, tags: readonly Tag[]): void;
  /** Switches object lock on, for good. */
  lock(id: number): void;
  /** A text that the face keeps with the bucket, null when there is none; gone with the bucket. */
  setting(id: number, name: string): string | null;
  /** null removes it. */
  setSetting(id: number, name: string, value: string | null): void;
}

/** Opens the bucket index. */
export function openBucketIndex(database: DatabaseSync): BucketIndex {
  const selectAll = database.prepare('SELECT * FROM buckets ORDER BY name');
  const selectOne = database.prepare('SELECT * FROM buckets WHERE name = ?');
  const insert = database.prepare(
    'INSERT INTO buckets (name, region, created_at_ms, versioning, has_object_lock, tags) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM buckets WHERE id = ?');
  const updateVersioning = database.prepare('UPDATE buckets SET versioning = ? WHERE id = ?');
  const updateTags = database.prepare('UPDATE buckets SET tags = ? WHERE id = ?');
  const updateLock = database.prepare('UPDATE buckets SET has_object_lock = 1 WHERE id = ?');
  const selectSetting = database.prepare(
    'SELECT value FROM bucket_settings WHERE bucket_id = ? AND name = ?',
  );
  const replaceSetting = database.prepare(
    'INSERT OR REPLACE INTO bucket_settings (bucket_id, name, value) VALUES (?, ?, ?)',
  );
  const removeSetting = database.prepare('DELETE FROM bucket_settings WHERE bucket_id = ? AND name = ?');
  const has = (name: string) => selectOne.get(name) !== undefined;
  return {
    list: () => selectAll.all().map(toBucket),
    find(name) {
      const row = selectOne.get(name);
      if (row === undefined) throw new StoreError('no-such-bucket');
      return toBucket(row);
    },
    has,
    create({ name, region, createdAtMs, versioning, hasObjectLock, tags }) {
      if (has(name)) throw new StoreError('bucket-exists');
      insert.run(name, region, createdAtMs, versioning, hasObjectLock ? 1 : 0, JSON.stringify(tags));
    },
    remove: (id) => void remove.run(id),
    setVersioning: (id, versioning) => void updateVersioning.run(versioning, id),
    setTags: (id, tags) => void updateTags.run(JSON.stringify(tags), id),
    lock: (id) => void updateLock.run(id),
    setting(id, name) {
      const row = selectSetting.get(id, name);
      return row === undefined ? null : readText(row, 'value');
    },
    setSetting(id, name, value) {
      if (value === null) removeSetting.run(id, name);
      else replaceSetting.run(id, name, value);
    },
  };
}

function toBucket(row: Row): StoredBucket {
  const versioning = readText(row, 'versioning');
  return {
    id: readInteger(row, 'id'),
    name: readText(row, 'name'),
    region: readText(row, 'region'),
    createdAtMs: readInteger(row, 'created_at_ms'),
    versioning: versioning === 'enabled' || versioning === 'suspended' ? versioning : 'off',
    hasObjectLock: readInteger(row, 'has_object_lock') === 1,
    tags: JSON.parse(readText(row, 'tags')),
  };
}
