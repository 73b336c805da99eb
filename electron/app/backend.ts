import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HostInfo } from '../../shared/contract/settings.ts';
import type { BandwidthLimit } from '../../shared/model/transfer.ts';
import { createConnectionPool } from '../connections/open-connection.ts';
import { openProfileStore } from '../connections/profile-store.ts';
import { openCardStore } from '../connections/report-card/card-store.ts';
import type { Vault } from '../connections/vault.ts';
import { describeFileError } from '../data/atomic-file.ts';
import { lockFolder } from '../data/folder-lock.ts';
import type { DataNotice } from '../data/settings-file.ts';
import { ListingIndex } from '../listing-index/listing-index.ts';
import type { RequestRecord } from '../providers/provider-options.ts';
import { openEngine } from '../transfer/engine.ts';
import type { TransferEngine } from '../transfer/transfer-engine.ts';
import { bucketsHandlers } from './buckets-handlers.ts';
import { openDocumentHistory } from './configuration/document-history.ts';
import { connectionsHandlers } from './connections-handlers.ts';
import type { EventSink, Handlers } from './handlers.ts';
import { liveStorage } from './live-storage.ts';
import type { LocalAccess } from './local-access.ts';
import { openLocalRegistry } from './local-registry.ts';
import { type ObjectsChanged, objectsHandlers } from './objects-handlers.ts';
import { refuseReadOnlyJobs } from './read-only-jobs.ts';
import { startSandboxConnection } from './sandbox-connection.ts';
import { openUserSettings, settingsHandlers } from './settings-handlers.ts';
import { sharingHandlers } from './sharing-handlers.ts';
import { transfersHandlers } from './transfers-handlers.ts';

const noLimit: BandwidthLimit = { upBytesPerSecond: null, downBytesPerSecond: null };

export interface BackendOptions {
  /** Absolute path; made when missing, with mode 0700. */
  readonly dataDir: string;
  readonly vault: Vault;
  readonly host: 'desktop' | 'web';
  readonly platform: NodeJS.Platform;
  readonly version: string;
  readonly local: LocalAccess;
  readonly events: EventSink;
  readonly now: () => number;
  /** Starts the embedded store and shows it as the connection `sandbox`. */
  readonly sandbox: boolean;
  /** Told about every request to a storage server; the record is free of secrets. */
  readonly onRequest?: (connectionId: string, record: RequestRecord) => void;
}

/** Everything behind the contract. */
export interface Backend {
  readonly handlers: Handlers;
  /**
   * Lets running parts go, then closes the journal, the connections and the sandbox, and frees the data folder, in
   * this order. Jobs go on at the next start. Safe to call twice.
   */
  close(): Promise<void>;
}

/**
 * Opens a data folder and everything that works on it, and lets unfinished jobs go on.
 *
 * Rejects with `in-use` when another Stowage has the folder, `local-file` when it or one of its files cannot be used
 * (`settings-newer` for files of a newer version), `disk-full`. Nothing is left open then. A broken settings,
 * profile or journal file is set aside and told in `settings.hostInfo`, as is a sandbox that cannot start.
 */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const closers: Closers = [];
  try {
    return { handlers: await open(options, closers), close: () => closeAll(closers) };
  } catch (error) {
    await closeAll(closers).catch(() => undefined);
    throw error;
  }
}

/** What was opened, in order. */
type Closers = (() => Promise<void> | void)[];

