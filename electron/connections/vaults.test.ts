import { chmod, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import { createKeyFileVault } from './key-file-vault.ts';
import { createMemoryVault } from './memory-vault.ts';
import type { Vault } from './vault.ts';

let folder: string;
let keyPath: string;
let secretsPath: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-vault-'));
  keyPath = join(folder, 'vault.key');
  secretsPath = join(folder, 'secrets.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rejection = async (promise: Promise<unknown>) => toAppError(await promise.catch((error) => error));
const makers: [string, () => Vault][] = [
  ['key file', () => createKeyFileVault(folder)],
  ['memory', createMemoryVault],
];

describe.each(makers)('a %s vault', (_name, makeVault) => {
  it('keeps, replaces and forgets one text per id', async () => {
    const vault = makeVault();
    expect(await vault.read('a')).toBeNull();
    await vault.remove('a');
    await Promise.all([vault.write('a', 'first'), vault.write('b', 'ключ 🔑'), vault.write('a', 'second')]);
    expect(await vault.read('a')).toBe('second');
    expect(await vault.read('b')).toBe('ключ 🔑');
    await vault.remove('a');
    expect(await vault.read('a')).toBeNull();
    expect(await vault.read('b')).toBe('ключ 🔑');
  });

  it('has no secrets under the names every object has', async () => {
    const vault = makeVault();
    await vault.write('x', 'secret');
    expect(await vault.read('constructor')).toBeNull();
    expect(await vault.read('__proto__')).toBeNull();
  });
});

describe('a key file vault', () => {
  it('keeps its secrets over a restart, encrypted, readable by the user alone', async () => {
    await createKeyFileVault(folder).write('a', 'top-secret-text');
    expect(await createKeyFileVault(folder).read('a')).toBe('top-secret-text');
    expect((await stat(keyPath)).mode & 0o777).toBe(0o600);
    expect((await stat(secretsPath)).mode & 0o777).toBe(0o600);
    expect((await stat(keyPath)).size).toBe(32);
    const onDisk = await readFile(secretsPath, 'latin1');
    expect(onDisk).not.toContain('top-secret-text');
    expect(onDisk).not.toContain(Buffer.from('top-secret-text').toString('base64').slice(0, 16));
  });

  it('encrypts the same text differently each time', async () => {
    const vault = createKeyFileVault(folder);
    await vault.write('a', 'same');
    const first = await readFile(secretsPath, 'utf8');
    await vault.write('a', 'same');
    expect(await readFile(secretsPath, 'utf8')).not.toBe(first);
  });

  it.each([0o640, 0o604, 0o620, 0o666])('refuses files of mode %o and says how to mend it', async (mode) => {
    const vault = createKeyFileVault(folder);
    await vault.write('a', 'secret');
    for (const path of [keyPath, secretsPath]) {
      await chmod(path, mode);
      for (const attempt of [vault.read('a'), vault.write('a', 'other')]) {
        const error = await rejection(attempt);
        expect(error).toMatchObject({ kind: 'local-file', reason: 'vault-permissions' });
        expect(error.message).toContain(`chmod 600 '${path}'`);
      }
      await chmod(path, 0o600);
    }
    expect(await vault.read('a')).toBe('secret');
  });

  it('notices every changed byte of an entry', async () => {
    const vault = createKeyFileVault(folder);
    await vault.write('a', 'secret');
    const good = await readFile(secretsPath, 'utf8');
    const entry = JSON.parse(good).secrets.a;
    for (const field of ['iv', 'tag', 'data']) {
      const bytes = Buffer.from(entry[field], 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const secrets = { a: { ...entry, [field]: bytes.toString('base64') } };
      await writeFile(secretsPath, JSON.stringify({ version: 1, secrets }));
      expect(await rejection(vault.read('a'))).toMatchObject({
        kind: 'local-file',
        reason: 'vault-tampered',
      });
    }
    const cutTag = { a: { ...entry, tag: entry.tag.slice(0, 8) } };
    await writeFile(secretsPath, JSON.stringify({ version: 1, secrets: cutTag }));
    expect(await rejection(vault.read('a'))).toMatchObject({ reason: 'vault-tampered' });
    await writeFile(secretsPath, good);
    expect(await vault.read('a')).toBe('secret');
  });

  it('notices entries that were swapped', async () => {
    const vault = createKeyFileVault(folder);
    await vault.write('a', 'secret of a');
    await vault.write('b', 'secret of b');
    const { secrets } = JSON.parse(await readFile(secretsPath, 'utf8'));
    await writeFile(secretsPath, JSON.stringify({ version: 1, secrets: { a: secrets.b, b: secrets.a } }));
    expect(await rejection(vault.read('a'))).toMatchObject({ reason: 'vault-tampered' });
  });

  it('never overwrites a secrets file that it does not understand', async () => {
    const vault = createKeyFileVault(folder);
    await vault.write('a', 'secret');
    await writeFile(secretsPath, 'garbage');
    expect(await rejection(vault.read('a'))).toMatchObject({ reason: 'vault-tampered' });
    expect(await rejection(vault.write('b', 'x'))).toMatchObject({ reason: 'vault-tampered' });
    expect(await rejection(vault.remove('a'))).toMatchObject({ reason: 'vault-tampered' });
    expect(await readFile(secretsPath, 'utf8')).toBe('garbage');
  });

  it('makes no new key while secrets of the old one are there', async () => {
    const vault = createKeyFileVault(folder);
    await vault.write('a', 'secret');
    await copyFile(keyPath, `${keyPath}.kept`);
    await rm(keyPath);
    expect(await rejection(vault.read('a'))).toMatchObject({ reason: 'vault-key-missing' });
    expect(await rejection(vault.write('b', 'x'))).toMatchObject({ reason: 'vault-key-missing' });
    await copyFile(`${keyPath}.kept`, keyPath);
    expect(await vault.read('a')).toBe('secret');
    await writeFile(keyPath, 'short');
    expect(await rejection(vault.read('a'))).toMatchObject({ reason: 'vault-tampered' });
  });
});
