import { aclHeaders } from './access/acl.ts';
import type { Operation } from './context.ts';
import { customerKeyHeaders, encryptionHeaderNames, sourceKeyHeaders } from './encryption.ts';
import { lockHeaderNames } from './object-lock.ts';
import * as access from './operations/access-operations.ts';
import { getObjectAttributes } from './operations/attributes-operation.ts';
import * as buckets from './operations/bucket-operations.ts';
import * as copies from './operations/copy-operations.ts';
import * as deletes from './operations/delete-operations.ts';
import * as documents from './operations/document-operations.ts';
import { listenToChanges } from './operations/listen-operation.ts';
import * as listings from './operations/listing-operations.ts';
import * as locks from './operations/lock-operations.ts';
import * as multipart from './operations/multipart-operations.ts';
import { putObject } from './operations/put-operation.ts';
import { getObject, headObject } from './operations/read-operations.ts';
import * as tagging from './operations/tagging-operations.ts';

export type Scope = 'service' | 'bucket' | 'object';

/**
 * Who may: `owner` alone, `checked` inside the operation, or whoever may do that action of a policy on the bucket or
 * object that the request names.
 */
type RouteAccess = 'owner' | 'checked' | `s3:${string}`;

/**
 * One operation of the API. `needs` are the sub-resource and parameters that must be there, `takes` those that may be;
 * any other parameter or x-amz-* header is refused, so that nothing is ever silently ignored.
 */
export interface Route {
  readonly scope: Scope;
  readonly method: string;
  readonly needs: readonly string[];
  readonly access: RouteAccess;
  readonly takes: readonly string[];
  readonly headers: readonly string[];
  /** A header that must be there, for operations that differ by it alone. */
  readonly needsHeader: string | null;
  /** False: the operation reads no body, and one that comes must still fit its payload hash. */
  readonly readsBody: boolean;
  readonly run: Operation;
}

const listingParameters = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const responseParameters = [
  'response-content-type',
  'response-content-language',
  'response-expires',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
];
const checksumHeaders = [
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
];
const bodyHeaders = [
  ...checksumHeaders,
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
];
const attributeHeaders = [
  ...aclHeaders,
  ...encryptionHeaderNames,
  ...lockHeaderNames,
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-meta-*',
];
const copyHeaders = ['x-amz-copy-source', 'x-amz-copy-source-if-*', ...sourceKeyHeaders];
const bypassHeader = 'x-amz-bypass-governance-retention';

function route(
  scope: Scope,
  method: string,
  needs: readonly string[],
  access: RouteAccess,
  run: Operation,
  more: Partial<Pick<Route, 'takes' | 'headers' | 'needsHeader' | 'readsBody'>> = {},
): Route {
  const usual = { takes: [], headers: [], needsHeader: null, readsBody: false };
  return { scope, method, needs, access, run, ...usual, ...more };
}

/** GET, PUT and DELETE of one configuration; the words are those of the actions of a policy. */
function documentRoutes(
  name: string,
  subject: string,
  operations: Pick<documents.DocumentOperations, 'get' | 'put'> & { readonly remove?: Operation },
): Route[] {
  const { get, put, remove } = operations;
  return [
    route('bucket', 'GET', [name], `s3:Get${subject}`, get),
    route('bucket', 'PUT', [name], `s3:Put${subject}`, put, { readsBody: true, headers: bodyHeaders }),
    ...(remove === undefined ? [] : [route('bucket', 'DELETE', [name], `s3:Put${subject}`, remove)]),
  ];
}

const withBody = { readsBody: true, headers: bodyHeaders };
const withVersion = { takes: ['versionId'] };

