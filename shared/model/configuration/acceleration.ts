import type { z } from 'zod';
import { part, text } from './element.ts';

/**
 * `status` Enabled or Suspended; absent when it never was on
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAccelerateConfiguration.html).
 */
export const accelerationSchema = part({ status: text('Status') });
export type Acceleration = z.infer<typeof accelerationSchema>;
