import { z } from 'zod';
import { bandwidthLimitSchema } from './transfer.ts';

/** The native API a connection speaks: S3 and compatible servers, Tencent COS, Alibaba OSS. */
export const providerIds = ['s3', 'cos', 'oss'] as const;

/** Colours a connection can be marked with; each is a design token in the renderer. */
export const connectionColours = [
  'green',
  'orange',
  'blue',
  'red',
  'violet',
  'teal',
  'amber',
  'grey',
] as const;

/**
 * `auto` takes virtual-host style on the vendor's own domain. Elsewhere S3 takes path style, and COS and OSS take the
 * host for a domain that is one bucket's own, which `custom-domain` says of any host.
 */
export const addressingStyles = ['auto', 'path', 'virtual-host', 'custom-domain'] as const;

/** Ways of signing that a provider has had, newest first; only OSS has two. */
export const signatureVersions = ['v4', 'v1'] as const;

/**
 * Which of a vendor's hosts is used: `internal` ones answer inside the vendor's cloud only, `acceleration` enters its
 * network near the user, `dual-stack` answers over IPv6 too.
 */
export const vendorNetworks = ['internal', 'acceleration', 'dual-stack'] as const;

/**
 * Where the request goes. `host` is a name or an address, without scheme, port or path. `network` says something on a
 * vendor's own hosts only; absent: the one that the host names.
 */
export const endpointSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])$/),
  /** null: the scheme's own port. */
  port: z.number().int().min(1).max(65_535).nullable(),
  usesTls: z.boolean(),
  network: z.enum(vendorNetworks).optional(),
});

/**
 * Whom TLS trusts. `pinned` accepts exactly one certificate, by the SHA-256 of its DER form as lower-case hex,
 * for a server whose certificate no authority signed. There is no way to trust everything.
 */
export const tlsTrustSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('system') }),
  z.strictObject({ mode: z.literal('custom-ca'), caFilePath: z.string().min(1) }),
  z.strictObject({ mode: z.literal('pinned'), fingerprintSha256: z.string().regex(/^[0-9a-f]{64}$/) }),
]);

/** `none` connects directly, `environment` reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, `url` names an HTTP proxy. */
export const proxySchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({ mode: z.literal('environment') }),
  z.strictObject({
    mode: z.literal('url'),
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
    username: z.string().nullable(),
  }),
]);

/** Names of variables; `end` is the time at which temporary keys end, null where no tool notes it. */
export interface EnvironmentVariables {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly end: string | null;
}

/**
 * Environment variables that the providers' own tools read their keys from.
 * S3: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 * COS: https://github.com/TencentCloud/tencentcloud-sdk-nodejs#credential-management
 * OSS: https://www.alibabacloud.com/help/en/oss/developer-reference/oss-sdk-configure-access-credentials
 */
export const environmentVariables: Readonly<Record<ProviderId, EnvironmentVariables>> = {
  s3: {
    id: 'AWS_ACCESS_KEY_ID',
    secret: 'AWS_SECRET_ACCESS_KEY',
    token: 'AWS_SESSION_TOKEN',
    end: 'AWS_CREDENTIAL_EXPIRATION',
  },
  cos: {
    id: 'TENCENTCLOUD_SECRET_ID',
    secret: 'TENCENTCLOUD_SECRET_KEY',
    token: 'TENCENTCLOUD_SESSION_TOKEN',
    end: null,
  },
  oss: { id: 'OSS_ACCESS_KEY_ID', secret: 'OSS_ACCESS_KEY_SECRET', token: 'OSS_SESSION_TOKEN', end: null },
};

/** Where the keys come from. Never the keys themselves: those are in the vault under the connection's id. */
export const credentialSourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('keys') }),
  z.strictObject({ type: z.literal('anonymous') }),
  z.strictObject({ type: z.literal('aws-profile'), profileName: z.string().min(1) }),
  z.strictObject({ type: z.literal('environment') }),
]);

/** What the user chose for a connection; everything except its secrets and its id. */
export const connectionSettingsSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  colour: z.enum(connectionColours),
  provider: z.enum(providerIds),
  endpoint: endpointSchema,
  /** Region name for the signature; null: discover it per bucket. */
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .nullable(),
  addressing: z.enum(addressingStyles),
  /** `v1` for a server that knows no newer one; read by providers that have it. */
  signatureVersion: z.enum(signatureVersions).default('v4'),
  tlsTrust: tlsTrustSchema,
  proxy: proxySchema,
  /** Time to reach the server, 1,000 to 120,000 ms. */
  connectTimeoutMs: z.number().int().min(1_000).max(120_000),
  /** Longest silence inside a request, 1,000 to 600,000 ms; there is no limit on the whole request. */
  idleTimeoutMs: z.number().int().min(1_000).max(600_000),
  /** What to open when the keys may not list buckets; null: list them. */
  startAt: z.strictObject({ bucket: z.string().min(1), prefix: z.string() }).nullable(),
  /** Refuses every changing request below the UI. */
  isReadOnly: z.boolean(),
  credentialSource: credentialSourceSchema,
  /** Named in the User-Agent header after Stowage: printable ASCII. Absent: nothing is added. */
  appName: z
    .string()
    .regex(/^[\x20-\x7e]{1,64}$/)
    .optional(),
  /** False leaves the checksums of transfers uncompared. */
  checksCrc: z.boolean().optional(),
  /** Besides the limit over everything; absent: none. */
  bandwidth: bandwidthLimitSchema.optional(),
});

/** A saved connection as the UI sees it. */
export const connectionSchema = connectionSettingsSchema.extend({
  id: z.string().min(1),
  /** True for the embedded store, which can be neither edited nor removed. */
  isSandbox: z.boolean(),
  /** First four characters of the access key id, enough to tell two keys apart; null without keys. */
  accessKeyHint: z.string().max(8).nullable(),
  hasSessionToken: z.boolean(),
  /** False when the vault has no secret for a connection that needs one. */
  hasCredential: z.boolean(),
});

/** The secrets of a connection on their only way: from the form into the vault. */
export const credentialInputSchema = z.strictObject({
  accessKeyId: z.string().trim().min(1).max(256),
  secretAccessKey: z.string().trim().min(1).max(512),
  sessionToken: z.string().trim().max(8_192).nullable(),
});

/** The steps of a connection test in the order they run. */
export const connectionTestSteps = ['dns', 'tcp', 'tls', 'clock', 'signature', 'permission'] as const;

export type ProviderId = (typeof providerIds)[number];
export type AddressingStyle = (typeof addressingStyles)[number];
export type VendorNetwork = (typeof vendorNetworks)[number];
export type SignatureVersion = (typeof signatureVersions)[number];
export type Endpoint = z.infer<typeof endpointSchema>;
export type TlsTrust = z.infer<typeof tlsTrustSchema>;
export type Proxy = z.infer<typeof proxySchema>;
export type CredentialSource = z.infer<typeof credentialSourceSchema>;
export type ConnectionSettings = z.infer<typeof connectionSettingsSchema>;
export type Connection = z.infer<typeof connectionSchema>;
export type CredentialInput = z.infer<typeof credentialInputSchema>;
export type ConnectionTestStep = (typeof connectionTestSteps)[number];
