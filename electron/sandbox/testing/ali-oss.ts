import { Agent } from 'node:http';
import Client from 'ali-oss';
import type { RunningSandbox } from './running-sandbox.ts';
import { testKeys } from './running-sandbox.ts';

// biome-ignore lint/suspicious/noExplicitAny: the SDK has no types, and every answer another shape
type Answer = any;

type BucketMethod =
  | 'listBuckets'
  | 'putBucket'
  | 'deleteBucket'
  | 'getBucketInfo'
  | 'getBucketStat'
  | 'getBucketLocation'
  | 'putBucketACL'
  | 'getBucketACL'
  | 'putBucketCORS'
  | 'getBucketCORS'
  | 'deleteBucketCORS'
  | 'putBucketLifecycle'
  | 'getBucketLifecycle'
  | 'deleteBucketLifecycle'
  | 'putBucketLogging'
  | 'getBucketLogging'
  | 'deleteBucketLogging'
  | 'putBucketReferer'
  | 'getBucketReferer'
  | 'deleteBucketReferer'
  | 'putBucketWebsite'
  | 'getBucketWebsite'
  | 'deleteBucketWebsite'
  | 'putBucketVersioning'
  | 'getBucketVersioning'
  | 'putBucketEncryption'
  | 'getBucketEncryption'
  | 'deleteBucketEncryption'
  | 'putBucketTags'
  | 'getBucketTags'
  | 'deleteBucketTags'
  | 'putBucketPolicy'
  | 'getBucketPolicy'
  | 'deleteBucketPolicy'
  | 'putBucketRequestPayment'
  | 'getBucketRequestPayment'
  | 'putBucketInventory'
  | 'getBucketInventory'
  | 'listBucketInventory'
  | 'deleteBucketInventory'
  | 'initiateBucketWorm'
  | 'getBucketWorm'
  | 'completeBucketWorm'
  | 'extendBucketWorm'
  | 'abortBucketWorm';

type ObjectMethod =
  | 'list'
  | 'listV2'
  | 'getBucketVersions'
  | 'put'
  | 'putStream'
  | 'append'
  | 'get'
  | 'getStream'
  | 'head'
  | 'getObjectMeta'
  | 'copy'
  | 'putMeta'
  | 'delete'
  | 'deleteMulti'
  | 'putACL'
  | 'getACL'
  | 'putObjectTagging'
  | 'getObjectTagging'
  | 'deleteObjectTagging'
  | 'putSymlink'
  | 'getSymlink'
  | 'restore'
  | 'initMultipartUpload'
  | 'uploadPart'
  | '_uploadPart'
  | 'uploadPartCopy'
  | 'listParts'
  | 'listUploads'
  | 'completeMultipartUpload'
  | 'abortMultipartUpload'
  | 'multipartUpload'
  | 'multipartUploadCopy'
  | 'asyncSignatureUrl'
  | 'signatureUrlV4'
  | 'signPostObjectPolicyV4'
  | 'processObjectSave'
  | 'postAsyncFetch'
  | 'getAsyncFetch'
  | 'putChannel'
  | 'getChannel'
  | 'deleteChannel'
  | 'putChannelStatus'
  | 'getChannelStatus'
  | 'getChannelHistory'
  | 'listChannels'
  | 'createVod';

/** The SDK of Alibaba for JavaScript: a method for each operation. */
export type AliOss = Readonly<
  Record<BucketMethod | ObjectMethod, (...args: readonly unknown[]) => Promise<Answer>>
>;

/** Methods that answer at once. */
export interface AliOssLinks {
  useBucket(name: string): void;
  getBucket(): string;
  signatureUrl(key: string, options?: object): string;
  calculatePostSignature(policy: object): { OSSAccessKeyId: string; Signature: string; policy: string };
  getRtmpUrl(channel: string, options: object): string;
}

/** Names below `localhost` are this machine (RFC 6761, 6.3), which the resolver of many systems does not know. */
export const localAgent = new Agent({
  lookup: (_host, options, done) => {
    if (typeof options === 'object' && options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  },
});

/** The SDK as the owner; `more` replaces what is usual for tests. */
export function connectAliOss(sandbox: RunningSandbox, more: object = {}): AliOss & AliOssLinks {
  return new Client({
    endpoint: `http://oss.localhost:${sandbox.endpoint.port}`,
    region: 'oss-us-east-1',
    accessKeyId: testKeys.accessKeyId,
    accessKeySecret: testKeys.secretAccessKey,
    authorizationV4: true,
    agent: localAgent,
    ...more,
  });
}
