import type { Store } from '../fixtures/store.ts';

/** Makes a bucket in a store and puts objects into it, past the app. */
export async function fillBucket(
  store: Store,
  bucket: string,
  objects: Readonly<Record<string, Buffer | string>>,
): Promise<void> {
  await store.client.makeBucket(bucket);
  const waiting = Object.entries(objects);
  const putNext = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await store.client.putObject(bucket, next[0], next[1]);
    }
  };
  await Promise.all(Array.from({ length: 8 }, putNext));
}
