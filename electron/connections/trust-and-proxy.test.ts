import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import { resolveProxy } from './proxy.ts';
import { makeCertificate } from './testing/local-servers.ts';
import { loadTrust } from './trust.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-ca-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a certificate authority file', () => {
  const load = (name: string) => loadTrust({ mode: 'custom-ca', caFilePath: join(folder, name) });
  const rejection = async (name: string) => toAppError(await load(name).catch((error) => error));

  it('gives its certificates and leaves a private key out', async () => {
    const first = await makeCertificate({ name: 'one.example' });
    const second = await makeCertificate({ name: 'two.example' });
    await writeFile(join(folder, 'ca.pem'), `my CA\n${first.certPem}\n${first.keyPem}\n${second.certPem}`);
    const trust = await load('ca.pem');
    const pem = trust.mode === 'custom-ca' ? trust.caPem : '';
    expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(pem).not.toContain('PRIVATE');
  });

  it('is refused when missing, a folder, empty, or damaged', async () => {
    const { certPem } = await makeCertificate({ name: 'one.example' });
    await writeFile(join(folder, 'text.pem'), 'just text');
    await writeFile(join(folder, 'damaged.pem'), certPem.replace(/\n\w{8}/, '\nAAAAAAAA'));
    expect(await rejection('missing.pem')).toMatchObject({ kind: 'local-file', reason: 'ca-file-missing' });
    expect(await rejection('.')).toMatchObject({ kind: 'local-file', reason: 'file-not-read' });
    expect(await rejection('text.pem')).toMatchObject({ kind: 'local-file', reason: 'ca-file-invalid' });
    expect(await rejection('damaged.pem')).toMatchObject({ kind: 'local-file', reason: 'ca-file-invalid' });
  });

  it('is not needed for the other kinds of trust', async () => {
    expect(await loadTrust({ mode: 'system' })).toEqual({ mode: 'system' });
    const pinned = { mode: 'pinned', fingerprintSha256: 'ab'.repeat(32) } as const;
    expect(await loadTrust(pinned)).toEqual(pinned);
  });
});

describe('the proxy of a connection', () => {
  const endpoint = { host: 's3.example.com', port: null, usesTls: true };
  const fromEnvironment = (environment: Record<string, string>, changes: Partial<typeof endpoint> = {}) =>
    resolveProxy({ mode: 'environment' }, { ...endpoint, ...changes }, null, environment)?.href ?? null;

  it('is none, or the one named with user and password', () => {
    expect(resolveProxy({ mode: 'none' }, endpoint, null, { HTTPS_PROXY: 'http://p:1' })).toBeNull();
    const proxy = { mode: 'url', host: 'proxy.example', port: 3128, username: 'me@x' } as const;
    expect(resolveProxy(proxy, endpoint, 'p:w/d', {})?.href).toBe(
      'http://me%40x:p%3Aw%2Fd@proxy.example:3128/',
    );
    const plain = { mode: 'url', host: '::1', port: 3128, username: null } as const;
    expect(resolveProxy(plain, endpoint, null, {})?.href).toBe('http://[::1]:3128/');
  });

  it('follows the scheme, lower case first', () => {
    const environment = {
      HTTPS_PROXY: 'http://upper:1',
      https_proxy: 'http://lower:2',
      HTTP_PROXY: 'plain:3',
    };
    expect(fromEnvironment(environment)).toBe('http://lower:2/');
    expect(fromEnvironment(environment, { usesTls: false })).toBe('http://plain:3/');
    expect(fromEnvironment({})).toBeNull();
  });

  it.each([
    ['*', true],
    ['s3.example.com', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['other.org, s3.example.com:443', true],
    ['s3.example.com:9000', false],
    ['ample.com', false],
    ['3.example.com', false],
    ['', false],
  ])('is left out for NO_PROXY=%j: %s', (list, isLeftOut) => {
    const seen = fromEnvironment({ HTTPS_PROXY: 'http://p:1', NO_PROXY: list });
    expect(seen === null).toBe(isLeftOut);
  });

  it.each(['http://proxy', 'proxy/path', 'me@proxy', 'two words', ''])('refuses %j as a host', (host) => {
    const proxy = { mode: 'url', host, port: 3128, username: null } as const;
    expect(() => resolveProxy(proxy, endpoint, null, {})).toThrow('is not a host name');
  });

  it('refuses a variable that is no HTTP proxy without repeating it', () => {
    for (const value of ['http://me:hidden@:bad:', 'socks5://me:hidden@p:1', 'http://']) {
      try {
        fromEnvironment({ HTTPS_PROXY: value });
        expect.unreachable(value);
      } catch (error) {
        const { kind, message } = toAppError(error);
        expect(kind).toBe('invalid-input');
        expect(message).not.toContain('hidden');
      }
    }
  });
});
