import type { ConnectionTestResult } from '../../shared/contract/connections.ts';
import { failure } from '../../shared/model/app-error.ts';
import type { Connection, ConnectionSettings } from '../../shared/model/connection.ts';
import { openProvider } from '../providers/open-provider.ts';
import type { ProviderOptions, RequestRecord } from '../providers/provider-options.ts';
import type { StorageProvider } from '../providers/storage-provider.ts';
import type { AwsSurroundings } from './aws-profiles.ts';
import { type ConnectionSecrets, noSecrets } from './connection-secrets.ts';
import { testConnection } from './connection-test/connection-test.ts';
import { credentialsFrom } from './credential-sources.ts';
import { mergeSecrets, type ProfileStore, type SecretsInput } from './profile-store.ts';
import { resolveProxy } from './proxy.ts';
import { loadTrust } from './trust.ts';

export interface ConnectionPoolOptions {
  readonly profiles: ProfileStore;
  readonly surroundings: AwsSurroundings;
  readonly userAgent: string;
  readonly now: () => number;
  readonly onRequest?: (connectionId: string, record: RequestRecord) => void;
}

/** The open connections: one storage client for each, made when first asked for. */
export interface ConnectionPool {
  /**
   * The storage client of a saved connection. The pool closes it: ask again before each use instead of keeping it.
   * Rejects with `not-found`, with `local-file` for an unreadable vault or authority file, with `invalid-input` for
   * a broken proxy variable. A failure is not kept: the next call tries again.
   */
  open(connectionId: string): Promise<StorageProvider>;
  /** What a saved connection is opened with, for a client that ends with what it is for. Rejects as `open` does. */
  optionsOf(connectionId: string): Promise<ProviderOptions>;
  /** Forgets the client after its connection changed; requests that are on their way may end. */
  reopen(connectionId: string): Promise<void>;
  /**
   * Tests settings, saved or not; secrets that `secrets` leaves out are those of `connectionId`.
   * Rejects with `cancelled`, `not-found` and `local-file`; every other failure is in the result.
   */
  test(
    input: { connectionId: string | null; settings: ConnectionSettings; secrets: SecretsInput },
    signal: AbortSignal,
  ): Promise<ConnectionTestResult>;
  /** Closes all clients; `open` rejects with `cancelled` from now on. */
  close(): Promise<void>;
}

/** Makes an empty pool. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const { profiles, surroundings, userAgent, now } = options;
  const opened = new Map<string, Promise<StorageProvider>>();
  let isClosed = false;

  const credentialsOf = (settings: ConnectionSettings, secrets: ConnectionSecrets) =>
    credentialsFrom(settings, secrets.keys, surroundings, now);
  const proxyOf = (settings: ConnectionSettings, secrets: ConnectionSecrets) =>
    resolveProxy(settings.proxy, settings.endpoint, secrets.proxyPassword, surroundings.environment);

  const optionsFor = async (
    settings: ConnectionSettings,
    secrets: ConnectionSecrets,
    onRequest: ((record: RequestRecord) => void) | undefined,
  ): Promise<ProviderOptions> => {
    const proxy = proxyOf(settings, secrets);
    return {
      provider: settings.provider,
      endpoint: settings.endpoint,
      region: settings.region,
      addressing: settings.addressing,
      signatureVersion: settings.signatureVersion,
      tls: await loadTrust(settings.tlsTrust),
      proxy: proxy === null ? null : { url: proxy.href },
      connectTimeoutMs: settings.connectTimeoutMs,
      idleTimeoutMs: settings.idleTimeoutMs,
      hasStockReads: surroundings.environment.STOWAGE_STOCK_READS === '1',
      isReadOnly: settings.isReadOnly,
      credentials: credentialsOf(settings, secrets),
      now,
      userAgent,
      ...(settings.appName === undefined ? {} : { appName: settings.appName }),
      ...(settings.checksCrc === undefined ? {} : { checksCrc: settings.checksCrc }),
      ...(onRequest === undefined ? {} : { onRequest }),
    };
  };

  const optionsOfSaved = async (connection: Connection): Promise<ProviderOptions> => {
    const { id } = connection;
    const onRequest = options.onRequest;
    const record = onRequest === undefined ? undefined : (one: RequestRecord) => onRequest(id, one);
    return optionsFor(connection, await profiles.secretsOf(id), record);
  };
  const startSaved = async (connection: Connection): Promise<StorageProvider> =>
    openProvider(await optionsOfSaved(connection));

  return {
    async open(connectionId) {
      if (isClosed) throw failure('cancelled', 'Stowage is closing.');
      const known = opened.get(connectionId);
      if (known !== undefined) return known;
      const opening = startSaved(profiles.find(connectionId));
      opened.set(connectionId, opening);
      opening.catch(() => {
        if (opened.get(connectionId) === opening) opened.delete(connectionId);
      });
      return opening;
    },
    async optionsOf(connectionId) {
      if (isClosed) throw failure('cancelled', 'Stowage is closing.');
      return optionsOfSaved(profiles.find(connectionId));
    },
    async reopen(connectionId) {
      const old = opened.get(connectionId);
      opened.delete(connectionId);
      await closeQuietly(old);
    },
    async test({ connectionId, settings, secrets }, signal) {
      const isComplete = secrets.credential !== null && secrets.proxyPassword !== undefined;
      const needsStored = connectionId !== null && !isComplete;
      const before = needsStored ? await profiles.secretsOf(connectionId) : noSecrets;
      const merged = mergeSecrets(settings, secrets, before);
      return testConnection({
        connectionId,
        settings,
        proxy: () => proxyOf(settings, merged),
        trust: () => loadTrust(settings.tlsTrust),
        openProvider: async () => openProvider(await optionsFor(settings, merged, undefined)),
        userAgent,
        now,
        signal,
      });
    },
    async close() {
      isClosed = true;
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map(closeQuietly));
    },
  };
}

async function closeQuietly(opening: Promise<StorageProvider> | undefined): Promise<void> {
  try {
    await (await opening)?.close();
  } catch {
    // One that never opened has nothing to close.
  }
}
