import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';
import { toTransferStorage } from '../../electron/app/transfer-storage.ts';
import { openEngine } from '../../electron/transfer/engine.ts';
import { pathSource, pathSourceOf } from '../../electron/transfer/path-source.ts';
import type { Job } from '../../shared/model/transfer.ts';
import { providerOf } from './bench-server.ts';
import type { RunCost } from './measure.ts';

/**
 * The engine in a process of its own, so that its processor time and memory are its own: takes one task as JSON in its
 * first argument, runs it, and writes one JSON line of `RunCost`.
 */
const taskSchema = z.strictObject({
  server: z.object({
    name: z.string(),
    keepsObjects: z.boolean(),
    host: z.string(),
    port: z.number(),
    usesTls: z.boolean(),
    caPath: z.string().nullable(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    bucket: z.string(),
  }),
  kind: z.enum(['upload', 'download']),
  /** File or folder to upload, or folder to download into. */
  path: z.string(),
  /** Uploads go below this prefix; downloads take all of it, or this one key. */
  prefix: z.string(),
  key: z.string().nullable(),
  journalFolder: z.string(),
  parallelFiles: z.number(),
});
export type EngineRunTask = z.infer<typeof taskSchema>;

const task = taskSchema.parse(JSON.parse(process.argv[2] ?? ''));
const caPem = task.server.caPath === null ? null : await readFile(task.server.caPath, 'utf8');
const provider = providerOf({ ...task.server, close: async () => undefined }, caPem);
const ended = Promise.withResolvers<Job>();
const engine = await openEngine({
  journalPath: path.join(task.journalFolder, 'journal.db'),
  openStorage: async () => toTransferStorage(provider),
  sources: { byRefId: pathSource, byJournalRef: pathSourceOf, targetFolder: (refId) => refId },
  now: Date.now,
  settings: () => ({
    parallelFiles: task.parallelFiles,
    transferMemoryMib: 256,
    downloadFolder: task.path,
  }),
  onChange({ jobs }) {
    for (const job of jobs) {
      if (!['planning', 'queued', 'running'].includes(job.state)) ended.resolve(job);
    }
  },
  onObjectsChanged: () => undefined,
});

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const cpuBefore = process.cpuUsage();
const startMs = performance.now();
const place = { connectionId: 'bench', bucket: task.server.bucket, conflict: 'overwrite' } as const;
const { key, prefix } = task;
const selection = key === null ? { keys: [], prefixes: [prefix] } : { keys: [key], prefixes: [] };
await engine.create(
  task.kind === 'upload'
    ? { kind: 'upload', ...place, prefix, sourceRefIds: [task.path] }
    : { kind: 'download', ...place, basePrefix: '', selection, targetRefId: null },
  { isReviewed: false },
);
const job = await ended.promise;
const seconds = (performance.now() - startMs) / 1_000;
const used = process.cpuUsage(cpuBefore);
delay.disable();
const failed = await engine.listItems({ jobId: job.id, state: 'failed', afterId: 0, limit: 1 });
await engine.close();
await provider.close();
if (job.state !== 'done' || job.failedCount > 0) {
  const reason = job.error ?? failed.items[0]?.error;
  console.error(
    `the job ended as ${job.state}, ${job.failedCount} failed: ${reason?.message ?? 'no reason'}`,
  );
  process.exit(1);
}
const cost: RunCost = {
  seconds,
  cpuSeconds: (used.user + used.system) / 1e6,
  peakMib: process.resourceUsage().maxRSS / 1_024,
  loopDelayP99Ms: delay.percentile(99) / 1e6,
};
console.log(JSON.stringify(cost));
