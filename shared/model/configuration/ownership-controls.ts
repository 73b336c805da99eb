import type { z } from 'zod';
import { inners, part, text } from './element.ts';

/**
 * Who owns what others upload: `objectOwnership` BucketOwnerEnforced (access lists are off), BucketOwnerPreferred or
 * ObjectWriter (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html).
 */
export const ownershipControlsSchema = part({
  rules: inners(part({ objectOwnership: text('ObjectOwnership') }), 'Rule'),
});
export type OwnershipControls = z.infer<typeof ownershipControlsSchema>;
