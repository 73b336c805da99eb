import { type ErrorRow, errorTable } from '../client/error-table.ts';
import { sharedMeanings } from '../client/shared-meanings.ts';
import type { ErrorMeaning, Refusal } from '../dialect.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList and what MinIO and Ceph add. */
const rows: readonly ErrorRow[] = [
  [
    'NoSuchBucket',
    { kind: 'not-found', reason: 'no-such-bucket', message: 'There is no bucket of this name.' },
  ],
  ['NoSuchKey', { kind: 'not-found', reason: 'no-such-key', message: 'There is no object with this key.' }],
  [
    'NoSuchVersion',
    { kind: 'not-found', reason: 'no-such-version', message: 'There is no such version of this object.' },
  ],
  [
    'NoSuchUpload',
    {
      kind: 'not-found',
      reason: 'no-such-upload',
      message: 'The unfinished upload is gone: it was completed, aborted or has expired.',
    },
  ],
  ['NotFound 404', { kind: 'not-found', message: 'The server knows nothing by this name.' }],
  [
    'BucketAlreadyExists',
    {
      kind: 'already-exists',
      reason: 'bucket-taken',
      message: 'This bucket name is taken by another account. Choose another name.',
    },
  ],
  [
    'BucketAlreadyOwnedByYou',
    { kind: 'already-exists', reason: 'bucket-owned', message: 'You already have a bucket of this name.' },
  ],
  [
    'BucketNotEmpty',
    {
      kind: 'conflict',
      reason: 'bucket-not-empty',
      retry: 'after-user-acts',
      message: 'The bucket still holds objects, versions or unfinished uploads. Delete them first.',
    },
  ],
  [
    'OperationAborted ConditionalRequestConflict',
    {
      kind: 'conflict',
      reason: 'concurrent-change',
      message: 'Another change of the same thing is under way. Try again in a moment.',
    },
  ],
  [
    'InvalidBucketState',
    {
      kind: 'conflict',
      reason: 'bucket-state',
      retry: 'after-user-acts',
      message:
        'Another setting of the bucket does not go with this: a bucket with object lock stays versioned, and lock and replication need versioning.',
    },
  ],
  [
    'XMinioAdminRemoteTargetNotFoundError',
    {
      kind: 'invalid-input',
      reason: 'no-remote-target',
      message: 'The server knows no remote target by this ARN. Set the target up on the server first.',
    },
  ],
  [
    'MalformedPolicy PolicyTooLarge',
    { kind: 'invalid-input', reason: 'policy-refused', message: 'The server refuses the policy.' },
  ],
  [
    'AccessDenied AllAccessDisabled AccountProblem NotSignedUp UnauthorizedAccess',
    { kind: 'access-denied', message: 'These keys may not do this.' },
  ],
  [
    'AccessControlListNotSupported InvalidBucketAclWithObjectOwnership',
    {
      kind: 'not-offered',
      reason: 'acl-disabled',
      retry: 'after-user-acts',
      message:
        'Access lists are switched off for this bucket by its ownership. Use a policy, or change the ownership first.',
    },
  ],
  ['InvalidAccessKeyId', sharedMeanings.unknownAccessKey],
  [
    'SignatureDoesNotMatch',
    {
      kind: 'authentication',
      reason: 'wrong-secret',
      message: 'The secret key does not belong to this access key, or a proxy changed the request.',
    },
  ],
  ['ExpiredToken TokenRefreshRequired', sharedMeanings.tokenExpired],
  ['InvalidToken InvalidSecurity InvalidTokenId', sharedMeanings.tokenRefused],
  [
    'RequestTimeTooSkewed RequestExpired',
    {
      kind: 'clock-skew',
      message: "This computer's clock is too far from the server's. Set it right and try again.",
    },
  ],
  [
    'AuthorizationHeaderMalformed PermanentRedirect TemporaryRedirect Redirect InvalidRegion IllegalLocationConstraintException',
    {
      kind: 'wrong-region',
      message: 'The bucket or server belongs to another region than the one of this connection.',
    },
  ],
  [
    'PreconditionFailed',
    { kind: 'precondition-failed', message: 'The object is not in the state that was asked for.' },
  ],
  [
    'InvalidRange',
    {
      kind: 'invalid-input',
      reason: 'range-past-end',
      message: 'The range begins after the end of the object.',
    },
  ],
  ['InvalidBucketName', sharedMeanings.bucketNameRefused],
  [
    'KeyTooLongError XMinioInvalidObjectName XMinioInvalidResource XMinioInvalidResourceName InvalidURI XMinioObjectExistsAsDirectory XMinioParentIsObject',
    sharedMeanings.keyRefused,
  ],
  [
    'EntityTooLarge',
    { kind: 'invalid-input', reason: 'too-large', message: 'This is larger than the server takes at once.' },
  ],
  [
    'EntityTooSmall',
    {
      kind: 'invalid-input',
      reason: 'part-too-small',
      message: 'A part other than the last is smaller than the server allows.',
    },
  ],
  [
    'InvalidPart InvalidPartOrder',
    {
      kind: 'conflict',
      reason: 'part-missing',
      message: 'The server does not have a part of this upload as it was sent.',
    },
  ],
  [
    'BadDigest InvalidDigest XAmzContentSHA256Mismatch XAmzContentChecksumMismatch IncompleteBody',
    {
      kind: 'integrity',
      reason: 'digest-mismatch',
      message: 'What the server received is not what was sent. Try again.',
    },
  ],
  [
    'InvalidObjectState',
    { kind: 'archived', message: 'The object is archived. Restore it before reading it.' },
  ],
  ['ObjectLocked InvalidRetentionPeriod', sharedMeanings.objectLocked],
  [
    'NotImplemented MethodNotAllowed XNotImplemented NotSupported UnsupportedOperation',
    sharedMeanings.notOffered,
  ],
  [
    'SlowDown ServiceUnavailable Busy ThrottlingException Throttling TooManyRequests RequestLimitExceeded XMinioServerNotInitialized',
    sharedMeanings.busy,
  ],
  [
    'RequestTimeout',
    { kind: 'network', reason: 'connection-lost', message: 'The server waited too long for the data.' },
  ],
  ['InternalError InternalServerError', { kind: 'server', message: 'The server met a problem of its own.' }],
  [
    'XMinioStorageFull',
    {
      kind: 'server',
      reason: 'server-full',
      retry: 'after-user-acts',
      message: 'The server has no space left.',
    },
  ],
  ['TooManyBuckets QuotaExceeded XMinioAdminBucketQuotaExceeded', sharedMeanings.quotaUsedUp],
  [
    'InvalidArgument InvalidRequest MalformedXML InvalidTag InvalidStorageClass MetadataTooLarge MissingContentLength UnsupportedMetadata',
    { kind: 'invalid-input', message: 'The server refuses the request as it is.' },
  ],
];

/** Meaning of an S3 error code; null for one that nobody wrote down. */
export const meaningOfS3Code = errorTable(rows);

/** Meaning of a refusal; null for one that nobody wrote down. */
export function meaningOfS3({ code, detail }: Refusal): ErrorMeaning | null {
  // What others deny, MinIO calls an invalid request.
  const isLocked = code === 'InvalidRequest' && /\bWORM protected\b/.test(detail('Message') ?? '');
  return isLocked ? sharedMeanings.objectLocked : meaningOfS3Code(code);
}
