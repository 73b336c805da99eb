import { encryptionHeaderNames } from '../face/encryption.ts';
import * as access from '../face/operations/access-operations.ts';
import { appendObject } from '../face/operations/append-operation.ts';
import * as bucketState from '../face/operations/bucket-operations.ts';
import * as copies from '../face/operations/copy-operations.ts';
import * as deletes from '../face/operations/delete-operations.ts';
import * as listings from '../face/operations/listing-operations.ts';
import * as multipart from '../face/operations/multipart-operations.ts';
import { putObject } from '../face/operations/put-operation.ts';
import { headObject } from '../face/operations/read-operations.ts';
import { restoreObject } from '../face/operations/restore-operation.ts';
import * as symlinks from '../face/operations/symlink-operations.ts';
import * as tagging from '../face/operations/tagging-operations.ts';
import { listingParameters, type Route, responseParameters, route, withVersion } from '../face/route.ts';
import { configurationRoutes } from './configuration/configuration-routes.ts';
import * as buckets from './operations/bucket-operations.ts';
import * as live from './operations/live-operations.ts';
import * as objects from './operations/object-operations.ts';
import { inBucketClass } from './operations/object-operations.ts';
import { getService } from './operations/service-operation.ts';

const wordHeader = 'x-own-acl';
const overwriteHeader = 'x-own-forbid-overwrite';
const copyHeaders = ['x-own-copy-source', 'x-own-copy-source-if-*'];
/** Headers of a write that say what the object is stored with. */
const attributeHeaders = [
  wordHeader,
  ...encryptionHeaderNames.slice(0, 2),
  'x-own-storage-class',
  'x-own-tagging',
  'x-own-meta-*',
];
const withBody = { readsBody: true };

