import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Vault } from '../../connections/vault.ts';
import { createDialogs } from './dialogs.ts';
import { openOsVault } from './os-vault.ts';
import * as fake from './testing/fake-electron.ts';

vi.mock('electron', () => import('./testing/fake-electron.ts'));

let folder = '';
let path = '';
beforeEach(async () => {
  fake.resetFakeElectron();
  folder = await mkdtemp(join(tmpdir(), 'stowage-vault-'));
  path = join(folder, 'os-secrets.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(given: Partial<Parameters<typeof openOsVault>[0]> = {}): Promise<Vault> {
  const vault = await openOsVault({ path, platform: 'linux', acceptsWeakStore: false, ...given });
  if (vault === null) throw new Error('refused');
  return vault;
}

describe('openOsVault', () => {
  it('keeps, replaces and removes secrets, encrypted and for this user alone', async () => {
    const vault = await open();
    expect(vault.kind).toBe('os-keychain');
    await Promise.all([vault.write('a', 'deadbeef01'), vault.write('b', 'deadbeef02')]);
    await vault.write('a', 'deadbeef03');
    const again = await open();
    expect(await again.read('a')).toBe('deadbeef03');
    expect(await again.read('b')).toBe('deadbeef02');
    expect(await again.read('c')).toBeNull();
    expect(await again.read('constructor')).toBeNull();
    expect(await readFile(path, 'utf8')).not.toContain('deadbeef');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    await again.remove('a');
    await again.remove('never');
    expect(await again.read('a')).toBeNull();
    expect(await readdir(folder)).toEqual(['os-secrets.json']);
  });

  it('is refused where the platform has no encryption', async () => {
    fake.safeStorage.isAvailable = false;
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(await openOsVault({ path, platform, acceptsWeakStore: true })).toBeNull();
    }
  });

  it('is refused over basic_text unless the user agreed', async () => {
    fake.safeStorage.backend = 'basic_text';
    expect(await openOsVault({ path, platform: 'linux', acceptsWeakStore: false })).toBeNull();
    expect(fake.safeStorage.plainTextCalls).toBe(0);
    await open({ acceptsWeakStore: true });
    expect(fake.safeStorage.plainTextCalls).toBe(1);
  });

  it.each(['', '{', '{"version":2,"secrets":{}}', '{"version":1,"secrets":{"a":"!"}}'])(
    'says that the file %j is damaged and leaves it alone',
    async (text) => {
      await writeFile(path, text);
      const vault = await open();
      await expect(vault.read('a')).rejects.toMatchObject({
        appError: { kind: 'local-file', reason: 'vault-tampered' },
      });
      await expect(vault.write('a', 'x')).rejects.toMatchObject({ appError: { kind: 'local-file' } });
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  it('says so when the key store no longer opens what it closed, without the text', async () => {
    await writeFile(path, JSON.stringify({ version: 1, secrets: { a: 'AAAA' } }));
    await expect((await open()).read('a')).rejects.toMatchObject({ appError: { reason: 'vault-tampered' } });
  });
});

describe('createDialogs', () => {
  it('asks for files, a folder or a target, and takes a closed dialog as nothing', async () => {
    const dialogs = createDialogs();
    fake.dialog.openAnswer = { canceled: false, filePaths: ['/a', '/b'] };
    expect(await dialogs.choose('files')).toEqual(['/a', '/b']);
    await dialogs.choose('folder');
    await dialogs.choose('target-folder');
    expect(fake.dialog.asked).toEqual([
      { properties: ['openFile', 'multiSelections'] },
      { properties: ['openDirectory'] },
      { properties: ['openDirectory', 'createDirectory'] },
    ]);
    fake.dialog.openAnswer = { canceled: true, filePaths: ['/a'] };
    expect(await dialogs.choose('files')).toEqual([]);
  });

  it('shows what is there and says what is not', async () => {
    const dialogs = createDialogs();
    await writeFile(path, 'x');
    await dialogs.reveal(path);
    expect(fake.shown).toEqual([path]);
    await expect(dialogs.reveal(`${path}.gone`)).rejects.toMatchObject({
      appError: { kind: 'local-file', reason: 'file-gone' },
    });
  });
});
