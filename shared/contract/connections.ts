import { z } from 'zod';
import { appErrorSchema } from '../model/app-error.ts';
import { capabilitiesSchema } from '../model/capability.ts';
import {
  connectionSchema,
  connectionSettingsSchema,
  connectionTestSteps,
  credentialInputSchema,
} from '../model/connection.ts';
import { reportCardSchema, reportScratchSchema } from '../model/report-card.ts';
import { defineArea } from './define.ts';

const byId = z.strictObject({ connectionId: z.string().min(1) });
const nothing = z.strictObject({});

/**
 * Password of the proxy on its only way, from the form into the vault. Left out: the stored one stays;
 * null: there is none, and a stored one is forgotten.
 */
const proxyPassword = z.string().min(1).max(512).nullable().optional();

/**
 * What a step of a connection test can find out, each with its values. A host is one name or address, `addresses` are
 * joined by commas, and `validToMs` is milliseconds since 1970.
 */
export const connectionTestFacts = {
  'host-resolves': ['host', 'addresses'],
  'proxy-resolves': ['host', 'addresses'],
  'host-is-address': ['host'],
  'proxy-is-address': ['host'],
  connected: ['host', 'port'],
  'connected-by-proxy': ['host', 'port', 'proxy'],
  encrypted: ['protocol', 'subject', 'validToMs'],
  'encrypted-nameless': ['protocol', 'validToMs'],
  plain: [],
  'plain-on-this-computer': [],
  'clocks-agree': ['seconds'],
  'clock-ahead': ['minutes'],
  'clock-behind': ['minutes'],
  'time-untold': [],
  'signature-accepted': [],
  'nothing-signed': [],
  'buckets-listed': ['count'],
  'buckets-denied': [],
  'start-listed': ['place'],
} as const;
export type ConnectionTestFact = keyof typeof connectionTestFacts;

/** A fact with its values; their names are those of `connectionTestFacts`. */
export type FactValues<F extends ConnectionTestFact> = Readonly<
  Record<(typeof connectionTestFacts)[F][number], string | number>
>;

const factNames = Object.keys(connectionTestFacts) as [ConnectionTestFact, ...ConnectionTestFact[]];
const factsSchema = z
  .strictObject({
    fact: z.enum(factNames),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .refine(({ fact, values }) => connectionTestFacts[fact].every((name) => name in values), {
    error: 'A value of the fact is missing.',
  });

/** Outcome of one step of a connection test; `skipped` when an earlier step failed or it does not apply. */
export const connectionTestResultSchema = z.strictObject({
  steps: z.array(
    z.strictObject({
      step: z.enum(connectionTestSteps),
      outcome: z.enum(['passed', 'failed', 'skipped', 'warning']),
      /** What was seen, for the page to put in words; null for a step that failed or was not reached. */
      facts: factsSchema.nullable(),
      /** The same in English, for a log. */
      detail: z.string(),
      durationMs: z.number().nonnegative(),
      error: appErrorSchema.nullable(),
    }),
  ),
  /** The certificate the server showed, when it is not trusted. */
  untrustedCertificate: z
    .strictObject({
      fingerprintSha256: z.string(),
      subject: z.string(),
      issuer: z.string(),
      validFromMs: z.number(),
      validToMs: z.number(),
    })
    .nullable(),
});
export type ConnectionTestResult = z.infer<typeof connectionTestResultSchema>;

/** Profiles, their credentials (inwards only) and their test. */
export const connectionsArea = defineArea({
  methods: {
    list: { input: nothing, output: z.strictObject({ connections: z.array(connectionSchema) }) },
    /** Saves a new connection. `credential` is null when the source is not `keys`. */
    create: {
      input: z.strictObject({
        settings: connectionSettingsSchema,
        credential: credentialInputSchema.nullable(),
        proxyPassword,
      }),
      output: connectionSchema,
      isInputSecret: true,
    },
    /** Changes a connection; `credential` null keeps the stored one. */
    update: {
      input: z.strictObject({
        connectionId: z.string().min(1),
        settings: connectionSettingsSchema,
        credential: credentialInputSchema.nullable(),
        proxyPassword,
      }),
      output: connectionSchema,
      isInputSecret: true,
    },
    /** Removes the connection and its secrets. */
    remove: { input: byId, output: nothing },
    /** Forgets the secrets of a connection and keeps its settings. */
    forgetCredential: { input: byId, output: connectionSchema },
    /** Tries settings step by step, saved or not. `credential` null with a `connectionId` uses the stored one. */
    test: {
      input: z.strictObject({
        connectionId: z.string().min(1).nullable(),
        settings: connectionSettingsSchema,
        credential: credentialInputSchema.nullable(),
        proxyPassword,
      }),
      output: connectionTestResultSchema,
      isInputSecret: true,
    },
    capabilities: { input: byId, output: z.strictObject({ capabilities: capabilitiesSchema }) },
    /** What the server answered when it was last asked; null when it was not, or when endpoint or keys changed since. */
    reportCard: { input: byId, output: z.strictObject({ card: reportCardSchema.nullable() }) },
    /**
     * Asks the server what it offers, tells how far it is by `connections.reportProgress`, and keeps the card. Cancelling
     * keeps the card of before. Rejects with `read-only` for writing through a read-only connection, `conflict` with
     * reason `scratch-locked`, and with why the server could not be asked at all.
     */
    makeReportCard: {
      input: z.strictObject({ connectionId: z.string().min(1), scratch: reportScratchSchema }),
      output: z.strictObject({ card: reportCardSchema }),
    },
    /** The card as text for a bug report; `hidesNames` leaves out hosts and buckets. `not-found` when there is none. */
    exportReportCard: {
      input: z.strictObject({
        connectionId: z.string().min(1),
        format: z.enum(['markdown', 'json']),
        hidesNames: z.boolean(),
      }),
      output: z.strictObject({ text: z.string(), fileName: z.string() }),
    },
    /** Names of the profiles in the user's AWS configuration files, without their keys. */
    listAwsProfiles: {
      input: nothing,
      output: z.strictObject({
        profiles: z.array(z.strictObject({ name: z.string(), region: z.string().nullable() })),
      }),
    },
  },
  events: {
    /** The list of connections changed; it is sent whole. */
    changed: { payload: z.strictObject({ connections: z.array(connectionSchema) }) },
    /** `done` of `total` questions of a report card are answered. */
    reportProgress: {
      payload: z.strictObject({
        connectionId: z.string(),
        done: z.number().int().nonnegative(),
        total: z.number().int().positive(),
      }),
    },
  },
});
