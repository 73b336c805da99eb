import { z } from 'zod';
import { bucketSchema } from '../model/bucket.ts';
import {
  documentNameSchema,
  documentVersionSchema,
  loadedDocumentSchema,
  sourceProblemSchema,
  xmlDocumentNameSchema,
} from '../model/configuration/configured.ts';
import { defineArea } from './define.ts';

const inConnection = { connectionId: z.string().min(1) };
const nothing = z.strictObject({});
const inBucket = { ...inConnection, bucket: z.string().min(1) };
const ofDocument = { document: documentNameSchema };
const ofXmlDocument = { document: xmlDocumentNameSchema };

/** Buckets of a connection, and the documents each is configured by. */
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
    /** A document of a bucket. `not-offered` where the provider or this server does not have it. */
    getConfiguration: { input: z.strictObject({ ...inBucket, ...ofDocument }), output: loadedDocumentSchema },
    /**
     * Writes a document, or takes it away with `value` null, and answers what the bucket has then. `revision` is that
     * of the document the change began from: `conflict` with reason `configuration-changed` when the bucket has another
     * one by now, and nothing is written; null writes over whatever there is. Both versions are kept in the history.
     */
    saveConfiguration: {
      input: z.strictObject({ ...inBucket, ...ofDocument, value: z.json(), revision: z.string().nullable() }),
      output: loadedDocumentSchema,
    },
    /** Reads XML as a document of this connection's provider; asks no server. A policy is JSON, and read by the page. */
    parseConfiguration: {
      input: z.strictObject({ ...inConnection, ...ofXmlDocument, source: z.string() }),
      output: z.strictObject({ value: z.json(), problem: sourceProblemSchema.nullable() }),
    },
    /** Writes a model as source; asks no server. `invalid-input` when it is no such model. */
    printConfiguration: {
      input: z.strictObject({ ...inConnection, ...ofXmlDocument, value: z.json() }),
      output: z.strictObject({ source: z.string() }),
    },
    /** What Stowage found and saved, newest first; up to 50 versions of a document. */
    configurationHistory: {
      input: z.strictObject({ ...inBucket, ...ofDocument }),
      output: z.strictObject({ versions: z.array(documentVersionSchema) }),
    },
    /** Asks the server as a browser does before a page of `origin` may send a request; `key` empty for the bucket. */
    testCors: {
      input: z.strictObject({
        ...inBucket,
        key: z.string(),
        origin: z.string().min(1),
        method: z.enum(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']),
        headers: z.array(z.string()),
      }),
      output: z.strictObject({
        isAllowed: z.boolean(),
        allowedOrigin: z.string().nullable(),
        allowedMethods: z.array(z.string()),
        allowedHeaders: z.array(z.string()),
        maxAgeSeconds: z.number().nullable(),
      }),
    },
  },
  events: {
    /** Stowage itself created or deleted a bucket in this connection. */
    changed: { payload: z.strictObject(inConnection) },
  },
});
