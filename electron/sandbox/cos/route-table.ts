import { aclHeaders } from '../face/access/acl.ts';
import { customerKeyHeaders, sourceKeyHeaders } from '../face/encryption.ts';
import * as access from '../face/operations/access-operations.ts';
import { appendObject } from '../face/operations/append-operation.ts';
import * as bucketState from '../face/operations/bucket-operations.ts';
import * as copies from '../face/operations/copy-operations.ts';
import * as deletes from '../face/operations/delete-operations.ts';
import * as listings from '../face/operations/listing-operations.ts';
import * as locks from '../face/operations/lock-operations.ts';
import * as multipart from '../face/operations/multipart-operations.ts';
import { putObject } from '../face/operations/put-operation.ts';
import { getObject, headObject } from '../face/operations/read-operations.ts';
import { restoreObject } from '../face/operations/restore-operation.ts';
import { selectFrom } from '../face/operations/select-operation.ts';
import * as symlinks from '../face/operations/symlink-operations.ts';
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
import * as documents from './configuration/cos-documents.ts';
import { inventories } from './configuration/inventory.ts';
import * as buckets from './operations/bucket-operations.ts';

const copyHeaders = ['x-own-copy-source', 'x-own-copy-source-if-*', ...sourceKeyHeaders];
const overwriteHeader = 'x-own-forbid-overwrite';
const withBody = { readsBody: true };
const reading = { takes: ['versionId', ...responseParameters], headers: customerKeyHeaders };

const own = (name: string, subject: string, operations: Parameters<typeof documentRoutes>[2]) =>
  documentRoutes(name, subject, operations, []);

