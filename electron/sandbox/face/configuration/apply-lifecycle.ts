import type { ListEntry, ListPage, ListRequest, ListStart } from '../../store/listing.ts';
import type { ListedVersion, StoredBucket, StoredVersion } from '../../store/model.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { StoreError } from '../../store/store-error.ts';
import type { Dialect } from '../dialect.ts';
import type { Due, LifecycleFilter, LifecycleRule } from './lifecycle.ts';

/** What one run of the rules did. */
export interface LifecycleOutcome {
  expired: number;
  transitioned: number;
  aborted: number;
}

const dayMs = 86_400_000;
const pageSize = 1_000;
const actor = { name: 'lifecycle', address: '' };

/**
 * Applies the lifecycle rules of all buckets, through whichever face they came, as they stand at `nowMs`. What object lock protects stays. Days count to
 * the midnight UTC after they have passed, as on AWS.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function applyLifecycle(
  store: ObjectStore,
  dialects: readonly Pick<Dialect, 'settingPrefix' | 'lifecycleRules'>[],
  nowMs: number,
): LifecycleOutcome {
  const outcome: LifecycleOutcome = { expired: 0, transitioned: 0, aborted: 0 };
  for (const bucket of store.buckets.list()) {
    const rules = dialects.flatMap(({ settingPrefix, lifecycleRules }) => {
      const source = store.buckets.setting(bucket.id, `${settingPrefix}lifecycle`);
      return source === null ? [] : lifecycleRules(source);
    });
    if (rules.length === 0) continue;
    for (const versions of keysOf(store, bucket)) {
      for (const rule of rules) applyToKey({ store, bucket, rule, nowMs, outcome }, versions);
    }
    abortUploads(store, bucket, rules, nowMs, outcome);
  }
  return outcome;
}

interface Work {
  readonly store: ObjectStore;
  readonly bucket: StoredBucket;
  readonly rule: LifecycleRule;
  readonly nowMs: number;
  readonly outcome: LifecycleOutcome;
}

function applyToKey(work: Work, versions: readonly ListedVersion[]): void {
  const { rule, nowMs, outcome } = work;
  const [latest] = versions;
  if (latest === undefined || !latest.key.startsWith(rule.filter.prefix)) return;
  if (latest.isDeleteMarker) {
    if (versions.length === 1 && rule.removesLoneMarkers) outcome.expired += remove(work, latest, true);
  } else if (rule.expiration !== null && isDue(rule.expiration, latest.modifiedAtMs, nowMs)) {
    if (fits(work, latest)) outcome.expired += remove(work, latest, false);
  } else {
    for (const { due, storageClass } of rule.transitions) {
      if (isDue(due, latest.modifiedAtMs, nowMs)) move(work, latest, storageClass);
    }
  }
  // A version became noncurrent when the one above it was written.
  for (const [index, version] of versions.slice(1).entries()) {
    const sinceMs = versions[index]?.modifiedAtMs ?? nowMs;
    const is = ({ afterDays, keepsNewest }: { afterDays: number; keepsNewest: number }) =>
      index >= keepsNewest && isDue({ afterDays }, sinceMs, nowMs);
    if (rule.noncurrent !== null && is(rule.noncurrent)) {
      if (version.isDeleteMarker || fits(work, version)) outcome.expired += remove(work, version, true);
      continue;
    }
    for (const transition of rule.noncurrentTransitions) {
      if (is(transition)) move(work, version, transition.storageClass);
    }
  }
}

function isDue(due: Due, sinceMs: number, nowMs: number): boolean {
  if ('atMs' in due) return due.atMs <= nowMs;
  if ('ifBeforeMs' in due) return sinceMs < due.ifBeforeMs;
  return Math.ceil((sinceMs + due.afterDays * dayMs) / dayMs) * dayMs <= nowMs;
}

function fits({ store, bucket, rule }: Work, listed: ListedVersion): boolean {
  const version = findOne(store, bucket, listed);
  return version !== null && fitsFilter(rule.filter, version);
}

function fitsFilter(filter: LifecycleFilter, version: StoredVersion): boolean {
  const { tags, largerThanBytes, smallerThanBytes } = filter;
  const hasTags = tags.every(({ key, value }) =>
    version.attributes.tags.some((tag) => tag.key === key && tag.value === value),
  );
  return (
    hasTags &&
    (largerThanBytes === null || version.sizeBytes > largerThanBytes) &&
    (smallerThanBytes === null || version.sizeBytes < smallerThanBytes)
  );
}

function findOne(store: ObjectStore, bucket: StoredBucket, listed: ListedVersion): StoredVersion | null {
  try {
    return store.objects.find({ bucket: bucket.name, key: listed.key, versionId: listed.versionId });
  } catch {
    // A rule before this one removed it.
    return null;
  }
}

/** How many were removed: 0 for one that is locked or gone. */
function remove({ store, bucket }: Work, listed: ListedVersion, isForGood: boolean): number {
  const found = findOne(store, bucket, listed);
  if (found === null || (!isForGood && !found.isLatest)) return 0;
  const address = {
    bucket: bucket.name,
    key: listed.key,
    versionId: isForGood ? listed.versionId : null,
  };
  try {
    store.objects.remove(address, { check: () => undefined, actor });
    return 1;
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'locked') return 0;
    throw error;
  }
}

