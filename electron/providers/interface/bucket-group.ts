import type { CallOptions } from './call-options.ts';

export interface BucketGroup {
  /** `already-exists` when the name is taken, by anyone; `invalid-input` for a name the rules forbid. */
  createBucket(
    input: { bucket: string; region: string | null; hasObjectLock: boolean },
    options?: CallOptions,
  ): Promise<void>;
  /** `conflict` when not empty; `not-found` when there is none. */
  deleteBucket(input: { bucket: string }, options?: CallOptions): Promise<void>;
  /** A bucket of somebody else counts as existing: `accessible` tells the two apart. */
  bucketExists(
    input: { bucket: string },
    options?: CallOptions,
  ): Promise<{ exists: boolean; accessible: boolean }>;
  /** The region to sign for, learned once and kept. */
  getBucketLocation(input: { bucket: string }, options?: CallOptions): Promise<{ region: string }>;
}
