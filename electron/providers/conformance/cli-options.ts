import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type AddressingStyle, addressingStyles, providerIds } from '../../../shared/model/connection.ts';
import type { CredentialProvider } from '../credentials.ts';
import type { ProviderOptions, ProviderTls } from '../provider-options.ts';
import { checkGroups } from './check.ts';
import type { SuiteOptions } from './run.ts';

/** How the command is called. */
export const conformanceUsage = `Usage: npm run conformance -- --endpoint URL --dialect ${providerIds.join('|')} --access-key KEY --secret-key SECRET
  [--session-token TOKEN] [--region REGION] [--second-access-key KEY --second-secret-key SECRET]
  [--bucket-prefix PREFIX] [--account NUMBER] [--only GROUP[,GROUP…]] [--json FILE]
  [--addressing ${addressingStyles.join('|')}] [--ca-file PEM | --pinned-certificate SHA256]
Runs every operation against a live endpoint, in buckets of its own that it removes again.
--account is the number behind the bucket names of COS, when no bucket tells it.
Groups: ${checkGroups.join(', ')}`;

/** What a call of the command asks for. */
export type ConformanceCall = { readonly suite: SuiteOptions; readonly jsonFile: string | null } | 'help';

const optionTypes = {
  endpoint: { type: 'string' },
  dialect: { type: 'string' },
  'access-key': { type: 'string' },
  'secret-key': { type: 'string' },
  'session-token': { type: 'string' },
  region: { type: 'string' },
  'second-access-key': { type: 'string' },
  'second-secret-key': { type: 'string' },
  'bucket-prefix': { type: 'string', default: 'stowage-check' },
  account: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'string' },
  addressing: { type: 'string', default: 'auto' },
  'ca-file': { type: 'string' },
  'pinned-certificate': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the arguments. Throws an `Error` with one line on the first that is wrong. */
export function readConformanceCall(args: readonly string[]): ConformanceCall {
  const { values } = parseArgs({ args: [...args], options: optionTypes });
  if (values.help) return 'help';
  const required = (name: 'endpoint' | 'dialect' | 'access-key' | 'secret-key'): string =>
    values[name] || fail(`--${name} is missing; --help shows all options.`);
  const endpoint = readEndpoint(required('endpoint'));
  const provider = oneOf('dialect', required('dialect'), providerIds);
  const credentials = credentialsOf(
    required('access-key'),
    required('secret-key'),
    values['session-token'] ?? null,
  );
  const second = [values['second-access-key'], values['second-secret-key']] as const;
  if (!second[0] !== !second[1]) fail('--second-access-key and --second-secret-key go together.');
  if (values.account !== undefined && !/^\d{1,12}$/.test(values.account)) {
    fail(`--account is a number of up to 12 digits, not “${values.account}”.`);
  }
  const options: ProviderOptions = {
    provider,
    endpoint,
    region: values.region ?? null,
    addressing: oneOf<AddressingStyle>('addressing', values.addressing, addressingStyles),
    tls: readTls(values['ca-file'], values['pinned-certificate']),
    proxy: null,
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    isReadOnly: false,
    credentials,
    now: Date.now,
    userAgent: 'Stowage-conformance',
  };
  const suite: SuiteOptions = {
    provider: options,
    bucketPrefix: values['bucket-prefix'],
    account: values.account ?? null,
    ...(second[0] && second[1] ? { secondCredentials: credentialsOf(second[0], second[1], null) } : {}),
    ...(values.only === undefined
      ? {}
      : { only: values.only.split(',').map((group) => oneOf('only', group.trim(), checkGroups)) }),
  };
  return { suite, jsonFile: values.json ?? null };
}

function readEndpoint(url: string): ProviderOptions['endpoint'] {
  const [, scheme, host, port] = /^(https?):\/\/(\[[^\]]+\]|[^/:@?#]+)(?::(\d{1,5}))?\/?$/.exec(url) ?? [];
  if (!host || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) {
    return fail(`--endpoint is http://HOST[:PORT] or https://HOST[:PORT], not “${url}”.`);
  }
  return { host, port: port ? Number(port) : null, usesTls: scheme === 'https' };
}

function readTls(caFile: string | undefined, fingerprintSha256: string | undefined): ProviderTls {
  if (caFile && fingerprintSha256) fail('--ca-file and --pinned-certificate exclude each other.');
  if (fingerprintSha256) return { mode: 'pinned', fingerprintSha256 };
  if (!caFile) return { mode: 'system' };
  try {
    return { mode: 'custom-ca', caPem: readFileSync(caFile, 'utf8') };
  } catch {
    return fail(`--ca-file ${caFile} cannot be read.`);
  }
}

function credentialsOf(
  accessKeyId: string,
  secretAccessKey: string,
  sessionToken: string | null,
): CredentialProvider {
  return async () => ({ accessKeyId, secretAccessKey, sessionToken, expiresAtMs: null });
}

function oneOf<Word extends string>(option: string, given: string, words: readonly Word[]): Word {
  return (
    words.find((word) => word === given) ?? fail(`--${option} is one of ${words.join(', ')}, not “${given}”.`)
  );
}

function fail(sentence: string): never {
  throw new Error(sentence);
}
