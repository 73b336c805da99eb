import type { Deed } from '../../face/access/authorize.ts';
import type { FaceCall } from '../../face/call.ts';

/** Actions by the word of S3 for what is done; without one here they have the same name. */
const actions: Readonly<Record<string, string>> = {
  ListBucket: 'GetBucket',
  ListBucketVersions: 'GetBucketObjectVersions',
  ListBucketMultipartUploads: 'ListMultipartUploads',
  ListMultipartUploadParts: 'ListParts',
  GetBucketAcl: 'GetBucketACL',
  PutBucketAcl: 'PutBucketACL',
  GetObjectAcl: 'GetObjectACL',
  PutObjectAcl: 'PutObjectACL',
  GetLifecycleConfiguration: 'GetBucketLifecycle',
  PutLifecycleConfiguration: 'PutBucketLifecycle',
  GetEncryptionConfiguration: 'GetBucketEncryption',
  PutEncryptionConfiguration: 'PutBucketEncryption',
  GetReplicationConfiguration: 'GetBucketReplication',
  PutReplicationConfiguration: 'PutBucketReplication',
  RestoreObject: 'PostObjectRestore',
};
/** PutBucketCORS and the like are told apart from the removal of a configuration by the method alone. */
const removable =
  /^Put(Bucket(CORS|Lifecycle|Encryption|Replication|Website|Tagging|Policy|Domain|Origin|Inventory))$/;

/** Every action that a policy can name, without `name/cos:`. https://www.tencentcloud.com/document/product/436/30580 */
export const cosActions: readonly string[] = [
  ...['GetService', 'GetBucket', 'HeadBucket', 'PutBucket', 'DeleteBucket', 'GetBucketObjectVersions'],
  ...['ListMultipartUploads', 'GetBucketLocation', 'GetBucketACL', 'PutBucketACL'],
  ...[
    'CORS',
    'Lifecycle',
    'Encryption',
    'Replication',
    'Website',
    'Tagging',
    'Policy',
    'Domain',
    'Origin',
    'Inventory',
  ].flatMap((subject) => [`GetBucket${subject}`, `PutBucket${subject}`, `DeleteBucket${subject}`]),
  ...['Versioning', 'Logging', 'Referer', 'Accelerate', 'ObjectLockConfiguration'].flatMap((subject) => [
    `GetBucket${subject}`,
    `PutBucket${subject}`,
  ]),
  ...['GetObject', 'HeadObject', 'OptionsObject', 'PutObject', 'PutObjectCopy', 'PostObject', 'AppendObject'],
  ...['InitiateMultipartUpload', 'UploadPart', 'UploadPartCopy', 'ListParts', 'CompleteMultipartUpload'],
  ...[
    'AbortMultipartUpload',
    'DeleteObject',
    'DeleteMultipleObjects',
    'PostObjectRestore',
    'SelectObjectContent',
  ],
  ...['GetObjectACL', 'PutObjectACL', 'GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging'],
  ...['GetObjectRetention', 'PutObjectRetention', 'BypassGovernanceRetention', 'PutSymlink', 'GetSymlink'],
  ...['PutLiveChannel', 'GetLiveChannel', 'ListLiveChannels', 'DeleteLiveChannel', 'PutLiveChannelSwitch'],
  ...['GetLiveChannelStatus', 'GetLiveChannelHistory', 'PostVodPlaylist', 'GetVodPlaylist'],
];

/** The action of a deed as a policy names it, without its prefix: a write has one for each of its forms. */
export function actionOf({ request }: FaceCall, { action, key }: Deed): string {
  const has = (name: string) => request.query.some(([given]) => given === name);
  const isCopy = request.headers.has('x-own-copy-source');
  if (action === 'ListBucket' && request.method === 'HEAD' && request.key === null) return 'HeadBucket';
  if (action === 'GetObject' && request.method === 'HEAD') return 'HeadObject';
  if (action === 'DeleteObject' && request.key === null && key !== null) return 'DeleteMultipleObjects';
  if (action === 'PutObject') {
    if (has('uploads')) return 'InitiateMultipartUpload';
    if (has('partNumber')) return isCopy ? 'UploadPartCopy' : 'UploadPart';
    if (has('uploadId')) return 'CompleteMultipartUpload';
    if (has('append')) return 'AppendObject';
    if (isCopy) return 'PutObjectCopy';
    return request.method === 'POST' ? 'PostObject' : 'PutObject';
  }
  const named = actions[action] ?? action;
  return request.method === 'DELETE' ? named.replace(removable, 'Delete$1') : named;
}
