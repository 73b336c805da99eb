import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { safeStorage } from 'electron';
import { z } from 'zod';
import { failure } from '../../../shared/model/app-error.ts';
import type { Vault } from '../../connections/vault.ts';

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** By connection id: what the platform's key store encrypted, as base64. */
  secrets: z.record(z.string(), z.base64()),
});
type Secrets = Readonly<Record<string, string>>;

export interface OsVaultOptions {
  /** File for the encrypted secrets, made with mode 0600. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
  /** The user agreed to a key that anybody can compute, on a Linux desktop without a key store. */
  readonly acceptsWeakStore: boolean;
}

/**
 * The vault over the key store of the operating system (Keychain, DPAPI, libsecret, KWallet), through Electron's
 * safeStorage. null where the platform has none, or only the `basic_text` stand-in that hides nothing and the user did
 * not agree to it: secrets are then better kept in memory.
 * https://www.electronjs.org/docs/latest/api/safe-storage
 */
export async function openOsVault(options: OsVaultOptions): Promise<Vault | null> {
  const { path } = options;
  if (options.platform === 'linux') {
    const isWeak = safeStorage.getSelectedStorageBackend() === 'basic_text';
    if (isWeak && !options.acceptsWeakStore) return null;
    if (isWeak) safeStorage.setUsePlainTextEncryption(true);
  }
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;

  let lastChange: Promise<void> = Promise.resolve();
  const change = (edit: (secrets: Secrets) => Promise<Secrets>): Promise<void> => {
    const changed = lastChange.then(async () => writeSecrets(path, await edit(await readSecrets(path))));
    lastChange = changed.catch(() => undefined);
    return changed;
  };

  return {
    kind: 'os-keychain',
    async read(id) {
      await lastChange;
      const secrets = await readSecrets(path);
      const entry = Object.hasOwn(secrets, id) ? secrets[id] : undefined;
      if (entry === undefined) return null;
      try {
        return (await safeStorage.decryptStringAsync(Buffer.from(entry, 'base64'))).result;
      } catch (cause) {
        throw damaged(path, cause);
      }
    },
    write: (id, secret) =>
      change(async (secrets) => {
        const encrypted = await safeStorage.encryptStringAsync(secret);
        return { ...secrets, [id]: encrypted.toString('base64') };
      }),
    remove: (id) =>
      change(async (secrets) => Object.fromEntries(Object.entries(secrets).filter(([name]) => name !== id))),
  };
}

async function readSecrets(path: string): Promise<Secrets> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
    throw damaged(path, cause);
  }
  try {
    return fileSchema.parse(JSON.parse(text)).secrets;
  } catch (cause) {
    throw damaged(path, cause);
  }
}

async function writeSecrets(path: string, secrets: Secrets): Promise<void> {
  const temporaryPath = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporaryPath, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ version: 1, secrets })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (cause) {
    await rm(temporaryPath, { force: true });
    throw failure('local-file', `The keys could not be saved in ${path}.`, {
      reason: 'vault-not-written',
      values: { path },
      resource: path,
      cause,
    });
  }
}

function damaged(path: string, cause: unknown) {
  return failure(
    'local-file',
    `The saved keys in ${path} cannot be read: the file is damaged, or the key store of this computer changed. Move it away and enter the keys again.`,
    { reason: 'vault-tampered', values: { path }, resource: path, cause },
  );
}
