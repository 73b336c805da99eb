import type { Operation, S3Call } from './context.ts';
import { owner } from './context.ts';
import * as buckets from './operations/bucket-operations.ts';
import * as copies from './operations/copy-operations.ts';
import * as deletes from './operations/delete-operations.ts';
import { listenToChanges } from './operations/listen-operation.ts';
import * as listings from './operations/listing-operations.ts';
import * as multipart from './operations/multipart-operations.ts';
import { putObject } from './operations/put-operation.ts';
import { getObject, headObject } from './operations/read-operations.ts';
import * as tagging from './operations/tagging-operations.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import { headerOf, type S3Request } from './s3-request.ts';

type Scope = 'service' | 'bucket' | 'object';

/**
 * One operation of the API. `needs` are the sub-resource and parameters that must be there, `takes` those that may be;
 * any other parameter or x-amz-* header is refused, so that nothing is ever silently ignored.
 */
interface Route {
  readonly scope: Scope;
  readonly method: string;
  readonly needs: readonly string[];
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
const attributeHeaders = ['x-amz-acl', 'x-amz-storage-class', 'x-amz-tagging', 'x-amz-meta-*'];
const copyHeaders = ['x-amz-copy-source', 'x-amz-copy-source-if-*'];
/** Signing, and what clients send along that changes nothing here. */
const commonHeaders = [
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-request-payer',
  'x-amz-expected-bucket-owner',
  'x-amz-source-expected-bucket-owner',
];
const presignedParameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
];

function route(
  scope: Scope,
  method: string,
  needs: readonly string[],
  run: Operation,
  more: Partial<Pick<Route, 'takes' | 'headers' | 'needsHeader' | 'readsBody'>> = {},
): Route {
  return { scope, method, needs, run, takes: [], headers: [], needsHeader: null, readsBody: false, ...more };
}

