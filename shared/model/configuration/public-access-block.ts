import type { z } from 'zod';
import { flag, part } from './element.ts';

/**
 * Four switches on S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html), one on OSS:
 * `blockPublicAccess` (https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketpublicaccessblock).
 */
export const publicAccessBlockSchema = part({
  blockPublicAcls: flag('BlockPublicAcls'),
  ignorePublicAcls: flag('IgnorePublicAcls'),
  blockPublicPolicy: flag('BlockPublicPolicy'),
  restrictPublicBuckets: flag('RestrictPublicBuckets'),
  blockPublicAccess: flag('BlockPublicAccess'),
});
export type PublicAccessBlock = z.infer<typeof publicAccessBlockSchema>;
