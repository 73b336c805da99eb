import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { itemStates, jobKinds } from './transfer.ts';

/** One item of a receipt. Digests are `<way>:<digest>`, as `md5:…` or `etag:…`; null where nobody knows. */
const receiptItemSchema = z.strictObject({
  key: z.string(),
  otherName: z.string(),
  state: z.enum(itemStates),
  sizeBytes: z.number().nonnegative(),
  /** Of what was read: the local file of an upload, the object of a download or a copy. */
  sourceDigest: z.string().nullable(),
  /** Of what was made: the object of an upload or a copy, the local file of a download. */
  targetDigest: z.string().nullable(),
  error: appErrorSchema.nullable(),
});

/** What a job did, item by item, with what is known of the bytes on both sides. */
export const receiptSchema = z.strictObject({
  jobId: z.string(),
  kind: z.enum(jobKinds),
  connectionId: z.string(),
  bucket: z.string(),
  from: z.string(),
  to: z.string(),
  createdAtMs: z.number(),
  finishedAtMs: z.number().nullable(),
  items: z.array(receiptItemSchema),
  /** `afterId` of the next page; null on the last. */
  nextAfterId: z.number().int().nullable(),
});

/** An upload that was begun and never ended: its parts cost until it is completed or aborted. */
export const leftoverSchema = z.strictObject({
  key: z.string(),
  uploadId: z.string(),
  initiatedAtMs: z.number(),
  partCount: z.number().int().nonnegative(),
  /** What its parts take up. */
  wastedBytes: z.number().nonnegative(),
  /** The job of the list that goes on with it; null when nobody does. */
  jobId: z.string().nullable(),
});

export type Receipt = z.infer<typeof receiptSchema>;
export type Leftover = z.infer<typeof leftoverSchema>;
