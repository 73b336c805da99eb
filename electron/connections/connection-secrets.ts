import { z } from 'zod';
import { failure } from '../../shared/model/app-error.ts';
import type { Vault } from './vault.ts';

const keysSchema = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).nullable(),
});
const secretsSchema = z.strictObject({
  version: z.literal(1),
  keys: keysSchema.nullable(),
  proxyPassword: z.string().min(1).nullable(),
});

/** Keys as the user typed them. */
export type StoredKeys = z.infer<typeof keysSchema>;

/** Everything secret about one connection: one JSON text in the vault under the connection's id. */
export interface ConnectionSecrets {
  readonly keys: StoredKeys | null;
  readonly proxyPassword: string | null;
}

export const noSecrets: ConnectionSecrets = { keys: null, proxyPassword: null };

/** Rejects with `local-file` when the vault fails, or keeps something else (reason `vault-tampered`). */
export async function readSecrets(vault: Vault, connectionId: string): Promise<ConnectionSecrets> {
  const text = await vault.read(connectionId);
  if (text === null) return noSecrets;
  try {
    const { keys, proxyPassword } = secretsSchema.parse(JSON.parse(text));
    return { keys, proxyPassword };
  } catch {
    // The cause quotes the text, so it is not passed on.
    throw failure('local-file', 'The saved keys of this connection are damaged. Enter them again.', {
      reason: 'vault-tampered',
      values: { path: connectionId },
    });
  }
}

/** Keeps the secrets; nothing is kept for a connection without any. Rejects with `local-file`. */
export async function writeSecrets(
  vault: Vault,
  connectionId: string,
  secrets: ConnectionSecrets,
): Promise<void> {
  if (secrets.keys === null && secrets.proxyPassword === null) return vault.remove(connectionId);
  const { keys, proxyPassword } = secrets;
  await vault.write(connectionId, JSON.stringify({ version: 1, keys, proxyPassword }));
}
