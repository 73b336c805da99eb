import {
  type Connection,
  type ConnectionSettings,
  type CredentialInput,
  type CredentialSource,
  connectionSettingsSchema,
  type Proxy as ProxyChoice,
  type TlsTrust,
} from '../../../shared/model/connection.ts';
import {
  findPlaceProblems,
  networkOf,
  readAddressing,
  readNetwork,
  withNamedNetwork,
} from './connection-place.ts';
import type { Network } from './vendor-hosts.ts';

/** The connection dialog as typed: text stays text until it is read. */
export interface ConnectionForm {
  readonly name: string;
  readonly colour: Connection['colour'];
  readonly provider: Connection['provider'];
  /** Whose host it is; on a network of the vendor `host` follows from it and the region. */
  readonly network: Network;
  readonly usesTls: boolean;
  readonly host: string;
  readonly port: string;
  readonly region: string;
  readonly addressing: Connection['addressing'];
  readonly signatureVersion: Connection['signatureVersion'];
  readonly appName: string;
  readonly checksCrc: boolean;
  /** null: no limit of its own. */
  readonly upBytesPerSecond: number | null;
  readonly downBytesPerSecond: number | null;
  readonly source: CredentialSource['type'];
  readonly awsProfile: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** False while the stored keys are kept: their fields are then not shown. */
  readonly isEnteringKeys: boolean;
  readonly trust: TlsTrust['mode'];
  readonly caFilePath: string;
  readonly fingerprint: string;
  readonly proxy: ProxyChoice['mode'];
  readonly proxyHost: string;
  readonly proxyPort: string;
  readonly proxyUsername: string;
  /** Empty keeps a stored one, as long as `hasStoredProxyUser`. */
  readonly proxyPassword: string;
  /** The saved connection names a proxy user, so that a password may be stored with it. */
  readonly hasStoredProxyUser: boolean;
  readonly connectTimeoutSeconds: number | null;
  readonly idleTimeoutSeconds: number | null;
  readonly startBucket: string;
  readonly startPrefix: string;
  readonly isReadOnly: boolean;
}

export type FormField = keyof ConnectionForm;

/** What is wrong with a field, as a key under `connections.problems`. */
export type FormProblems = Readonly<Partial<Record<FormField, string>>>;

/** Fields behind the disclosure: a problem in one of them opens it. */
export const moreFields: readonly FormField[] = [
  'addressing',
  'signatureVersion',
  'trust',
  'caFilePath',
  'fingerprint',
  'proxy',
  'proxyHost',
  'proxyPort',
  'proxyUsername',
  'proxyPassword',
  'connectTimeoutSeconds',
  'idleTimeoutSeconds',
  'startPrefix',
  'appName',
];

export const emptyForm: ConnectionForm = {
  name: '',
  colour: 'blue',
  provider: 's3',
  network: 'own-server',
  usesTls: true,
  host: '',
  port: '',
  region: '',
  addressing: 'auto',
  signatureVersion: 'v4',
  appName: '',
  checksCrc: true,
  upBytesPerSecond: null,
  downBytesPerSecond: null,
  source: 'keys',
  awsProfile: '',
  accessKeyId: '',
  secretAccessKey: '',
  sessionToken: '',
  isEnteringKeys: true,
  trust: 'system',
  caFilePath: '',
  fingerprint: '',
  proxy: 'environment',
  proxyHost: '',
  proxyPort: '',
  proxyUsername: '',
  proxyPassword: '',
  hasStoredProxyUser: false,
  connectTimeoutSeconds: 10,
  idleTimeoutSeconds: 60,
  startBucket: '',
  startPrefix: '',
  isReadOnly: false,
};

