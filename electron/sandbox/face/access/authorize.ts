import type { StoredBucket, StoredVersion } from '../../store/model.ts';
import type { FaceCall } from '../call.ts';
import { FaceError } from '../face-error.ts';
import { aclHeaders, type Permission, permits, storedAcl } from './acl.ts';

/** What is about to be done. `key` null: to the bucket itself. */
export interface Deed {
  /** In the words of S3 without its prefix: `GetObject`… */
  readonly action: string;
  readonly bucket: string;
  readonly key: string | null;
  readonly versionId?: string | null;
}

/** What a grant on the bucket allows. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const bucketGrants: Readonly<Record<string, Permission>> = {
  ListBucket: 'READ',
  ListBucketVersions: 'READ',
  ListBucketMultipartUploads: 'READ',
  PutObject: 'WRITE',
  DeleteObject: 'WRITE',
  AbortMultipartUpload: 'WRITE',
  ListMultipartUploadParts: 'WRITE',
  GetBucketAcl: 'READ_ACP',
  PutBucketAcl: 'WRITE_ACP',
};
/** What a grant on the object allows. */
const objectGrants: Readonly<Record<string, Permission>> = {
  GetObject: 'READ',
  GetObjectAcl: 'READ_ACP',
  PutObjectAcl: 'WRITE_ACP',
};
/** Headers of a write that ask for more than the write itself. */
const extraActions: readonly (readonly [header: string, action: string])[] = [
  ...aclHeaders.map((header) => [header, 'PutObjectAcl'] as const),
  ['x-own-tagging', 'PutObjectTagging'],
  ['x-own-object-lock-mode', 'PutObjectRetention'],
  ['x-own-object-lock-legal-hold', 'PutObjectLegalHold'],
];
/** An owner who locked himself out by a policy can still get it out of the way. */
const alwaysOwners = ['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy'];
/**
 * Throws AccessDenied when the caller may not do it. The owner may, unless the bucket policy denies it. Anyone else may
 * what the policy allows or an ACL grants, unless the policy denies it: users here have no policies of their own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
export function authorize(call: FaceCall, deed: Deed): void {
  if (!isAllowed(call, deed)) throw new FaceError('AccessDenied');
}

/** Throws AccessDenied when the caller may write there, but not all that the headers of the write ask for besides. */
export function authorizeExtras(call: FaceCall, target: Omit<Deed, 'action'>): void {
  for (const [header, action] of extraActions) {
    if (call.request.headers.has(header)) authorize(call, { ...target, action });
  }
}

/** The same as `authorize`, as an answer. StoreError `no-such-bucket`. */
export function isAllowed(call: FaceCall, deed: Deed): boolean {
  const { caller, store, dialect } = call;
  const isOwner = caller.kind === 'user' && caller.isOwner;
  const bucket = store.buckets.find(deed.bucket);
  const policyText = store.buckets.setting(bucket.id, `${dialect.settingPrefix}policy`);
  // The usual case costs nothing: the owner and no policy.
  if (isOwner && (policyText === null || alwaysOwners.includes(deed.action))) return true;
  if (policyText !== null) {
    const verdict = dialect.policy.judge(call, policyText, deed);
    if (verdict !== 'silent') return verdict === 'allowed';
  }
  return isOwner || isGranted(call, bucket, deed);
}

/** True for a caller who may learn that a key does not exist: one who may list. */
export function mayKnow(call: FaceCall, bucket: string): boolean {
  return isAllowed(call, { action: 'ListBucket', bucket, key: null });
}

function isGranted(call: FaceCall, bucket: StoredBucket, deed: Deed): boolean {
  const { store, dialect, caller } = call;
  const bucketAcl = () => storedAcl(store.buckets.setting(bucket.id, 'acl'));
  // Who may write may still not take away what was.
  const onBucket = deed.action === 'DeleteObject' && deed.versionId ? undefined : bucketGrants[deed.action];
  if (onBucket !== undefined) return permits(bucketAcl(), caller, onBucket);
  const onObject = objectGrants[deed.action];
  if (onObject === undefined) return false;
  const version = versionOf(call, deed);
  // One who may list may know that there is no such object.
  if (version === null) return onObject === 'READ' && mayKnow(call, deed.bucket);
  const { acl } = version.attributes;
  const list = storedAcl(acl);
  const isInherited = acl === undefined || list.isInherited === true;
  return permits(isInherited && dialect.acl.objectsInherit ? bucketAcl() : list, caller, onObject);
}

/** The version that a deed is done to; null for none. */
export function versionOf(
  { store }: FaceCall,
  { bucket, key, versionId = null }: Deed,
): StoredVersion | null {
  if (key === null) return null;
  try {
    return store.objects.find({ bucket, key, versionId });
  } catch {
    return null;
  }
}
