import type { StoredBucket, StoredVersion } from '../../store/model.ts';
import type { S3Call } from '../context.ts';
import { evaluatePolicy } from '../policy/evaluate.ts';
import { readPolicy } from '../policy/policy-document.ts';
import { S3Error } from '../s3-error.ts';
import { aclHeaders, type Permission, permits, storedAcl } from './acl.ts';
import { findConditionKey } from './condition-keys.ts';

/** What is about to be done. `key` null: to the bucket itself. */
export interface Deed {
  /** `s3:GetObject`… */
  readonly action: string;
  readonly bucket: string;
  readonly key: string | null;
  readonly versionId?: string | null;
}

/** What a grant on the bucket allows. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const bucketGrants: Readonly<Record<string, Permission>> = {
  's3:ListBucket': 'READ',
  's3:ListBucketVersions': 'READ',
  's3:ListBucketMultipartUploads': 'READ',
  's3:PutObject': 'WRITE',
  's3:DeleteObject': 'WRITE',
  's3:AbortMultipartUpload': 'WRITE',
  's3:ListMultipartUploadParts': 'WRITE',
  's3:GetBucketAcl': 'READ_ACP',
  's3:PutBucketAcl': 'WRITE_ACP',
};
/** What a grant on the object allows. */
const objectGrants: Readonly<Record<string, Permission>> = {
  's3:GetObject': 'READ',
  's3:GetObjectVersion': 'READ',
  's3:GetObjectAcl': 'READ_ACP',
  's3:GetObjectVersionAcl': 'READ_ACP',
  's3:PutObjectAcl': 'WRITE_ACP',
  's3:PutObjectVersionAcl': 'WRITE_ACP',
};
/** Headers of a write that ask for more than the write itself. */
const extraActions: readonly (readonly [header: string, action: string])[] = [
  ...aclHeaders.map((header) => [header, 's3:PutObjectAcl'] as const),
  ['x-amz-tagging', 's3:PutObjectTagging'],
  ['x-amz-object-lock-mode', 's3:PutObjectRetention'],
  ['x-amz-object-lock-legal-hold', 's3:PutObjectLegalHold'],
];
/** An owner who locked himself out by a policy can still get it out of the way. */
const alwaysOwners = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];
const versionActions: Readonly<Record<string, string>> = {
  's3:GetObject': 's3:GetObjectVersion',
  's3:GetObjectAcl': 's3:GetObjectVersionAcl',
  's3:PutObjectAcl': 's3:PutObjectVersionAcl',
  's3:GetObjectTagging': 's3:GetObjectVersionTagging',
  's3:PutObjectTagging': 's3:PutObjectVersionTagging',
  's3:DeleteObjectTagging': 's3:DeleteObjectVersionTagging',
  's3:GetObjectAttributes': 's3:GetObjectVersionAttributes',
  's3:DeleteObject': 's3:DeleteObjectVersion',
};

/**
 * Throws AccessDenied when the caller may not do it. The owner may, unless the bucket policy denies it. Anyone else may
 * what the policy allows or an ACL grants, unless the policy denies it: users here have no policies of their own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
export function authorize(call: S3Call, deed: Deed): void {
  if (!isAllowed(call, deed)) throw new S3Error('AccessDenied');
}

/** Throws AccessDenied when the caller may write there, but not all that the headers of the write ask for besides. */
export function authorizeExtras(call: S3Call, target: Omit<Deed, 'action'>): void {
  for (const [header, action] of extraActions) {
    if (call.request.headers.has(header)) authorize(call, { ...target, action });
  }
}

/** The same as `authorize`, as an answer. StoreError `no-such-bucket`. */
export function isAllowed(call: S3Call, deed: Deed): boolean {
  const { caller, store } = call;
  const isOwner = caller.kind === 'user' && caller.isOwner;
  const bucket = store.buckets.find(deed.bucket);
  const policyText = store.buckets.setting(bucket.id, 'policy');
  // The usual case costs nothing: the owner and no policy.
  if (isOwner && (policyText === null || alwaysOwners.includes(deed.action))) return true;
  const action = deed.versionId ? (versionActions[deed.action] ?? deed.action) : deed.action;
  if (policyText !== null) {
    const verdict = evaluatePolicy(readPolicy(policyText, bucket.name), {
      caller,
      action,
      resource: `arn:aws:s3:::${bucket.name}${deed.key === null ? '' : `/${deed.key}`}`,
      findKey: findConditionKey(call, deed, () => versionOf(call, deed)),
    });
    if (verdict !== 'silent') return verdict === 'allowed';
  }
  return isOwner || isGranted(call, bucket, { ...deed, action });
}

/** True for a caller who may learn that a key does not exist: one who may list. */
export function mayKnow(call: S3Call, bucket: string): boolean {
  return isAllowed(call, { action: 's3:ListBucket', bucket, key: null });
}

function isGranted(call: S3Call, bucket: StoredBucket, deed: Deed): boolean {
  const onBucket = bucketGrants[deed.action];
  if (onBucket !== undefined) {
    return permits(storedAcl(call.store.buckets.setting(bucket.id, 'acl')), call.caller, onBucket);
  }
  const onObject = objectGrants[deed.action];
  if (onObject === undefined) return false;
  const version = versionOf(call, deed);
  // One who may list may know that there is no such object.
  if (version === null) return onObject === 'READ' && mayKnow(call, deed.bucket);
  return permits(storedAcl(version.attributes.acl), call.caller, onObject);
}

function versionOf({ store }: S3Call, { bucket, key, versionId = null }: Deed): StoredVersion | null {
  if (key === null) return null;
  try {
    return store.objects.find({ bucket, key, versionId });
  } catch {
    return null;
  }
}