function move(work: Work, listed: ListedVersion, storageClass: string): void {
  const { store, bucket, outcome } = work;
  const version = findOne(store, bucket, listed);
  if (version === null || version.isDeleteMarker || version.attributes.storageClass === storageClass) return;
  if (!fitsFilter(work.rule.filter, version)) return;
  const { key, versionId } = version;
  store.objects.setAttributes({ bucket: bucket.name, key, versionId }, ({ attributes }) => ({
    ...attributes,
    storageClass,
  }));
  outcome.transitioned += 1;
}

function abortUploads(
  store: ObjectStore,
  bucket: StoredBucket,
  rules: readonly LifecycleRule[],
  nowMs: number,
  outcome: LifecycleOutcome,
): void {
  const uploads = allOf(
    (request) => store.listings.uploads(request),
    bucket,
    ({ key, uploadId }) => ({ key, rank: uploadId }),
  );
  for (const { key, uploadId, startedAtMs } of [...uploads]) {
    const isOver = rules.some(
      ({ abort, filter }) =>
        abort !== null && key.startsWith(filter.prefix) && isDue(abort, startedAtMs, nowMs),
    );
    if (!isOver) continue;
    store.uploads.abort({ bucket: bucket.name, key, uploadId });
    outcome.aborted += 1;
  }
}

/** The versions of each key, newest first. */
function* keysOf(store: ObjectStore, bucket: StoredBucket): Generator<ListedVersion[]> {
  let versions: ListedVersion[] = [];
  const all = allOf(
    (request) => store.listings.versions(request),
    bucket,
    ({ key, sequence }) => ({ key, rank: sequence }),
  );
  for (const version of all) {
    if (versions[0] !== undefined && versions[0].key !== version.key) {
      yield versions;
      versions = [];
    }
    versions.push(version);
  }
  if (versions.length > 0) yield versions;
}

function* allOf<Item>(
  list: (request: ListRequest) => ListPage<Item>,
  bucket: StoredBucket,
  startAfter: (item: Item) => ListStart,
): Generator<Item> {
  let start: ListStart | null = null;
  for (;;) {
    const page: ListPage<Item> = list({
      bucketId: bucket.id,
      prefix: '',
      delimiter: '',
      start,
      mostEntries: pageSize,
    });
    const items = page.entries.flatMap((entry: ListEntry<Item>) =>
      entry.kind === 'item' ? [entry.item] : [],
    );
    yield* items;
    const last = items.at(-1);
    if (!page.isTruncated || last === undefined) return;
    start = startAfter(last);
  }
}