/** Every operation of COS; the first that fits a request is the one. */
export const cosRoutes: readonly Route[] = [
  route('service', 'GET', [], 'checked', buckets.getService, {
    takes: ['tagkey', 'tagvalue', 'region', 'create-time', 'range', 'marker', 'max-keys'],
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
  ...own('replication', 'ReplicationConfiguration', documents.replication),
  ...own('encryption', 'EncryptionConfiguration', documents.encryption),
  ...own('website', 'BucketWebsite', documents.website),
  ...own('logging', 'BucketLogging', { get: documents.logging.get, put: documents.logging.put }),
  ...own('referer', 'BucketReferer', documents.referer),
  ...own('domain', 'BucketDomain', documents.domain),
  ...own('origin', 'BucketOrigin', documents.origin),
  ...own('accelerate', 'BucketAccelerate', {
    get: documents.accelerate.get,
    put: documents.accelerate.put,
  }),
  route('bucket', 'GET', ['inventory', 'id'], 'GetBucketInventory', inventories.get),
  route('bucket', 'GET', ['inventory'], 'GetBucketInventory', inventories.list, {
    takes: ['continuation-token'],
  }),
  route('bucket', 'PUT', ['inventory', 'id'], 'PutBucketInventory', inventories.put, withBody),
  route('bucket', 'DELETE', ['inventory', 'id'], 'PutBucketInventory', inventories.remove),
  ...own('object-lock', 'BucketObjectLockConfiguration', documents.objectLock),
  ...own('policy', 'BucketPolicy', {
    get: access.getBucketPolicy,
    put: access.putBucketPolicy,
  }),
  route('bucket', 'DELETE', ['policy'], 'DeleteBucketPolicy', access.deleteBucketPolicy),
  route('bucket', 'GET', ['acl'], 'GetBucketAcl', access.getBucketAcl),
  route('bucket', 'PUT', ['acl'], 'PutBucketAcl', access.putBucketAcl, {
    ...withBody,
    headers: aclHeaders,
  }),
  route('bucket', 'GET', ['versions'], 'ListBucketVersions', listings.listVersions, {
    takes: [...listingParameters, 'key-marker', 'version-id-marker'],
  }),
  route('bucket', 'GET', ['uploads'], 'ListBucketMultipartUploads', listings.listUploads, {
    takes: ['prefix', 'delimiter', 'encoding-type', 'max-uploads', 'key-marker', 'upload-id-marker'],
  }),
  route('bucket', 'GET', [], 'ListBucket', listings.listObjectsV1, {
    takes: [...listingParameters, 'marker'],
  }),
  route('bucket', 'HEAD', [], 'ListBucket', buckets.headBucket),
  route('bucket', 'PUT', [], 'owner', buckets.putBucket, { ...withBody, headers: aclHeaders }),
  route('bucket', 'DELETE', [], 'DeleteBucket', bucketState.deleteBucket),
  route('bucket', 'POST', ['delete'], 'checked', deletes.deleteObjects, withBody),

  route('object', 'GET', ['uploadId'], 'ListMultipartUploadParts', multipart.listParts, {
    takes: ['max-parts', 'part-number-marker', 'encoding-type'],
  }),
  route('object', 'POST', ['uploads'], 'PutObject', multipart.startUpload, {
    takes: ['prefix', 'delimiter', 'encoding-type'],
    headers: attributeHeaders,
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 'PutObject', multipart.copyPart, {
    needsHeader: 'x-own-copy-source',
    headers: [...copyHeaders, ...customerKeyHeaders, 'x-own-copy-source-range'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 'PutObject', multipart.putPart, {
    ...withBody,
    headers: customerKeyHeaders,
  }),
  route('object', 'POST', ['uploadId'], 'PutObject', multipart.completeUpload, {
    ...withBody,
    headers: [overwriteHeader],
  }),
  route('object', 'DELETE', ['uploadId'], 'AbortMultipartUpload', multipart.abortUpload),
  route('object', 'POST', ['append', 'position'], 'PutObject', appendObject, {
    ...withBody,
    headers: attributeHeaders,
  }),
  route('object', 'GET', ['tagging'], 'GetObjectTagging', tagging.getObjectTagging, withVersion),
  route('object', 'PUT', ['tagging'], 'PutObjectTagging', tagging.putObjectTagging, {
    ...withVersion,
    ...withBody,
  }),
  route('object', 'DELETE', ['tagging'], 'DeleteObjectTagging', tagging.deleteObjectTagging, withVersion),
  route('object', 'GET', ['acl'], 'GetObjectAcl', access.getObjectAcl, withVersion),
  route('object', 'PUT', ['acl'], 'PutObjectAcl', access.putObjectAcl, {
    ...withVersion,
    ...withBody,
    headers: aclHeaders,
  }),
  route('object', 'GET', ['retention'], 'GetObjectRetention', locks.getRetention, withVersion),
  route('object', 'PUT', ['retention'], 'PutObjectRetention', locks.putRetention, {
    ...withVersion,
    ...withBody,
  }),
  route('object', 'GET', ['symlink'], 'GetSymlink', symlinks.getSymlink, withVersion),
  route('object', 'PUT', ['symlink'], 'PutObject', symlinks.putSymlink, {
    headers: ['x-own-symlink-target', overwriteHeader, ...attributeHeaders],
  }),
  route('object', 'POST', ['select', 'select-type'], 'GetObject', selectFrom('COSObject'), {
    ...withVersion,
    ...withBody,
    headers: customerKeyHeaders,
  }),
  route('object', 'POST', ['restore'], 'RestoreObject', restoreObject, { ...withVersion, ...withBody }),
  route('object', 'GET', [], 'GetObject', getObject, reading),
  route('object', 'HEAD', [], 'GetObject', headObject, reading),
  route('object', 'PUT', [], 'PutObject', copies.copyObject, {
    needsHeader: 'x-own-copy-source',
    headers: [
      ...copyHeaders,
      ...attributeHeaders,
      overwriteHeader,
      'x-own-metadata-directive',
      'x-own-tagging-directive',
    ],
  }),
  route('object', 'PUT', [], 'PutObject', putObject, {
    ...withBody,
    headers: [overwriteHeader, ...attributeHeaders],
  }),
  route('object', 'DELETE', [], 'DeleteObject', deletes.deleteObject, withVersion),
];
