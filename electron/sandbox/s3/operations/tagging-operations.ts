import type { StoredVersion, Tag } from '../../store/model.ts';
import { bucketOf, objectOf, type S3Answer, type S3Call } from '../context.ts';
import { receiveText } from '../receive.ts';
import { S3Error } from '../s3-error.ts';
import { parameterOf } from '../s3-request.ts';
import { readTagDocument, tagDocument } from '../tags.ts';
import { findVersion, versionHeaders } from '../versions.ts';

const mostDocumentBytes = 64 * 1024;
const mostBucketTags = 50;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export function getObjectTagging(call: S3Call): S3Answer {
  const version = findVersion(call);
  return { status: 200, headers: versionHeaders(call, version), xml: tagDocument(version.attributes.tags) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export async function putObjectTagging(call: S3Call): Promise<S3Answer> {
  findVersion(call);
  const { text } = await receiveText(call, mostDocumentBytes);
  const version = setTags(call, readTagDocument(text));
  return { status: 200, headers: versionHeaders(call, version) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export function deleteObjectTagging(call: S3Call): S3Answer {
  findVersion(call);
  return { status: 204, headers: versionHeaders(call, setTags(call, [])) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export function getBucketTagging(call: S3Call): S3Answer {
  const { tags } = call.store.buckets.find(bucketOf(call));
  if (tags.length === 0) throw new S3Error('NoSuchTagSet');
  return { status: 200, xml: tagDocument(tags) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export async function putBucketTagging(call: S3Call): Promise<S3Answer> {
  const { text } = await receiveText(call, mostDocumentBytes);
  const { id } = call.store.buckets.find(bucketOf(call));
  call.store.buckets.setTags(id, readTagDocument(text, mostBucketTags));
  return { status: 200 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export function deleteBucketTagging(call: S3Call): S3Answer {
  const { id } = call.store.buckets.find(bucketOf(call));
  call.store.buckets.setTags(id, []);
  return { status: 204 };
}

function setTags(call: S3Call, tags: readonly Tag[]): StoredVersion {
  const address = { ...objectOf(call), versionId: parameterOf(call.request, 'versionId') };
  return call.store.objects.setAttributes(address, ({ attributes }) => ({ ...attributes, tags }));
}
