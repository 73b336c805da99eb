import { z } from 'zod';
import { toTransferStorage } from '../../electron/app/transfer-storage.ts';
import { openProvider } from '../../electron/providers/open-provider.ts';
import { openEngine } from '../../electron/transfer/engine.ts';
import { pathSource, pathSourceOf } from '../../electron/transfer/path-source.ts';
import type { Job } from '../../shared/model/transfer.ts';

/**
 * The engine in a process of its own, so that it can be killed. It takes a task as JSON in its first argument, creates
 * the job when the journal has none, and writes one JSON line for each thing that happens, until the job has ended.
 */
const taskSchema = z.strictObject({
  journalPath: z.string(),
  port: z.number(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  bucket: z.string(),
  kind: z.enum(['upload', 'download']),
  /** File or folder to upload, or folder to download into. */
  path: z.string(),
  key: z.string(),
});
export type EngineTask = z.infer<typeof taskSchema>;

/** What the process tells. */
export type EngineReport =
  | { readonly type: 'part'; readonly partNumber: number }
  | { readonly type: 'created' }
  | { readonly type: 'ended'; readonly job: Job };

const task = taskSchema.parse(JSON.parse(process.argv[2] ?? ''));
const report = (line: EngineReport) => process.stdout.write(`${JSON.stringify(line)}\n`);

const provider = openProvider({
  provider: 's3',
  endpoint: { host: '127.0.0.1', port: task.port, usesTls: false },
  region: 'us-east-1',
  addressing: 'path',
  tls: { mode: 'system' },
  proxy: null,
  connectTimeoutMs: 10_000,
  idleTimeoutMs: 30_000,
  isReadOnly: false,
  credentials: async () => ({
    accessKeyId: task.accessKeyId,
    secretAccessKey: task.secretAccessKey,
    sessionToken: null,
    expiresAtMs: null,
  }),
  now: Date.now,
  userAgent: 'Stowage-test',
  onRequest: ({ operation, query }) => {
    if (operation === 'createMultipartUpload') report({ type: 'created' });
    const partNumber = Number(new URLSearchParams(query).get('partNumber') ?? 0);
    if (operation === 'uploadPart') report({ type: 'part', partNumber });
  },
});

const engine = await openEngine({
  journalPath: task.journalPath,
  openStorage: async () => toTransferStorage(provider),
  sources: { byRefId: pathSource, byJournalRef: pathSourceOf, targetFolder: (refId) => refId },
  now: Date.now,
  settings: () => ({ parallelFiles: 4, transferMemoryMib: 256, downloadFolder: task.path }),
  onChange: ({ jobs }) => {
    for (const job of jobs) {
      if (['planning', 'queued', 'running'].includes(job.state)) continue;
      report({ type: 'ended', job });
      void engine.close().then(() => provider.close());
    }
  },
  onObjectsChanged: () => undefined,
});

if ((await engine.list()).jobs.length === 0) {
  const place = { connectionId: 'test', bucket: task.bucket, conflict: 'overwrite' } as const;
  const selection = task.key.endsWith('/')
    ? { keys: [], prefixes: [task.key] }
    : { keys: [task.key], prefixes: [] };
  await engine.create(
    task.kind === 'upload'
      ? { kind: 'upload', ...place, prefix: '', sourceRefIds: [task.path] }
      : { kind: 'download', ...place, basePrefix: '', selection, targetRefId: null },
    { isReviewed: false },
  );
}
