import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { sampleFiles } from './sample-files.ts';
import type { Actor } from './store/change-feed.ts';
import type { ObjectStore } from './store/object-store.ts';

/** The bucket that the sample is put into. */
export const sampleBucket = 'samples';

const doneFact = 'sample-filled';
const actor: Actor = { name: 'sandbox', address: '' };

/**
 * Makes the sample bucket, when this store never had one. Returns at once; `fill` then puts the objects into it and
 * goes on where a killed process stopped. A sample that was filled once is never filled again, also when the user has
 * removed it.
 */
export function prepareSample(
  store: ObjectStore,
  options: { region: string; now: () => number; signal: AbortSignal },
): { fill: () => Promise<void> } {
  const { region, now, signal } = options;
  if (store.fact(doneFact) !== null) return { fill: async () => undefined };
  if (!store.buckets.has(sampleBucket)) {
    const created = { name: sampleBucket, region, createdAtMs: now(), hasObjectLock: false, tags: [] };
    store.buckets.create({ ...created, versioning: 'off' });
  }
  return {
    async fill() {
      for (const { key, contentType, chunks, userMetadata = {}, tags = [] } of sampleFiles()) {
        if (signal.aborted || !store.buckets.has(sampleBucket)) return;
        if (isThere(store, key)) continue;
        const md5 = createHash('md5');
        const written = await store.write(unlessAborted(chunks, signal), [
          { update: (bytes) => void md5.update(bytes), digest: () => md5.digest() },
        ]);
        const attributes = {
          headers: { 'content-type': contentType },
          userMetadata,
          tags,
          checksums: [],
          storageClass: 'STANDARD',
        };
        try {
          const etag = md5.digest('hex');
          const target = { bucket: sampleBucket, key };
          store.objects.put(target, written, { etag, attributes }, { check: () => undefined, actor });
        } catch (error) {
          store.discard(written);
          throw error;
        }
      }
      store.setFact(doneFact, 'yes');
    },
  };
}

function isThere(store: ObjectStore, key: string): boolean {
  try {
    store.objects.find({ bucket: sampleBucket, key, versionId: null });
    return true;
  } catch {
    return false;
  }
}

/** Leaves the thread to requests between two chunks. */
async function* unlessAborted(chunks: Iterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
    await turn();
  }
}
