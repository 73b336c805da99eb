import { toAppError } from '../../../shared/model/app-error.ts';
import type { DeleteTarget } from '../interface/object-group.ts';
import type { StorageProvider } from '../storage-provider.ts';

/**
 * Removes everything in a bucket of the run and the bucket itself; one that is gone already is fine. Locks that a check
 * left behind are taken off first. Rejects with why the bucket could not be removed.
 */
export async function removeBucket(provider: StorageProvider, bucket: string): Promise<void> {
  try {
    if (!(await provider.buckets.bucketExists({ bucket })).exists) return;
    await abortUploads(provider, bucket);
    await removeAll(provider, bucket, versionsOf);
    await removeAll(provider, bucket, objectsOf);
    await provider.buckets.deleteBucket({ bucket });
  } catch (thrown) {
    if (toAppError(thrown).kind !== 'not-found') throw thrown;
  }
}

type List = (provider: StorageProvider, bucket: string) => Promise<DeleteTarget[]>;

/** Ends when nothing is left, or when nothing of what is left can be removed. */
async function removeAll(provider: StorageProvider, bucket: string, list: List): Promise<void> {
  for (
    let targets = await list(provider, bucket);
    targets.length > 0;
    targets = await list(provider, bucket)
  ) {
    const outcomes = await provider.objects.deleteObjects({ bucket, targets });
    const kept = outcomes.filter(({ error }) => error !== null);
    for (const { key, versionId } of kept) await unlock(provider, { bucket, key, versionId });
    const again = kept.map(({ key, versionId }) => ({ key, ...(versionId === null ? {} : { versionId }) }));
    const left = again.length === 0 ? [] : await provider.objects.deleteObjects({ bucket, targets: again });
    if (outcomes.length === kept.length && left.every(({ error }) => error !== null)) return;
  }
}

async function unlock(
  { lock }: StorageProvider,
  { versionId, ...place }: { bucket: string; key: string; versionId: string | null },
): Promise<void> {
  const version = { ...place, ...(versionId === null ? {} : { versionId }) };
  try {
    if (await lock.hasLegalHold(version)) await lock.setLegalHold({ ...version, isOn: false });
    if (await lock.getRetention(version)) {
      await lock.setRetention({ ...version, retention: {}, bypassesGovernance: true });
    }
  } catch {
    // Deleting again will say what keeps it.
  }
}

async function versionsOf(provider: StorageProvider, bucket: string): Promise<DeleteTarget[]> {
  try {
    const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1_000 };
    const { versions } = await provider.versions.listObjectVersions(query);
    return versions.map(({ key, versionId }) => ({ key, versionId }));
  } catch {
    return [];
  }
}

async function objectsOf(provider: StorageProvider, bucket: string): Promise<DeleteTarget[]> {
  const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1_000 };
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
