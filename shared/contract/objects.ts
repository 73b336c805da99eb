import { z } from 'zod';
import { objectInfoSchema, objectKeySchema, objectPageSchema, objectVersionSchema } from '../model/object.ts';
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
  },
  events: {
    /** Stowage itself changed objects below these prefixes: what shows them should list again. */
    changed: { payload: z.strictObject({ ...inBucket, prefixes: z.array(z.string()) }) },
  },
});
