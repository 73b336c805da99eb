import type { z } from 'zod';
import { part, text } from './element.ts';

/** `payer` BucketOwner or Requester (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketRequestPayment.html). */
export const requestPaymentSchema = part({ payer: text('Payer') });
export type RequestPayment = z.infer<typeof requestPaymentSchema>;
