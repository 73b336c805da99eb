import { type ErrorRow, errorTable } from '../client/error-table.ts';
import type { ErrorMeaning, Refusal } from '../dialect.ts';
import { meaningOfS3Code } from '../s3/error-codes.ts';

/** https://www.alibabacloud.com/help/en/oss/user-guide/error-codes-3: what it does not share with S3, or means otherwise. */
const rows: readonly ErrorRow[] = [
  [
    'FileAlreadyExists',
    { kind: 'precondition-failed', message: 'There is an object with this key already.' },
  ],
  [
    'FileImmutable ObjectImmutable',
    { kind: 'access-denied', reason: 'object-locked', message: 'The object is locked against changes.' },
  ],
  [
    'InvalidObjectName KeyTooLong',
    { kind: 'invalid-input', reason: 'key-refused', message: 'The server does not take this key.' },
  ],
  [
    'SecurityTokenExpired',
    {
      kind: 'authentication',
      reason: 'expired-token',
      message: 'The session token has expired. Get new keys.',
    },
  ],
  [
    'InvalidSecurityToken SecurityTokenNotSupported',
    { kind: 'authentication', reason: 'invalid-token', message: 'The server refuses the session token.' },
  ],
  [
    'RestoreAlreadyInProgress',
    {
      kind: 'conflict',
      reason: 'restore-running',
      message: 'The object is being restored already. Wait until it is done.',
    },
  ],
  [
    'UserDisable',
    {
      kind: 'access-denied',
      message: 'The account of this bucket is closed for now. Its owner has to settle that.',
    },
  ],
  [
    'QpsLimitExceeded DownloadTrafficRateLimitExceeded UploadTrafficRateLimitExceeded TotalQpsLimitExceeded',
    { kind: 'throttled', message: 'The server is busy and asks for patience.' },
  ],
  [
    'PositionNotEqualToLength',
    {
      kind: 'conflict',
      reason: 'append-position',
      message: 'The object has another length than the position to append at.',
    },
  ],
  [
    'ObjectNotAppendable',
    { kind: 'invalid-input', reason: 'not-appendable', message: 'Nothing can be appended to this object.' },
  ],
  [
    'SecondLevelDomainForbidden',
    {
      kind: 'invalid-input',
      reason: 'path-style-refused',
      message: 'The server takes buckets in front of its name only. Choose virtual-host addressing.',
    },
  ],
  [
    'TooManyBuckets',
    {
      kind: 'conflict',
      reason: 'quota',
      retry: 'after-user-acts',
      message: 'A quota of the account is used up.',
    },
  ],
];

const find = errorTable(rows);

const wrongRegion: ErrorMeaning = {
  kind: 'wrong-region',
  message: 'The bucket or server belongs to another region than the one of this connection.',
};

/** Meaning of an OSS refusal; null for a code that nobody wrote down. */
export function meaningOfOss(refusal: Refusal): ErrorMeaning | null {
  if (isWrongOssRegion(refusal)) return wrongRegion;
  return find(refusal.code) ?? meaningOfS3Code(refusal.code);
}

/**
 * A bucket asked for at another region's host is denied with the right host in the document; a signature for another
 * region than the host's is an invalid argument.
 */
export function isWrongOssRegion({ code, status, detail }: Refusal): boolean {
  if (status === 301 || status === 307) return true;
  if (code === 'AccessDenied') return Boolean(detail('Endpoint'));
  return code === 'InvalidArgument' && /signing region/i.test(detail('Message') ?? '');
}