const routes: readonly Route[] = [
  route('service', 'GET', ['events'], listenToChanges, { takes: ['prefix', 'suffix', 'ping'] }),
  route('service', 'GET', [], buckets.listBuckets, {
    takes: ['prefix', 'max-buckets', 'continuation-token'],
  }),

  route('bucket', 'GET', ['events'], listenToChanges, { takes: ['prefix', 'suffix', 'ping'] }),
  route('bucket', 'GET', ['location'], buckets.getLocation),
  route('bucket', 'GET', ['versioning'], buckets.getVersioning),
  route('bucket', 'PUT', ['versioning'], buckets.putVersioning, { readsBody: true, headers: bodyHeaders }),
  route('bucket', 'GET', ['tagging'], tagging.getBucketTagging),
  route('bucket', 'PUT', ['tagging'], tagging.putBucketTagging, { readsBody: true, headers: bodyHeaders }),
  route('bucket', 'DELETE', ['tagging'], tagging.deleteBucketTagging),
  route('bucket', 'GET', ['versions'], listings.listVersions, {
    takes: [...listingParameters, 'key-marker', 'version-id-marker'],
  }),
  route('bucket', 'GET', ['uploads'], listings.listUploads, {
    takes: ['prefix', 'delimiter', 'encoding-type', 'max-uploads', 'key-marker', 'upload-id-marker'],
  }),
  route('bucket', 'GET', ['list-type'], listings.listObjectsV2, {
    takes: [...listingParameters, 'continuation-token', 'start-after', 'fetch-owner'],
  }),
  route('bucket', 'GET', [], listings.listObjectsV1, { takes: [...listingParameters, 'marker'] }),
  route('bucket', 'HEAD', [], buckets.headBucket),
  route('bucket', 'PUT', [], buckets.createBucket, {
    readsBody: true,
    headers: [...bodyHeaders, 'x-amz-acl', 'x-amz-bucket-object-lock-enabled'],
  }),
  route('bucket', 'DELETE', [], buckets.deleteBucket),
  route('bucket', 'POST', ['delete'], deletes.deleteObjects, { readsBody: true, headers: bodyHeaders }),

  route('object', 'GET', ['uploadId'], multipart.listParts, { takes: ['max-parts', 'part-number-marker'] }),
  route('object', 'POST', ['uploads'], multipart.startUpload, {
    headers: [...attributeHeaders, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], multipart.copyPart, {
    needsHeader: 'x-amz-copy-source',
    headers: [...copyHeaders, 'x-amz-copy-source-range'],
  }),
  route('object', 'PUT', ['partNumber', 'uploadId'], multipart.putPart, {
    readsBody: true,
    headers: bodyHeaders,
  }),
  route('object', 'POST', ['uploadId'], multipart.completeUpload, {
    readsBody: true,
    headers: [...bodyHeaders, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
  }),
  route('object', 'DELETE', ['uploadId'], multipart.abortUpload),
  route('object', 'GET', ['tagging'], tagging.getObjectTagging, { takes: ['versionId'] }),
  route('object', 'PUT', ['tagging'], tagging.putObjectTagging, {
    takes: ['versionId'],
    readsBody: true,
    headers: bodyHeaders,
  }),
  route('object', 'DELETE', ['tagging'], tagging.deleteObjectTagging, { takes: ['versionId'] }),
  route('object', 'GET', [], getObject, {
    takes: ['versionId', ...responseParameters],
    headers: ['x-amz-checksum-mode'],
  }),
  route('object', 'HEAD', [], headObject, {
    takes: ['versionId', ...responseParameters],
    headers: ['x-amz-checksum-mode'],
  }),
  route('object', 'PUT', [], copies.copyObject, {
    needsHeader: 'x-amz-copy-source',
    headers: [
      ...copyHeaders,
      ...attributeHeaders,
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
      'x-amz-checksum-algorithm',
    ],
  }),
  route('object', 'PUT', [], putObject, { readsBody: true, headers: [...bodyHeaders, ...attributeHeaders] }),
  route('object', 'DELETE', [], deletes.deleteObject, { takes: ['versionId'] }),
];

/**
 * The operation for a call. Throws NotImplemented for a method, a parameter or a header that no operation here takes,
 * MethodNotAllowed for a method that S3 does not have there either.
 */
export function findRoute(call: S3Call): Operation {
  const { request, exchange } = call;
  const scope: Scope = request.bucket === null ? 'service' : request.key === null ? 'bucket' : 'object';
  const names = new Set(request.query.map(([name]) => name).filter((name) => !isIgnored(request, name)));
  const found = routes.find(
    (candidate) =>
      candidate.scope === scope &&
      candidate.method === request.method &&
      candidate.needs.every((name) => names.has(name)) &&
      (candidate.needsHeader === null || request.headers.has(candidate.needsHeader)),
  );
  if (found === undefined) {
    const [first] = names;
    if (first !== undefined) throw notImplemented(`${request.method} ?${first}`);
    if (!['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(request.method)) {
      throw notImplemented(`the method ${request.method}`);
    }
    throw new S3Error('MethodNotAllowed', {
      fields: { Method: request.method, ResourceType: scope.toUpperCase() },
    });
  }
  const known = [...found.needs, ...found.takes];
  for (const name of names) {
    if (!known.includes(name)) throw notImplemented(`${request.method} with the parameter ${name}`);
  }
  checkHeaders(request, [...found.headers, ...commonHeaders]);
  if (!found.readsBody && exchange.bodyState() !== 'read') {
    throw new S3Error('InvalidRequest', { message: 'This operation takes no body.' });
  }
  if (!found.readsBody) checkEmptyPayload(call);
  return found.run;
}

/** `x-id` names the operation for the eyes of a log reader: the AWS SDK for JavaScript sends it with every request. */
function isIgnored(request: S3Request, name: string): boolean {
  return name === 'x-id' || (presignedParameters.includes(name) && !request.headers.has('authorization'));
}

function checkHeaders(request: S3Request, known: readonly string[]): void {
  const takes = (name: string) =>
    known.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  for (const name of request.headers.keys()) {
    const isFeature = name.startsWith('x-amz-') || name.startsWith('x-minio-');
    if (isFeature && !takes(name)) throw notImplemented(`the header ${name}`);
  }
  const acl = headerOf(request, 'x-amz-acl');
  if (acl !== null && acl !== 'private' && acl !== 'bucket-owner-full-control') {
    throw notImplemented('access control lists other than private');
  }
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const expected = headerOf(request, name);
    if (expected !== null && expected !== owner.id) throw new S3Error('AccessDenied');
  }
}

function checkEmptyPayload({ proof }: S3Call): void {
  const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  if (proof.kind === 'sha256' && proof.hex !== emptySha256) throw new S3Error('XAmzContentSHA256Mismatch');
}
