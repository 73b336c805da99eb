import { aclHeaders } from '../face/access/acl.ts';
import { customerKeyHeaders, sourceKeyHeaders } from '../face/encryption.ts';
import * as access from '../face/operations/access-operations.ts';
import * as bucketState from '../face/operations/bucket-operations.ts';
import * as copies from '../face/operations/copy-operations.ts';
import * as deletes from '../face/operations/delete-operations.ts';
import * as documents from '../face/operations/document-operations.ts';
import * as listings from '../face/operations/listing-operations.ts';
import * as locks from '../face/operations/lock-operations.ts';
import * as multipart from '../face/operations/multipart-operations.ts';
import { putObject } from '../face/operations/put-operation.ts';
import { getObject, headObject } from '../face/operations/read-operations.ts';
import { restoreObject } from '../face/operations/restore-operation.ts';
import { selectFrom } from '../face/operations/select-operation.ts';
import * as tagging from '../face/operations/tagging-operations.ts';
import {
  attributeHeaders,
  documentRoutes,
  listingParameters,
  type Route,
  responseParameters,
  route,
  withVersion,
} from '../face/route.ts';
import { inventories } from './configuration/inventory.ts';
import { getObjectAttributes } from './operations/attributes-operation.ts';
import * as buckets from './operations/bucket-operations.ts';
import * as ownDocuments from './operations/document-operations.ts';
import { listenToChanges } from './operations/listen-operation.ts';

const checksumHeaders = [
  'x-own-checksum-crc32',
  'x-own-checksum-crc32c',
  'x-own-checksum-crc64nvme',
  'x-own-checksum-sha1',
  'x-own-checksum-sha256',
];
const bodyHeaders = [
  ...checksumHeaders,
  'x-own-sdk-checksum-algorithm',
  'x-own-trailer',
  'x-own-decoded-content-length',
];
const copyHeaders = ['x-own-copy-source', 'x-own-copy-source-if-*', ...sourceKeyHeaders];
const bypassHeader = 'x-own-bypass-governance-retention';

const own = (name: string, subject: string, operations: Parameters<typeof documentRoutes>[2]) =>
  documentRoutes(name, subject, operations, bodyHeaders);
const withBody = { readsBody: true, headers: bodyHeaders };

