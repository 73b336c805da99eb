import { z } from 'zod';

/** How a listing from the index is ordered. */
export const listingSortSchema = z.strictObject({
  column: z.enum(['name', 'size', 'modified']),
  direction: z.enum(['ascending', 'descending']),
});
export type ListingSort = z.infer<typeof listingSortSchema>;

/**
 * Which objects are meant; what is null or empty does not narrow.
 * - `prefix`: where to look; `isOneLevel`: not in the folders below it.
 * - `name`: a part of the key in any case, or with * and ? a pattern for its last part.
 * - `extensions`: in lower case without the dot. Sizes in bytes, times in milliseconds since 1970: from inclusive, to
 *   exclusive.
 */
export const objectFilterSchema = z.strictObject({
  prefix: z.string().max(1_024),
  isOneLevel: z.boolean(),
  name: z.string().max(256),
  minBytes: z.number().nonnegative().nullable(),
  maxBytes: z.number().nonnegative().nullable(),
  modifiedFromMs: z.number().nullable(),
  modifiedToMs: z.number().nullable(),
  extensions: z.array(z.string().max(12)).max(50),
  storageClass: z.string().nullable(),
});
export type ObjectFilter = z.infer<typeof objectFilterSchema>;

/** The filter that lets everything through. */
export const everything: ObjectFilter = {
  prefix: '',
  isOneLevel: false,
  name: '',
  minBytes: null,
  maxBytes: null,
  modifiedFromMs: null,
  modifiedToMs: null,
  extensions: [],
  storageClass: null,
};

/**
 * What is known of the index of a bucket.
 * - `listedAtMs`: when the last whole listing ended; null before the first.
 * - `requestCount`: what that cost, and so what another one will.
 * - `running`: how far a listing is that is under way.
 * - `isStale`: Stowage itself changed objects since, and has not listed them again yet.
 */
export const indexStateSchema = z.strictObject({
  listedAtMs: z.number().nullable(),
  objectCount: z.number().int().nonnegative(),
  totalBytes: z.number().nonnegative(),
  requestCount: z.number().int().nonnegative(),
  running: z
    .strictObject({
      objectCount: z.number().int().nonnegative(),
      requestCount: z.number().int().nonnegative(),
    })
    .nullable(),
  isStale: z.boolean(),
});
export type IndexState = z.infer<typeof indexStateSchema>;

/** Count and bytes of a group of objects. */
export const objectSumSchema = z.strictObject({
  name: z.string(),
  objectCount: z.number().int().nonnegative(),
  sizeBytes: z.number().nonnegative(),
});
export type ObjectSum = z.infer<typeof objectSumSchema>;

/**
 * What is in a bucket below a prefix, worked out from its index. `ages`: objects changed within that many days, by the
 * bounds `7`, `30`, `90`, `365` and `older`. `prefixes`: the parts one level down, biggest first, with the objects of the
 * level itself under the empty name; at most 200, the rest under `…`.
 */
export const bucketCensusSchema = z.strictObject({
  objectCount: z.number().int().nonnegative(),
  sizeBytes: z.number().nonnegative(),
  storageClasses: z.array(objectSumSchema),
  extensions: z.array(objectSumSchema),
  ages: z.array(objectSumSchema),
  prefixes: z.array(objectSumSchema),
});
export type BucketCensus = z.infer<typeof bucketCensusSchema>;
