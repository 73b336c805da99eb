import type { VersioningState } from '../../store/model.ts';
import { readAclHeaders, writeAcl } from '../access/acl.ts';
import { bucketOf, type FaceAnswer, type FaceCall } from '../call.ts';
import { FaceError } from '../face-error.ts';
import { receiveText } from '../receive.ts';
import { allowChildren, childText, malformed, readRoot } from '../xml-reader.ts';
import { element, rootElement } from '../xml-writer.ts';

const mostDocumentBytes = 64 * 1024;

/**
 * Makes the bucket of the call with the access control list of its headers. Throws FaceError `InvalidBucketName` and
 * those of the list, StoreError `bucket-exists`.
 */
export function makeBucket(
  call: FaceCall,
  {
    hasObjectLock = false,
    versioning = 'off',
  }: { hasObjectLock?: boolean; versioning?: VersioningState } = {},
): void {
  const { store, region, now, dialect } = call;
  const name = bucketOf(call);
  if (!dialect.isBucketName(name)) throw new FaceError('InvalidBucketName');
  const acl = readAclHeaders(call);
  store.buckets.create({
    name,
    region,
    createdAtMs: now(),
    // Object lock works on versions alone and switches them on.
    versioning: hasObjectLock ? 'enabled' : versioning,
    hasObjectLock,
    tags: [],
  });
  if (acl !== null) store.buckets.setSetting(store.buckets.find(name).id, 'acl', writeAcl(acl));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export function deleteBucket(call: FaceCall): FaceAnswer {
  call.store.removeBucket(bucketOf(call));
  return { status: 204 };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export function getVersioning(call: FaceCall): FaceAnswer {
  const { versioning } = call.store.buckets.find(bucketOf(call));
  const status = versioning === 'enabled' ? 'Enabled' : 'Suspended';
  return {
    status: 200,
    xml: rootElement('VersioningConfiguration', versioning === 'off' ? [] : [element('Status', status)]),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export async function putVersioning(call: FaceCall): Promise<FaceAnswer> {
  const bucket = call.store.buckets.find(bucketOf(call));
  const { text } = await receiveText(call, mostDocumentBytes);
  const root = readRoot(text, 'VersioningConfiguration');
  allowChildren(root, 'Status');
  const status = childText(root, 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw malformed();
  if (status === 'Suspended' && bucket.hasObjectLock) {
    throw new FaceError('InvalidBucketState', {
      message:
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    });
  }
  call.store.buckets.setVersioning(bucket.id, status === 'Enabled' ? 'enabled' : 'suspended');
  return { status: 200 };
}
