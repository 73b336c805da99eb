import type { Bucket } from '../../../shared/model/bucket.ts';
import type { CallOptions } from './call-options.ts';

export interface ServiceGroup {
  /** All buckets of the account, over all pages. `access-denied` when the keys may not list them. */
  listBuckets(options?: CallOptions): Promise<Bucket[]>;
}
