import { z } from 'zod';

/** Whom something belongs to; empty where the server does not say. */
export const ownerSchema = z.strictObject({ id: z.string(), displayName: z.string() });

/** A bucket as the service lists it. What is optional is told by some providers only. */
export const bucketSchema = z.strictObject({
  name: z.string().min(1),
  /** Milliseconds since 1970, UTC; null when the server does not say. */
  createdAtMs: z.number().nullable(),
  /** null when the listing does not say. */
  region: z.string().nullable(),
  /** Of new objects, where buckets have a class. */
  storageClass: z.string().optional(),
  /** Host names without the bucket, for the public net and from inside the provider's cloud. */
  endpoints: z.strictObject({ public: z.string(), internal: z.string() }).optional(),
});

/** What is known of one bucket. null: the provider does not say, or not to these keys. */
export const bucketInfoSchema = bucketSchema.extend({
  owner: ownerSchema.nullable(),
  /** Keeps its objects in several zones of the region. */
  isMultiZone: z.boolean().nullable(),
  /** `private`, `public-read`, `public-read-write`, or `custom` when no word says it. */
  access: z.string().nullable(),
  /** `Enabled`, `Suspended`, or `Off` when it never was on. */
  versioning: z.string().nullable(),
  /** Algorithm of new objects; `none` when it is not set. */
  encryption: z.string().nullable(),
  hasObjectLock: z.boolean().nullable(),
});

const amountSchema = z.strictObject({
  objectCount: z.number().int().nonnegative(),
  sizeBytes: z.number().nonnegative(),
});

/** How much is in a bucket, current versions only. */
export const bucketStatSchema = amountSchema.extend({
  /** Unfinished uploads; null where they cannot be listed. */
  uploadCount: z.number().int().nonnegative().nullable(),
  /** By the provider's own words; an empty name is its standard class. */
  storageClasses: z.record(z.string(), amountSchema),
});

export type Owner = z.infer<typeof ownerSchema>;
export type Bucket = z.infer<typeof bucketSchema>;
export type BucketInfo = z.infer<typeof bucketInfoSchema>;
export type BucketStat = z.infer<typeof bucketStatSchema>;
