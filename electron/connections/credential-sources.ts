import { exec } from 'node:child_process';
import { z } from 'zod';
import { failure } from '../../shared/model/app-error.ts';
import {
  type ConnectionSettings,
  environmentVariables,
  type ProviderId,
} from '../../shared/model/connection.ts';
import type { CredentialProvider, Credentials } from '../providers/credentials.ts';
import { type AwsProfile, type AwsSurroundings, readAwsProfile } from './aws-profiles.ts';
import type { StoredKeys } from './connection-secrets.ts';
import { refreshCredentials } from './refreshing-credentials.ts';

/** Other tools renew the keys in files and variables of their own accord: look again after this long. */
const lookAgainMs = 60_000;
const processTimeoutMs = 60_000;

/**
 * The credential provider of a connection. `keys` are those of the vault and are used by the source `keys` alone.
 * It rejects with `authentication` when there are no keys to be had: `no-credential`, `aws-profile-missing`,
 * `aws-profile-without-keys`, `environment-without-keys`, `credential-process-failed`, `credentials-expired`.
 */
export function credentialsFrom(
  { credentialSource: source, provider }: Pick<ConnectionSettings, 'credentialSource' | 'provider'>,
  keys: StoredKeys | null,
  surroundings: AwsSurroundings,
  now: () => number,
): CredentialProvider {
  const refreshing = (load: () => Promise<Credentials>) =>
    refreshCredentials(async () => refuseExpired(await load(), now()), { now, maxAgeMs: lookAgainMs });
  switch (source.type) {
    case 'anonymous':
      return async () => null;
    case 'keys':
      return async () => fromKeys(keys);
    case 'environment':
      return refreshing(async () => fromEnvironment(provider, surroundings));
    case 'aws-profile':
      return refreshing(() => fromProfile(source.profileName, surroundings));
  }
}

function fromKeys(keys: StoredKeys | null): Credentials {
  if (keys !== null) return { ...keys, expiresAtMs: null };
  throw failure(
    'authentication',
    'No access key is saved for this connection. Edit the connection and enter its keys.',
    { reason: 'no-credential' },
  );
}

function fromEnvironment(provider: ProviderId, { environment }: AwsSurroundings): Credentials {
  const { id, secret, token, end } = environmentVariables[provider];
  const accessKeyId = environment[id]?.trim();
  const secretAccessKey = environment[secret]?.trim();
  if (!accessKeyId || !secretAccessKey) {
    throw failure('authentication', `The environment that started Stowage has no ${id} and ${secret}.`, {
      reason: 'environment-without-keys',
      values: { id, secret },
    });
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: environment[token]?.trim() || null,
    expiresAtMs: parseTime(end === null ? undefined : environment[end]),
  };
}

async function fromProfile(name: string, surroundings: AwsSurroundings): Promise<Credentials> {
  const profile = await readAwsProfile(name, surroundings);
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = profile;
  if (accessKeyId && secretAccessKey) {
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken: profile.aws_session_token || profile.aws_security_token || null,
      expiresAtMs: profileExpiry(profile),
    };
  }
  if (profile.credential_process) return runCredentialProcess(name, profile.credential_process, surroundings);
  const way = profile.role_arn
    ? ' It assumes a role, which Stowage does not do by itself.'
    : profile.sso_session || profile.sso_start_url
      ? ' It signs in by SSO, which Stowage does not do by itself.'
      : '';
  throw failure(
    'authentication',
    `The AWS profile ${name} holds no access key.${way} Use a profile with keys or with credential_process.`,
    { reason: 'aws-profile-without-keys', values: { profile: name } },
  );
}

/** Names under which tools that write temporary keys into the credentials file note their end. */
function profileExpiry(profile: AwsProfile): number | null {
  return parseTime(
    profile.x_security_token_expires ?? profile.aws_session_expiration ?? profile.aws_credential_expiration,
  );
}

const processOutputSchema = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  SessionToken: z.string().optional(),
  Expiration: z.string().optional(),
});

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
async function runCredentialProcess(
  name: string,
  command: string,
  { environment, homeFolder }: AwsSurroundings,
): Promise<Credentials> {
  const refuse = (why: string) =>
    failure('authentication', `The credential_process of the AWS profile ${name} ${why}.`, {
      reason: 'credential-process-failed',
      values: { profile: name },
    });
  const output = await new Promise<string>((resolve, reject) => {
    // The program's own words are dropped: they may hold the keys.
    const options = {
      env: { ...environment },
      cwd: homeFolder,
      timeout: processTimeoutMs,
      windowsHide: true,
    };
    exec(command, options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else
        reject(
          refuse(error.killed ? 'did not end in time' : `failed with exit code ${error.code ?? 'unknown'}`),
        );
    });
  });
  const parsed = processOutputSchema.safeParse(parseJson(output));
  if (!parsed.success) throw refuse('printed something else than credentials');
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed.data;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken ?? null,
    expiresAtMs: parseTime(Expiration),
  };
}

function refuseExpired(credentials: Credentials, nowMs: number): Credentials {
  if (credentials.expiresAtMs === null || credentials.expiresAtMs > nowMs) return credentials;
  const endedAt = new Date(credentials.expiresAtMs).toISOString();
  throw failure(
    'authentication',
    `The temporary keys of this connection ended at ${endedAt}. Renew them with the tool that made them.`,
    { reason: 'credentials-expired', values: { endedAt } },
  );
}

function parseTime(text: string | undefined): number | null {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs) ? null : timeMs;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
