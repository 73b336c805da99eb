import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AppFailure, failure, toAppError } from '../../shared/model/app-error.ts';
import {
  type Connection,
  type ConnectionSettings,
  type CredentialInput,
  connectionSettingsSchema,
} from '../../shared/model/connection.ts';
import { type DataNotice, openSettingsFile } from '../data/settings-file.ts';
import {
  type ConnectionSecrets,
  noSecrets,
  readSecrets,
  type StoredKeys,
  writeSecrets,
} from './connection-secrets.ts';
import type { Vault } from './vault.ts';

/** The id of the embedded store's connection. */
export const sandboxConnectionId = 'sandbox';

/** The connection to the embedded store: made anew at every start, never in the profile file. */
export interface SandboxProfile {
  readonly settings: ConnectionSettings;
  readonly keys: StoredKeys;
}

/** What a form sends besides the settings. `proxyPassword` undefined keeps the stored one, null forgets it. */
export interface SecretsInput {
  readonly credential: CredentialInput | null;
  readonly proxyPassword?: string | null | undefined;
}

/** Saved connections. Settings are in a file, secrets in the vault; only `secretsOf` gives a secret out. */
export interface ProfileStore {
  /** The sandbox first, then in the order they were made. */
  list(): Connection[];
  /** Rejects with `not-found`. */
  find(connectionId: string): Connection;
  create(settings: ConnectionSettings, secrets: SecretsInput): Promise<Connection>;
  /** `invalid-input` for the sandbox. Keys that the new source does not use are forgotten. */
  update(connectionId: string, settings: ConnectionSettings, secrets: SecretsInput): Promise<Connection>;
  /** `invalid-input` for the sandbox. Removes the secrets too. */
  remove(connectionId: string): Promise<void>;
  /** `invalid-input` for the sandbox. Keys and proxy password are gone, the settings stay. */
  forgetCredential(connectionId: string): Promise<Connection>;
  /** For signing and testing only. Rejects with `local-file` when the vault fails. */
  secretsOf(connectionId: string): Promise<ConnectionSecrets>;
  readonly notices: readonly DataNotice[];
}

const storedSchema = z.strictObject({
  connections: z.array(z.strictObject({ id: z.string().min(1), settings: connectionSettingsSchema })),
});
type Stored = z.infer<typeof storedSchema>['connections'][number];

/** What may be told about the secrets of a connection. */
interface SecretsOutline {
  readonly accessKeyHint: string | null;
  readonly hasSessionToken: boolean;
  readonly hasKeys: boolean;
}

/** Opens `connections.json`; rejects as `openSettingsFile` does. An unreadable vault is a notice, not a failure. */
export async function openProfileStore(options: {
  path: string;
  vault: Vault;
  now: () => number;
  sandbox: SandboxProfile | null;
}): Promise<ProfileStore> {
  const { vault, sandbox } = options;
  const file = await openSettingsFile({
    path: options.path,
    schema: storedSchema,
    version: 1,
    initial: { connections: [] },
    now: options.now,
  });
  const notices: DataNotice[] = file.notice === null ? [] : [file.notice];
  const outlines = new Map<string, SecretsOutline>();
  for (const { id } of file.current().connections) {
    try {
      outlines.set(id, outline(await readSecrets(vault, id)));
    } catch (error) {
      if (!notices.some(({ reason }) => reason === 'vault-unreadable')) notices.push(vaultUnreadable(error));
    }
  }

  const stored = () => file.current().connections;
  const save = (connections: Stored[]) => file.change(() => ({ connections }));
  const show = ({ id, settings }: Stored) =>
    toConnection(id, settings, outlines.get(id) ?? outline(noSecrets));
  const findStored = (connectionId: string): Stored => {
    if (connectionId === sandboxConnectionId && sandbox !== null) throw sandboxIsFixed();
    const found = stored().find(({ id }) => id === connectionId);
    if (found === undefined) throw noSuchConnection(connectionId);
    return found;
  };
  const keepSecrets = async (id: string, secrets: ConnectionSecrets) => {
    await writeSecrets(vault, id, secrets);
    outlines.set(id, outline(secrets));
  };

  let lastChange: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const changed = lastChange.then(change);
    lastChange = changed.catch(() => undefined);
    return changed;
  };

  return {
    notices,
    list: () => [...(sandbox === null ? [] : [showSandbox(sandbox)]), ...stored().map(show)],
    find(connectionId) {
      if (connectionId === sandboxConnectionId && sandbox !== null) return showSandbox(sandbox);
      return show(findStored(connectionId));
    },
    create: (settings, input) =>
      inTurn(async () => {
        const created = { id: randomUUID(), settings };
        await keepSecrets(created.id, mergeSecrets(settings, input, noSecrets));
        try {
          await save([...stored(), created]);
        } catch (error) {
          await vault.remove(created.id).catch(() => undefined);
          throw error;
        }
        return show(created);
      }),
    update: (connectionId, settings, input) =>
      inTurn(async () => {
        const { id } = findStored(connectionId);
        if (changesSecrets(settings, input, outlines.get(id))) {
          const isReplaced = input.credential !== null && input.proxyPassword !== undefined;
          const before = isReplaced ? noSecrets : await readSecrets(vault, id);
          await keepSecrets(id, mergeSecrets(settings, input, before));
        }
        await save(stored().map((one) => (one.id === id ? { id, settings } : one)));
        return show({ id, settings });
      }),
    remove: (connectionId) =>
      inTurn(async () => {
        const { id } = findStored(connectionId);
        await save(stored().filter((one) => one.id !== id));
        outlines.delete(id);
        await vault.remove(id);
      }),
    forgetCredential: (connectionId) =>
      inTurn(async () => {
        const found = findStored(connectionId);
        await keepSecrets(found.id, noSecrets);
        return show(found);
      }),
    async secretsOf(connectionId) {
      if (connectionId === sandboxConnectionId && sandbox !== null) {
        return { keys: sandbox.keys, proxyPassword: null };
      }
      return readSecrets(vault, findStored(connectionId).id);
    },
  };
}

