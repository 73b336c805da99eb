import type { z } from 'zod';
import { flag, part } from './element.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const publicAccessBlockSchema = part({
  blockPublicAcls: flag('BlockPublicAcls'),
  ignorePublicAcls: flag('IgnorePublicAcls'),
  blockPublicPolicy: flag('BlockPublicPolicy'),
  restrictPublicBuckets: flag('RestrictPublicBuckets'),
});
export type PublicAccessBlock = z.infer<typeof publicAccessBlockSchema>;
