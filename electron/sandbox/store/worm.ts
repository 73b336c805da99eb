import { randomBytes } from 'node:crypto';
import type { BucketIndex } from './bucket-index.ts';
import type { StoredBucket } from './model.ts';
import { StoreError } from './store-error.ts';

/** A retention of whole buckets: nothing in it may be removed or changed for so many days after it was written. */
export interface Worm {
  /** 32 hex digits, in capitals. */
  readonly wormId: string;
  /** Within a day it can be given up; once `locked` it can be extended alone. */
  readonly state: 'in-progress' | 'locked';
  readonly days: number;
  readonly createdAtMs: number;
}

/** How long a retention waits to be locked before it is forgotten, in ms. */
const wormDecisionMs = 24 * 3_600_000;

const setting = 'worm';
const mostDays = 25_550;
const dayMs = 24 * 3_600_000;

/** https://www.alibabacloud.com/help/en/oss/developer-reference/initiatebucketworm */
export interface WormActions {
  /** StoreError `no-such-bucket`, `no-such-worm`. */
  find(bucket: string): Worm;
  /** 1 to 25,550 days. StoreError `no-such-bucket`, `worm-exists`, `invalid-worm`. */
  initiate(bucket: string, days: number): Worm;
  /** StoreError `no-such-worm` for another id, `worm-locked`. */
  complete(bucket: string, wormId: string): void;
  /** Only a locked one, and never shorter. StoreError `no-such-worm`, `invalid-worm`. */
  extend(bucket: string, wormId: string, days: number): void;
  /** StoreError `no-such-worm`, `worm-locked`. */
  abort(bucket: string): void;
}

/** The retention of buckets, as a setting of each. */
export function openWormActions(buckets: BucketIndex, now: () => number): WormActions {
  const find = (bucket: StoredBucket): Worm => {
    const worm = wormOf(buckets, bucket.id, now());
    if (worm === null) throw new StoreError('no-such-worm');
    return worm;
  };
  const findOne = (bucket: StoredBucket, wormId: string): Worm => {
    const worm = find(bucket);
    if (worm.wormId !== wormId) throw new StoreError('no-such-worm');
    return worm;
  };
  const keep = (bucket: StoredBucket, worm: Worm | null) =>
    buckets.setSetting(bucket.id, setting, worm === null ? null : JSON.stringify(worm));

  return {
    find: (name) => find(buckets.find(name)),
    initiate(name, days) {
      const bucket = buckets.find(name);
      if (wormOf(buckets, bucket.id, now()) !== null) throw new StoreError('worm-exists');
      const worm: Worm = {
        wormId: randomBytes(16).toString('hex').toUpperCase(),
        state: 'in-progress',
        days: checkDays(days),
        createdAtMs: now(),
      };
      keep(bucket, worm);
      return worm;
    },
    complete(name, wormId) {
      const bucket = buckets.find(name);
      const worm = findOne(bucket, wormId);
      if (worm.state === 'locked') throw new StoreError('worm-locked');
      keep(bucket, { ...worm, state: 'locked' });
    },
    extend(name, wormId, days) {
      const bucket = buckets.find(name);
      const worm = findOne(bucket, wormId);
      if (worm.state !== 'locked' || checkDays(days) < worm.days) throw new StoreError('invalid-worm');
      keep(bucket, { ...worm, days });
    },
    abort(name) {
      const bucket = buckets.find(name);
      if (find(bucket).state === 'locked') throw new StoreError('worm-locked');
      keep(bucket, null);
    },
  };
}

/** Milliseconds since 1970 until which something of that date may not be touched; 0 in a bucket without a retention. */
export function wormUntilMs(
  buckets: BucketIndex,
  bucketId: number,
  modifiedAtMs: number,
  nowMs: number,
): number {
  const worm = wormOf(buckets, bucketId, nowMs);
  return worm === null ? 0 : modifiedAtMs + worm.days * dayMs;
}

function wormOf(buckets: BucketIndex, bucketId: number, nowMs: number): Worm | null {
  const text = buckets.setting(bucketId, setting);
  if (text === null) return null;
  const worm: Worm = JSON.parse(text);
  const isForgotten = worm.state === 'in-progress' && nowMs >= worm.createdAtMs + wormDecisionMs;
  return isForgotten ? null : worm;
}

function checkDays(days: number): number {
  if (!Number.isInteger(days) || days < 1 || days > mostDays) throw new StoreError('invalid-worm');
  return days;
}
