import { type ErrorRow, errorTable } from '../client/error-table.ts';
import type { ErrorMeaning, Refusal } from '../dialect.ts';
import { meaningOfS3Code } from '../s3/error-codes.ts';

/** https://www.tencentcloud.com/document/product/436/7730: what it does not share with S3, or means otherwise. */
const rows: readonly ErrorRow[] = [
  [
    'FileAlreadyExists',
    { kind: 'precondition-failed', message: 'There is an object with this key already.' },
  ],
  [
    'InvalidBucketName InvalidBucket',
    { kind: 'invalid-input', reason: 'bucket-name-refused', message: 'The server refuses this bucket name.' },
  ],
  [
    'KeyTooLong InvalidURI InvalidObjectName',
    { kind: 'invalid-input', reason: 'key-refused', message: 'The server does not take this key.' },
  ],
  [
    'InvalidSecretId SecretIdNotExists',
    {
      kind: 'authentication',
      reason: 'unknown-access-key',
      message: 'The server does not know this access key.',
    },
  ],
  [
    'ExpiredToken TokenExpired',
    {
      kind: 'authentication',
      reason: 'expired-token',
      message: 'The session token has expired. Get new keys.',
    },
  ],
  [
    'InvalidToken InvalidSecurityToken',
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
    'AccountArrears OwnerArrears',
    {
      kind: 'access-denied',
      message: 'The account of this bucket is closed for now. Its owner has to settle that.',
    },
  ],
  [
    'FunctionNotEnabled OperationNotSupported NotSupportedOperation',
    { kind: 'not-offered', message: 'This server does not offer this operation.' },
  ],
  [
    'QpsLimitExceeded RequestFrequencyExceeded TooManyRequests',
    { kind: 'throttled', message: 'The server is busy and asks for patience.' },
  ],
  [
    'TooManyBuckets BucketQuotaExceeded',
    {
      kind: 'conflict',
      reason: 'quota',
      retry: 'after-user-acts',
      message: 'A quota of the account is used up.',
    },
  ],
];

const find = errorTable(rows);

const clockSkew: ErrorMeaning = {
  kind: 'clock-skew',
  message: "This computer's clock is too far from the server's. Set it right and try again.",
};

/** Meaning of a COS refusal; null for a code that nobody wrote down. */
export function meaningOfCos(refusal: Refusal): ErrorMeaning | null {
  if (isCosClockSkew(refusal)) return clockSkew;
  return find(refusal.code) ?? meaningOfS3Code(refusal.code);
}

/** An expired signature is denied like anything else, but only then the server tells its time. */
export function isCosClockSkew({ code, detail }: Refusal): boolean {
  if (code === 'RequestTimeTooSkewed') return true;
  return code === 'AccessDenied' && /Request has expired/i.test(detail('Message') ?? '');
}
