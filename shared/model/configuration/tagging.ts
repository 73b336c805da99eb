import type { z } from 'zod';
import { inner, inners, part, text } from './element.ts';

/** A tag; keys are unique in their set. */
export const tagPart = part({ key: text('Key'), value: text('Value') });

/**
 * Tags of a bucket: up to 50 pairs, keys of 1 to 128 characters, values up to 256
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html).
 */
export const taggingSchema = part({
  tagSet: inner(part({ tags: inners(tagPart, 'Tag') }), 'TagSet'),
});
export type Tagging = z.infer<typeof taggingSchema>;
