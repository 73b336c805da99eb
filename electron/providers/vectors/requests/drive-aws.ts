import type { StorageClient } from '../../client/storage-client.ts';
import type { BucketFilter } from '../../interface/service-group.ts';
import { getBucketInfo } from '../../operations/bucket-info.ts';
import { getBucketStat } from '../../operations/bucket-stat.ts';
import { bucketExists, createBucket, deleteBucket, getBucketLocation } from '../../operations/buckets.ts';
import { copyObject } from '../../operations/copies.ts';
import { deleteObject, deleteObjects } from '../../operations/deletions.ts';
import { listObjectsV1, listObjectsV2 } from '../../operations/listing.ts';
import * as multipart from '../../operations/multipart.ts';
import { getObject, headObject, putObject } from '../../operations/objects.ts';
import { listBucketsPage } from '../../operations/service.ts';
import { listObjectVersions, pairToken } from '../../operations/versions.ts';
import {
  given,
  readCopySource,
  takeChecksums,
  takeCustomerKey,
  takeGrants,
  takeRange,
  takeReadConditions,
  takeWrite,
  takeWriteConditions,
} from './aws-fields.ts';
import { settingsDrivers } from './drive-settings.ts';
import { streamDrivers } from './drive-streams.ts';
import { type Fields, NotImplemented } from './fields.ts';

/** What a driver works with. `hasDefaultChecksums`: the SDK was set to add its own. */
export interface DriveContext {
  readonly client: StorageClient;
  readonly hasDefaultChecksums: boolean;
}

export type Driver = (fields: Fields, context: DriveContext) => () => Promise<unknown>;

const nobody = { start: () => {}, data: () => {} };

