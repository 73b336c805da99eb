import { z } from 'zod';
import {
  bucketCensusSchema,
  indexStateSchema,
  listingSortSchema,
  objectFilterSchema,
} from '../model/listing-index.ts';
import {
  objectColumnsSchema,
  objectInfoSchema,
  objectKeySchema,
  objectPageSchema,
  objectVersionSchema,
} from '../model/object.ts';
import { defineArea } from './define.ts';

const inBucket = { connectionId: z.string().min(1), bucket: z.string().min(1) };
const nothing = z.strictObject({});

/** Listing and looking at objects, and the small changes that need no job. */
export const objectsArea = defineArea({
  methods: {
    /**
     * One page of a listing. `delimiter` is `/` to see one level or null for everything below the prefix.
     * `token` is the `nextToken` of the page before, or null for the first.
     */
    listPage: {
      input: z.strictObject({
        ...inBucket,
        prefix: z.string().max(1_024),
        delimiter: z.literal('/').nullable(),
        token: z.string().nullable(),
        /** 1 to 1,000; servers may answer fewer. */
        maxKeys: z.number().int().min(1).max(1_000),
      }),
      output: objectPageSchema,
    },
    listVersions: {
      input: z.strictObject({
        ...inBucket,
        prefix: z.string().max(1_024),
        token: z.string().nullable(),
        maxKeys: z.number().int().min(1).max(1_000),
      }),
      output: z.strictObject({ versions: z.array(objectVersionSchema), nextToken: z.string().nullable() }),
    },
    head: {
      input: z.strictObject({ ...inBucket, key: objectKeySchema, versionId: z.string().nullable() }),
      output: objectInfoSchema,
    },
    /** Writes the empty object that stands for a folder; `prefix` ends in `/`. */
    createFolder: {
      input: z.strictObject({ ...inBucket, prefix: z.string().min(2).max(1_024).endsWith('/') }),
      output: nothing,
    },
    /** What is known of a bucket's index: the objects that are listed on this computer. */
    indexState: { input: z.strictObject(inBucket), output: indexStateSchema },
    /**
     * Lists the whole bucket into its index, a request for each thousand objects. Cancelling keeps what came until then.
     * `indexChanged` tells how far it is.
     */
    buildIndex: { input: z.strictObject(inBucket), output: indexStateSchema },
    /** Opens an order of the indexed objects, to be read by `readView`; the eighth from the last is put away. */
    openView: {
      input: z.strictObject({ ...inBucket, sort: listingSortSchema, filter: objectFilterSchema }),
      output: z.strictObject({
        viewId: z.int().positive(),
        objectCount: z.int().nonnegative(),
        totalBytes: z.number().nonnegative(),
      }),
    },
    /** A window of a view, up to 1,000 objects from `offset`. `not-found` with reason `view-gone` when it was put away. */
    readView: {
      input: z.strictObject({
        ...inBucket,
        viewId: z.int().positive(),
        offset: z.int().nonnegative(),
        limit: z.int().min(1).max(1_000),
      }),
      output: objectColumnsSchema,
    },
    /** Counts and bytes of what is below a prefix, by class, kind, age and the parts one level down; from the index. */
    census: {
      input: z.strictObject({ ...inBucket, prefix: z.string().max(1_024) }),
      output: bucketCensusSchema,
    },
  },
  events: {
    /** A listing into the index goes on, ended, or followed a change; at most four a second for a bucket. */
    indexChanged: { payload: z.strictObject({ ...inBucket, state: indexStateSchema }) },
    /** Stowage itself changed objects below these prefixes: what shows them should list again. */
    changed: { payload: z.strictObject({ ...inBucket, prefixes: z.array(z.string()) }) },
  },
});
