import type { StoredVersion } from './model.ts';
import type { ObjectActions } from './object-actions.ts';
import { StoreError } from './store-error.ts';

/** The key that a symlink stands for. StoreError `not-symlink`. */
export function targetKeyOf({ attributes }: StoredVersion): string {
  const { special } = attributes;
  if (special?.kind !== 'symlink') throw new StoreError('not-symlink');
  return special.targetKey;
}

/**
 * The version whose bytes a read of `version` gives: itself, or the latest of the key that it stands for.
 * StoreError `symlink-target-missing`, and `symlink-to-symlink` since one step is all that is gone.
 */
export function followSymlink(objects: ObjectActions, bucket: string, version: StoredVersion): StoredVersion {
  const { special } = version.attributes;
  if (special?.kind !== 'symlink') return version;
  const target = findTarget(objects, bucket, special.targetKey);
  if (target === null || target.isDeleteMarker) throw new StoreError('symlink-target-missing');
  if (target.attributes.special?.kind === 'symlink') throw new StoreError('symlink-to-symlink');
  return target;
}

function findTarget(objects: ObjectActions, bucket: string, key: string): StoredVersion | null {
  try {
    return objects.find({ bucket, key, versionId: null });
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'no-such-key') return null;
    throw error;
  }
}
