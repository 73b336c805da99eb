import type { z } from 'zod';
import { flag, inner, inners, number, part, text } from './element.ts';
import { tagPart } from './tagging.ts';

const andPart = part({
  prefix: text('Prefix'),
  tags: inners(tagPart, 'Tag'),
  objectSizeGreaterThanBytes: number('ObjectSizeGreaterThan'),
  objectSizeLessThanBytes: number('ObjectSizeLessThan'),
});

/** One condition, or several inside `and`. */
const filterPart = part({
  prefix: text('Prefix'),
  tag: inner(tagPart, 'Tag'),
  objectSizeGreaterThanBytes: number('ObjectSizeGreaterThan'),
  objectSizeLessThanBytes: number('ObjectSizeLessThan'),
  and: inner(andPart, 'And'),
});

/** Dates are ISO 8601 at midnight UTC; `createdBeforeDate` is the form of OSS. */
const expirationPart = part({
  days: number('Days'),
  date: text('Date'),
  createdBeforeDate: text('CreatedBeforeDate'),
  expiredObjectDeleteMarker: flag('ExpiredObjectDeleteMarker'),
});

const transitionPart = part({
  days: number('Days'),
  date: text('Date'),
  createdBeforeDate: text('CreatedBeforeDate'),
  storageClass: text('StorageClass'),
});

const noncurrentExpirationPart = part({
  noncurrentDays: number('NoncurrentDays'),
  newerNoncurrentVersions: number('NewerNoncurrentVersions'),
});

const noncurrentTransitionPart = part({
  noncurrentDays: number('NoncurrentDays'),
  newerNoncurrentVersions: number('NewerNoncurrentVersions'),
  storageClass: text('StorageClass'),
});

/** `prefix` and `tags` of the rule itself are the old form of S3 and the form of OSS. `status`: Enabled or Disabled. */
const lifecycleRulePart = part({
  id: text('ID'),
  prefix: text('Prefix'),
  status: text('Status'),
  filter: inner(filterPart, 'Filter'),
  tags: inners(tagPart, 'Tag'),
  expiration: inner(expirationPart, 'Expiration'),
  transitions: inners(transitionPart, 'Transition'),
  noncurrentVersionExpiration: inner(noncurrentExpirationPart, 'NoncurrentVersionExpiration'),
  noncurrentVersionTransitions: inners(noncurrentTransitionPart, 'NoncurrentVersionTransition'),
  abortIncompleteMultipartUpload: inner(
    part({ daysAfterInitiation: number('DaysAfterInitiation') }),
    'AbortIncompleteMultipartUpload',
  ),
  /** OSS. */
  abortMultipartUpload: inner(
    part({ days: number('Days'), createdBeforeDate: text('CreatedBeforeDate') }),
    'AbortMultipartUpload',
  ),
});

/**
 * What becomes of objects with age: up to 1,000 rules
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html).
 */
export const lifecycleSchema = part({ rules: inners(lifecycleRulePart, 'Rule') });
export type Lifecycle = z.infer<typeof lifecycleSchema>;
