import { randomBytes } from 'node:crypto';
import { failure, toAppError } from '../../../shared/model/app-error.ts';
import type { ReportScratch } from '../../../shared/model/report-card.ts';
import { bucketNamer } from '../conformance/bucket-names.ts';
import { removeBucket } from '../conformance/cleanup.ts';
import type { StorageProvider } from '../storage-provider.ts';

/** Where a run writes, and how it leaves. */
export interface Scratch {
  readonly bucket: string;
  readonly isNew: boolean;
  key(name: string): string;
  readonly newBucket: ((traits: { hasObjectLock: boolean }) => Promise<string>) | null;
  /** Notes what it is used for; made things go through it. */
  wrap(provider: StorageProvider): StorageProvider;
  /**
   * Removes everything that was written, with a client of its own, so that it is done after a cancel as well. Answers
   * what could not be removed; never rejects.
   */
  clean(provider: StorageProvider): Promise<string[]>;
}

const PAGE = 1_000;

/**
 * Prepares the place a run writes to; null when it writes nowhere. Rejects with `conflict`, reason `scratch-locked`, for
 * a bucket whose objects could not be deleted again, and with what making a bucket rejects with.
 */
export async function openScratch(
  wanted: ReportScratch,
  provider: StorageProvider,
  options: { region: string | null; signal: AbortSignal },
): Promise<Scratch | null> {
  if (wanted.type === 'none') return null;
  const prefix = `stowage-report-card-${randomBytes(6).toString('hex')}/`;
  const uploads = new Set<string>();
  const key = (name: string): string => prefix + name;
  const wrap = (watched: StorageProvider): StorageProvider => ({
    ...watched,
    multipart: {
      ...watched.multipart,
      createMultipartUpload(input, call) {
        uploads.add(input.key);
        return watched.multipart.createMultipartUpload(input, call);
      },
    },
  });
  if (wanted.type === 'bucket') {
    const { bucket } = wanted;
    await refuseLocked(provider, bucket, options.signal);
    return {
      bucket,
      isNew: false,
      key,
      newBucket: null,
      wrap,
      clean: (cleaner) => emptyPrefixes(cleaner, bucket, [prefix, `/${prefix}`], uploads),
    };
  }
  const nameFor = await bucketNamer(provider, 'stowage-report', null);
  const made: string[] = [];
  const newBucket = async ({ hasObjectLock }: { hasObjectLock: boolean }): Promise<string> => {
    const name = nameFor(hasObjectLock ? 'lock' : 'card');
    made.push(name);
    await provider.buckets.createBucket({ bucket: name, region: options.region, hasObjectLock });
    return name;
  };
  const scratch = (bucket: string): Scratch => ({
    bucket,
    isNew: true,
    key,
    newBucket,
    wrap,
    clean: (cleaner) => removeAll(cleaner, made),
  });
  try {
    return scratch(await newBucket({ hasObjectLock: false }));
  } catch (thrown) {
    // An answer that was lost does not say that there is no bucket.
    await removeAll(provider, made);
    throw thrown;
  }
}

async function refuseLocked(provider: StorageProvider, bucket: string, signal: AbortSignal): Promise<void> {
  let isLocked = false;
  try {
    const lock = await provider.configuration.get({ bucket, document: 'object-lock' }, { signal });
    isLocked = lock?.rule?.defaultRetention !== undefined && lock.rule.defaultRetention !== null;
  } catch (thrown) {
    if (toAppError(thrown).kind === 'not-found' && toAppError(thrown).code === 'NoSuchBucket') throw thrown;
    // A server that cannot tell of a lock has none to fear.
  }
  if (!isLocked) return;
  throw failure(
    'conflict',
    'New objects of this bucket are locked for a time, so that what is tried in it could not be removed. Choose another bucket.',
    { reason: 'scratch-locked', resource: bucket },
  );
}

async function removeAll(provider: StorageProvider, buckets: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  for (const bucket of buckets) {
    try {
      await removeBucket(provider, bucket, { waitsForLocks: false });
    } catch {
      left.push(bucket);
    }
  }
  return left;
}

async function emptyPrefixes(
  provider: StorageProvider,
  bucket: string,
  prefixes: readonly string[],
  uploads: ReadonlySet<string>,
): Promise<string[]> {
  for (const key of uploads) {
    await provider.multipart.removeIncompleteUpload({ bucket, key }).catch(() => undefined);
  }
  const left: string[] = [];
  for (const prefix of prefixes) left.push(...(await emptyPrefix(provider, bucket, prefix)));
  return left;
}

async function emptyPrefix(provider: StorageProvider, bucket: string, prefix: string): Promise<string[]> {
  const page = { bucket, prefix, delimiter: null, token: null, maxKeys: PAGE };
  try {
    const { versions } = await provider.versions.listObjectVersions(page);
    const targets = versions
      .filter(({ key }) => key.startsWith(prefix))
      .map(({ key, versionId }) => ({ key, versionId }));
    if (targets.length > 0) await provider.objects.deleteObjects({ bucket, targets });
  } catch {
    // A server without versions has but the objects below.
  }
  try {
    const keys = async () =>
      (await provider.objects.listObjects(page)).objects.keys.filter((key) => key.startsWith(prefix));
    const before = await keys();
    if (before.length === 0) return [];
    await provider.objects.deleteObjects({ bucket, targets: before.map((key) => ({ key })) });
    return await keys();
  } catch {
    return [`${bucket}/${prefix}`];
  }
}
