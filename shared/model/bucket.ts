import { z } from 'zod';

/** A bucket as the service lists it. */
export const bucketSchema = z.strictObject({
  name: z.string().min(1),
  /** Milliseconds since 1970, UTC; null when the server does not say. */
  createdAtMs: z.number().nullable(),
  /** null when the listing does not say. */
  region: z.string().nullable(),
});

export type Bucket = z.infer<typeof bucketSchema>;
