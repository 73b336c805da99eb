import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import type { CredentialSource, ProviderId } from '../../shared/model/connection.ts';
import type { Credentials } from '../providers/credentials.ts';
import { readAwsProfiles } from './aws-profiles.ts';
import { credentialsFrom } from './credential-sources.ts';
import { refreshCredentials } from './refreshing-credentials.ts';

let homeFolder: string;
let nowMs = 0;
const now = () => nowMs;
beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'stowage-home-'));
  await mkdir(join(homeFolder, '.aws'));
  nowMs = Date.UTC(2026, 10, 21, 9, 30);
});
afterEach(() => rm(homeFolder, { recursive: true, force: true }));

const rejection = async (promise: Promise<unknown>) => toAppError(await promise.catch((error) => error));
const writeAws = (name: 'credentials' | 'config', text: string) =>
  writeFile(join(homeFolder, '.aws', name), text);
const surroundings = (environment: Record<string, string> = {}) => ({ environment, homeFolder });
const of = (credentialSource: CredentialSource, provider: ProviderId = 's3') => ({
  credentialSource,
  provider,
});
const fromProfile = (profileName: string, environment: Record<string, string> = {}) =>
  credentialsFrom(of({ type: 'aws-profile', profileName }), null, surroundings(environment), now);

describe('AWS profile files', () => {
  it('are read together, with the credentials file first', async () => {
    await writeAws(
      'credentials',
      `\uFEFF# my keys
[default]
aws_access_key_id = AKIDEFAULT
aws_secret_access_key=se/cr+et#not;comment= # a comment
[work.eu]\r\naws_access_key_id = AKIWORK\r\n  nested = ignored\r\nAWS_SECRET_ACCESS_KEY = w\r\naws_session_token = tok==\r\n`,
    );
    await writeAws(
      'config',
      `[default]
region = eu-central-1
aws_access_key_id = NOTTHISONE
s3 =
  addressing_style = path
  region = nested
[profile work.eu]  ; the office
region=eu-west-1
[profile "with space"]
region = us-west-2
[sso-session corp]
sso_region = us-east-1
[work.eu]
region = not-a-profile-section
`,
    );
    const profiles = await readAwsProfiles(surroundings());
    expect([...profiles.keys()]).toEqual(['default', 'work.eu', 'with space']);
    expect(profiles.get('default')).toMatchObject({
      region: 'eu-central-1',
      aws_access_key_id: 'AKIDEFAULT',
    });
    expect(profiles.get('work.eu')).toMatchObject({ region: 'eu-west-1' });
    expect(await fromProfile('default')()).toEqual({
      accessKeyId: 'AKIDEFAULT',
      secretAccessKey: 'se/cr+et#not;comment=',
      sessionToken: null,
      expiresAtMs: null,
    });
    expect(await fromProfile('work.eu')()).toMatchObject({ accessKeyId: 'AKIWORK', sessionToken: 'tok==' });
  });

  it('are found by their environment variables', async () => {
    await writeFile(join(homeFolder, 'keys.ini'), '[a]\naws_access_key_id=AK\naws_secret_access_key=SK\n');
    const environment = { AWS_SHARED_CREDENTIALS_FILE: '~/keys.ini', AWS_CONFIG_FILE: '/nonexistent/config' };
    expect(await fromProfile('a', environment)()).toMatchObject({ accessKeyId: 'AK', secretAccessKey: 'SK' });
  });

  it('may be missing, unreadable, or lack the profile', async () => {
    expect((await readAwsProfiles(surroundings())).size).toBe(0);
    expect(await rejection(fromProfile('nobody')())).toMatchObject({
      kind: 'authentication',
      reason: 'aws-profile-missing',
      values: { profile: 'nobody' },
    });
    await mkdir(join(homeFolder, '.aws', 'credentials'));
    expect(await rejection(readAwsProfiles(surroundings()))).toMatchObject({ kind: 'local-file' });
  });

  it('says what a profile without keys would need', async () => {
    await writeAws(
      'config',
      '[profile sso]\nsso_session = corp\n[profile role]\nrole_arn = arn:aws:iam::1:role/x\n',
    );
    const sso = await rejection(fromProfile('sso')());
    expect(sso).toMatchObject({ kind: 'authentication', reason: 'aws-profile-without-keys' });
    expect(sso.message).toContain('SSO');
    expect((await rejection(fromProfile('role')())).message).toContain('role');
  });

  it('follows keys that another tool renews, and refuses those that have ended', async () => {
    const write = (key: string, endMs: number) =>
      writeAws(
        'credentials',
        `[a]\naws_access_key_id=${key}\naws_secret_access_key=s\nx_security_token_expires=${new Date(endMs).toISOString()}\n`,
      );
    const provider = fromProfile('a');
    await write('FIRST', nowMs + 600_000);
    expect(await provider()).toMatchObject({ accessKeyId: 'FIRST', expiresAtMs: nowMs + 600_000 });
    await write('SECOND', nowMs + 1_200_000);
    expect(await provider()).toMatchObject({ accessKeyId: 'FIRST' });
    nowMs += 545_000;
    expect(await provider()).toMatchObject({ accessKeyId: 'SECOND' });
    nowMs += 1_200_000;
    expect(await rejection(provider())).toMatchObject({
      kind: 'authentication',
      reason: 'credentials-expired',
    });
  });

  it('asks a credential_process, and never repeats what it prints', async () => {
    const script = join(homeFolder, 'keys.mjs');
    await writeFile(
      script,
      `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKP', SecretAccessKey: 'SKP', SessionToken: 'T', Expiration: '2026-11-21T10:30:00Z' }));`,
    );
    await writeFile(
      join(homeFolder, 'bad.mjs'),
      `console.log('leaked-secret'); console.error('leaked-secret'); process.exit(3);`,
    );
    await writeFile(join(homeFolder, 'odd.mjs'), `console.log('leaked-secret');`);
    const section = (name: string, file: string) =>
      `[profile ${name}]\ncredential_process = "${process.execPath}" "${join(homeFolder, file)}"\n`;
    await writeAws(
      'config',
      section('good', 'keys.mjs') + section('bad', 'bad.mjs') + section('odd', 'odd.mjs'),
    );
    expect(await fromProfile('good')()).toEqual({
      accessKeyId: 'AKP',
      secretAccessKey: 'SKP',
      sessionToken: 'T',
      expiresAtMs: Date.UTC(2026, 10, 21, 10, 30),
    });
    for (const name of ['bad', 'odd']) {
      const error = await rejection(fromProfile(name)());
      expect(error).toMatchObject({ kind: 'authentication', reason: 'credential-process-failed' });
      expect(JSON.stringify(error)).not.toContain('leaked-secret');
    }
  });
});

