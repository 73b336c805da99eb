import { randomBytes } from 'node:crypto';
import type { WrittenFile } from './body-files.ts';
import type { BodyIndex } from './body-index.ts';
import type { BucketIndex } from './bucket-index.ts';
import type { Actor, ChangeCause, ChangeFeed } from './change-feed.ts';
import { checkUnlocked } from './lock.ts';
import {
  noAttributes,
  nullVersionId,
  type ObjectAttributes,
  type StoredBucket,
  type StoredVersion,
} from './model.ts';
import { StoreError } from './store-error.ts';
import type { VersionIndex } from './version-index.ts';
import { wormUntilMs } from './worm.ts';

/** An object, or one version of it; without a version id the latest. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
}

/** Sees what a change would replace, in the transaction of the change; what it throws undoes the change. */
export type CheckTarget = (current: StoredVersion | null) => void;

/** What a delete did. */
export interface Removal {
  /** The version that was removed or the delete marker that was made; null in a bucket that was never versioned. */
  readonly versionId: string | null;
  /** A delete marker was made or removed. */
  readonly isDeleteMarker: boolean;
}

/** What can be done to one object. `check` sees null where the newest version is a delete marker. */
export interface ObjectActions {
  /**
   * The version at `address`, which may be a delete marker.
   * StoreError `no-such-bucket`, `no-such-key`, `no-such-version`.
   */
  find(address: ObjectAddress): StoredVersion;
  put(
    target: Omit<ObjectAddress, 'versionId'>,
    written: WrittenFile,
    content: { etag: string; attributes: ObjectAttributes },
    options: { check: CheckTarget; actor: Actor },
  ): StoredVersion;
  /** Copies without moving a byte; `attributesOf` sees the source and may throw to refuse it. */
  copy(
    source: ObjectAddress,
    target: Omit<ObjectAddress, 'versionId'>,
    options: {
      attributesOf: (source: StoredVersion) => ObjectAttributes;
      check: CheckTarget;
      actor: Actor;
    },
  ): { source: StoredVersion; target: StoredVersion };
  /**
   * Without a version id as versioning asks; with one, exactly that version. Removing nothing is fine.
   * StoreError `locked` for a version under retention or legal hold, as for a `put` or `copy` that would replace it.
   */
  remove(
    address: ObjectAddress,
    options: { check: CheckTarget; actor: Actor; bypassesGovernance?: boolean },
  ): Removal;
  setAttributes(address: ObjectAddress, change: (version: StoredVersion) => ObjectAttributes): StoredVersion;
}

/** What the actions of a store work with. */
export interface ActionTools {
  readonly buckets: BucketIndex;
  readonly versions: VersionIndex;
  readonly bodies: BodyIndex;
  readonly changes: ChangeFeed;
  readonly nextSequence: () => number;
  /** Runs one transaction. */
  readonly change: <Result>(work: () => Result) => Result;
  readonly now: () => number;
}

/** A version about to be added. */
export interface NewVersion {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly bodyId: number | null;
  readonly attributes: ObjectAttributes;
}

