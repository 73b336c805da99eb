import type { CallOptions } from './call-options.ts';

/** How long the objects of a bucket cannot be changed or deleted. */
export interface BucketRetention {
  readonly retentionId: string;
  /** `in-progress`: it can still be ended, for a day; `locked`: it holds, and can only grow. */
  readonly state: 'in-progress' | 'locked';
  readonly days: number;
  readonly createdAtMs: number | null;
}

/**
 * Retention of a whole bucket, called WORM: OSS only
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/retention-policy), `not-offered` elsewhere, where objects
 * are locked one by one.
 */
export interface BucketRetentionGroup {
  /** Begins a retention of 1 to 25,550 days; it ends by itself after a day unless it is completed. */
  initiateBucketWorm(
    input: { bucket: string; days: number },
    options?: CallOptions,
  ): Promise<{ retentionId: string }>;
  /** null when the bucket has none. */
  getBucketWorm(input: { bucket: string }, options?: CallOptions): Promise<BucketRetention | null>;
  /** Makes a locked retention longer, never shorter. */
  extendBucketWorm(
    input: { bucket: string; retentionId: string; days: number },
    options?: CallOptions,
  ): Promise<void>;
  /** Locks it: from now on nobody can end or shorten it. */
  completeBucketWorm(input: { bucket: string; retentionId: string }, options?: CallOptions): Promise<void>;
  /** Ends one that is not locked; `conflict` or `access-denied` for one that is. */
  abortBucketWorm(input: { bucket: string }, options?: CallOptions): Promise<void>;
}
