import { z } from 'zod';

/** A key is any text of 1 to 1,024 UTF-8 bytes. Nothing about it is normalised: `..`, `//` and a leading `/` stay. */
export const objectKeySchema = z.string().min(1).max(1_024);

/**
 * One page of a listing as columns: entry `i` of every array belongs to the same object.
 * Columns cost a fraction of an array of objects on the way to the renderer.
 */
export const objectColumnsSchema = z.strictObject({
  keys: z.array(z.string()),
  sizesBytes: z.array(z.number().nonnegative()),
  /** Milliseconds since 1970, UTC. */
  modifiedAtMs: z.array(z.number()),
  /** Without quotes; empty where the server sent none. */
  etags: z.array(z.string()),
  /** The provider's own word; empty means its standard class. */
  storageClasses: z.array(z.string()),
});

/** One page of a listing. `nextToken` is opaque: pass it back untouched; null on the last page. */
export const objectPageSchema = z.strictObject({
  objects: objectColumnsSchema,
  /** Common prefixes, each ending in the delimiter. */
  prefixes: z.array(z.string()),
  nextToken: z.string().nullable(),
});

/** One entry of a version listing. */
export const objectVersionSchema = z.strictObject({
  key: z.string(),
  /** `null` as text is the version written while versioning was off. */
  versionId: z.string(),
  isLatest: z.boolean(),
  isDeleteMarker: z.boolean(),
  sizeBytes: z.number().nonnegative(),
  modifiedAtMs: z.number(),
  etag: z.string(),
  storageClass: z.string(),
});

/** Standard headers an object is stored with; null where it has none. */
export const objectHeadersSchema = z.strictObject({
  contentType: z.string().nullable(),
  cacheControl: z.string().nullable(),
  contentDisposition: z.string().nullable(),
  contentEncoding: z.string().nullable(),
  contentLanguage: z.string().nullable(),
  expires: z.string().nullable(),
});

/** Everything a HEAD tells about one object. */
export const objectInfoSchema = z.strictObject({
  key: z.string(),
  sizeBytes: z.number().nonnegative(),
  modifiedAtMs: z.number().nullable(),
  etag: z.string(),
  versionId: z.string().nullable(),
  storageClass: z.string().nullable(),
  headers: objectHeadersSchema,
  /** Names without the provider's prefix, in lower case. */
  userMetadata: z.record(z.string(), z.string()),
  /** Algorithm name (`crc32`, `crc32c`, `crc64nvme`, `sha1`, `sha256`, `crc64ecma`) to the server's text. */
  checksums: z.record(z.string(), z.string()),
  encryption: z.string().nullable(),
  partCount: z.number().int().nullable(),
  restore: z.string().nullable(),
  retention: z.strictObject({ mode: z.string(), retainUntilMs: z.number() }).nullable(),
  hasLegalHold: z.boolean(),
  tagCount: z.number().int().nonnegative(),
  /** The provider's own word, such as Appendable or Symlink; null where it has none. */
  objectType: z.string().nullable(),
  /** Key of the key service that `encryption` uses; null when the server does not say. */
  kmsKeyId: z.string().nullable(),
  /** The rule that will delete the object, in the server's words. */
  expiration: z.string().nullable(),
});

export type ObjectColumns = z.infer<typeof objectColumnsSchema>;
export type ObjectPage = z.infer<typeof objectPageSchema>;
export type ObjectVersion = z.infer<typeof objectVersionSchema>;
export type ObjectHeaders = z.infer<typeof objectHeadersSchema>;
export type ObjectInfo = z.infer<typeof objectInfoSchema>;
