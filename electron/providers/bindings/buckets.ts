import type { CapabilityNotes } from '../capability-notes.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { BucketGroup } from '../interface/bucket-group.ts';
import { getBucketInfo } from '../operations/bucket-info.ts';
import { getBucketStat } from '../operations/bucket-stat.ts';
import * as buckets from '../operations/buckets.ts';

/** The life of buckets, bound to a client. */
export function bindBuckets(client: StorageClient, notes: CapabilityNotes): BucketGroup {
  return {
    createBucket: (input, call) => {
      const run = () => buckets.createBucket(client, input, call);
      return input.hasObjectLock ? notes.watch('createLockedBucket', run) : run();
    },
    deleteBucket: (input, call) => buckets.deleteBucket(client, input, call),
    bucketExists: (input, call) => buckets.bucketExists(client, input, call),
    getBucketInfo: (input, call) => getBucketInfo(client, input, call),
    getBucketStat: (input, call) => getBucketStat(client, input, call),
    getBucketLocation: (input, call) => buckets.getBucketLocation(client, input, call),
  };
}
