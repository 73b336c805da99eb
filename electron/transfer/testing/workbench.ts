import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Job, JobRequest, JobState } from '../../../shared/model/transfer.ts';
import { openEngine } from '../engine.ts';
import type { LocalSources } from '../local-source.ts';
import { pathSource, pathSourceOf } from '../path-source.ts';
import type { TransferStorage } from '../storage-port.ts';
import type { EngineChange, EngineSettings, EngineTuning, TransferEngine } from '../transfer-engine.ts';

const mebibyte = 1_048_576;

/** An engine on a throw-away folder. References of sources and targets are their paths. */
export interface Workbench {
  readonly folder: string;
  readonly source: string;
  readonly target: string;
  readonly changes: EngineChange[];
  readonly objectChanges: { bucket: string; prefixes: string[] }[];
  readonly settings: { -readonly [Name in keyof EngineSettings]: EngineSettings[Name] };
  engine: TransferEngine;
  /** Writes a file below the source folder. */
  write(path: string, bytes: Uint8Array): string;
  /** Closes the engine, does what is to be done `between`, and opens another on the same journal. */
  restart(between?: () => void): Promise<void>;
  /** Resolves when the job is in one of these states, or has ended. */
  settled(jobId: string, ...states: JobState[]): Promise<Job>;
  close(): Promise<void>;
}

/** So many parts of a file at once, whatever the server makes of them. */
export function fixedLanes(perFile: number): EngineTuning['lanes'] {
  const count = { total: 64, perFile };
  return { least: count, start: count, most: count };
}

export interface WorkbenchOptions {
  readonly tuning?: Partial<EngineTuning>;
  readonly settings?: Partial<EngineSettings>;
  readonly sources?: LocalSources;
  /** Storages of other connections than `c`, by their id. */
  readonly others?: Readonly<Record<string, TransferStorage>>;
  readonly folder?: string;
  readonly now?: () => number;
}

/** Opens an engine over a storage, with short waits between tries. */
export async function openWorkbench(
  storage: TransferStorage,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'stowage-engine-'));
  const source = join(folder, 'source');
  const target = join(folder, 'target');
  mkdirSync(source, { recursive: true });
  mkdirSync(target, { recursive: true });
  const changes: EngineChange[] = [];
  const objectChanges: { bucket: string; prefixes: string[] }[] = [];
  const settings = { parallelFiles: 4, transferMemoryMib: 64, downloadFolder: target, ...options.settings };
  const waiters = new Set<() => void>();
  const sources: LocalSources = options.sources ?? {
    byRefId: (refId) => pathSource(refId),
    byJournalRef: pathSourceOf,
    targetFolder: (refId) => refId,
  };
  const open = () =>
    openEngine({
      journalPath: join(folder, 'journal.db'),
      openStorage: async (connectionId) => options.others?.[connectionId] ?? storage,
      sources,
      now: options.now ?? Date.now,
      settings: () => settings,
      onChange: (change) => {
        changes.push(change);
        for (const waiter of waiters) waiter();
      },
      onObjectsChanged: (_connectionId, bucket, prefixes) => objectChanges.push({ bucket, prefixes }),
      tuning: { retryDelaysMs: [1, 1, 1, 1], ...options.tuning },
    });
  const bench: Workbench = {
    folder,
    source,
    target,
    changes,
    objectChanges,
    settings,
    engine: await open(),
    write(path, bytes) {
      const file = join(source, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      return file;
    },
    async restart(between) {
      await bench.engine.close();
      between?.();
      bench.engine = await open();
    },
    async settled(jobId, ...states) {
      const ends: JobState[] = ['done', 'done-with-failures', 'failed', 'cancelled', 'needs-user', 'planned'];
      for (;;) {
        const changed = new Promise<void>((resolve) => {
          const waiter = () => {
            waiters.delete(waiter);
            resolve();
          };
          waiters.add(waiter);
        });
        const job = (await bench.engine.list()).jobs.find(({ id }) => id === jobId);
        if (job === undefined) throw new Error('the job is gone');
        if (ends.includes(job.state) || states.includes(job.state)) return job;
        await changed;
      }
    },
    async close() {
      await bench.engine.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

/** Bytes that differ everywhere and are the same for the same seed. */
export function seededBytes(sizeBytes: number, seed: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  const random = seededRandom(seed);
  for (let offset = 0; offset + 4 <= sizeBytes; offset += 4) bytes.writeUInt32LE(random() >>> 0, offset);
  for (let offset = sizeBytes - (sizeBytes % 4); offset < sizeBytes; offset += 1)
    bytes[offset] = random() & 0xff;
  return bytes;
}

/** Mulberry32: 32 random bits a call. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

const place = { connectionId: 'c', bucket: 'b' };

/** An upload of whole paths. */
export function uploadOf(
  paths: string[],
  more: Partial<Extract<JobRequest, { kind: 'upload' }>> = {},
): JobRequest {
  return { kind: 'upload', ...place, prefix: '', sourceRefIds: paths, conflict: 'overwrite', ...more };
}

/** A download of keys and folders into the workbench's target. */
export function downloadOf(
  keys: string[],
  prefixes: string[] = [],
  more: Partial<Extract<JobRequest, { kind: 'download' }>> = {},
): JobRequest {
  const selection = { keys, prefixes };
  return {
    kind: 'download',
    ...place,
    basePrefix: '',
    selection,
    targetRefId: null,
    conflict: 'overwrite',
    ...more,
  };
}

export function deleteOf(keys: string[], prefixes: string[] = []): JobRequest {
  return { kind: 'delete', ...place, selection: { keys, prefixes } };
}

/** A copy or a move inside the bucket. */
export function copyOf(
  kind: 'copy' | 'move',
  selection: { keys: string[]; prefixes: string[] },
  target: { prefix: string; newName?: string },
  conflict: Extract<JobRequest, { kind: 'copy' | 'move' }>['conflict'] = 'overwrite',
): JobRequest {
  const { prefix, newName = null } = target;
  return { kind, ...place, basePrefix: '', selection, target: { ...place, prefix, newName }, conflict };
}

/** Part sizes that keep tests small: 1 MiB parts above 1 MiB. */
export const smallParts: Partial<EngineTuning> = { singlePutMaxBytes: mebibyte, minPartBytes: mebibyte };
export const smallPartLimits = { minPartSizeBytes: 1 };
