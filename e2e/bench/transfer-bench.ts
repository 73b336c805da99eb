import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BenchServer, emptyBucket, providerOf } from './bench-server.ts';
import type { BenchTask, Contestant } from './contestant.ts';
import { fastFolder } from './fast-folder.ts';
import type { RunCost } from './measure.ts';
import { type BenchRow, runRounds } from './rounds.ts';

const mebibyte = 1_048_576;

/** What is moved in a benchmark, and how many lanes a contestant with that choice takes. */
export interface TransferBench {
  readonly name: string;
  readonly kind: 'upload' | 'download';
  readonly fileCount: number;
  readonly fileBytes: number;
  readonly partBytes: number;
  readonly connections: number;
}

export interface TransferBenchOptions {
  readonly server: BenchServer;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  onRun?(words: string): void;
}

/** Runs a transfer benchmark on a server. Files are in memory where the machine has a folder for that. */
export async function runTransferBench(
  bench: TransferBench,
  { server, contestants, rounds, onRun }: TransferBenchOptions,
): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(fastFolder(), 'stowage-bench-'));
  const source = path.join(folder, 'source');
  const isOne = bench.fileCount === 1;
  const names = Array.from({ length: bench.fileCount }, (_, index) =>
    isOne ? `big-${bench.fileBytes}.bin` : `${String(index).padStart(8, '0')}-${bench.fileBytes}.bin`,
  );
  const provider = providerOf(server, null);
  try {
    mkdirSync(source);
    if (bench.kind === 'upload' || server.keepsObjects) writeFiles(source, names, bench.fileBytes);
    if (bench.kind === 'download' && server.keepsObjects) {
      await fill(server, source, names, isOne, contestants[0]);
    }
    return await runRounds({
      bench: bench.name,
      serverName: server.name,
      contestants,
      rounds,
      totalBytes: bench.fileCount * bench.fileBytes,
      fileCount: bench.fileCount,
      runOnce: (contestant, round) => runOnce(contestant, round),
      ...(onRun !== undefined && { onRun }),
    });
  } finally {
    await provider.close();
    rmSync(folder, { recursive: true, force: true });
  }

  async function fill(
    target: BenchServer,
    from: string,
    files: readonly string[],
    isSingle: boolean,
    by: Contestant | undefined,
  ): Promise<void> {
    if (by === undefined) throw new Error('nobody takes part');
    const workFolder = path.join(folder, 'fill');
    mkdirSync(workFolder);
    const [first = ''] = files;
    const task = taskOf({
      kind: 'upload',
      path: isSingle ? path.join(from, first) : `${from}/.`,
      workFolder,
    });
    await by.run({ ...task, server: target, prefix: isSingle ? '' : 'small/' });
    rmSync(workFolder, { recursive: true, force: true });
  }

  function taskOf(own: Pick<BenchTask, 'kind' | 'path' | 'workFolder'>): BenchTask {
    return {
      server,
      prefix: isOne ? '' : 'small/',
      key: isOne ? (names[0] ?? null) : null,
      totalBytes: bench.fileCount * bench.fileBytes,
      fileCount: bench.fileCount,
      partBytes: bench.partBytes,
      connections: bench.connections,
      ...own,
    };
  }

  async function runOnce(contestant: Contestant, round: number): Promise<RunCost> {
    const workFolder = mkdtempSync(path.join(folder, 'run-'));
    const target = path.join(workFolder, 'target');
    mkdirSync(target);
    const isUpload = bench.kind === 'upload';
    const local = isUpload ? (isOne ? path.join(source, names[0] ?? '') : source) : target;
    try {
      const task = taskOf({ kind: bench.kind, path: local, workFolder });
      // A fresh prefix: some skip what is there already.
      const prefix = `run-${round}-${contestant.name.replaceAll(/[^a-z0-9]+/gi, '-')}/`;
      const own = isUpload ? { ...task, prefix, key: isOne ? `${prefix}${names[0]}` : null } : task;
      const cost = await contestant.run(own);
      if (!isUpload) checkDownload(contestant, workFolder);
      return cost;
    } finally {
      rmSync(workFolder, { recursive: true, force: true });
      // What is kept in memory by the server must not pile up.
      if (isUpload && server.keepsObjects) await emptyBucket(provider, server.bucket);
    }
  }

  /** Who did not bring everything has not done the task, however fast. */
  function checkDownload(contestant: Contestant, workFolder: string): void {
    const found = readdirSync(workFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(path.join(entry.parentPath, entry.name)).size)
      .filter((bytes) => bytes === bench.fileBytes);
    if (found.length >= bench.fileCount) return;
    throw new Error(`${contestant.name} brought ${found.length} of ${bench.fileCount} files`);
  }
}

function writeFiles(folder: string, names: readonly string[], fileBytes: number): void {
  const [first, ...rest] = names;
  if (first === undefined) return;
  const file = path.join(folder, first);
  const block = randomBytes(Math.min(fileBytes, 64 * mebibyte));
  writeFileSync(file, '');
  for (let written = 0; written < fileBytes; written += block.length) {
    writeFileSync(file, block.subarray(0, Math.min(block.length, fileBytes - written)), { flag: 'a' });
  }
  for (const name of rest) copyFileSync(file, path.join(folder, name));
}
