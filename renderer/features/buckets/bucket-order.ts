import type { Bucket } from '../../../shared/model/bucket.ts';

/** A column and a direction, as the table gives them. */
export interface BucketSort {
  readonly column: string | number;
  readonly direction: 'ascending' | 'descending';
}

const byName = (a: Bucket, b: Bucket) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The buckets whose name contains `filter`, in any case, sorted; equal ones stay in order of name. */
export function sortBuckets(buckets: readonly Bucket[], filter: string, sort: BucketSort): Bucket[] {
  const wanted = filter.trim().toLowerCase();
  const compare = {
    name: byName,
    region: (a: Bucket, b: Bucket) => (a.region ?? '').localeCompare(b.region ?? '') || byName(a, b),
    created: (a: Bucket, b: Bucket) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0) || byName(a, b),
  }[String(sort.column)];
  const sorted = buckets.filter(({ name }) => name.toLowerCase().includes(wanted)).sort(compare ?? byName);
  return sort.direction === 'descending' ? sorted.reverse() : sorted;
}
