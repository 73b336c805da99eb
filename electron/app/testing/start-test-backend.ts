import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventName, MethodInput, MethodName, MethodOutput } from '../../../shared/contract/contract.ts';
import { methods } from '../../../shared/contract/contract.ts';
import { createKeyFileVault } from '../../connections/key-file-vault.ts';
import type { RequestRecord } from '../../providers/provider-options.ts';
import { type Backend, type BackendOptions, startBackend } from '../backend.ts';

/** A whole backend on a data folder, with everything it sent out. */
export interface TestBackend extends Backend {
  readonly dataDir: string;
  readonly emitted: { name: EventName; payload: unknown }[];
  readonly requests: RequestRecord[];
  /** Calls a method as the dispatcher does: the answer is checked against the contract. */
  call<M extends MethodName>(
    method: M,
    input: MethodInput<M>,
    signal?: AbortSignal,
  ): Promise<MethodOutput<M>>;
}

/** Makes a data folder for a test; `remove` deletes it. */
export async function makeDataFolder() {
  const dataDir = await mkdtemp(join(tmpdir(), 'stowage-data-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** Starts a backend as the web host does. */
export async function startTestBackend(
  dataDir: string,
  changes: Partial<BackendOptions> = {},
): Promise<TestBackend> {
  const emitted: TestBackend['emitted'] = [];
  const requests: RequestRecord[] = [];
  const backend = await startBackend({
    dataDir,
    vault: createKeyFileVault(dataDir),
    host: 'web',
    platform: process.platform,
    version: '0.0.0-test',
    local: {
      dialogs: null,
      browserFiles: null,
      droppedPaths: null,
      downloadFolder: join(dataDir, 'downloads'),
    },
    events: { emit: (name, payload) => void emitted.push({ name, payload }) },
    now: Date.now,
    sandbox: true,
    onRequest: (_connectionId, record) => requests.push(record),
    ...changes,
  });
  return {
    ...backend,
    dataDir,
    emitted,
    requests,
    async call(method, input, signal = new AbortController().signal) {
      const definition = methods.get(method);
      const checked = definition?.input.parse(input) as typeof input;
      const output = await backend.handlers[method](checked, { signal, pageId: 'page' });
      return definition?.output.parse(output) as typeof output;
    },
  };
}
