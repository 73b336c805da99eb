import type { ErrorMeaning, Refusal } from '../dialect.ts';

type Row = readonly [codes: string, meaning: ErrorMeaning];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList and what MinIO and Ceph add. */
const table: readonly Row[] = [
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
    'InvalidAccessKeyId',
    {
      kind: 'authentication',
      reason: 'unknown-access-key',
      message: 'The server does not know this access key.',
    },
  ],
  [
    'SignatureDoesNotMatch',
    {
      kind: 'authentication',
      reason: 'wrong-secret',
      message: 'The secret key does not belong to this access key, or a proxy changed the request.',
    },
  ],
  [
    'ExpiredToken TokenRefreshRequired',
    {
      kind: 'authentication',
      reason: 'expired-token',
      message: 'The session token has expired. Get new keys.',
    },
  ],
  [
    'InvalidToken InvalidSecurity InvalidTokenId',
    { kind: 'authentication', reason: 'invalid-token', message: 'The server refuses the session token.' },
  ],
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
  [
    'InvalidBucketName',
    { kind: 'invalid-input', reason: 'bucket-name-refused', message: 'The server refuses this bucket name.' },
  ],
  [
    'KeyTooLongError XMinioInvalidObjectName XMinioInvalidResource XMinioInvalidResourceName InvalidURI XMinioObjectExistsAsDirectory XMinioParentIsObject',
    {
      kind: 'invalid-input',
      reason: 'key-refused',
      message: 'The server does not take this key.',
    },
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
  [
    'ObjectLocked InvalidRetentionPeriod',
    { kind: 'access-denied', reason: 'object-locked', message: 'The object is locked against changes.' },
  ],
  [
    'NotImplemented MethodNotAllowed XNotImplemented NotSupported UnsupportedOperation',
    { kind: 'not-offered', message: 'This server does not offer this operation.' },
  ],
  [
    'SlowDown ServiceUnavailable Busy ThrottlingException Throttling TooManyRequests RequestLimitExceeded XMinioServerNotInitialized',
    {
      kind: 'throttled',
      message: 'The server is busy and asks for patience.',
    },
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
  [
    'TooManyBuckets QuotaExceeded XMinioAdminBucketQuotaExceeded',
    {
      kind: 'conflict',
      reason: 'quota',
      retry: 'after-user-acts',
      message: 'A quota of the account is used up.',
    },
  ],
  [
    'InvalidArgument InvalidRequest MalformedXML InvalidTag InvalidStorageClass MetadataTooLarge MissingContentLength UnsupportedMetadata',
    { kind: 'invalid-input', message: 'The server refuses the request as it is.' },
  ],
];

const locked: ErrorMeaning = {
  kind: 'access-denied',
  reason: 'object-locked',
  message: 'The object is locked against changes.',
};

const meanings = new Map(
  table.flatMap(([codes, meaning]) => codes.split(' ').map((code) => [code, meaning] as const)),
);

/** Meaning of an S3 error code; null for one that nobody wrote down. */
export function meaningOfS3Code(code: string): ErrorMeaning | null {
  return meanings.get(code) ?? null;
}

/** Meaning of a refusal; null for one that nobody wrote down. */
export function meaningOfS3({ code, detail }: Refusal): ErrorMeaning | null {
  // What others deny, MinIO calls an invalid request.
  const isLocked = code === 'InvalidRequest' && /\bWORM protected\b/.test(detail('Message') ?? '');
  return isLocked ? locked : meaningOfS3Code(code);
}
