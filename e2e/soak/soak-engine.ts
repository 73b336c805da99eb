import { toTransferStorage } from '../../electron/app/transfer-storage.ts';
import { openProvider } from '../../electron/providers/open-provider.ts';
import { openEngine } from '../../electron/transfer/engine.ts';
import { pathSource, pathSourceOf } from '../../electron/transfer/path-source.ts';
import type { TransferStorage } from '../../electron/transfer/storage-port.ts';
import type { EngineCommand, EngineReport, SoakConnection } from './soak-messages.ts';

/**
 * The engine of a soak, in a process of its own so that it can be killed: commands come and reports go over the channel
 * to its parent. The first argument is where it keeps its journal, the second the connections as JSON.
 */
const [, , journalPath = '', connectionsJson = '[]'] = process.argv;
const mebibyte = 1_048_576;
const connections = JSON.parse(connectionsJson) as readonly SoakConnection[];
const report = (message: EngineReport) => process.send?.(message);

function openStorage(connection: SoakConnection): TransferStorage {
  const { provider, host, port, accessKeyId, secretAccessKey } = connection;
  const storage = toTransferStorage(
    openProvider({
      provider,
      endpoint: { host, port, usesTls: false },
      region: 'us-east-1',
      addressing: provider === 's3' ? 'path' : 'auto',
      tls: { mode: 'system' },
      proxy: null,
      connectTimeoutMs: 1_000,
      idleTimeoutMs: 4_000,
      isReadOnly: false,
      credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken: null, expiresAtMs: null }),
      now: Date.now,
      userAgent: 'Stowage-soak',
    }),
  );
  // Copies in parts, too, at sizes that a soak can afford.
  return Object.defineProperties(Object.create(storage), {
    limits: { value: { ...storage.limits, maxSingleCopyBytes: 8 * mebibyte } },
  }) as TransferStorage;
}

const storages = new Map(connections.map((connection) => [connection.id, openStorage(connection)]));

const engine = await openEngine({
  journalPath,
  async openStorage(connectionId) {
    const storage = storages.get(connectionId);
    if (storage === undefined) throw new Error(`no connection ${connectionId}`);
    return storage;
  },
  sources: { byRefId: pathSource, byJournalRef: pathSourceOf, targetFolder: (refId) => refId },
  now: Date.now,
  settings: () => ({ parallelFiles: 6, transferMemoryMib: 96, downloadFolder: '' }),
  onChange: ({ jobs }) => report({ type: 'changed', jobs }),
  onObjectsChanged: () => undefined,
  tuning: {
    retryDelaysMs: [20, 40, 80, 160, 320],
    singlePutMaxBytes: 6 * mebibyte,
    minPartBytes: 5 * mebibyte,
    copyPartBytes: 5 * mebibyte,
  },
});

process.on('message', (command: EngineCommand) => {
  void perform(command).catch((error: unknown) =>
    report({ type: 'refused', id: command.id, error: String(error) }),
  );
});

async function perform(command: EngineCommand): Promise<void> {
  switch (command.type) {
    case 'create':
      report({
        type: 'created',
        id: command.id,
        job: await engine.create(command.request, { isReviewed: false }),
      });
      return;
    case 'again': {
      const job = (await engine.list()).jobs.find(({ id }) => id === command.jobId);
      if (job?.state === 'needs-user' || job?.state === 'paused') await engine.resume(command.jobId);
      else await engine.retryFailed(command.jobId);
      return;
    }
    case 'items':
      report({ type: 'items', id: command.id, items: await itemsOf(command.jobId) });
      return;
    case 'remove-ended':
      await engine.removeEnded();
      report({ type: 'items', id: command.id, items: [] });
  }
}

async function itemsOf(jobId: string) {
  const found = [];
  for (let afterId = 0; ; ) {
    const { items } = await engine.listItems({ jobId, state: null, afterId, limit: 1_000 });
    found.push(...items);
    const last = items.at(-1);
    if (last === undefined) return found;
    afterId = last.id;
  }
}

report({ type: 'ready', jobs: (await engine.list()).jobs });
