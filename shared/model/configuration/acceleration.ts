import type { z } from 'zod';
import { flag, part, text } from './element.ts';

/**
 * `status` Enabled or Suspended; absent when it never was on
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAccelerateConfiguration.html). `enabled` is OSS's
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/putbuckettransferacceleration).
 */
export const accelerationSchema = part({ status: text('Status'), enabled: flag('Enabled') });
export type Acceleration = z.infer<typeof accelerationSchema>;
