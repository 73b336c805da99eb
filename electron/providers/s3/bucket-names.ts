import { failure } from '../../../shared/model/app-error.ts';

interface Rule {
  readonly reason: string;
  readonly message: string;
  isBroken(bucket: string): boolean;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, in the order a user fixes them. */
const rules: readonly Rule[] = [
  {
    reason: 'bucket-name-too-short',
    message: 'A bucket name has at least 3 characters.',
    isBroken: (bucket) => bucket.length < 3,
  },
  {
    reason: 'bucket-name-too-long',
    message: 'A bucket name has at most 63 characters.',
    isBroken: (bucket) => bucket.length > 63,
  },
  {
    reason: 'bucket-name-upper-case',
    message: 'A bucket name has no upper-case letters.',
    isBroken: (bucket) => /[A-Z]/.test(bucket),
  },
  {
    reason: 'bucket-name-characters',
    message: 'A bucket name has only letters a to z, digits, dots and hyphens.',
    isBroken: (bucket) => /[^a-z0-9.-]/.test(bucket),
  },
  {
    reason: 'bucket-name-start-or-end',
    message: 'A bucket name begins and ends with a letter or digit.',
    isBroken: (bucket) => !/^[a-z0-9].*[a-z0-9]$/.test(bucket),
  },
  {
    reason: 'bucket-name-adjacent-dots',
    message: 'A bucket name has no two dots in a row, and no hyphen beside a dot.',
    isBroken: (bucket) => /\.\.|\.-|-\./.test(bucket),
  },
  {
    reason: 'bucket-name-like-address',
    message: 'A bucket name does not look like an IP address.',
    isBroken: (bucket) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(bucket),
  },
  {
    reason: 'bucket-name-reserved',
    message: 'Bucket names that begin or end like this one are reserved.',
    isBroken: (bucket) =>
      /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(bucket),
  },
];

/** Throws `invalid-input` with the first rule a new bucket's name breaks. */
export function checkNewS3BucketName(bucket: string): void {
  const broken = rules.find((rule) => rule.isBroken(bucket));
  if (!broken) return;
  throw failure('invalid-input', broken.message, {
    reason: broken.reason,
    values: { bucket },
    resource: bucket,
  });
}
