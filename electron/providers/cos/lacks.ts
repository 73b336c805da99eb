import type { Lacks } from '../client/lacking.ts';

/** What Tencent COS has not, or has elsewhere than in its storage API. */
export const cosLacks: Lacks = {
  'legal-hold': 'Tencent COS has no legal hold; lock the object until a time instead.',
  'bucket-storage-class': 'Tencent COS has no storage class of buckets: each object has its own.',
  'bucket-ownership': 'On Tencent COS a bucket’s objects always belong to its account.',
  'forced-bucket-deletion': 'Tencent COS deletes empty buckets only.',
  'bucket-retention': 'Tencent COS locks objects by object lock, and not a bucket as a whole.',
  'replication-progress': 'Tencent COS tells the progress of replication in its monitoring only.',
  'verified-domains': 'On Tencent COS the domains of a bucket are one document: custom-domain.',
};