/** One driver per command: reads all fields, then returns what sends the request. */
const drivers: Readonly<Record<string, Driver>> = {
  ...settingsDrivers,
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
  HeadObject: (fields, { client }) => {
    const input = takeRead(fields, false);
    return () => headObject(client, input);
  },
  GetObject: (fields, { client, hasDefaultChecksums }) => {
    const range = takeRange(fields, 'Range');
    const input = {
      ...takeRead(fields, hasDefaultChecksums),
      responseHeaders: takeOverrides(fields),
      ...given({ range }),
    };
    return () => getObject(client, input, nobody);
  },
  PutObject: (fields, { client, hasDefaultChecksums }) => {
    const body = fields.bytes('Body');
    const input = {
      ...takeName(fields),
      body,
      write: takeWrite(fields),
      conditions: takeWriteConditions(fields),
      checksums: takeChecksums(fields, body, hasDefaultChecksums),
      ...given({ customerKey: takeCustomerKey(fields) }),
    };
    fields.number('ContentLength');
    return () => putObject(client, input);
  },
  CopyObject: (fields, { client }) => {
    const isReplace = /^REPLACED?$/i.test(fields.text('MetadataDirective') ?? '');
    fields.text('TaggingDirective');
    const write = takeWrite(fields);
    const conditions = takeReadConditions(fields, 'CopySource');
    const input = {
      ...takeName(fields),
      source: { ...readCopySource(fields.need('CopySource')), conditions },
      ...(isReplace ? { replace: write } : {}),
      ...given({ storageClass: write.storageClass }),
    };
    return () => copyObject(client, input);
  },
  DeleteObject: (fields, { client }) => {
    const input = {
      ...takeName(fields),
      ...given({ versionId: fields.text('VersionId') }),
      bypassesGovernance: fields.flag('BypassGovernanceRetention'),
    };
    return () => deleteObject(client, input);
  },
  DeleteObjects: (fields, { client }) => {
    const request = fields.object('Delete');
    const targets = request.objects('Objects').map((target) => {
      const read = { key: target.need('Key'), ...given({ versionId: target.text('VersionId') }) };
      target.end();
      return read;
    });
    const input = {
      bucket: fields.need('Bucket'),
      targets,
      isQuiet: request.flag('Quiet'),
      bypassesGovernance: fields.flag('BypassGovernanceRetention'),
    };
    request.end();
    return () => deleteObjects(client, input);
  },
  CreateMultipartUpload: (fields, { client }) => {
    const algorithm = fields.text('ChecksumAlgorithm');
    const input = {
      ...takeName(fields),
      write: takeWrite(fields),
      ...given({
        checksumAlgorithm: algorithm?.toLowerCase() as 'crc32' | undefined,
        customerKey: takeCustomerKey(fields),
      }),
    };
    return () => multipart.createMultipartUpload(client, input);
  },
  UploadPart: (fields, { client, hasDefaultChecksums }) => {
    const body = fields.bytes('Body');
    const input = {
      ...takeUpload(fields),
      partNumber: Number(fields.need('PartNumber')),
      body,
      checksums: takeChecksums(fields, body, hasDefaultChecksums),
      ...given({ customerKey: takeCustomerKey(fields) }),
    };
    fields.number('ContentLength');
    return () => multipart.uploadPart(client, input);
  },
  UploadPartCopy: (fields, { client }) => {
    const conditions = takeReadConditions(fields, 'CopySource');
    const range = takeRange(fields, 'CopySourceRange');
    const input = {
      ...takeUpload(fields),
      partNumber: Number(fields.need('PartNumber')),
      source: { ...readCopySource(fields.need('CopySource')), conditions, ...given({ range }) },
    };
    return () => multipart.copyPart(client, input);
  },
  CompleteMultipartUpload: (fields, { client }) => {
    const upload = fields.object('MultipartUpload');
    const parts = upload.objects('Parts').map((part) => {
      const checksums = Object.fromEntries(
        ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].map((name) => [
          name.toLowerCase(),
          part.text(`Checksum${name}`),
        ]),
      );
      const read = {
        partNumber: Number(part.need('PartNumber')),
        etag: part.etag('ETag') ?? '',
        sizeBytes: 0,
        checksums: given(checksums) as Record<string, string>,
      };
      part.end();
      return read;
    });
    const input = { ...takeUpload(fields), parts, conditions: takeWriteConditions(fields) };
    return () => multipart.completeMultipartUpload(client, input);
  },
  AbortMultipartUpload: (fields, { client }) => {
    const input = takeUpload(fields);
    return () => multipart.abortMultipartUpload(client, input);
  },
  ListParts: (fields, { client }) => {
    const input = {
      ...takeUpload(fields),
      maxParts: fields.number('MaxParts') ?? 1_000,
      marker: fields.number('PartNumberMarker') ?? null,
      hasUrlEncoding: fields.text('EncodingType') === 'url',
    };
    return () => multipart.listPartsPage(client, input);
  },
  ListMultipartUploads: (fields, { client }) => {
    const input = {
      bucket: fields.need('Bucket'),
      prefix: fields.text('Prefix') ?? '',
      delimiter: fields.text('Delimiter') ?? '',
      hasUrlEncoding: fields.text('EncodingType') === 'url',
      maxUploads: fields.number('MaxUploads') ?? 1_000,
      token: takeMarkers(fields, 'UploadIdMarker'),
    };
    return () => multipart.listMultipartUploads(client, input);
  },
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

function takeName(fields: Fields): { bucket: string; key: string } {
  return { bucket: fields.need('Bucket'), key: fields.need('Key') };
}

function takeUpload(fields: Fields): { bucket: string; key: string; uploadId: string } {
  return { ...takeName(fields), uploadId: fields.need('UploadId') };
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

function takeMarkers(fields: Fields, second: string): string | null {
  const key = fields.text('KeyMarker');
  const other = fields.text(second);
  return key === undefined && other === undefined ? null : pairToken(key ?? '', other ?? '');
}

function takeRead(fields: Fields, hasDefaultChecksums: boolean) {
  const isRequester = fields.text('RequestPayer') === 'requester';
  const mode = fields.text('ChecksumMode');
  return {
    ...takeName(fields),
    conditions: takeReadConditions(fields),
    hasChecksums: mode === 'ENABLED' || (mode === undefined && hasDefaultChecksums),
    ...given({
      versionId: fields.text('VersionId'),
      partNumber: fields.number('PartNumber'),
      customerKey: takeCustomerKey(fields),
      payer: isRequester ? ('requester' as const) : undefined,
      expectedOwner: fields.text('ExpectedBucketOwner'),
    }),
  };
}

function takeOverrides(fields: Fields): Record<string, string> {
  const names = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType'];
  const overrides: Record<string, string | undefined> = {};
  for (const name of names) {
    const header = `response${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    overrides[header] = fields.text(`Response${name}`);
  }
  const expires = fields.timeMs('ResponseExpires');
  if (expires !== undefined) overrides['response-expires'] = new Date(expires).toUTCString();
  return given(overrides) as Record<string, string>;
}
