import { expect, vi } from 'vitest';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { ObjectChange } from '../../../shared/model/object-change.ts';
import type { ListenInput } from '../interface/live-group.ts';
import type { StorageProvider } from '../storage-provider.ts';

/** A running listener and all that it was told. */
export interface Listening {
  readonly changes: ObjectChange[];
  readonly isOpen: () => boolean;
  /** How it ended, or undefined while it goes on. */
  readonly ending: () => AppError | undefined;
  stop(): Promise<void>;
}

/** Listens with a real clock. */
export function startListening(provider: StorageProvider, input: ListenInput): Listening {
  const abort = new AbortController();
  const changes: ObjectChange[] = [];
  let isOpen = false;
  let ending: AppError | undefined;
  const listener = {
    opened: () => {
      isOpen = true;
    },
    change: (change: ObjectChange) => changes.push(change),
    interrupted: () => {},
  };
  const running = provider.live.listen(input, listener, { signal: abort.signal }).catch((thrown) => {
    ending = toAppError(thrown);
  });
  return {
    changes,
    isOpen: () => isOpen,
    ending: () => ending,
    async stop() {
      abort.abort();
      await running;
    },
  };
}

/** Holds a server that streams to the contract: names, filters, both forms, with and without ping. */
export async function expectStream(provider: StorageProvider, bucket: string): Promise<void> {
  const key = 'p/ünï +%25 名前.txt';
  const open = [
    startListening(provider, { bucket, prefix: 'p/', suffix: '.txt', pingSeconds: 1 }),
    startListening(provider, { bucket: null, events: ['s3:ObjectRemoved:*'], pingSeconds: 1 }),
    startListening(provider, { bucket, events: ['s3:ObjectCreated:*'], pingSeconds: null }),
  ];
  const [filtered, everywhere, spaced] = open;
  try {
    await vi.waitFor(() => expect(open.map(({ isOpen }) => isOpen())).toEqual([true, true, true]), 10_000);
    const body = Buffer.from('hello');
    await provider.objects.putObject({ bucket, key: 'other.txt', body });
    await provider.objects.putObject({ bucket, key, body });
    await provider.objects.deleteObject({ bucket, key });
    await vi.waitFor(() => {
      expect(filtered?.changes.map(({ eventName }) => eventName)).toEqual([
        's3:ObjectCreated:Put',
        's3:ObjectRemoved:Delete',
      ]);
      expect(everywhere?.changes).toMatchObject([{ bucket, key, eventName: 's3:ObjectRemoved:Delete' }]);
      expect(spaced?.changes.map((change) => change.key)).toEqual(['other.txt', key]);
    }, 10_000);
    expect(filtered?.changes[0]).toMatchObject({
      bucket,
      key,
      sizeBytes: 5,
      etag: '5d41402abc4b2a76b9719d911017c592',
      versionId: null,
    });
    expect(filtered?.changes[0]?.sequencer).toMatch(/^[0-9A-F]+$/);
  } finally {
    for (const listening of open) await listening.stop();
  }
  expect(open.map(({ ending }) => ending()?.kind)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  expect(provider.capabilities().listenBucketNotification).toEqual({ status: 'offered' });
}
