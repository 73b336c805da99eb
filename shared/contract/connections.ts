import { z } from 'zod';
import { appErrorSchema } from '../model/app-error.ts';
import { capabilitiesSchema } from '../model/capability.ts';
import {
  connectionSchema,
  connectionSettingsSchema,
  connectionTestSteps,
  credentialInputSchema,
} from '../model/connection.ts';
import { defineArea } from './define.ts';

const byId = z.strictObject({ connectionId: z.string().min(1) });
const nothing = z.strictObject({});

/**
 * Password of the proxy on its only way, from the form into the vault. Left out: the stored one stays;
 * null: there is none, and a stored one is forgotten.
 */
const proxyPassword = z.string().min(1).max(512).nullable().optional();

/** Outcome of one step of a connection test; `skipped` when an earlier step failed or it does not apply. */
export const connectionTestResultSchema = z.strictObject({
  steps: z.array(
    z.strictObject({
      step: z.enum(connectionTestSteps),
      outcome: z.enum(['passed', 'failed', 'skipped', 'warning']),
      /** What was seen, for example an address or the clock difference. */
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
  },
});
