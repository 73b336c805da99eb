import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import { connectionSchema } from '../../shared/model/connection.ts';
import { createKeyFileVault } from './key-file-vault.ts';
import { createMemoryVault } from './memory-vault.ts';
import { openProfileStore, type SandboxProfile } from './profile-store.ts';
import { sampleSettings } from './testing/sample-settings.ts';
import type { Vault } from './vault.ts';

const credential = {
  accessKeyId: 'AKIAEXAMPLEKEY',
  secretAccessKey: 'very-secret-value',
  sessionToken: 'secret-token-value',
};
const secretWords = ['AKIAEXAMPLEKEY', 'very-secret-value', 'secret-token-value', 'proxy-secret'];
const sandbox: SandboxProfile = {
  settings: sampleSettings({ name: 'Sandbox' }),
  keys: { accessKeyId: 'SANDBOXKEY', secretAccessKey: 'sandbox-secret', sessionToken: null },
};

let folder: string;
let vault: Vault;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-profiles-'));
  vault = createMemoryVault();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const path = () => join(folder, 'connections.json');
const openStore = () => openProfileStore({ path: path(), vault, now: Date.now, sandbox });
const rejection = async (promise: Promise<unknown>) => toAppError(await promise.catch((error) => error));

describe('saved connections', () => {
  it('are kept over a restart, with the secrets in the vault alone', async () => {
    const store = await openStore();
    const made = await store.create(sampleSettings({ name: 'Work' }), {
      credential,
      proxyPassword: 'proxy-secret',
    });
    expect(connectionSchema.parse(made)).toMatchObject({
      name: 'Work',
      isSandbox: false,
      accessKeyHint: 'AKIA',
      hasSessionToken: true,
      hasCredential: true,
    });
    const again = await openStore();
    expect(again.list().map(({ id }) => id)).toEqual(['sandbox', made.id]);
    expect(again.find(made.id)).toEqual(made);
    expect(await again.secretsOf(made.id)).toEqual({ keys: credential, proxyPassword: 'proxy-secret' });

    const onDisk = await readFile(path(), 'utf8');
    for (const word of secretWords) {
      expect(onDisk).not.toContain(word);
      expect(JSON.stringify(again.list())).not.toContain(word);
    }
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  it('keep their secrets when an update brings none', async () => {
    const store = await openStore();
    const { id } = await store.create(sampleSettings(), { credential, proxyPassword: 'proxy-secret' });
    await store.update(id, sampleSettings({ name: 'Renamed' }), { credential: null });
    expect(store.find(id).name).toBe('Renamed');
    expect(await store.secretsOf(id)).toEqual({ keys: credential, proxyPassword: 'proxy-secret' });
    const other = { ...credential, sessionToken: null };
    expect(
      await store.update(id, sampleSettings(), { credential: other, proxyPassword: null }),
    ).toMatchObject({
      hasSessionToken: false,
    });
    expect(await store.secretsOf(id)).toEqual({ keys: other, proxyPassword: null });
  });

  it('lose keys that their source does not use, and all secrets on request', async () => {
    const store = await openStore();
    const { id } = await store.create(sampleSettings(), { credential });
    const anonymous = sampleSettings({ credentialSource: { type: 'anonymous' } });
    expect(await store.update(id, anonymous, { credential: null })).toMatchObject({
      hasCredential: true,
      accessKeyHint: null,
    });
    expect(await vault.read(id)).toBeNull();
    await store.update(id, sampleSettings(), { credential });
    expect(await store.forgetCredential(id)).toMatchObject({ hasCredential: false, accessKeyHint: null });
    expect(await vault.read(id)).toBeNull();
    await store.update(id, sampleSettings(), { credential });
    await store.remove(id);
    expect(await vault.read(id)).toBeNull();
    expect(store.list()).toHaveLength(1);
    expect((await openStore()).list()).toHaveLength(1);
  });

  it('do not lose one another when many are made at once', async () => {
    const store = await openStore();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.create(sampleSettings({ name: `c${i}` }), { credential })),
    );
    expect((await openStore()).list()).toHaveLength(21);
  });

  it('show the sandbox first and refuse to change it', async () => {
    const store = await openStore();
    expect(store.find('sandbox')).toMatchObject({ isSandbox: true, hasCredential: true });
    for (const attempt of [
      store.update('sandbox', sampleSettings(), { credential }),
      store.remove('sandbox'),
      store.forgetCredential('sandbox'),
    ]) {
      expect(await rejection(attempt)).toMatchObject({ kind: 'invalid-input', reason: 'sandbox-fixed' });
    }
    expect(await store.secretsOf('sandbox')).toEqual({ keys: sandbox.keys, proxyPassword: null });
    expect(await rejection(store.remove('nobody'))).toMatchObject({ kind: 'not-found' });
    expect(() => store.find('nobody')).toThrow('does not exist');
  });

  it('hint at short keys without giving them away', async () => {
    const store = await openStore();
    const made = await store.create(sampleSettings(), {
      credential: { ...credential, accessKeyId: 'minio' },
    });
    expect(made.accessKeyHint).toBe('mi');
  });

  it('survive a broken profile file: it is set aside and reported', async () => {
    await writeFile(path(), 'garbage');
    const store = await openStore();
    expect(store.list()).toHaveLength(1);
    expect(store.notices).toMatchObject([
      { reason: 'settings-set-aside', values: { file: 'connections.json' } },
    ]);
    expect((await readdir(folder)).some((name) => name.startsWith('connections.json.broken-'))).toBe(true);
  });

  it('are listed and editable when the vault cannot be read', async () => {
    vault = createKeyFileVault(folder);
    const { id } = await (await openStore()).create(sampleSettings(), { credential });
    await writeFile(join(folder, 'secrets.json'), 'garbage');
    const store = await openStore();
    expect(store.notices).toMatchObject([
      { reason: 'vault-unreadable', values: { why: expect.stringContaining('secrets.json') } },
    ]);
    expect(store.find(id)).toMatchObject({ hasCredential: false });
    expect(await store.update(id, sampleSettings({ name: 'New' }), { credential: null })).toMatchObject({
      name: 'New',
    });
    expect(await rejection(store.secretsOf(id))).toMatchObject({
      kind: 'local-file',
      reason: 'vault-tampered',
    });
  });

  it('leave no secret behind when the profile cannot be written', async () => {
    vault = createMemoryVault();
    const written: string[] = [];
    const watched: Vault = {
      ...vault,
      write: (id, secret) => {
        written.push(id);
        return vault.write(id, secret);
      },
    };
    const store = await openProfileStore({ path: path(), vault: watched, now: Date.now, sandbox });
    await rm(folder, { recursive: true });
    expect(await rejection(store.create(sampleSettings(), { credential }))).toMatchObject({
      kind: 'local-file',
    });
    expect(written).toHaveLength(1);
    expect(await vault.read(written[0] ?? '')).toBeNull();
    expect(store.list()).toHaveLength(1);
  });
});
