import { type ErrorRow, errorTable } from '../client/error-table.ts';
import { sharedMeanings } from '../client/shared-meanings.ts';
import type { ErrorMeaning, Refusal } from '../dialect.ts';
import { meaningOfS3Code } from '../s3/error-codes.ts';

/** https://www.tencentcloud.com/document/product/436/7730: what it does not share with S3, or means otherwise. */
const rows: readonly ErrorRow[] = [
  ['FileAlreadyExists', sharedMeanings.objectExists],
  ['InvalidBucket', sharedMeanings.bucketNameRefused],
  ['KeyTooLong InvalidObjectName', sharedMeanings.keyRefused],
  ['InvalidSecretId SecretIdNotExists', sharedMeanings.unknownAccessKey],
  ['TokenExpired', sharedMeanings.tokenExpired],
  ['InvalidToken InvalidSecurityToken', sharedMeanings.tokenRefused],
  ['PositionNotEqualToLength', sharedMeanings.appendPosition],
  ['ObjectNotAppendable', sharedMeanings.notAppendable],
  ['RestoreAlreadyInProgress', sharedMeanings.restoreRunning],
  ['AccountArrears OwnerArrears', sharedMeanings.accountClosed],
  ['FunctionNotEnabled OperationNotSupported NotSupportedOperation', sharedMeanings.notOffered],
  ['QpsLimitExceeded RequestFrequencyExceeded TooManyRequests', sharedMeanings.busy],
  ['BucketQuotaExceeded', sharedMeanings.quotaUsedUp],
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
