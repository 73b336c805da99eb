import {
  asked,
  askedElsewhere,
  document,
  emulated,
  file,
  method,
  notOffered,
  offered,
  row,
} from './support.ts';

/** The life of buckets, and what is in them. */
export const bucketRows = {
  listBuckets: row(21, [method('service.listBuckets'), method('service.listBucketPages')], offered),
  createBucket: row(22, [method('buckets.createBucket')], offered),
  createLockedBucket: row(
    22,
    [method('buckets.createBucket', 'hasObjectLock')],
    askedElsewhere,
    notOffered('no-lock-from-creation'),
    notOffered('no-object-lock'),
  ),
  deleteBucket: row(23, [method('buckets.deleteBucket')], offered),
  forceDeleteBucket: row(
    23,
    [method('buckets.deleteBucket', 'force')],
    { vendor: notOffered('no-forced-deletion'), others: asked },
    notOffered('no-forced-deletion'),
    notOffered('no-forced-deletion'),
  ),
  bucketExists: row(24, [method('buckets.bucketExists')], offered),
  getBucketLocation: row(25, [method('buckets.getBucketLocation')], offered),
  getBucketInfo: row(
    26,
    [method('buckets.getBucketInfo')],
    emulated('from-questions'),
    emulated('from-questions'),
    offered,
  ),
  getBucketStat: row(
    27,
    [method('buckets.getBucketStat')],
    emulated('from-listing'),
    emulated('from-listing'),
    offered,
  ),
  listObjects: row(28, [method('objects.listObjects')], offered),
  listObjectsV2: row(29, [method('objects.listObjects')], offered, emulated('list-v1'), offered),
  listObjectVersions: row(30, [method('versions.listObjectVersions')], askedElsewhere, offered, offered),
  objectFields: row(31, [file('shared/model/object.ts')], offered),
};

/** The settings of buckets beyond those of `configuration-rows.ts`. */
export const advancedBucketRows = {
  inventory: row(
    71,
    [
      method('inventories.getInventory'),
      method('inventories.putInventory'),
      method('inventories.deleteInventory'),
      method('inventories.listInventories'),
    ],
    askedElsewhere,
    offered,
    offered,
  ),
  ownershipControls: row(
    71,
    [
      document('get', 'ownership-controls'),
      document('put', 'ownership-controls'),
      document('delete', 'ownership-controls'),
    ],
    askedElsewhere,
    notOffered('setting-not-offered'),
    notOffered('setting-not-offered'),
  ),
  bucketDomain: row(
    71,
    [document('get', 'custom-domain'), document('put', 'custom-domain'), document('delete', 'custom-domain')],
    notOffered('setting-not-offered'),
    offered,
    notOffered('not-built'),
  ),
  bucketOrigin: row(
    71,
    [document('get', 'origin'), document('put', 'origin'), document('delete', 'origin')],
    notOffered('setting-not-offered'),
    offered,
    notOffered('setting-not-offered'),
  ),
  initiateBucketWorm: row(
    72,
    [method('retention.initiateBucketWorm')],
    notOffered('no-bucket-retention'),
    notOffered('no-bucket-retention'),
    offered,
  ),
  getBucketWorm: row(
    73,
    [method('retention.getBucketWorm')],
    notOffered('no-bucket-retention'),
    notOffered('no-bucket-retention'),
    offered,
  ),
  extendBucketWorm: row(
    74,
    [method('retention.extendBucketWorm')],
    notOffered('no-bucket-retention'),
    notOffered('no-bucket-retention'),
    offered,
  ),
  completeBucketWorm: row(
    75,
    [method('retention.completeBucketWorm')],
    notOffered('no-bucket-retention'),
    notOffered('no-bucket-retention'),
    offered,
  ),
  abortBucketWorm: row(
    76,
    [method('retention.abortBucketWorm')],
    notOffered('no-bucket-retention'),
    notOffered('no-bucket-retention'),
    offered,
  ),
};
