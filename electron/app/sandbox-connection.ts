import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { toAppError } from '../../shared/model/app-error.ts';
import type { ConnectionSettings } from '../../shared/model/connection.ts';
import { readSecrets, type StoredKeys, writeSecrets } from '../connections/connection-secrets.ts';
import { type SandboxProfile, sandboxConnectionId, vaultUnreadable } from '../connections/profile-store.ts';
import type { Vault } from '../connections/vault.ts';
import { type DataNotice, openSettingsFile } from '../data/settings-file.ts';
import { startSandbox } from '../sandbox/start-sandbox.ts';

/** The embedded store with the connection that leads to it; `profile` null when it could not start. */
export interface SandboxConnection {
  readonly profile: SandboxProfile | null;
  readonly notices: readonly DataNotice[];
  close(): Promise<void>;
}

const region = 'us-east-1';
const portSchema = z.strictObject({ port: z.number().int().min(1).max(65_535).nullable() });

/**
 * Starts the embedded store in `dataDir/sandbox`, filled with the sample on its first run.
 *
 * It keeps its port and its keys from run to run, so that links into it go on working: the port in `sandbox.json`
 * (another one is taken when that is in use), the keys in the vault. When the vault cannot be read, the keys are new
 * ones that are kept nowhere; when the store cannot start, the rest of Stowage works without it. Never rejects for
 * such a reason.
 */
export async function startSandboxConnection(options: {
  dataDir: string;
  vault: Vault;
  now: () => number;
}): Promise<SandboxConnection> {
  const { dataDir, vault, now } = options;
  const portFile = await openSettingsFile({
    path: join(dataDir, 'sandbox.json'),
    schema: portSchema,
    version: 1,
    initial: { port: null },
    now,
  });
  const { keys, notices } = await keepKeys(vault);
  const startAt = (port: number) =>
    startSandbox({
      dataDir: join(dataDir, 'sandbox'),
      port,
      faces: ['s3'],
      credentials: [{ ...keys, name: 'sandbox' }],
      region,
      now,
      fillSample: true,
    });
  try {
    const known = portFile.current().port ?? 0;
    const sandbox = await startAt(known).catch((error) => {
      if (known === 0) throw error;
      return startAt(0);
    });
    const { endpoint } = sandbox;
    if (endpoint.port !== known) await portFile.change(() => ({ port: endpoint.port }));
    return {
      profile: { settings: sandboxSettings(endpoint), keys },
      notices,
      close: () => sandbox.close(),
    };
  } catch (error) {
    const why = toAppError(error).message;
    return {
      profile: null,
      notices: [...notices, { reason: 'sandbox-not-started', values: { why } }],
      close: async () => undefined,
    };
  }
}

async function keepKeys(vault: Vault): Promise<{ keys: StoredKeys; notices: DataNotice[] }> {
  const fresh: StoredKeys = {
    accessKeyId: `SANDBOX${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    sessionToken: null,
  };
  try {
    const { keys } = await readSecrets(vault, sandboxConnectionId);
    if (keys !== null) return { keys, notices: [] };
    await writeSecrets(vault, sandboxConnectionId, { keys: fresh, proxyPassword: null });
    return { keys: fresh, notices: [] };
  } catch (error) {
    return { keys: fresh, notices: [vaultUnreadable(error)] };
  }
}

function sandboxSettings(endpoint: ConnectionSettings['endpoint']): ConnectionSettings {
  return {
    name: 'Sandbox',
    colour: 'green',
    provider: 's3',
    endpoint,
    region,
    addressing: 'path',
    signatureVersion: 'v4',
    tlsTrust: { mode: 'system' },
    proxy: { mode: 'none' },
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    startAt: null,
    isReadOnly: false,
    credentialSource: { type: 'keys' },
  };
}
