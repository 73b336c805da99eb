import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openEngine } from '../engine.ts';
import type { LocalSource } from '../local-source.ts';
import { FakeStorage } from './fake-storage.ts';
import { uploadOf } from './workbench.ts';

/** What a queue of very many small files costs. Memory in bytes, delays in milliseconds. */
export interface QueueFigures {
  readonly itemCount: number;
  readonly firstByteMs: number;
  readonly countedMs: number;
  readonly endedMs: number;
  /** Heap above that of the same engine with an empty queue, after a garbage collection. */
  readonly heapCountedBytes: number;
  readonly heapEndedBytes: number;
  readonly journalBytes: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  /** CPU time of this thread in one turn of the event loop: what the engine itself holds it for, whatever else runs. */
  readonly turnP999Ms: number;
  readonly turnMaxMs: number;
  readonly messageCount: number;
}

const fileBytes = 16;
const etag = createHash('md5').update(Buffer.alloc(fileBytes)).digest('hex');

/** Confirms every object and keeps none. */
class CountingStorage extends FakeStorage {
  putCount = 0;
  firstAtMs = 0;
  override async putObject(): Promise<{ etag: string }> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.putCount === 0) this.firstAtMs = performance.now();
    this.putCount += 1;
    return { etag };
  }
}

/** Files that exist in name only. */
function manyFiles(count: number): LocalSource {
  return {
    name: 'many',
    journalRef: null,
    async *walk() {
      for (let index = 0; index < count; index += 1) {
        const relativePath = `many/folder ${index % 100}/a file with a name of usual length ${index}.txt`;
        yield { relativePath, type: 'file', sizeBytes: fileBytes, modifiedAtMs: 1 };
      }
    },
    open: async () => ({
      sizeBytes: fileBytes,
      modifiedAtMs: 1,
      read: async (buffer) => {
        buffer.fill(0);
        return buffer.length;
      },
      close: async () => undefined,
    }),
  };
}

/** Uploads `count` files of 16 bytes to a storage that costs nothing, and measures. */
export async function measureQueue(count: number): Promise<QueueFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-queue-'));
  const storage = new CountingStorage();
  const source = manyFiles(count);
  let messageCount = 0;
  const waits: { test: () => boolean; resolve: () => void }[] = [];
  let latest = { isCounted: false, state: 'planning' as string };
  const engine = await openEngine({
    journalPath: join(folder, 'journal.db'),
    openStorage: async () => storage,
    sources: { byRefId: () => source, byJournalRef: () => null, targetFolder: () => null },
    now: Date.now,
    settings: () => ({ parallelFiles: 32, transferMemoryMib: 256, downloadFolder: folder }),
    onChange: ({ jobs: [job] }) => {
      messageCount += 1;
      if (job !== undefined) latest = job;
      for (const wait of waits) if (wait.test()) wait.resolve();
    },
    onObjectsChanged: () => undefined,
  });
  const until = (test: () => boolean) => new Promise<void>((resolve) => waits.push({ test, resolve }));
  try {
    const emptyBytes = heapBytes();
    const turns = watchTurns();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startMs = performance.now();
    await engine.create(uploadOf(['many']), { isReviewed: false });
    await until(() => latest.isCounted);
    const countedMs = performance.now() - startMs;
    delay.disable();
    turns.pause();
    const heapCountedBytes = heapBytes() - emptyBytes;
    turns.goOn();
    delay.enable();
    await until(() => latest.state === 'done');
    const endedMs = performance.now() - startMs;
    delay.disable();
    turns.pause();
    return {
      itemCount: storage.putCount,
      firstByteMs: storage.firstAtMs - startMs,
      countedMs,
      endedMs,
      heapCountedBytes,
      heapEndedBytes: heapBytes() - emptyBytes,
      journalBytes: statSync(join(folder, 'journal.db')).size,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
      loopDelayMaxMs: delay.max / 1e6,
      turnP999Ms: turns.at(0.999),
      turnMaxMs: turns.at(1),
      messageCount,
    };
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function watchTurns() {
  const milliseconds: number[] = [];
  let isOn = true;
  let last = cpuMs();
  const tick = () => {
    const now = cpuMs();
    milliseconds.push(now - last);
    last = now;
    if (isOn) setImmediate(tick);
  };
  tick();
  return {
    pause: () => {
      isOn = false;
    },
    goOn: () => {
      isOn = true;
      last = cpuMs();
      tick();
    },
    at(quantile: number): number {
      const sorted = Float64Array.from(milliseconds).sort();
      return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0;
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
