import type { z } from 'zod';
import { part, text } from './element.ts';

/** `status` ON or OFF (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html). */
export const legalHoldSchema = part({ status: text('Status') });
export type LegalHold = z.infer<typeof legalHoldSchema>;