/** Every operation of S3; the first that fits a request is the one. */
export const s3Routes: readonly Route[] = [
  route('service', 'GET', ['events'], 'owner', listenToChanges, { takes: ['prefix', 'suffix', 'ping'] }),
  route('service', 'GET', [], 'checked', buckets.listBuckets, {
    takes: ['prefix', 'max-buckets', 'continuation-token'],
  }),

  route('bucket', 'GET', ['events'], 'ListenBucketNotification', listenToChanges, {
    takes: ['prefix', 'suffix', 'ping'],
  }),
  route('bucket', 'GET', ['location'], 'GetBucketLocation', buckets.getLocation),
  ...own('versioning', 'BucketVersioning', {
    get: bucketState.getVersioning,
    put: bucketState.putVersioning,
  }),
  ...own('tagging', 'BucketTagging', {
    get: tagging.getBucketTagging,
    put: tagging.putBucketTagging,
    remove: tagging.deleteBucketTagging,
  }),
  ...own('cors', 'BucketCORS', documents.cors),
  ...own('lifecycle', 'LifecycleConfiguration', documents.lifecycle),
  ...own('encryption', 'EncryptionConfiguration', documents.encryption),
  ...own('notification', 'BucketNotification', {
    get: documents.notification.get,
    put: documents.notification.put,
  }),
  ...own('website', 'BucketWebsite', {
    get: documents.website.get,
    put: documents.website.put,
  }),
  route('bucket', 'DELETE', ['website'], 'DeleteBucketWebsite', documents.website.remove),
  ...own('logging', 'BucketLogging', { get: documents.logging.get, put: documents.logging.put }),
  ...own('object-lock', 'BucketObjectLockConfiguration', documents.objectLock),
  ...own('replication', 'ReplicationConfiguration', ownDocuments.replication),
  ...own('requestPayment', 'BucketRequestPayment', ownDocuments.requestPayment),
  ...own('accelerate', 'AccelerateConfiguration', ownDocuments.accelerate),
  ...own('publicAccessBlock', 'BucketPublicAccessBlock', ownDocuments.publicAccessBlock),
  ...own('ownershipControls', 'BucketOwnershipControls', ownDocuments.ownershipControls),
  route('bucket', 'GET', ['policyStatus'], 'GetBucketPolicyStatus', ownDocuments.getPolicyStatus),
  route('bucket', 'GET', ['inventory', 'id'], 'GetInventoryConfiguration', inventories.get),
  route('bucket', 'GET', ['inventory'], 'GetInventoryConfiguration', inventories.list, {
    takes: ['continuation-token'],
  }),
  route('bucket', 'PUT', ['inventory', 'id'], 'PutInventoryConfiguration', inventories.put, withBody),
  route('bucket', 'DELETE', ['inventory', 'id'], 'PutInventoryConfiguration', inventories.remove),
  ...own('policy', 'BucketPolicy', { get: access.getBucketPolicy, put: access.putBucketPolicy }),
  route('bucket', 'DELETE', ['policy'], 'DeleteBucketPolicy', access.deleteBucketPolicy),
  route('bucket', 'GET', ['acl'], 'GetBucketAcl', access.getBucketAcl),
  route('bucket', 'PUT', ['acl'], 'PutBucketAcl', access.putBucketAcl, {
    readsBody: true,
    headers: [...bodyHeaders, ...aclHeaders],
  }),
  route('bucket', 'GET', ['versions'], 'ListBucketVersions', listings.listVersions, {
    takes: [...listingParameters, 'key-marker', 'version-id-marker', 'metadata'],
  }),
  route('bucket', 'GET', ['uploads'], 'ListBucketMultipartUploads', listings.listUploads, {
    takes: ['prefix', 'delimiter', 'encoding-type', 'max-uploads', 'key-marker', 'upload-id-marker'],
  }),
  route('bucket', 'GET', ['list-type'], 'ListBucket', listings.listObjectsV2, {
    takes: [...listingParameters, 'continuation-token', 'start-after', 'fetch-owner', 'metadata'],
  }),
  route('bucket', 'GET', [], 'ListBucket', listings.listObjectsV1, {
    takes: [...listingParameters, 'marker'],
  }),
  route('bucket', 'HEAD', [], 'ListBucket', buckets.headBucket),
  route('bucket', 'PUT', [], 'owner', buckets.createBucket, {
    readsBody: true,
    headers: [...bodyHeaders, ...aclHeaders, 'x-own-bucket-object-lock-enabled'],
  }),
  route('bucket', 'DELETE', [], 'DeleteBucket', bucketState.deleteBucket),
  route('bucket', 'POST', ['delete'], 'checked', deletes.deleteObjects, {
    readsBody: true,
    headers: [...bodyHeaders, bypassHeader],
  }),

  route('object', 'GET', ['uploadId'], 'ListMultipartUploadParts', multipart.listParts, {
    takes: ['max-parts', 'part-number-marker'],
  }),
  route('object', 'POST', ['uploads'], 'PutObject', multipart.startUpload, {
    headers: [...attributeHeaders, 'x-own-checksum-algorithm', 'x-own-checksum-type'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 'PutObject', multipart.copyPart, {
    needsHeader: 'x-own-copy-source',
    headers: [...copyHeaders, ...customerKeyHeaders, 'x-own-copy-source-range'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 'PutObject', multipart.putPart, {
    readsBody: true,
    headers: [...bodyHeaders, ...customerKeyHeaders],
  }),
  route('object', 'POST', ['uploadId'], 'PutObject', multipart.completeUpload, {
    readsBody: true,
    headers: [...bodyHeaders, 'x-own-checksum-type', 'x-own-mp-object-size'],
  }),
  route('object', 'DELETE', ['uploadId'], 'AbortMultipartUpload', multipart.abortUpload),
  route('object', 'GET', ['tagging'], 'GetObjectTagging', tagging.getObjectTagging, withVersion),
  route('object', 'PUT', ['tagging'], 'PutObjectTagging', tagging.putObjectTagging, {
    ...withVersion,
    ...withBody,
  }),
  route('object', 'DELETE', ['tagging'], 'DeleteObjectTagging', tagging.deleteObjectTagging, withVersion),
  route('object', 'GET', ['acl'], 'GetObjectAcl', access.getObjectAcl, withVersion),
  route('object', 'PUT', ['acl'], 'PutObjectAcl', access.putObjectAcl, {
    ...withVersion,
    readsBody: true,
    headers: [...bodyHeaders, ...aclHeaders],
  }),
  route('object', 'GET', ['retention'], 'GetObjectRetention', locks.getRetention, withVersion),
  route('object', 'PUT', ['retention'], 'PutObjectRetention', locks.putRetention, {
    ...withVersion,
    readsBody: true,
    headers: [...bodyHeaders, bypassHeader],
  }),
  route('object', 'GET', ['legal-hold'], 'GetObjectLegalHold', locks.getLegalHold, withVersion),
  route('object', 'PUT', ['legal-hold'], 'PutObjectLegalHold', locks.putLegalHold, {
    ...withVersion,
    ...withBody,
  }),
  route('object', 'GET', ['attributes'], 'GetObjectAttributes', getObjectAttributes, {
    ...withVersion,
    headers: [
      'x-own-object-attributes',
      'x-own-max-parts',
      'x-own-part-number-marker',
      ...customerKeyHeaders,
    ],
  }),
  route('object', 'POST', ['restore'], 'RestoreObject', restoreObject, {
    ...withVersion,
    readsBody: true,
    headers: bodyHeaders,
  }),
  route('object', 'POST', ['select', 'select-type'], 'GetObject', selectFrom('S3Object'), {
    readsBody: true,
    headers: [...bodyHeaders, ...customerKeyHeaders],
  }),
  route('object', 'GET', [], 'GetObject', getObject, {
    takes: ['versionId', 'partNumber', ...responseParameters],
    headers: ['x-own-checksum-mode', ...customerKeyHeaders],
  }),
  route('object', 'HEAD', [], 'GetObject', headObject, {
    takes: ['versionId', 'partNumber', ...responseParameters],
    headers: ['x-own-checksum-mode', ...customerKeyHeaders],
  }),
  route('object', 'PUT', [], 'PutObject', copies.copyObject, {
    needsHeader: 'x-own-copy-source',
    headers: [
      ...copyHeaders,
      ...attributeHeaders,
      'x-own-metadata-directive',
      'x-own-tagging-directive',
      'x-own-checksum-algorithm',
    ],
  }),
  route('object', 'PUT', [], 'PutObject', putObject, {
    readsBody: true,
    headers: [...bodyHeaders, ...attributeHeaders],
  }),
  route('object', 'DELETE', [], 'DeleteObject', deletes.deleteObject, {
    takes: ['versionId'],
    headers: [bypassHeader],
  }),
];