/** Closes the last first, all of them even when one fails, and rejects with the first failure. */
async function closeAll(closers: Closers): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.splice(0).toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function open(options: BackendOptions, closers: Closers): Promise<Handlers> {
  const { dataDir, vault, local, events, now } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw describeFileError(cause, dataDir, 'written');
  });
  const lock = lockFolder(dataDir);
  closers.push(() => lock.release());

  const settings = await openUserSettings(join(dataDir, 'settings.json'), now);
  const sandbox = options.sandbox ? await startSandboxConnection({ dataDir, vault, now }) : null;
  if (sandbox !== null) closers.push(() => sandbox.close());

  const profiles = await openProfileStore({
    path: join(dataDir, 'connections.json'),
    vault,
    now,
    sandbox: sandbox?.profile ?? null,
  });
  const cards = await openCardStore(join(dataDir, 'report-cards.json'), now);
  let engine: TransferEngine | null = null;
  const surroundings = { environment: process.env, homeFolder: homedir() };
  const pool = createConnectionPool({
    profiles,
    surroundings,
    userAgent: `Stowage/${options.version}`,
    now,
    onRequest(connectionId, record) {
      options.onRequest?.(connectionId, record);
      if (isTrouble(record)) engine?.serverTroubled(connectionId);
    },
  });
  closers.push(() => pool.close());

  const notices: DataNotice[] = [
    ...(settings.notice === null ? [] : [settings.notice]),
    ...profiles.notices,
    ...(cards.notice === null ? [] : [cards.notice]),
    ...(sandbox?.notices ?? []),
  ];
  const downloadFolder = () => settings.current().downloadFolder ?? local.downloadFolder;
  const makeDownloadFolder = async () => {
    // A chosen folder that is missing may be on a disk that is not there: only the usual one is made.
    if (settings.current().downloadFolder !== null) return;
    // The download itself tells what is wrong with its folder.
    await mkdir(local.downloadFolder, { recursive: true }).catch(() => undefined);
  };
  const registry = openLocalRegistry({
    dropsPath: join(dataDir, 'drops.db'),
    browserFiles: local.browserFiles,
    now,
  });
  closers.push(() => registry.close());
  const history = openDocumentHistory(join(dataDir, 'configuration-history.db'), now);
  closers.push(() => history.close());
  const index = new ListingIndex({
    folder: join(dataDir, 'listing-index'),
    now,
    async listPage({ connectionId, bucket }, { prefix, token }, signal) {
      const provider = await pool.open(connectionId);
      const page = { bucket, prefix, token, delimiter: null, maxKeys: 1_000 };
      return await provider.objects.listObjects(page, { signal });
    },
    onChange: (place, state) => events.emit('objects.indexChanged', { ...place, state }),
  });
  closers.push(() => index.close());
  const following = new AbortController();
  closers.push(() => following.abort());
  const objectsChanged: ObjectsChanged = (connectionId, bucket, prefixes) => {
    events.emit('objects.changed', { connectionId, bucket, prefixes });
    // An index that cannot follow is stale, and says so; the change itself is done.
    index.follow({ connectionId, bucket }, prefixes, following.signal).catch(() => undefined);
  };
  engine = await openEngine({
    journalPath: join(dataDir, 'journal.db'),
    openStorage: liveStorage(pool),
    sources: registry,
    now,
    settings: () => ({
      ...settings.current(),
      downloadFolder: downloadFolder(),
      bandwidth: (connectionId) =>
        connectionId === null
          ? settings.current().bandwidth
          : (profiles.list().find(({ id }) => id === connectionId)?.bandwidth ?? noLimit),
    }),
    onChange: (change) => events.emit('transfers.changed', change),
    onObjectsChanged: objectsChanged,
    onJournalSetAside: (keptAs) =>
      notices.push({ reason: 'settings-set-aside', values: { file: 'journal.db', keptAs } }),
  });
  const running = engine;
  closers.push(() => running.close());

  const hostInfo = (): HostInfo => ({
    version: options.version,
    host: options.host,
    platform: options.platform === 'darwin' || options.platform === 'win32' ? options.platform : 'linux',
    hasDialogs: local.dialogs !== null,
    downloadFolder: downloadFolder(),
    vault: vault.kind,
    notices: mergeNotices(notices),
  });
  const { dialogs, droppedPaths } = local;
  const transfers = {
    engine: running,
    registry,
    dialogs,
    droppedPaths,
    host: options.host,
    makeDownloadFolder,
  };
  return {
    ...connectionsHandlers({
      profiles,
      pool,
      cards,
      surroundings,
      events,
      version: options.version,
      onRemoved(connectionId) {
        history.forgetConnection(connectionId);
        index.forgetConnection(connectionId).catch(() => undefined);
      },
    }),
    ...bucketsHandlers({ profiles, pool, events, history }),
    ...objectsHandlers({ pool, index, objectsChanged }),
    ...refuseReadOnlyJobs(transfersHandlers(transfers), profiles),
    ...sharingHandlers({ pool }),
    ...settingsHandlers({ settings, hostInfo, events, onChanged: () => engine?.checkWindow() }),
  };
}

/** The server has too much to do, or did not answer in time. */
function isTrouble({ errorKind }: RequestRecord): boolean {
  return errorKind === 'throttled' || errorKind === 'timeout';
}

/** One notice for each reason: of several the values are told together. */
function mergeNotices(notices: readonly DataNotice[]): HostInfo['notices'] {
  const merged = new Map<string, Record<string, string>>();
  for (const { reason, values } of notices) {
    const known = merged.get(reason) ?? {};
    for (const [name, value] of Object.entries(values)) {
      const before = known[name];
      known[name] = before === undefined || before === value ? value : `${before}, ${value}`;
    }
    merged.set(reason, known);
  }
  return [...merged].map(([reason, values]) => ({ reason, values }));
}
