import type { StoredVersion, Tag } from '../../store/model.ts';
import { bucketOf, type FaceAnswer, type FaceCall, objectOf } from '../call.ts';
import { FaceError } from '../face-error.ts';
import { parameterOf } from '../face-request.ts';
import { receiveText } from '../receive.ts';
import { readTagDocument, tagDocument } from '../tags.ts';
import { findVersion, versionHeaders } from '../versions.ts';

const mostDocumentBytes = 64 * 1024;
const mostBucketTags = 50;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export function getObjectTagging(call: FaceCall): FaceAnswer {
  const version = findVersion(call);
  return { status: 200, headers: versionHeaders(call, version), xml: tagDocument(version.attributes.tags) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export async function putObjectTagging(call: FaceCall): Promise<FaceAnswer> {
  findVersion(call);
  const { text } = await receiveText(call, mostDocumentBytes);
  const version = setTags(call, readTagDocument(text));
  return { status: 200, headers: versionHeaders(call, version) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export function deleteObjectTagging(call: FaceCall): FaceAnswer {
  findVersion(call);
  return { status: 204, headers: versionHeaders(call, setTags(call, [])) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export function getBucketTagging(call: FaceCall): FaceAnswer {
  const { tags } = call.store.buckets.find(bucketOf(call));
  if (tags.length === 0) throw new FaceError('NoSuchTagSet');
  return { status: 200, xml: tagDocument(tags) };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export async function putBucketTagging(call: FaceCall): Promise<FaceAnswer> {
  const { text } = await receiveText(call, mostDocumentBytes);
  const { id } = call.store.buckets.find(bucketOf(call));
  call.store.buckets.setTags(id, readTagDocument(text, mostBucketTags));
  return { status: 200 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export function deleteBucketTagging(call: FaceCall): FaceAnswer {
  const { id } = call.store.buckets.find(bucketOf(call));
  call.store.buckets.setTags(id, []);
  return { status: 204 };
}

function setTags(call: FaceCall, tags: readonly Tag[]): StoredVersion {
  const address = { ...objectOf(call), versionId: parameterOf(call.request, 'versionId') };
  return call.store.objects.setAttributes(address, ({ attributes }) => ({ ...attributes, tags }));
}