/** Every operation of this face; the first that fits a request is the one. */
export const routes: readonly Route[] = [
  route('service', 'GET', ['events'], 'owner', listenToChanges, { takes: ['prefix', 'suffix', 'ping'] }),
  route('service', 'GET', [], 'checked', buckets.listBuckets, {
    takes: ['prefix', 'max-buckets', 'continuation-token'],
  }),

  route('bucket', 'GET', ['events'], 's3:ListenBucketNotification', listenToChanges, {
    takes: ['prefix', 'suffix', 'ping'],
  }),
  route('bucket', 'GET', ['location'], 's3:GetBucketLocation', buckets.getLocation),
  ...documentRoutes('versioning', 'BucketVersioning', {
    get: buckets.getVersioning,
    put: buckets.putVersioning,
  }),
  ...documentRoutes('tagging', 'BucketTagging', {
    get: tagging.getBucketTagging,
    put: tagging.putBucketTagging,
    remove: tagging.deleteBucketTagging,
  }),
  ...documentRoutes('cors', 'BucketCORS', documents.cors),
  ...documentRoutes('lifecycle', 'LifecycleConfiguration', documents.lifecycle),
  ...documentRoutes('encryption', 'EncryptionConfiguration', documents.encryption),
  ...documentRoutes('notification', 'BucketNotification', {
    get: documents.notification.get,
    put: documents.notification.put,
  }),
  ...documentRoutes('website', 'BucketWebsite', {
    get: documents.website.get,
    put: documents.website.put,
  }),
  route('bucket', 'DELETE', ['website'], 's3:DeleteBucketWebsite', documents.website.remove),
  ...documentRoutes('logging', 'BucketLogging', { get: documents.logging.get, put: documents.logging.put }),
  ...documentRoutes('object-lock', 'BucketObjectLockConfiguration', documents.objectLock),
  ...documentRoutes('policy', 'BucketPolicy', { get: access.getBucketPolicy, put: access.putBucketPolicy }),
  route('bucket', 'DELETE', ['policy'], 's3:DeleteBucketPolicy', access.deleteBucketPolicy),
  route('bucket', 'GET', ['acl'], 's3:GetBucketAcl', access.getBucketAcl),
  route('bucket', 'PUT', ['acl'], 's3:PutBucketAcl', access.putBucketAcl, {
    readsBody: true,
    headers: [...bodyHeaders, ...aclHeaders],
  }),
  route('bucket', 'GET', ['versions'], 's3:ListBucketVersions', listings.listVersions, {
    takes: [...listingParameters, 'key-marker', 'version-id-marker'],
  }),
  route('bucket', 'GET', ['uploads'], 's3:ListBucketMultipartUploads', listings.listUploads, {
    takes: ['prefix', 'delimiter', 'encoding-type', 'max-uploads', 'key-marker', 'upload-id-marker'],
  }),
  route('bucket', 'GET', ['list-type'], 's3:ListBucket', listings.listObjectsV2, {
    takes: [...listingParameters, 'continuation-token', 'start-after', 'fetch-owner'],
  }),
  route('bucket', 'GET', [], 's3:ListBucket', listings.listObjectsV1, {
    takes: [...listingParameters, 'marker'],
  }),
  route('bucket', 'HEAD', [], 's3:ListBucket', buckets.headBucket),
  route('bucket', 'PUT', [], 'owner', buckets.createBucket, {
    readsBody: true,
    headers: [...bodyHeaders, ...aclHeaders, 'x-amz-bucket-object-lock-enabled'],
  }),
  route('bucket', 'DELETE', [], 's3:DeleteBucket', buckets.deleteBucket),
  route('bucket', 'POST', ['delete'], 'checked', deletes.deleteObjects, {
    readsBody: true,
    headers: [...bodyHeaders, bypassHeader],
  }),

  route('object', 'GET', ['uploadId'], 's3:ListMultipartUploadParts', multipart.listParts, {
    takes: ['max-parts', 'part-number-marker'],
  }),
  route('object', 'POST', ['uploads'], 's3:PutObject', multipart.startUpload, {
    headers: [...attributeHeaders, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 's3:PutObject', multipart.copyPart, {
    needsHeader: 'x-amz-copy-source',
    headers: [...copyHeaders, ...customerKeyHeaders, 'x-amz-copy-source-range'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], 's3:PutObject', multipart.putPart, {
    readsBody: true,
    headers: [...bodyHeaders, ...customerKeyHeaders],
  }),
  route('object', 'POST', ['uploadId'], 's3:PutObject', multipart.completeUpload, {
    readsBody: true,
    headers: [...bodyHeaders, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
  }),
  route('object', 'DELETE', ['uploadId'], 's3:AbortMultipartUpload', multipart.abortUpload),
  route('object', 'GET', ['tagging'], 's3:GetObjectTagging', tagging.getObjectTagging, withVersion),
  route('object', 'PUT', ['tagging'], 's3:PutObjectTagging', tagging.putObjectTagging, {
    ...withVersion,
    ...withBody,
  }),
  route('object', 'DELETE', ['tagging'], 's3:DeleteObjectTagging', tagging.deleteObjectTagging, withVersion),
  route('object', 'GET', ['acl'], 's3:GetObjectAcl', access.getObjectAcl, withVersion),
  route('object', 'PUT', ['acl'], 's3:PutObjectAcl', access.putObjectAcl, {
    ...withVersion,
    readsBody: true,
    headers: [...bodyHeaders, ...aclHeaders],
  }),
  route('object', 'GET', ['retention'], 's3:GetObjectRetention', locks.getRetention, withVersion),
  route('object', 'PUT', ['retention'], 's3:PutObjectRetention', locks.putRetention, {
    ...withVersion,
    readsBody: true,
    headers: [...bodyHeaders, bypassHeader],
  }),
  route('object', 'GET', ['legal-hold'], 's3:GetObjectLegalHold', locks.getLegalHold, withVersion),
  route('object', 'PUT', ['legal-hold'], 's3:PutObjectLegalHold', locks.putLegalHold, {
    ...withVersion,
    ...withBody,
  }),
  route('object', 'GET', ['attributes'], 's3:GetObjectAttributes', getObjectAttributes, {
    ...withVersion,
    headers: [
      'x-amz-object-attributes',
      'x-amz-max-parts',
      'x-amz-part-number-marker',
      ...customerKeyHeaders,
    ],
  }),
  route('object', 'GET', [], 's3:GetObject', getObject, {
    takes: ['versionId', 'partNumber', ...responseParameters],
    headers: ['x-amz-checksum-mode', ...customerKeyHeaders],
  }),
  route('object', 'HEAD', [], 's3:GetObject', headObject, {
    takes: ['versionId', 'partNumber', ...responseParameters],
    headers: ['x-amz-checksum-mode', ...customerKeyHeaders],
  }),
  route('object', 'PUT', [], 's3:PutObject', copies.copyObject, {
    needsHeader: 'x-amz-copy-source',
    headers: [
      ...copyHeaders,
      ...attributeHeaders,
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
      'x-amz-checksum-algorithm',
    ],
  }),
  route('object', 'PUT', [], 's3:PutObject', putObject, {
    readsBody: true,
    headers: [...bodyHeaders, ...attributeHeaders],
  }),
  route('object', 'DELETE', [], 's3:DeleteObject', deletes.deleteObject, {
    takes: ['versionId'],
    headers: [bypassHeader],
  }),
];
