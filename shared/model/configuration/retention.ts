import type { z } from 'zod';
import { part, text } from './element.ts';

/**
 * Until when a version is locked, in ISO 8601 UTC. Mode GOVERNANCE, which those who may can lift, or COMPLIANCE, which
 * nobody can (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html).
 */
export const retentionSchema = part({ mode: text('Mode'), retainUntil: text('RetainUntilDate') });
export type Retention = z.infer<typeof retentionSchema>;
