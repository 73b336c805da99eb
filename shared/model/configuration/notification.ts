import type { z } from 'zod';
import { inner, inners, part, text, texts } from './element.ts';

/** `name` is prefix or suffix. */
const filterPart = part({
  key: inner(
    part({ rules: inners(part({ name: text('Name'), value: text('Value') }), 'FilterRule') }),
    'S3Key',
  ),
});
const rest = { events: texts('Event'), filter: inner(filterPart, 'Filter') };

/**
 * Whom a bucket tells of changes, and of which; each target by its ARN. Empty lists tell nobody. A function is called
 * CloudFunction on the wire (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html).
 */
export const notificationSchema = part({
  topics: inners(part({ id: text('Id'), arn: text('Topic'), ...rest }), 'TopicConfiguration'),
  queues: inners(part({ id: text('Id'), arn: text('Queue'), ...rest }), 'QueueConfiguration'),
  functions: inners(
    part({ id: text('Id'), arn: text('CloudFunction'), ...rest }),
    'CloudFunctionConfiguration',
  ),
});
export type Notification = z.infer<typeof notificationSchema>;