/** Every operation of OSS; the first that fits a request is the one. */
export const ossRoutes: readonly Route[] = [
  route('service', 'GET', [], 'checked', getService, { takes: ['prefix', 'marker', 'max-keys'] }),

  route('bucket', 'GET', ['location'], 'GetBucketLocation', buckets.getLocation),
  route('bucket', 'GET', ['bucketInfo'], 'GetBucketInfo', buckets.getInfo),
  route('bucket', 'GET', ['stat'], 'GetBucketStat', buckets.getStat),
  route('bucket', 'GET', ['acl'], 'GetBucketAcl', buckets.getBucketAcl),
  route('bucket', 'PUT', ['acl'], 'PutBucketAcl', buckets.putBucketAcl, { headers: [wordHeader] }),
  ...configurationRoutes,
  route('bucket', 'GET', ['live'], 'ListLiveChannel', live.listChannels, {
    takes: ['prefix', 'marker', 'max-keys'],
  }),
  route('bucket', 'GET', ['versions'], 'ListBucketVersions', listings.listVersions, {
    takes: [...listingParameters, 'key-marker', 'version-id-marker'],
  }),
  route('bucket', 'GET', ['uploads'], 'ListBucketMultipartUploads', listings.listUploads, {
    takes: ['prefix', 'delimiter', 'encoding-type', 'max-uploads', 'key-marker', 'upload-id-marker'],
  }),
  route('bucket', 'GET', ['list-type'], 'ListBucket', listings.listObjectsV2, {
    takes: [...listingParameters, 'continuation-token', 'start-after', 'fetch-owner'],
  }),
  route('bucket', 'GET', [], 'ListBucket', listings.listObjectsV1, {
    takes: [...listingParameters, 'marker'],
  }),
  route('bucket', 'HEAD', [], 'ListBucket', buckets.headBucket),
  route('bucket', 'PUT', [], 'owner', buckets.putBucket, { ...withBody, headers: [wordHeader] }),
  route('bucket', 'DELETE', [], 'DeleteBucket', bucketState.deleteBucket),
  route('bucket', 'POST', ['delete'], 'checked', deletes.deleteObjects, {
    ...withBody,
    takes: ['encoding-type'],
  }),

  route('object', 'PUT', ['live', 'status'], 'PutLiveChannelStatus', live.putChannelStatus),
  route('object', 'PUT', ['live'], 'PutLiveChannel', live.putChannel, withBody),
  route('object', 'GET', ['live'], 'GetLiveChannel', live.getChannel, { takes: ['comp'] }),
  route('object', 'DELETE', ['live'], 'DeleteLiveChannel', live.deleteChannel),
  route('object', 'POST', ['vod', 'startTime', 'endTime'], 'PostVodPlaylist', live.postPlaylist),
  route('object', 'GET', ['vod', 'startTime', 'endTime'], 'GetVodPlaylist', live.getPlaylist),
  route('object', 'GET', ['uploadId'], 'ListMultipartUploadParts', multipart.listParts, {
    takes: ['max-parts', 'part-number-marker', 'encoding-type'],
  }),
  route('object', 'POST', ['uploads'], 'PutObject', inBucketClass(multipart.startUpload), {
    takes: ['encoding-type', 'sequential'],
    headers: [...attributeHeaders, overwriteHeader],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 'PutObject', objects.copyPart, {
    needsHeader: 'x-own-copy-source',
    headers: [...copyHeaders, 'x-own-copy-source-range'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 'PutObject', multipart.putPart, withBody),
  route('object', 'POST', ['uploadId'], 'PutObject', objects.completeUpload, {
    ...withBody,
    takes: ['encoding-type'],
    headers: [overwriteHeader, wordHeader],
  }),
  route('object', 'DELETE', ['uploadId'], 'AbortMultipartUpload', multipart.abortUpload),
  route('object', 'POST', ['append', 'position'], 'PutObject', inBucketClass(appendObject), {
    ...withBody,
    headers: attributeHeaders,
  }),
  route('object', 'GET', ['tagging'], 'GetObjectTagging', tagging.getObjectTagging, withVersion),
  route('object', 'PUT', ['tagging'], 'PutObjectTagging', tagging.putObjectTagging, {
    ...withVersion,
    ...withBody,
  }),
  route('object', 'DELETE', ['tagging'], 'DeleteObjectTagging', tagging.deleteObjectTagging, withVersion),
  route('object', 'GET', ['acl'], 'GetObjectAcl', objects.getObjectAcl, withVersion),
  route('object', 'PUT', ['acl'], 'PutObjectAcl', access.putObjectAcl, {
    ...withVersion,
    headers: [wordHeader],
  }),
  route('object', 'GET', ['symlink'], 'GetSymlink', symlinks.getSymlink, withVersion),
  route('object', 'PUT', ['symlink'], 'PutObject', inBucketClass(symlinks.putSymlink), {
    headers: ['x-own-symlink-target', overwriteHeader, ...attributeHeaders],
  }),
  route('object', 'POST', ['restore'], 'RestoreObject', restoreObject, { ...withVersion, ...withBody }),
  route('object', 'HEAD', ['objectMeta'], 'GetObject', objects.getMeta, withVersion),
  route('object', 'GET', [], 'GetObject', objects.getObject, {
    takes: ['versionId', 'x-oss-process', ...responseParameters],
    headers: ['x-own-range-behavior'],
  }),
  route('object', 'HEAD', [], 'GetObject', headObject, withVersion),
  route('object', 'PUT', [], 'PutObject', inBucketClass(copies.copyObject), {
    needsHeader: 'x-own-copy-source',
    headers: [
      ...copyHeaders,
      ...attributeHeaders,
      overwriteHeader,
      'x-own-metadata-directive',
      'x-own-tagging-directive',
    ],
  }),
  route('object', 'PUT', [], 'PutObject', inBucketClass(putObject), {
    ...withBody,
    headers: [overwriteHeader, ...attributeHeaders],
  }),
  route('object', 'DELETE', [], 'DeleteObject', deletes.deleteObject, withVersion),
];