describe('other sources of keys', () => {
  it('reads the environment', async () => {
    const source = { type: 'environment' } as const;
    const environment = { AWS_ACCESS_KEY_ID: ' AK ', AWS_SECRET_ACCESS_KEY: 'SK', AWS_SESSION_TOKEN: 'T' };
    expect(await credentialsFrom(of(source), null, surroundings(environment), now)()).toEqual({
      accessKeyId: 'AK',
      secretAccessKey: 'SK',
      sessionToken: 'T',
      expiresAtMs: null,
    });
    expect(await rejection(credentialsFrom(of(source), null, surroundings(), now)())).toMatchObject({
      kind: 'authentication',
      reason: 'environment-without-keys',
    });
  });

  it.each([
    ['cos', 'TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'TENCENTCLOUD_SESSION_TOKEN'],
    ['oss', 'OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET', 'OSS_SESSION_TOKEN'],
  ] as const)('reads the variables of %s and no other', async (provider, id, secret, token) => {
    const settings = of({ type: 'environment' }, provider);
    const own = surroundings({ [id]: 'AK', [secret]: 'SK', [token]: 'T' });
    expect(await credentialsFrom(settings, null, own, now)()).toMatchObject({
      accessKeyId: 'AK',
      secretAccessKey: 'SK',
      sessionToken: 'T',
    });
    const others = surroundings({ AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK' });
    expect(await rejection(credentialsFrom(settings, null, others, now)())).toMatchObject({
      reason: 'environment-without-keys',
      values: { id, secret },
    });
  });

  it('gives typed keys, nothing for anonymous, and a clear refusal without keys', async () => {
    const keys = { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'T' };
    expect(await credentialsFrom(of({ type: 'keys' }), keys, surroundings(), now)()).toEqual({
      ...keys,
      expiresAtMs: null,
    });
    expect(await credentialsFrom(of({ type: 'anonymous' }), keys, surroundings(), now)()).toBeNull();
    expect(await rejection(credentialsFrom(of({ type: 'keys' }), null, surroundings(), now)())).toMatchObject(
      {
        kind: 'authentication',
        reason: 'no-credential',
      },
    );
  });
});

describe('refreshing credentials', () => {
  const credentials = (accessKeyId: string, expiresAtMs: number | null): Credentials => ({
    accessKeyId,
    secretAccessKey: 's',
    sessionToken: null,
    expiresAtMs,
  });

  it('loads once for everybody who waits, and again 60 s before the end', async () => {
    let loads = 0;
    const endMs = nowMs + 3_600_000;
    const provider = refreshCredentials(
      async () => {
        loads += 1;
        return credentials(`key ${loads}`, endMs * loads);
      },
      { now, maxAgeMs: 1 },
    );
    const all = await Promise.all(Array.from({ length: 50 }, () => provider()));
    expect(new Set(all.map((one) => one?.accessKeyId))).toEqual(new Set(['key 1']));
    nowMs = endMs - 60_001;
    await provider();
    expect(loads).toBe(1);
    nowMs = endMs - 60_000;
    expect(await provider()).toMatchObject({ accessKeyId: 'key 2' });
    expect(loads).toBe(2);
  });

  it('tries again after a failure, and lives on the old keys while they work', async () => {
    let isBroken = true;
    const endMs = nowMs + 3_600_000;
    const provider = refreshCredentials(
      async () => {
        if (isBroken) throw new Error('no token today');
        return credentials('key', endMs);
      },
      { now, maxAgeMs: 1 },
    );
    await expect(provider()).rejects.toThrow('no token today');
    isBroken = false;
    expect(await provider()).toMatchObject({ accessKeyId: 'key' });
    isBroken = true;
    nowMs = endMs - 1;
    expect(await provider()).toMatchObject({ accessKeyId: 'key' });
    nowMs = endMs;
    await expect(provider()).rejects.toThrow('no token today');
  });

  it('does not give refused keys again while there are others, and loads once for all who were refused', async () => {
    let loads = 0;
    const provider = refreshCredentials(
      async () => {
        loads += 1;
        return credentials(`key ${loads}`, null);
      },
      { now, maxAgeMs: 60_000 },
    );
    const first = await provider();
    const again = await Promise.all([provider(first ?? undefined), provider(first ?? undefined)]);
    expect(again.map((one) => one?.accessKeyId)).toEqual(['key 2', 'key 2']);
    expect((await provider(first ?? undefined))?.accessKeyId).toBe('key 2');
    expect(loads).toBe(2);
  });

  it('looks again after the given age when there is no end', async () => {
    let loads = 0;
    const provider = refreshCredentials(
      async () => {
        loads += 1;
        return credentials('key', null);
      },
      { now, maxAgeMs: 60_000 },
    );
    await provider();
    nowMs += 59_999;
    await provider();
    expect(loads).toBe(1);
    nowMs += 1;
    await provider();
    expect(loads).toBe(2);
  });
});
