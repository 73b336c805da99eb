import type { Lacks } from '../client/lacking.ts';

/** What neither Amazon S3 nor the servers that speak its language have. */
export const s3Lacks: Lacks = {
  'bucket-storage-class': 'S3 has no storage class of buckets: each object has its own.',
  'multi-zone-buckets': 'On S3 the storage class of an object decides in how many zones it is kept.',
  'bucket-retention': 'S3 locks objects one by one, by object lock, and not a bucket as a whole.',
  'replication-progress': 'S3 tells the progress of replication in its metrics only.',
  'verified-domains': 'On S3 the name of a domain is the name of its bucket: there is nothing to set.',
  'live-channels': 'S3 does not take live streams.',
};
