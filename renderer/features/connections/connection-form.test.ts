import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../app/testing/connections.ts';
import { type ConnectionForm, emptyForm, formOf, normaliseFingerprint, readForm } from './connection-form.ts';
import { withEndpointText } from './connection-place.ts';

const fingerprint = '9b'.repeat(32);
const filled: ConnectionForm = {
  ...emptyForm,
  name: ' Studio ',
  host: 'minio.example',
  port: '9000',
  accessKeyId: ' AKIA ',
  secretAccessKey: 'secret',
};

describe('reading the form', () => {
  it('gives settings and a credential', () => {
    const { values, problems } = readForm(filled);
    expect(problems).toBeNull();
    expect(values?.settings).toMatchObject({
      name: 'Studio',
      endpoint: { host: 'minio.example', port: 9_000, usesTls: true },
      region: null,
      tlsTrust: { mode: 'system' },
      connectTimeoutMs: 10_000,
      startAt: null,
      credentialSource: { type: 'keys' },
    });
    expect(values?.credential).toEqual({
      accessKeyId: 'AKIA',
      secretAccessKey: 'secret',
      sessionToken: null,
    });
  });

  it('names every field that is wrong', () => {
    expect(readForm(emptyForm).problems).toEqual({
      name: 'name-missing',
      host: 'host-missing',
      accessKeyId: 'key-missing',
      secretAccessKey: 'secret-missing',
    });
  });

  it.each([
    [{ host: 'a b' }, { host: 'host-invalid' }],
    [{ host: 'https://minio.example' }, { host: 'host-invalid' }],
    [{ port: '70000' }, { port: 'port-invalid' }],
    [{ port: '-1' }, { port: 'port-invalid' }],
    [{ region: 'eu west' }, { region: 'region-invalid' }],
    [{ trust: 'custom-ca' }, { caFilePath: 'ca-missing' }],
    [{ trust: 'pinned', fingerprint: '12:34' }, { fingerprint: 'fingerprint-invalid' }],
    [{ proxy: 'url' }, { proxyHost: 'proxy-host-missing', proxyPort: 'port-invalid' }],
    [{ connectTimeoutSeconds: 0 }, { connectTimeoutSeconds: 'connect-timeout' }],
    [{ idleTimeoutSeconds: null }, { idleTimeoutSeconds: 'idle-timeout' }],
    [{ startPrefix: 'in/' }, { startBucket: 'start-bucket-missing' }],
    [{ source: 'aws-profile' }, { awsProfile: 'profile-missing' }],
    [{ name: 'x'.repeat(81) }, { name: 'name-too-long' }],
  ] as const)('%o is refused as %o', (part, problems) => {
    expect(readForm({ ...filled, ...part }).problems).toEqual(problems);
  });

  it('does not ask for trust without TLS, nor for keys where none are used', () => {
    expect(readForm({ ...filled, usesTls: false, trust: 'pinned' }).values?.settings.tlsTrust).toEqual({
      mode: 'system',
    });
    const anonymous = readForm({ ...filled, source: 'anonymous', accessKeyId: '', secretAccessKey: '' });
    expect(anonymous.values).toMatchObject({
      credential: null,
      settings: { credentialSource: { type: 'anonymous' } },
    });
  });

  it('takes a fingerprint as any tool prints it', () => {
    const printed = `SHA256:${(fingerprint.match(/../g) ?? []).join(':').toUpperCase()}`;
    expect(normaliseFingerprint(printed)).toBe(fingerprint);
    expect(readForm({ ...filled, trust: 'pinned', fingerprint: printed }).values?.settings.tlsTrust).toEqual({
      mode: 'pinned',
      fingerprintSha256: fingerprint,
    });
  });
});

describe('secrets', () => {
  const saved = connectionOf('a', { proxy: { mode: 'url', host: 'proxy', port: 3_128, username: 'ann' } });

  it('never come back into the form, and stay stored while nothing is typed', () => {
    const form = formOf(saved);
    expect([form.accessKeyId, form.secretAccessKey, form.sessionToken, form.proxyPassword]).toEqual([
      '',
      '',
      '',
      '',
    ]);
    const { values } = readForm(form);
    expect(values?.credential).toBeNull();
    expect(values !== null && 'proxyPassword' in values).toBe(false);
  });

  it('are asked for when none is stored', () => {
    const form = formOf(connectionOf('a', { hasCredential: false }));
    expect(readForm(form).problems).toEqual({
      accessKeyId: 'key-missing',
      secretAccessKey: 'secret-missing',
    });
  });

  it('of a proxy are replaced, or forgotten with their user', () => {
    const form = formOf(saved);
    expect(readForm({ ...form, proxyPassword: 'new' }).values?.proxyPassword).toBe('new');
    expect(readForm({ ...form, proxyUsername: '' }).values?.proxyPassword).toBeNull();
    expect(readForm({ ...form, proxy: 'none' }).values?.proxyPassword).toBeNull();
  });
});

it('reads back what was saved', () => {
  const saved = connectionOf('a', {
    endpoint: { host: 'minio.example', port: 9_000, usesTls: true },
    region: 'eu-west-1',
    tlsTrust: { mode: 'pinned', fingerprintSha256: fingerprint },
    startAt: { bucket: 'drop', prefix: 'in/' },
    isReadOnly: true,
    credentialSource: { type: 'aws-profile', profileName: 'work' },
  });
  expect(saved).toMatchObject(readForm(formOf(saved)).values?.settings ?? {});
});

describe('a pasted address', () => {
  it('fills the fields it speaks of and leaves the others', () => {
    const form = { ...filled, region: 'us-east-1' };
    expect(withEndpointText(form, 'http://10.0.0.7:9001/media/photos/')).toMatchObject({
      usesTls: false,
      host: '10.0.0.7',
      port: '9001',
      region: 'us-east-1',
      startBucket: 'media',
      startPrefix: 'photos/',
    });
    expect(withEndpointText(form, 'https://s3.eu-west-1.amazonaws.com')).toMatchObject({
      usesTls: true,
      port: '',
      region: 'eu-west-1',
    });
    expect(withEndpointText(form, 'other.example')).toMatchObject({ host: 'other.example', port: '9000' });
  });

  it('without a host stays where it was', () => {
    expect(withEndpointText(filled, ' a b ').host).toBe('a b');
  });
});
