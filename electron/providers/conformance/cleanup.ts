import { isDeepStrictEqual } from 'node:util';
import { toAppError } from '../../../shared/model/app-error.ts';
import { realPace } from '../http/retry.ts';
import type { DeleteTarget } from '../interface/object-group.ts';
import type { StorageProvider } from '../storage-provider.ts';

/** The longest that it is waited for the end of a lock; checks set none that lasts longer. */
const MAX_WAIT_MS = 20_000;

/**
 * Removes everything in a bucket of the run and the bucket itself; one that is gone already is fine. Locks that a check
 * left behind are taken off first, or, where `waitsForLocks`, waited for. `written` is what the run knows to be in it,
 * whatever a listing says. Rejects with why the bucket could not be removed.
 */
export async function removeBucket(
  provider: StorageProvider,
  bucket: string,
  { waitsForLocks, written = [] }: { waitsForLocks: boolean; written?: readonly DeleteTarget[] },
): Promise<void> {
  try {
    if (!(await provider.buckets.bucketExists({ bucket })).exists) return;
    await abortUploads(provider, bucket);
    const lockedUntilMs = await removeAll(provider, bucket, versionsOf);
    const waitMs = lockedUntilMs - Date.now();
    if (waitsForLocks && waitMs > 0 && waitMs <= MAX_WAIT_MS) {
      // Clocks differ by a little.
      await realPace.wait(waitMs + 1_000);
      await removeAll(provider, bucket, versionsOf);
    }
    // Deleting by key would leave a marker for each, so versions that no listing tells of go first.
    const versions = written.filter(({ versionId }) => versionId !== undefined);
    if (versions.length > 0 && (await versionsOf(provider, bucket)).length === 0) {
      await deleteOneByOne(provider, bucket, versions);
    }
    await removeAll(provider, bucket, objectsOf);
    await provider.buckets.deleteBucket({ bucket }).catch(async (thrown: unknown) => {
      // A listing may spell keys in another way than they were written.
      if (toAppError(thrown).kind !== 'conflict' || written.length === 0) throw thrown;
      await deleteOneByOne(provider, bucket, written);
      await provider.buckets.deleteBucket({ bucket });
    });
  } catch (thrown) {
    if (toAppError(thrown).kind !== 'not-found') throw thrown;
  }
}

/** The most that one request lists. */
const PAGE = 1_000;

type List = (provider: StorageProvider, bucket: string) => Promise<DeleteTarget[]>;

/**
 * Deletes what is listed until nothing is, or until it does not become less: in batches, then one by one, because some
 * say of a batch that it is done and do nothing. Answers when the last lock ends; 0 for none.
 */
async function removeAll(provider: StorageProvider, bucket: string, list: List): Promise<number> {
  let lockedUntilMs = 0;
  let before: DeleteTarget[] | null = null;
  let isInBatches = true;
  for (;;) {
    const targets = await list(provider, bucket);
    if (targets.length === 0) return lockedUntilMs;
    const isStuck =
      before !== null &&
      (isDeepStrictEqual(targets, before) || (targets.length < PAGE && targets.length >= before.length));
    if (isStuck && !isInBatches) return lockedUntilMs;
    isInBatches &&= !isStuck;
    before = targets;
    const remove = isInBatches ? deleteInBatches : deleteOneByOne;
    const kept = await remove(provider, bucket, targets);
    for (const target of kept) {
      lockedUntilMs = Math.max(lockedUntilMs, await unlock(provider, { bucket, ...target }));
    }
    await remove(provider, bucket, kept);
  }
}

/** Answers what is kept. */
async function deleteInBatches(
  provider: StorageProvider,
  bucket: string,
  targets: readonly DeleteTarget[],
): Promise<DeleteTarget[]> {
  if (targets.length === 0) return [];
  try {
    const outcomes = await provider.objects.deleteObjects({ bucket, targets });
    return targets.filter((_, index) => outcomes[index]?.error !== null);
  } catch {
    // The answer to a batch may be anything on a server that does not know batches.
    return await deleteOneByOne(provider, bucket, targets);
  }
}

/** The same. */
async function deleteOneByOne(
  { objects }: StorageProvider,
  bucket: string,
  targets: readonly DeleteTarget[],
): Promise<DeleteTarget[]> {
  const kept: DeleteTarget[] = [];
  for (const target of targets) {
    await objects.deleteObject({ bucket, ...target }).catch(() => kept.push(target));
  }
  return kept;
}

/** Takes the locks of a version off. Answers when the one that stays ends; 0 when none does, or nothing tells. */
async function unlock(
  { lock }: StorageProvider,
  version: { bucket: string } & DeleteTarget,
): Promise<number> {
  let lockedUntilMs = 0;
  try {
    const retention = await lock.getRetention(version);
    if (retention !== null) {
      lockedUntilMs = Date.parse(retention.retainUntil ?? '') || 0;
      await lock.setRetention({ ...version, retention: {}, bypassesGovernance: true });
      lockedUntilMs = 0;
    }
  } catch {
    // Deleting again will say what keeps it.
  }
  try {
    if (await lock.hasLegalHold(version)) await lock.setLegalHold({ ...version, isOn: false });
  } catch {
    // The same.
  }
  return lockedUntilMs;
}

async function versionsOf(provider: StorageProvider, bucket: string): Promise<DeleteTarget[]> {
  try {
    const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: PAGE };
    const { versions } = await provider.versions.listObjectVersions(query);
    return versions.map(({ key, versionId }) => ({ key, versionId }));
  } catch {
    return [];
  }
}

async function objectsOf(provider: StorageProvider, bucket: string): Promise<DeleteTarget[]> {
  const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: PAGE };
  const { objects } = await provider.objects.listObjects(query);
  return objects.keys.map((key) => ({ key }));
}

async function abortUploads(provider: StorageProvider, bucket: string): Promise<void> {
  try {
    const query = { bucket, prefix: '', token: null, maxUploads: 1_000 };
    const { uploads } = await provider.multipart.listMultipartUploads(query);
    for (const { key, uploadId } of uploads) {
      await provider.multipart.abortMultipartUpload({ bucket, key, uploadId });
    }
  } catch {
    // Deleting the bucket will say what is still in it.
  }
}
