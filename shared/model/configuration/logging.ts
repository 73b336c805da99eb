import type { z } from 'zod';
import { inner, part, text } from './element.ts';

/**
 * Where records of requests are written; without `loggingEnabled` nowhere
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html).
 */
export const loggingSchema = part({
  loggingEnabled: inner(
    part({ targetBucket: text('TargetBucket'), targetPrefix: text('TargetPrefix') }),
    'LoggingEnabled',
  ),
});
export type Logging = z.infer<typeof loggingSchema>;
