import { failure } from '../../../shared/model/app-error.ts';
import { type BucketNameProblem, findBucketNameProblem } from '../../../shared/model/bucket-name.ts';
import type { ProviderId } from '../../../shared/model/connection.ts';

const sentences: Record<BucketNameProblem, string> = {
  'bucket-name-too-short': 'The bucket name is too short.',
  'bucket-name-too-long': 'The bucket name is too long.',
  'bucket-name-characters': 'A bucket name has only lower-case letters, digits and hyphens.',
  'bucket-name-ends': 'A bucket name begins and ends with a lower-case letter or digit.',
  'bucket-name-dots': 'A bucket name has no two dots in a row.',
  'bucket-name-address': 'A bucket name does not look like an IP address.',
  'bucket-name-reserved': 'Bucket names that begin or end like this one are reserved.',
  'bucket-name-account': 'A bucket name ends in a hyphen and the number of the account.',
};

/** Throws `invalid-input` with the first of the provider's rules that a new bucket's name breaks. */
export function checkNewBucketName(provider: ProviderId, bucket: string): void {
  const broken = findBucketNameProblem(provider, bucket);
  if (broken === null) return;
  throw failure('invalid-input', sentences[broken.problem], {
    reason: broken.problem,
    values: { bucket, minLength: broken.minLength, maxLength: broken.maxLength },
    resource: bucket,
  });
}
