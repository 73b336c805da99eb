import type { Deed } from '../../face/access/authorize.ts';

/** Actions by the word of S3 for what is done; without one here they have the same name. */
const actions: Readonly<Record<string, string>> = {
  ListBucket: 'ListObjects',
  ListBucketVersions: 'ListObjectVersions',
  ListBucketMultipartUploads: 'ListMultipartUploads',
  ListMultipartUploadParts: 'ListParts',
  GetBucketCORS: 'GetBucketCors',
  PutBucketCORS: 'PutBucketCors',
  GetSymlink: 'GetObject',
};
/** Those that a version of an object has an action of its own for. */
const versioned = [
  'GetObject',
  'DeleteObject',
  'GetObjectAcl',
  'PutObjectAcl',
  'GetObjectTagging',
  'PutObjectTagging',
  'DeleteObjectTagging',
  'RestoreObject',
];
const subjects = [
  ...['Acl', 'Lifecycle', 'Logging', 'Referer', 'Website', 'Cors', 'Encryption', 'Tagging', 'Policy'],
  ...['Versioning', 'RequestPayment', 'Replication', 'Inventory', 'TransferAcceleration', 'AccessMonitor'],
  ...['ResourceGroup', 'PublicAccessBlock'],
];

/** Every action that a policy can name, without `oss:`. https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy */
export const ossActions: readonly string[] = [
  ...['ListBuckets', 'PutBucket', 'DeleteBucket', 'GetBucketLocation', 'GetBucketInfo', 'GetBucketStat'],
  ...subjects.flatMap((subject) => [`GetBucket${subject}`, `PutBucket${subject}`, `DeleteBucket${subject}`]),
  ...['GetBucketPolicyStatus', 'InitiateBucketWorm', 'AbortBucketWorm', 'CompleteBucketWorm'],
  ...['ExtendBucketWorm', 'GetBucketWorm', 'ListObjects', 'ListObjectVersions', 'ListMultipartUploads'],
  ...['ListParts', 'PutObject', 'AbortMultipartUpload', 'ProcessImm', 'PublishRtmpStream'],
  ...versioned.flatMap((action) => [action, action.replace(/^(\w+?)Object/, '$1ObjectVersion')]),
  ...['PutLiveChannel', 'ListLiveChannel', 'DeleteLiveChannel', 'PutLiveChannelStatus', 'GetLiveChannel'],
  ...['GetLiveChannelStat', 'GetLiveChannelHistory', 'PostVodPlaylist', 'GetVodPlaylist'],
];

/** The action of a deed as a policy names it, without its prefix. */
export function actionOf({ action, versionId = null }: Deed): string {
  const named = actions[action] ?? action;
  const isOfVersion = versionId !== null && versionId !== '' && versioned.includes(named);
  return isOfVersion ? named.replace(/^(\w+?)Object/, '$1ObjectVersion') : named;
}
