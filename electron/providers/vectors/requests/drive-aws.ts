import type { StorageClient } from '../../client/storage-client.ts';
import type { BucketFilter } from '../../interface/service-group.ts';
import { getBucketInfo } from '../../operations/bucket-info.ts';
import { getBucketStat } from '../../operations/bucket-stat.ts';
import { bucketExists, createBucket, deleteBucket, getBucketLocation } from '../../operations/buckets.ts';
import { listObjectsV1, listObjectsV2 } from '../../operations/listing.ts';
import { listBucketsPage } from '../../operations/service.ts';
import { listObjectVersions } from '../../operations/versions.ts';
import { given, takeGrants, takeMarkers } from './aws-fields.ts';
import { channelDrivers } from './drive-channels.ts';
import { multipartDrivers } from './drive-multipart.ts';
import { objectDrivers } from './drive-objects.ts';
import { settingsDrivers } from './drive-settings.ts';
import { streamDrivers } from './drive-streams.ts';
import { type Fields, NotImplemented } from './fields.ts';

/** What a driver works with. `hasDefaultChecksums`: the SDK was set to add its own. */
export interface DriveContext {
  readonly client: StorageClient;
  readonly hasDefaultChecksums: boolean;
}

export type Driver = (fields: Fields, context: DriveContext) => () => Promise<unknown>;

/** One driver per command: reads all fields, then returns what sends the request. */
const drivers: Readonly<Record<string, Driver>> = {
  ...settingsDrivers,
  ...channelDrivers,
  ...streamDrivers,
  ListBuckets: (fields, { client }) => {
    const input = {
      token: fields.text('ContinuationToken') ?? null,
      ...given({
        maxBuckets: fields.number('MaxBuckets'),
        prefix: fields.text('Prefix'),
        region: fields.text('BucketRegion'),
        tag: takeTagFilter(fields),
        created: takeCreatedFilter(fields),
      }),
    };
    return () => listBucketsPage(client, input);
  },
  CreateBucket: (fields, { client }) => {
    const configuration = fields.object('CreateBucketConfiguration');
    const input = {
      bucket: fields.need('Bucket'),
      region: configuration.text('LocationConstraint') ?? null,
      hasObjectLock: fields.flag('ObjectLockEnabledForBucket'),
      isMultiZone: fields.text('BucketAZConfig') === 'MAZ',
      ...given({
        canned: fields.text('ACL'),
        ownership: fields.text('ObjectOwnership'),
        storageClass: fields.text('StorageClass'),
        grants: takeGrants(fields),
      }),
    };
    configuration.end();
    return () => createBucket(client, input);
  },
  HeadBucket: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => bucketExists(client, input);
  },
  DeleteBucket: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => deleteBucket(client, input);
  },
  GetBucketInfo: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => getBucketInfo(client, input);
  },
  GetBucketStat: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => getBucketStat(client, input);
  },
  GetBucketLocation: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => getBucketLocation(client, input);
  },
  ListObjects: (fields, { client }) => {
    const input = { ...takeListing(fields), marker: fields.text('Marker') ?? null };
    return () => listObjectsV1(client, input);
  },
  ListObjectsV2: (fields, { client }) => {
    const input = {
      ...takeListing(fields),
      continuationToken: fields.text('ContinuationToken') ?? null,
      hasOwner: fields.flag('FetchOwner'),
      ...given({ startAfter: fields.text('StartAfter') }),
    };
    return () => listObjectsV2(client, input);
  },
  ListObjectVersions: (fields, { client }) => {
    const input = { ...takeListing(fields), token: takeMarkers(fields, 'VersionIdMarker') };
    return () => listObjectVersions(client, input);
  },
  ...objectDrivers,
  ...multipartDrivers,
};

/** Drives our operation with the input of an AWS command. Throws `NotImplemented` for what we lack. */
export async function driveAws(command: string, fields: Fields, context: DriveContext): Promise<void> {
  const driver = drivers[command];
  if (!driver) throw new NotImplemented(`the operation ${command}`);
  const send = driver(fields, context);
  fields.end();
  await send();
}

function takeTagFilter(fields: Fields): BucketFilter['tag'] {
  const [key, value] = [fields.text('TagKey'), fields.text('TagValue')];
  return key === undefined || value === undefined ? undefined : { key, value };
}

function takeCreatedFilter(fields: Fields): BucketFilter['created'] {
  const atSeconds = fields.number('CreateTime');
  const relation = fields.text('CreateRange');
  if (atSeconds === undefined || relation === undefined) return undefined;
  return { atSeconds, relation: relation as 'gt' };
}

function takeListing(fields: Fields) {
  return {
    bucket: fields.need('Bucket'),
    prefix: fields.text('Prefix') ?? '',
    delimiter: fields.text('Delimiter') ?? null,
    maxKeys: fields.number('MaxKeys') ?? 1_000,
    hasUrlEncoding: fields.text('EncodingType') === 'url',
  };
}
