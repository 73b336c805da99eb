import type { DatabaseSync } from 'node:sqlite';
import type { BodyFiles } from './body-files.ts';
import type { BodyIndex } from './body-index.ts';

/** Removes files that no body needs, a little later and never under a reader. */
export interface FileSweeper {
  /** Keeps `files` from being removed until the returned function is called. */
  pin(files: readonly string[]): () => void;
  /** Sweeps soon. */
  schedule(): void;
  /** Sweeps now, and waits for a sweep that is under way. */
  sweep(): Promise<void>;
  /** Ends the schedule and sweeps a last time. */
  close(): Promise<void>;
}

const delayMs = 500;
const batchSize = 500;

/** Opens a sweeper over the unused files of the index. */
export function openFileSweeper(database: DatabaseSync, index: BodyIndex, files: BodyFiles): FileSweeper {
  const pins = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  const sweepOnce = async () => {
    const candidates = index.unusedFiles(batchSize + pins.size).filter((file) => !pins.has(file));
    if (candidates.length === 0) return;
    // The removal of the row must be on the disk before the file goes: after a power cut an old row would otherwise
    // come back without its bytes.
    database.exec('PRAGMA wal_checkpoint(FULL)');
    let removedCount = 0;
    for (const file of candidates) {
      if (pins.has(file)) continue;
      try {
        if (!index.hasFile(file)) await files.remove(file);
        index.forgetUnused(file);
        removedCount += 1;
      } catch {
        // Still open somewhere (Windows refuses then): the next sweep tries again.
      }
    }
    if (removedCount >= batchSize) await sweepOnce();
  };

  const sweep = () => {
    running = running.then(sweepOnce);
    return running;
  };

  const schedule = () => {
    if (timer !== null || isClosed) return;
    timer = setTimeout(() => {
      timer = null;
      void sweep().catch(() => undefined);
    }, delayMs);
    timer.unref();
  };

  return {
    pin(names) {
      for (const name of names) pins.set(name, (pins.get(name) ?? 0) + 1);
      return () => {
        for (const name of names) {
          const count = (pins.get(name) ?? 1) - 1;
          if (count > 0) pins.set(name, count);
          else pins.delete(name);
        }
      };
    },
    schedule,
    sweep,
    async close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await sweep().catch(() => undefined);
    },
  };
}