/** The actions on objects. */
export function openObjectActions(tools: ActionTools): ObjectActions {
  const { buckets, versions, bodies, changes, change, now } = tools;

  const publish = (cause: ChangeCause, bucket: string, version: StoredVersion, actor: Actor) =>
    changes.publish({ cause, bucket, version, atMs: now(), actor });

  const find = ({ bucket, key, versionId }: ObjectAddress): StoredVersion => {
    const { id } = buckets.find(bucket);
    const found = versionId === null ? versions.findLatest(id, key) : versions.find(id, key, versionId);
    if (found === null) throw new StoreError(versionId === null ? 'no-such-key' : 'no-such-version');
    return found;
  };

  return {
    find,
    put({ bucket, key }, { file, sizeBytes }, { etag, attributes }, { check, actor }) {
      const version = change(() => {
        const found = buckets.find(bucket);
        check(currentObject(versions, found, key));
        const extents =
          file === null ? [] : [{ startBytes: 0, lengthBytes: sizeBytes, file, offsetBytes: 0 }];
        const bodyId = bodies.create(extents);
        return addVersion(tools, found, { key, sizeBytes, etag, bodyId, attributes });
      });
      publish('put', bucket, version, actor);
      return version;
    },
    copy(source, { bucket, key }, { attributesOf, check, actor }) {
      const copied = change(() => {
        const from = find(source);
        const attributes = attributesOf(from);
        const found = buckets.find(bucket);
        check(currentObject(versions, found, key));
        const bodyId =
          from.bodyId === null ? null : bodies.create(bodies.extents(from.bodyId, 0, from.sizeBytes));
        const { sizeBytes, etag } = from;
        return {
          source: from,
          target: addVersion(tools, found, { key, sizeBytes, etag, bodyId, attributes }),
        };
      });
      publish('copy', bucket, copied.target, actor);
      return copied;
    },
    remove({ bucket, key, versionId }, { check, actor, bypassesGovernance = false }) {
      let cause: ChangeCause = 'delete';
      let touched: StoredVersion | null = null;
      const removal = change((): Removal => {
        const found = buckets.find(bucket);
        if (versionId !== null) {
          const version = versions.find(found.id, key, versionId);
          check(version);
          if (version === null) return { versionId, isDeleteMarker: false };
          removeVersion(tools, found, version, bypassesGovernance);
          touched = version;
          return { versionId, isDeleteMarker: version.isDeleteMarker };
        }
        const latest = versions.findLatest(found.id, key);
        check(currentObject(versions, found, key));
        if (found.versioning === 'off') {
          if (latest === null) return { versionId: null, isDeleteMarker: false };
          removeVersion(tools, found, latest, bypassesGovernance);
          touched = latest;
          return { versionId: null, isDeleteMarker: false };
        }
        const marker = addVersion(
          tools,
          found,
          { key, sizeBytes: 0, etag: '', bodyId: null, attributes: noAttributes },
          true,
        );
        touched = marker;
        cause = 'delete-marker';
        return { versionId: marker.versionId, isDeleteMarker: true };
      });
      if (touched !== null) publish(cause, bucket, touched, actor);
      return removal;
    },
    setAttributes: (address, edit) =>
      change(() => {
        const version = find(address);
        const attributes = edit(version);
        versions.setAttributes(version.sequence, attributes);
        return { ...version, attributes };
      }),
  };
}

/** Adds a version on top, replacing the `null` version where versioning is off or suspended. Inside a transaction. */
export function addVersion(
  tools: ActionTools,
  bucket: StoredBucket,
  version: NewVersion,
  isDeleteMarker = false,
): StoredVersion {
  const { versions, nextSequence, now } = tools;
  const sequence = nextSequence();
  const versionId = bucket.versioning === 'enabled' ? newVersionId(sequence) : nullVersionId;
  if (versionId === nullVersionId) {
    const replaced = versions.find(bucket.id, version.key, nullVersionId);
    if (replaced !== null) removeVersion(tools, bucket, replaced, false);
  }
  return versions.insert(bucket.id, {
    ...version,
    sequence,
    versionId,
    isDeleteMarker,
    modifiedAtMs: now(),
  });
}

/** The object that a plain read would give; null where there is none or a delete marker hides it. */
export function currentObject(
  versions: VersionIndex,
  bucket: StoredBucket,
  key: string,
): StoredVersion | null {
  const latest = versions.findLatest(bucket.id, key);
  return latest === null || latest.isDeleteMarker ? null : latest;
}

/** The place of a version within its key, also when that version is gone; null for a version id of no such form. */
export function sequenceOfVersionId(versionId: string): number | null {
  return /^[0-9a-f]{32}$/.test(versionId) ? Number.parseInt(versionId.slice(0, 12), 16) : null;
}

/** The sequence leads, so that a listing can go on after a version that was deleted between two pages. */
function newVersionId(sequence: number): string {
  return sequence.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
}

/** Throws StoreError `locked` for a version that may not be removed or changed: its own lock, or one of the bucket. */
export function checkRemovable(
  { buckets, now }: ActionTools,
  bucket: StoredBucket,
  version: StoredVersion,
  bypassesGovernance: boolean,
): void {
  const nowMs = now();
  checkUnlocked(version, { nowMs, bypassesGovernance });
  if (version.isDeleteMarker) return;
  if (wormUntilMs(buckets, bucket.id, version.modifiedAtMs, nowMs) > nowMs) throw new StoreError('locked');
}

function removeVersion(
  tools: ActionTools,
  bucket: StoredBucket,
  version: StoredVersion,
  bypassesGovernance: boolean,
): void {
  checkRemovable(tools, bucket, version, bypassesGovernance);
  tools.versions.remove(bucket.id, version);
  tools.bodies.release(version.bodyId);
}
