import type { z } from 'zod';
import { part, text } from './element.ts';

/**
 * Whether the policy makes the bucket public: `isPublic` is true or TRUE, false or FALSE
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html).
 */
export const policyStatusSchema = part({ isPublic: text('IsPublic') });
export type PolicyStatus = z.infer<typeof policyStatusSchema>;
