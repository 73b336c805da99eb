import {
  type Acl,
  aclDocument,
  readAclDocument,
  readAclHeaders,
  storedAcl,
  writeAcl,
} from '../access/acl.ts';
import { bucketOf, objectOf, type S3Answer, type S3Call } from '../context.ts';
import { readPolicy } from '../policy/policy-document.ts';
import { receiveText } from '../receive.ts';
import { S3Error } from '../s3-error.ts';
import { parameterOf } from '../s3-request.ts';
import { findVersion, versionHeaders } from '../versions.ts';

const mostAclBytes = 64 * 1024;
const mostPolicyBytes = 20 * 1024;
/** Room to read a policy that is too large, so that it can be told so. */
const mostReadBytes = 1024 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export function getBucketAcl(call: S3Call): S3Answer {
  const { buckets } = call.store;
  const acl = storedAcl(buckets.setting(buckets.find(bucketOf(call)).id, 'acl'));
  return { status: 200, xml: aclDocument(acl, call.users) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export async function putBucketAcl(call: S3Call): Promise<S3Answer> {
  const { buckets } = call.store;
  buckets.find(bucketOf(call));
  const acl = writeAcl(await receiveAcl(call));
  buckets.setSetting(buckets.find(bucketOf(call)).id, 'acl', acl);
  return { status: 200 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export function getObjectAcl(call: S3Call): S3Answer {
  const version = findVersion(call);
  return {
    status: 200,
    headers: versionHeaders(call, version),
    xml: aclDocument(storedAcl(version.attributes.acl), call.users),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export async function putObjectAcl(call: S3Call): Promise<S3Answer> {
  findVersion(call);
  const acl = writeAcl(await receiveAcl(call));
  const address = { ...objectOf(call), versionId: parameterOf(call.request, 'versionId') };
  const version = call.store.objects.setAttributes(address, ({ attributes }) => ({ ...attributes, acl }));
  return { status: 200, headers: versionHeaders(call, version) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export function getBucketPolicy(call: S3Call): S3Answer {
  const { buckets } = call.store;
  const text = buckets.setting(buckets.find(bucketOf(call)).id, 'policy');
  if (text === null) throw new S3Error('NoSuchBucketPolicy');
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) },
    write: async (response) => void response.write(text),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export async function putBucketPolicy(call: S3Call): Promise<S3Answer> {
  const { buckets } = call.store;
  buckets.find(bucketOf(call));
  const { text } = await receiveText(call, mostReadBytes);
  if (Buffer.byteLength(text) > mostPolicyBytes) {
    throw new S3Error('PolicyTooLarge', { fields: { MaxSize: String(mostPolicyBytes) } });
  }
  const { id, name } = buckets.find(bucketOf(call));
  readPolicy(text, name);
  buckets.setSetting(id, 'policy', text);
  return { status: 204 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export function deleteBucketPolicy(call: S3Call): S3Answer {
  const { buckets } = call.store;
  buckets.setSetting(buckets.find(bucketOf(call)).id, 'policy', null);
  return { status: 204 };
}

/** By headers or by a document, never by both. */
async function receiveAcl(call: S3Call): Promise<Acl> {
  const byHeaders = readAclHeaders(call.request, call.users);
  const { text } = await receiveText(call, mostAclBytes);
  if (byHeaders !== null && text.trim() !== '') throw new S3Error('UnexpectedContent');
  if (byHeaders !== null) return byHeaders;
  if (text.trim() !== '') return readAclDocument(text, call.users);
  throw new S3Error('MissingSecurityHeader', { fields: { MissingHeaderName: 'x-amz-acl' } });
}
