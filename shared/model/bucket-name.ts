import type { ProviderId } from './connection.ts';

/** Which rule a new bucket's name breaks. */
export const bucketNameProblems = [
  'bucket-name-too-short',
  'bucket-name-too-long',
  'bucket-name-characters',
  'bucket-name-ends',
  'bucket-name-dots',
  'bucket-name-address',
  'bucket-name-reserved',
  'bucket-name-account',
] as const;
export type BucketNameProblem = (typeof bucketNameProblems)[number];

interface NameRules {
  readonly minLength: number;
  readonly maxLength: number;
  readonly characters: RegExp;
}

const nameRules: Record<ProviderId, NameRules> = {
  s3: { minLength: 3, maxLength: 63, characters: /^[a-z0-9.-]*$/ },
  cos: { minLength: 3, maxLength: 60, characters: /^[a-z0-9-]*$/ },
  oss: { minLength: 3, maxLength: 63, characters: /^[a-z0-9-]*$/ },
};

const reservedStarts = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const reservedEnds = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/**
 * The first rule that a name for a NEW bucket breaks, with the numbers a message needs; null when it is allowed.
 * Old buckets may have names that no rule allows any more, so this is never asked about an existing one.
 *
 * S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * COS: https://www.tencentcloud.com/document/product/436/13312 (the name ends in `-<account number>`)
 * OSS: https://www.alibabacloud.com/help/en/oss/user-guide/bucket-naming-conventions
 */
export function findBucketNameProblem(
  provider: ProviderId,
  name: string,
): { problem: BucketNameProblem; minLength: number; maxLength: number } | null {
  const { minLength, maxLength, characters } = nameRules[provider];
  const broken = (problem: BucketNameProblem) => ({ problem, minLength, maxLength });
  if (name.length < minLength) return broken('bucket-name-too-short');
  if (name.length > maxLength) return broken('bucket-name-too-long');
  if (!characters.test(name)) return broken('bucket-name-characters');
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return broken('bucket-name-ends');
  if (provider === 's3') {
    if (name.includes('..')) return broken('bucket-name-dots');
    if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return broken('bucket-name-address');
    const isReserved =
      reservedStarts.some((start) => name.startsWith(start)) ||
      reservedEnds.some((end) => name.endsWith(end));
    if (isReserved) return broken('bucket-name-reserved');
  }
  if (provider === 'cos' && !/-\d{1,12}$/.test(name)) return broken('bucket-name-account');
  return null;
}
