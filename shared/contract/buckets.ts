import { z } from 'zod';
import { bucketSchema } from '../model/bucket.ts';
import { defineArea } from './define.ts';

const inConnection = { connectionId: z.string().min(1) };
const nothing = z.strictObject({});

/** Buckets of a connection. Configuration of a bucket has an area of its own when it arrives. */
export const bucketsArea = defineArea({
  methods: {
    /** All buckets the keys may list. A connection with `startAt` answers that bucket where listing is denied. */
    list: {
      input: z.strictObject(inConnection),
      output: z.strictObject({ buckets: z.array(bucketSchema), isListingDenied: z.boolean() }),
    },
    create: {
      input: z.strictObject({
        ...inConnection,
        bucket: z.string().min(1).max(255),
        /** null: the connection's region. */
        region: z.string().nullable(),
        hasObjectLock: z.boolean(),
      }),
      output: nothing,
    },
    /** Deletes an empty bucket; `conflict` when it is not empty. */
    delete: { input: z.strictObject({ ...inConnection, bucket: z.string().min(1) }), output: nothing },
    location: {
      input: z.strictObject({ ...inConnection, bucket: z.string().min(1) }),
      output: z.strictObject({ region: z.string() }),
    },
  },
  events: {
    /** Stowage itself created or deleted a bucket in this connection. */
    changed: { payload: z.strictObject(inConnection) },
  },
});
