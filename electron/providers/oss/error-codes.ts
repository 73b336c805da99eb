import { type ErrorRow, errorTable } from '../client/error-table.ts';
import { sharedMeanings } from '../client/shared-meanings.ts';
import type { ErrorMeaning, Refusal } from '../dialect.ts';
import { meaningOfS3Code } from '../s3/error-codes.ts';

/** https://www.alibabacloud.com/help/en/oss/user-guide/error-codes-3: what it does not share with S3, or means otherwise. */
const rows: readonly ErrorRow[] = [
  ['FileAlreadyExists', sharedMeanings.objectExists],
  ['FileImmutable ObjectImmutable', sharedMeanings.objectLocked],
  ['InvalidObjectName KeyTooLong', sharedMeanings.keyRefused],
  ['SecurityTokenExpired', sharedMeanings.tokenExpired],
  ['InvalidSecurityToken SecurityTokenNotSupported', sharedMeanings.tokenRefused],
  ['RestoreAlreadyInProgress', sharedMeanings.restoreRunning],
  ['UserDisable', sharedMeanings.accountClosed],
  [
    'QpsLimitExceeded DownloadTrafficRateLimitExceeded UploadTrafficRateLimitExceeded TotalQpsLimitExceeded',
    sharedMeanings.busy,
  ],
  ['PositionNotEqualToLength', sharedMeanings.appendPosition],
  ['ObjectNotAppendable', sharedMeanings.notAppendable],
  [
    'SecondLevelDomainForbidden',
    {
      kind: 'invalid-input',
      reason: 'path-style-refused',
      message: 'The server takes buckets in front of its name only. Choose virtual-host addressing.',
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
