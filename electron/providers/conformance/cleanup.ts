import { toAppError } from '../../../shared/model/app-error.ts';
import type { DeleteTarget } from '../interface/object-group.ts';
import type { StorageProvider } from '../storage-provider.ts';

/** Removes everything in a bucket of the run and the bucket itself. One that was never made is fine. */
export async function emptyAndDelete(provider: StorageProvider, bucket: string): Promise<void> {
  try {
    if (!(await provider.buckets.bucketExists({ bucket })).exists) return;
    await abortUploads(provider, bucket);
    for (const list of [versionsOf, objectsOf]) {
      for (
        let targets = await list(provider, bucket);
        targets.length > 0;
        targets = await list(provider, bucket)
      ) {
        const outcomes = await provider.objects.deleteObjects({ bucket, targets });
        if (outcomes.every(({ error }) => error !== null)) break;
      }
    }
    await provider.buckets.deleteBucket({ bucket });
  } catch (thrown) {
    const { kind } = toAppError(thrown);
    if (kind !== 'not-found') throw thrown;
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
