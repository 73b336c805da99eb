import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AppFailure, failure } from '../../shared/model/app-error.ts';
import { describeFileError, errorCode, writeFileAtomically } from '../data/atomic-file.ts';
import type { Vault } from './vault.ts';

const keyBytes = 32;
const ivBytes = 12;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const secretsSchema = z.strictObject({
  version: z.literal(1),
  secrets: z.record(z.string(), z.strictObject({ iv: base64, tag: base64, data: base64 })),
});
type Secrets = z.infer<typeof secretsSchema>['secrets'];

/**
 * A vault of two files in `folder`, both of mode 0600: `vault.key`, 32 random bytes, and `secrets.json`, one
 * AES-256-GCM text per connection with the connection's id as associated data, so that entries cannot be swapped.
 * It protects against a copied or synchronised `secrets.json`, not against somebody who reads as this user.
 *
 * Every method rejects with `local-file`: `vault-permissions` when others could read a file (with the command that
 * mends it), `vault-tampered` when the content is not what was written, `vault-key-missing` when secrets are there
 * without their key. Nothing is ever overwritten in these cases.
 */
export function createKeyFileVault(folder: string): Vault {
  const keyPath = join(folder, 'vault.key');
  const secretsPath = join(folder, 'secrets.json');
  let lastChange: Promise<void> = Promise.resolve();

  const change = (edit: (secrets: Secrets) => Promise<Secrets | null>): Promise<void> => {
    const changed = lastChange.then(async () => {
      const edited = await edit(await readSecrets(secretsPath));
      if (edited === null) return;
      const text = JSON.stringify({ version: 1, secrets: edited } satisfies z.infer<typeof secretsSchema>);
      await writeFileAtomically(secretsPath, `${text}\n`, 0o600);
    });
    lastChange = changed.catch(() => undefined);
    return changed;
  };

  return {
    kind: 'key-file',
    async read(id) {
      await lastChange;
      const entry = own(await readSecrets(secretsPath), id);
      if (entry === null) return null;
      const key = await readKey(keyPath);
      if (key === null) throw keyMissing(keyPath, secretsPath);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(entry.iv, 'base64'), {
          authTagLength: 16,
        });
        decipher.setAAD(Buffer.from(id));
        decipher.setAuthTag(Buffer.from(entry.tag, 'base64'));
        return decipher.update(entry.data, 'base64', 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw tampered(secretsPath, cause);
      }
    },
    write: (id, secret) =>
      change(async (secrets) => {
        const key = (await readKey(keyPath)) ?? (await createKey(keyPath, secretsPath, secrets));
        const iv = randomBytes(ivBytes);
        const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
        cipher.setAAD(Buffer.from(id));
        const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
        const entry = {
          iv: iv.toString('base64'),
          tag: cipher.getAuthTag().toString('base64'),
          data: data.toString('base64'),
        };
        return { ...secrets, [id]: entry };
      }),
    remove: (id) =>
      change(async (secrets) => {
        if (own(secrets, id) === null) return null;
        return Object.fromEntries(Object.entries(secrets).filter(([name]) => name !== id));
      }),
  };
}

function own(secrets: Secrets, id: string): Secrets[string] | null {
  return Object.hasOwn(secrets, id) ? (secrets[id] ?? null) : null;
}

async function readSecrets(path: string): Promise<Secrets> {
  const bytes = await readPrivateFile(path);
  if (bytes === null) return {};
  try {
    return secretsSchema.parse(JSON.parse(bytes.toString('utf8'))).secrets;
  } catch (cause) {
    throw tampered(path, cause);
  }
}

async function readKey(path: string): Promise<Buffer | null> {
  const key = await readPrivateFile(path);
  if (key !== null && key.length !== keyBytes) throw tampered(path, undefined);
  return key;
}

async function createKey(keyPath: string, secretsPath: string, secrets: Secrets): Promise<Buffer> {
  if (Object.keys(secrets).length > 0) throw keyMissing(keyPath, secretsPath);
  const key = randomBytes(keyBytes);
  await writeFileAtomically(keyPath, key, 0o600);
  return key;
}

/** The bytes of a file that nobody but this user may read; null when there is none. */
async function readPrivateFile(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { mode } = await file.stat();
      if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw tooOpen(path, mode);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw errorCode(cause) === null ? cause : describeFileError(cause, path, 'read');
  }
}

function tooOpen(path: string, mode: number): AppFailure {
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  return failure(
    'local-file',
    `${path} holds secrets and other users of this machine may open it (mode ${shown}). Close it with: chmod 600 '${path}'`,
    { reason: 'vault-permissions', values: { path, mode: shown }, resource: path },
  );
}

function tampered(path: string, cause: unknown): AppFailure {
  return failure(
    'local-file',
    `${path} is damaged or was changed by something else, so the saved keys cannot be read. Put back a copy of it, or move it away and enter the keys again.`,
    { reason: 'vault-tampered', values: { path }, resource: path, cause },
  );
}

function keyMissing(keyPath: string, secretsPath: string): AppFailure {
  return failure(
    'local-file',
    `${keyPath} is missing, and without it the keys saved in ${secretsPath} cannot be read. Put it back, or move ${secretsPath} away and enter the keys again.`,
    { reason: 'vault-key-missing', values: { path: keyPath, secretsPath }, resource: keyPath },
  );
}