/** The form of a saved connection. Its secrets never come back: their fields are empty. */
export function formOf(connection: Connection): ConnectionForm {
  const { endpoint, tlsTrust, proxy, startAt, credentialSource } = connection;
  const form: ConnectionForm = {
    ...emptyForm,
    name: connection.name,
    colour: connection.colour,
    provider: connection.provider,
    network: networkOf(connection),
    usesTls: endpoint.usesTls,
    host: endpoint.host,
    port: endpoint.port === null ? '' : String(endpoint.port),
    region: connection.region ?? '',
    addressing: connection.addressing,
    signatureVersion: connection.signatureVersion,
    source: credentialSource.type,
    awsProfile: credentialSource.type === 'aws-profile' ? credentialSource.profileName : '',
    isEnteringKeys: !connection.hasCredential,
    trust: tlsTrust.mode,
    caFilePath: tlsTrust.mode === 'custom-ca' ? tlsTrust.caFilePath : '',
    fingerprint: tlsTrust.mode === 'pinned' ? tlsTrust.fingerprintSha256 : '',
    proxy: proxy.mode,
    proxyHost: proxy.mode === 'url' ? proxy.host : '',
    proxyPort: proxy.mode === 'url' ? String(proxy.port) : '',
    proxyUsername: proxy.mode === 'url' ? (proxy.username ?? '') : '',
    hasStoredProxyUser: proxy.mode === 'url' && proxy.username !== null,
    connectTimeoutSeconds: connection.connectTimeoutMs / 1_000,
    idleTimeoutSeconds: connection.idleTimeoutMs / 1_000,
    startBucket: startAt?.bucket ?? '',
    startPrefix: startAt?.prefix ?? '',
    isReadOnly: connection.isReadOnly,
    appName: connection.appName ?? '',
    checksCrc: connection.checksCrc ?? true,
    upBytesPerSecond: connection.bandwidth?.upBytesPerSecond ?? null,
    downBytesPerSecond: connection.bandwidth?.downBytesPerSecond ?? null,
  };
  return withNamedNetwork(form, endpoint.network);
}

/** A fingerprint as the contract wants it, from any usual way to write one: colons, spaces, capitals. */
export function normaliseFingerprint(text: string): string {
  return text
    .replace(/^sha-?256[:=]?/i, '')
    .replace(/[\s:]/g, '')
    .toLowerCase();
}

/** What a form without problems says, for the contract. */
export interface FormValues {
  readonly settings: ConnectionSettings;
  /** null keeps stored keys, or the source has none. */
  readonly credential: CredentialInput | null;
  /** Left out to keep the stored one; null for none. */
  readonly proxyPassword?: string | null;
}

/** What the form says, or what is wrong with it. */
export type FormReading =
  | { readonly values: FormValues; readonly problems: null }
  | { readonly values: null; readonly problems: FormProblems };

