import { bucketOf, type FaceAnswer, type FaceCall } from '../../face/call.ts';
import * as access from '../../face/operations/access-operations.ts';
import * as bucketState from '../../face/operations/bucket-operations.ts';
import * as tagging from '../../face/operations/tagging-operations.ts';
import { documentRoutes, type Route, route } from '../../face/route.ts';
import { tagDocument } from '../../face/tags.ts';
import { inventories } from './inventory.ts';
import * as documents from './oss-documents.ts';
import { referer } from './referer.ts';
import * as replication from './replication.ts';
import * as worms from './worm-operations.ts';

const withBody = { readsBody: true };

const own = (name: string, subject: string, operations: Parameters<typeof documentRoutes>[2]) =>
  documentRoutes(name, subject, operations, []);

/** A bucket without tags has an empty set of them. https://www.alibabacloud.com/help/en/oss/developer-reference/getbuckettags */
function getBucketTagging(call: FaceCall): FaceAnswer {
  return { status: 200, xml: tagDocument(call.store.buckets.find(bucketOf(call)).tags) };
}

/** The settings of a bucket. */
export const configurationRoutes: readonly Route[] = [
  ...own('versioning', 'BucketVersioning', {
    get: bucketState.getVersioning,
    put: bucketState.putVersioning,
  }),
  ...own('tagging', 'BucketTagging', {
    get: getBucketTagging,
    put: tagging.putBucketTagging,
    remove: tagging.deleteBucketTagging,
  }),
  ...own('cors', 'BucketCORS', documents.cors),
  ...own('lifecycle', 'BucketLifecycle', documents.lifecycle),
  ...own('encryption', 'BucketEncryption', documents.encryption),
  ...own('logging', 'BucketLogging', documents.logging),
  ...own('website', 'BucketWebsite', documents.website),
  ...own('referer', 'BucketReferer', referer),
  ...own('requestPayment', 'BucketRequestPayment', {
    get: documents.requestPayment.get,
    put: documents.requestPayment.put,
  }),
  ...own('transferAcceleration', 'BucketTransferAcceleration', {
    get: documents.transferAcceleration.get,
    put: documents.transferAcceleration.put,
  }),
  ...own('accessmonitor', 'BucketAccessMonitor', {
    get: documents.accessMonitor.get,
    put: documents.accessMonitor.put,
  }),
  ...own('resourceGroup', 'BucketResourceGroup', {
    get: documents.resourceGroup.get,
    put: documents.resourceGroup.put,
  }),
  ...own('publicAccessBlock', 'BucketPublicAccessBlock', documents.publicAccessBlock),
  ...own('policy', 'BucketPolicy', {
    get: access.getBucketPolicy,
    put: access.putBucketPolicy,
    remove: access.deleteBucketPolicy,
  }),
  route('bucket', 'GET', ['inventory', 'inventoryId'], 'GetBucketInventory', inventories.get),
  route('bucket', 'GET', ['inventory'], 'GetBucketInventory', inventories.list, {
    takes: ['continuation-token'],
  }),
  route('bucket', 'PUT', ['inventory', 'inventoryId'], 'PutBucketInventory', inventories.put, withBody),
  route('bucket', 'DELETE', ['inventory', 'inventoryId'], 'DeleteBucketInventory', inventories.remove),
  route('bucket', 'GET', ['worm'], 'GetBucketWorm', worms.getWorm),
  route('bucket', 'POST', ['worm'], 'InitiateBucketWorm', worms.initiateWorm, withBody),
  route('bucket', 'DELETE', ['worm'], 'AbortBucketWorm', worms.abortWorm),
  route('bucket', 'POST', ['wormExtend', 'wormId'], 'ExtendBucketWorm', worms.extendWorm, withBody),
  route('bucket', 'POST', ['wormId'], 'CompleteBucketWorm', worms.completeWorm),
  route('bucket', 'GET', ['replication'], 'GetBucketReplication', replication.getReplication),
  route('bucket', 'GET', ['replicationLocation'], 'GetBucketReplication', replication.getReplicationLocation),
  route(
    'bucket',
    'GET',
    ['replicationProgress'],
    'GetBucketReplication',
    replication.getReplicationProgress,
    {
      takes: ['rule-id'],
    },
  ),
  route(
    'bucket',
    'POST',
    ['replication', 'comp'],
    'PutBucketReplication',
    replication.changeReplication,
    withBody,
  ),
];
