import {
  type Acl,
  aclDocument,
  readAclDocument,
  readAclHeaders,
  storedAcl,
  writeAcl,
} from '../access/acl.ts';
import { bucketOf, type FaceAnswer, type FaceCall, keepSetting, objectOf, settingOf } from '../call.ts';
import { FaceError } from '../face-error.ts';
import { parameterOf } from '../face-request.ts';
import { receiveText } from '../receive.ts';
import { findVersion, versionHeaders } from '../versions.ts';

const mostAclBytes = 64 * 1024;
const mostPolicyBytes = 20 * 1024;
/** Room to read a policy that is too large, so that it can be told so. */
const mostReadBytes = 1024 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export function getBucketAcl(call: FaceCall): FaceAnswer {
  const { buckets } = call.store;
  const acl = storedAcl(buckets.setting(buckets.find(bucketOf(call)).id, 'acl'));
  return { status: 200, xml: aclDocument(call, acl) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export async function putBucketAcl(call: FaceCall): Promise<FaceAnswer> {
  const { buckets } = call.store;
  buckets.find(bucketOf(call));
  const acl = writeAcl(await receiveAcl(call));
  buckets.setSetting(buckets.find(bucketOf(call)).id, 'acl', acl);
  return { status: 200 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export function getObjectAcl(call: FaceCall): FaceAnswer {
  const version = findVersion(call);
  const { acl } = version.attributes;
  const list = storedAcl(acl);
  const isInherited = call.dialect.acl.objectsInherit && (acl === undefined || list.isInherited === true);
  return {
    status: 200,
    headers: { ...versionHeaders(call, version), ...(isInherited ? { 'x-own-acl': 'default' } : {}) },
    xml: aclDocument(call, list),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export async function putObjectAcl(call: FaceCall): Promise<FaceAnswer> {
  findVersion(call);
  const acl = writeAcl(await receiveAcl(call));
  const address = { ...objectOf(call), versionId: parameterOf(call.request, 'versionId') };
  const version = call.store.objects.setAttributes(address, ({ attributes }) => ({ ...attributes, acl }));
  return { status: 200, headers: versionHeaders(call, version) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export function getBucketPolicy(call: FaceCall): FaceAnswer {
  const text = settingOf(call, 'policy');
  if (text === null) throw new FaceError('NoSuchBucketPolicy');
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) },
    write: async (response) => void response.write(text),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export async function putBucketPolicy(call: FaceCall): Promise<FaceAnswer> {
  call.store.buckets.find(bucketOf(call));
  const { text } = await receiveText(call, mostReadBytes);
  if (Buffer.byteLength(text) > mostPolicyBytes) {
    throw new FaceError('PolicyTooLarge', { fields: { MaxSize: String(mostPolicyBytes) } });
  }
  call.dialect.policy.check(text, bucketOf(call));
  keepSetting(call, 'policy', text);
  return { status: 204 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export function deleteBucketPolicy(call: FaceCall): FaceAnswer {
  keepSetting(call, 'policy', null);
  return { status: 204 };
}

/** By headers or by a document, never by both. */
async function receiveAcl(call: FaceCall): Promise<Acl> {
  const byHeaders = readAclHeaders(call);
  const { text } = await receiveText(call, mostAclBytes);
  if (byHeaders !== null && text.trim() !== '') throw new FaceError('UnexpectedContent');
  if (byHeaders !== null) return byHeaders;
  if (text.trim() !== '') return readAclDocument(call, text);
  throw new FaceError('MissingSecurityHeader', { fields: { MissingHeaderName: 'x-own-acl' } });
}