/** Reads the form. Every field that is wrong is named, not only the first. */
export function readForm(form: ConnectionForm): FormReading {
  const host = form.host.trim();
  const problems: Partial<Record<FormField, string>> = { ...findPlaceProblems(form, host) };
  const need = (field: FormField, isRight: boolean, problem: string) => {
    if (!isRight) problems[field] ??= problem;
  };
  const port = readPort(form.port);
  const fingerprintSha256 = normaliseFingerprint(form.fingerprint);
  const isKeys = form.source === 'keys' && form.isEnteringKeys;

  need('name', form.name.trim() !== '', 'name-missing');
  need('name', form.name.trim().length <= 80, 'name-too-long');
  need('port', port !== undefined, 'port-invalid');
  need('region', /^[A-Za-z0-9-]{0,64}$/.test(form.region.trim()), 'region-invalid');
  if (form.source === 'aws-profile') need('awsProfile', form.awsProfile !== '', 'profile-missing');
  if (isKeys) {
    need('accessKeyId', form.accessKeyId.trim() !== '', 'key-missing');
    need('secretAccessKey', form.secretAccessKey.trim() !== '', 'secret-missing');
  }
  if (form.usesTls && form.trust === 'custom-ca')
    need('caFilePath', form.caFilePath.trim() !== '', 'ca-missing');
  if (form.usesTls && form.trust === 'pinned') {
    need('fingerprint', /^[0-9a-f]{64}$/.test(fingerprintSha256), 'fingerprint-invalid');
  }
  const proxyPort = readPort(form.proxyPort);
  if (form.proxy === 'url') {
    need('proxyHost', form.proxyHost.trim() !== '', 'proxy-host-missing');
    need('proxyPort', typeof proxyPort === 'number', 'port-invalid');
  }
  need('appName', /^[\x20-\x7e]{0,64}$/.test(form.appName.trim()), 'app-name-invalid');
  need('connectTimeoutSeconds', isWithin(form.connectTimeoutSeconds, 1, 120), 'connect-timeout');
  need('idleTimeoutSeconds', isWithin(form.idleTimeoutSeconds, 1, 600), 'idle-timeout');
  if (Object.keys(problems).length > 0) return { values: null, problems };

  const { upBytesPerSecond, downBytesPerSecond } = form;
  const settings: ConnectionSettings = {
    name: form.name.trim(),
    colour: form.colour,
    provider: form.provider,
    endpoint: { host, port: port ?? null, usesTls: form.usesTls, ...readNetwork(form) },
    region: form.region.trim() === '' ? null : form.region.trim(),
    addressing: readAddressing(form, host),
    signatureVersion: form.signatureVersion,
    ...(form.appName.trim() === '' ? {} : { appName: form.appName.trim() }),
    ...(form.checksCrc ? {} : { checksCrc: false }),
    ...(upBytesPerSecond === null && downBytesPerSecond === null
      ? {}
      : { bandwidth: { upBytesPerSecond, downBytesPerSecond } }),
    tlsTrust: readTrust(form, fingerprintSha256),
    proxy: readProxy(form, proxyPort),
    connectTimeoutMs: Math.round((form.connectTimeoutSeconds ?? 10) * 1_000),
    idleTimeoutMs: Math.round((form.idleTimeoutSeconds ?? 60) * 1_000),
    startAt:
      form.startBucket.trim() === '' ? null : { bucket: form.startBucket.trim(), prefix: form.startPrefix },
    isReadOnly: form.isReadOnly,
    credentialSource:
      form.source === 'aws-profile'
        ? { type: form.source, profileName: form.awsProfile }
        : { type: form.source },
  };
  const checked = connectionSettingsSchema.safeParse(settings);
  if (!checked.success) return { values: null, problems: { name: 'unusable' } };
  const credential = isKeys
    ? {
        accessKeyId: form.accessKeyId.trim(),
        secretAccessKey: form.secretAccessKey.trim(),
        sessionToken: form.sessionToken.trim() === '' ? null : form.sessionToken.trim(),
      }
    : null;
  return { values: { settings: checked.data, credential, ...readProxyPassword(form) }, problems: null };
}

/** undefined for what is not a port; null for no text. */
function readPort(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function isWithin(value: number | null, min: number, max: number): boolean {
  return value !== null && value >= min && value <= max;
}

function readTrust(form: ConnectionForm, fingerprintSha256: string): TlsTrust {
  if (!form.usesTls || form.trust === 'system') return { mode: 'system' };
  return form.trust === 'custom-ca'
    ? { mode: 'custom-ca', caFilePath: form.caFilePath.trim() }
    : { mode: 'pinned', fingerprintSha256 };
}

function readProxy(form: ConnectionForm, port: number | null | undefined): ProxyChoice {
  if (form.proxy !== 'url') return { mode: form.proxy };
  const username = form.proxyUsername.trim() === '' ? null : form.proxyUsername.trim();
  return { mode: 'url', host: form.proxyHost.trim(), port: port ?? 0, username };
}

function readProxyPassword(form: ConnectionForm): Pick<FormValues, 'proxyPassword'> {
  const hasUser = form.proxy === 'url' && form.proxyUsername.trim() !== '';
  if (!hasUser) return { proxyPassword: null };
  if (form.proxyPassword !== '') return { proxyPassword: form.proxyPassword };
  return form.hasStoredProxyUser ? {} : { proxyPassword: null };
}