/** The secrets that belong to `settings` after a form was sent, given those kept before. */
export function mergeSecrets(
  settings: ConnectionSettings,
  input: SecretsInput,
  before: ConnectionSecrets,
): ConnectionSecrets {
  const usesKeys = settings.credentialSource.type === 'keys';
  const typed = input.credential === null ? before.keys : toKeys(input.credential);
  return {
    keys: usesKeys ? typed : null,
    proxyPassword: input.proxyPassword === undefined ? before.proxyPassword : input.proxyPassword,
  };
}

/** Settings alone can be changed while the vault is unreadable. */
function changesSecrets(
  settings: ConnectionSettings,
  input: SecretsInput,
  known: SecretsOutline | undefined,
): boolean {
  const isForgotten = settings.credentialSource.type !== 'keys' && known?.hasKeys !== false;
  return input.credential !== null || input.proxyPassword !== undefined || isForgotten;
}

function toKeys({ accessKeyId, secretAccessKey, sessionToken }: CredentialInput): StoredKeys {
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken || null };
}

function outline({ keys }: ConnectionSecrets): SecretsOutline {
  return {
    accessKeyHint: keys === null ? null : hintOf(keys.accessKeyId),
    hasSessionToken: keys?.sessionToken != null,
    hasKeys: keys !== null,
  };
}

/** Never more than half of a short key. */
function hintOf(accessKeyId: string): string {
  return accessKeyId.slice(0, Math.min(4, Math.floor(accessKeyId.length / 2)));
}

function toConnection(id: string, settings: ConnectionSettings, secrets: SecretsOutline): Connection {
  const needsKeys = settings.credentialSource.type === 'keys';
  return {
    ...settings,
    id,
    isSandbox: false,
    accessKeyHint: needsKeys ? secrets.accessKeyHint : null,
    hasSessionToken: needsKeys && secrets.hasSessionToken,
    hasCredential: !needsKeys || secrets.hasKeys,
  };
}

function showSandbox({ settings, keys }: SandboxProfile): Connection {
  const shown = toConnection(sandboxConnectionId, settings, outline({ keys, proxyPassword: null }));
  return { ...shown, isSandbox: true };
}

/** Tells why saved keys cannot be used in this run. */
export function vaultUnreadable(error: unknown): DataNotice {
  return { reason: 'vault-unreadable', values: { why: toAppError(error).message } };
}

function noSuchConnection(connectionId: string): AppFailure {
  return failure('not-found', 'This connection does not exist any more.', {
    reason: 'connection-missing',
    resource: connectionId,
  });
}

function sandboxIsFixed(): AppFailure {
  return failure(
    'invalid-input',
    'The sandbox connection belongs to Stowage and cannot be changed or removed.',
    {
      reason: 'sandbox-fixed',
    },
  );
}
