import { describe, expect, test } from 'vitest';
import { failure } from '../../../shared/model/app-error.ts';
import type { DeleteTarget } from '../interface/object-group.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { removeBucket } from './cleanup.ts';

/** What is odd about a store when something is to be deleted from it. */
interface Oddity {
  /** A batch is said to be done and nothing happens. */
  readonly batchesDoNothing?: true;
  readonly hidesVersions?: true;
  /** Whatever is deleted leaves one more marker, versions too. */
  readonly alwaysLeavesMarkers?: true;
  /** Nothing is ever deleted, with a success. */
  readonly keepsAll?: true;
}

/** A store with one bucket of two versions of a key, as far as cleaning up asks for it. */
function openOdd(oddity: Oddity) {
  let bucketExists = true;
  let count = 2;
  const entries: Required<DeleteTarget>[] = [
    { key: 'k', versionId: '1' },
    { key: 'k', versionId: '2' },
  ];
  const remove = ({ key, versionId }: DeleteTarget): void => {
    if (oddity.keepsAll) return;
    const at = entries.findIndex((entry) => entry.key === key && entry.versionId === versionId);
    if (at >= 0) entries.splice(at, 1);
    if (versionId === undefined || oddity.alwaysLeavesMarkers) {
      count += 1;
      entries.push({ key, versionId: String(count) });
    }
  };
  const empty = { prefixes: [], nextToken: null };
  const provider = {
    buckets: {
      bucketExists: async () => ({ exists: bucketExists, accessible: true }),
      async deleteBucket() {
        if (entries.length > 0) throw failure('conflict', 'not empty');
        bucketExists = false;
      },
    },
    multipart: { listMultipartUploads: async () => ({ ...empty, uploads: [] }) },
    versions: {
      async listObjectVersions() {
        if (oddity.hidesVersions) throw failure('not-offered', 'no versions');
        return { ...empty, versions: entries.map((entry) => ({ ...entry })) };
      },
    },
    lock: { getRetention: async () => null, hasLegalHold: async () => false },
    objects: {
      listObjects: async () => ({ ...empty, objects: { keys: [] } }),
      async deleteObject(target: DeleteTarget) {
        remove(target);
      },
      async deleteObjects({ targets }: { targets: readonly DeleteTarget[] }) {
        if (!oddity.batchesDoNothing) for (const target of targets) remove(target);
        return targets.map((target) => ({ ...target, error: null }));
      },
    },
  } as unknown as StorageProvider;
  return { provider, exists: () => bucketExists };
}

const written = [
  { key: 'k', versionId: '1' },
  { key: 'k', versionId: '2' },
];
const how = { waitsForLocks: false, written };

describe('a bucket is removed', () => {
  test.each<readonly [string, Oddity]>([
    ['with all its versions', {}],
    ['where batches do nothing', { batchesDoNothing: true }],
    ['where versions are not listed, since the run knows what it wrote', { hidesVersions: true }],
  ])('%s', async (_, oddity) => {
    const { provider, exists } = openOdd(oddity);
    await removeBucket(provider, 'b', how);
    expect(exists()).toBe(false);
  });

  test.each<readonly [string, Oddity]>([
    ['every deletion leaves a marker', { alwaysLeavesMarkers: true }],
    ['everything is kept, with a success', { keepsAll: true }],
  ])('or said to be there where %s, and it ends', async (_, oddity) => {
    const { provider, exists } = openOdd(oddity);
    await expect(removeBucket(provider, 'b', how)).rejects.toMatchObject({ appError: { kind: 'conflict' } });
    expect(exists()).toBe(true);
  });
});
