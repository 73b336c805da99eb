import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type AppendActions, openAppendActions } from './append-actions.ts';
import { type BodyFiles, type Hasher, openBodyFiles, type WrittenFile } from './body-files.ts';
import { openBodyIndex } from './body-index.ts';
import { type BodyReader, openBodyReader } from './body-reader.ts';
import { type BucketIndex, openBucketIndex } from './bucket-index.ts';
import { type ChangeFeed, createChangeFeed } from './change-feed.ts';
import { openFileSweeper } from './file-sweeper.ts';
import { inTransaction, openIndexDatabase, readInteger, readText } from './index-database.ts';
import { type Listings, openListings } from './listing.ts';
import { type LiveChannels, openLiveChannels } from './live-channels.ts';
import type { StoredVersion } from './model.ts';
import { type ObjectActions, openObjectActions } from './object-actions.ts';
import { StoreError } from './store-error.ts';
import { openUploadActions, type UploadActions } from './upload-actions.ts';
import { openUploadIndex } from './upload-index.ts';
import { openVersionIndex } from './version-index.ts';
import { openWormActions, type WormActions } from './worm.ts';

/**
 * A small object store in one folder: bodies as files, everything else in an ordered SQLite index. It knows no dialect,
 * no HTTP and no signature. One process at a time; all index work is synchronous and each change is one transaction,
 * so a condition that was checked in a change still holds when it is committed.
 *
 * A crash at any moment leaves every listed object with its bytes; files that belong to nothing are removed when the
 * store is opened again.
 */
export interface ObjectStore {
  readonly buckets: BucketIndex;
  readonly objects: ObjectActions;
  readonly uploads: UploadActions;
  readonly appends: AppendActions;
  readonly worms: WormActions;
  readonly liveChannels: LiveChannels;
  readonly listings: Listings;
  readonly changes: ChangeFeed;
  /** Streams a body to disk; the result belongs to nothing until an action takes it. Give it back with `discard`. */
  write(chunks: AsyncIterable<Uint8Array>, hashers: readonly Hasher[]): Promise<WrittenFile>;
  /** Removes written bytes that no action took. */
  discard(written: WrittenFile): void;
  /** Reads `[startBytes, endBytes)` of a version; the bytes stay readable although the version may be removed. */
  read(version: Pick<StoredVersion, 'bodyId'>, startBytes: number, endBytes: number): BodyReader;
  /** StoreError `no-such-bucket`, `bucket-not-empty`. Uploads that are under way in it are aborted. */
  removeBucket(name: string): void;
  /** A small remembered fact, null when there is none. */
  fact(name: string): string | null;
  setFact(name: string, value: string): void;
  /** Removes the files that nothing needs any more now, instead of soon. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Opens or creates the store in `folder` and clears what a crash left behind. Throws errors of SQLite and of files. */
export async function openObjectStore(folder: string, now: () => number): Promise<ObjectStore> {
  const database = openIndexDatabase(folder);
  const files: BodyFiles = openBodyFiles(folder);
  let sequence = highestSequence();
  const nextSequence = () => {
    sequence += 1;
    return sequence;
  };
  const bodies = openBodyIndex(database, nextSequence);
  const buckets = openBucketIndex(database);
  const versions = openVersionIndex(database);
  const uploadIndex = openUploadIndex(database);
  const changes = createChangeFeed();
  const sweeper = openFileSweeper(database, bodies, files);
  const change = <Result>(work: () => Result): Result => {
    const result = inTransaction(database, work);
    sweeper.schedule();
    return result;
  };
  const shared = { buckets, versions, bodies, changes, nextSequence, change, now };
  const selectFact = database.prepare('SELECT value FROM facts WHERE name = ?');
  const replaceFact = database.prepare('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)');

  function highestSequence(): number {
    const row = database
      .prepare(
        `SELECT max(coalesce((SELECT max(sequence) FROM versions), 0), coalesce((SELECT max(body_id) FROM extents), 0),
           coalesce((SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'sequence'), 0)) AS highest`,
      )
      .get();
    return readInteger(row ?? {}, 'highest');
  }

  try {
    await files.removeOrphans((file) => bodies.hasFile(file));
    for (const file of bodies.unusedFiles(-1)) bodies.forgetUnused(file);
  } catch (error) {
    database.close();
    throw error;
  }

  return {
    buckets,
    objects: openObjectActions(shared),
    uploads: openUploadActions({ ...shared, uploads: uploadIndex }),
    appends: openAppendActions(shared),
    worms: openWormActions(buckets, now),
    liveChannels: openLiveChannels(database, buckets, now),
    listings: openListings(database),
    changes,
    write: (chunks, hashers) => files.write(chunks, hashers),
    discard({ file }) {
      if (file === null) return;
      bodies.markUnused(file);
      sweeper.schedule();
    },
    read({ bodyId }, startBytes, endBytes) {
      const extents = bodyId === null ? [] : bodies.extents(bodyId, startBytes, endBytes);
      const unpin = sweeper.pin(extents.map(({ file }) => file));
      return openBodyReader(files, extents, unpin);
    },
    removeBucket(name) {
      change(() => {
        const { id } = buckets.find(name);
        if (versions.hasAny(id)) throw new StoreError('bucket-not-empty');
        for (const { uploadId } of uploadIndex.list(id)) {
          for (const part of uploadIndex.parts(uploadId, 0, -1)) bodies.release(part.bodyId);
          uploadIndex.remove(uploadId);
        }
        buckets.remove(id);
      });
    },
    fact(name) {
      const row = selectFact.get(name);
      return row === undefined ? null : readText(row, 'value');
    },
    setFact: (name, value) => void replaceFact.run(name, value),
    sweep: () => sweeper.sweep(),
    async close() {
      replaceFact.run('sequence', String(sequence));
      await sweeper.close();
      database.close();
      rmSync(join(folder, 'unfinished'), { recursive: true, force: true });
    },
  };
}
