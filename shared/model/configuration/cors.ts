import type { z } from 'zod';
import { flag, inners, number, part, text, texts } from './element.ts';

/** Which web pages may use a bucket. `allowedMethods`: GET, PUT, POST, DELETE, HEAD. */
const corsRulePart = part({
  id: text('ID'),
  allowedOrigins: texts('AllowedOrigin'),
  allowedMethods: texts('AllowedMethod'),
  allowedHeaders: texts('AllowedHeader'),
  exposeHeaders: texts('ExposeHeader'),
  maxAgeSeconds: number('MaxAgeSeconds'),
});

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html: up to 100 rules. `responseVary` exists on
 * COS and OSS.
 */
export const corsSchema = part({
  rules: inners(corsRulePart, 'CORSRule'),
  responseVary: flag('ResponseVary'),
});
export type Cors = z.infer<typeof corsSchema>;
