import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppFailure } from '../../../../shared/model/app-error.ts';
import type { Job, JobRequest } from '../../../../shared/model/transfer.ts';
import { toTransferStorage } from '../../../app/transfer-storage.ts';
import { openEngine } from '../../../transfer/engine.ts';
import { pathSource, pathSourceOf } from '../../../transfer/path-source.ts';
import type { TransferEngine } from '../../../transfer/transfer-engine.ts';
import type { Check, CheckContext } from '../check.ts';
import { Collector, expectEqual, expectThat, patternBytes } from '../expectations.ts';

const group = 'transfers';
const connectionId = 'conformance';

/** The transfer engine of the app on a folder of its own, with parts as small as the provider takes them. */
interface Bench {
  readonly folder: string;
  /** Runs a job to its end, and fails unless it is done. */
  run(request: JobRequest): Promise<void>;
}

async function withEngine({ provider }: CheckContext, use: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stowage-conformance-'));
  const storage = toTransferStorage(provider);
  const partBytes = provider.limits.minPartSizeBytes;
  let changed = (): void => {};
  const engine = await openEngine({
    journalPath: join(folder, 'journal.db'),
    openStorage: async () => ({
      ...storage,
      limits: { ...provider.limits, maxSingleCopyBytes: partBytes },
    }),
    sources: {
      byRefId: (refId) => pathSource(refId),
      byJournalRef: pathSourceOf,
      targetFolder: (refId) => refId,
    },
    now: Date.now,
    settings: () => ({ parallelFiles: 2, transferMemoryMib: 64, downloadFolder: join(folder, 'down') }),
    onChange: () => changed(),
    onObjectsChanged: () => {},
    tuning: {
      singlePutMaxBytes: partBytes,
      minPartBytes: partBytes,
      copyPartBytes: partBytes,
      // The client has tried again already.
      retryDelaysMs: [200],
    },
  });
  try {
    await mkdir(join(folder, 'down'));
    await use({ folder, run: (request) => runToEnd(engine, request, (waiter) => (changed = waiter)) });
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runToEnd(
  engine: TransferEngine,
  request: JobRequest,
  onChange: (waiter: () => void) => void,
): Promise<void> {
  const ends: readonly Job['state'][] = ['done', 'done-with-failures', 'failed', 'cancelled', 'needs-user'];
  const { id } = await engine.create(request, { isReviewed: false });
  for (;;) {
    const next = new Promise<void>((resolve) => onChange(resolve));
    const { jobs } = await engine.list();
    const state = jobs.find((job) => job.id === id)?.state ?? 'failed';
    if (!ends.includes(state)) {
      await next;
      continue;
    }
    const { items } = await engine.listItems({ jobId: id, state: 'failed', afterId: 0, limit: 1 });
    if (items[0]?.error) throw new AppFailure(items[0].error);
    expectEqual('end of the transfer', state, 'done');
    return;
  }
}

const overwrite = { connectionId, conflict: 'overwrite' } as const;

function uploadOf(bucket: string, path: string): JobRequest {
  return { kind: 'upload', ...overwrite, bucket, prefix: 'up/', sourceRefIds: [path] };
}

function downloadOf(bucket: string, key: string): JobRequest {
  const selection = { keys: [key], prefixes: [] };
  return { kind: 'download', ...overwrite, bucket, basePrefix: '', selection, targetRefId: null };
}

/** One part and a bit, so that it goes and comes in parts. */
function largeBytes({ provider }: CheckContext): Buffer {
  return patternBytes(provider.limits.minPartSizeBytes + 1_000, 11);
}

async function expectStored(
  { provider }: CheckContext,
  place: { bucket: string; key: string },
  bytes: Buffer,
) {
  const got = new Collector();
  const { info } = await provider.objects.getObject(place, got);
  expectThat(got.bytes.equals(bytes), 'stores other bytes');
  return info;
}

async function expectDownload(context: CheckContext, name: string, bytes: Buffer): Promise<void> {
  const { provider, bucket } = context;
  await withEngine(context, async ({ folder, run }) => {
    await provider.objects.putObject({ bucket, key: name, body: bytes });
    await run(downloadOf(bucket, name));
    expectEqual('files', await readdir(join(folder, 'down')), [name]);
    expectThat((await readFile(join(folder, 'down', name))).equals(bytes), 'writes other bytes');
  });
}

/** Files of this computer, as the app sends and fetches them. */
export const transferChecks: readonly Check[] = [
  {
    group,
    operation: 'putObjectFromFile',
    async run(context) {
      await withEngine(context, async ({ folder, run }) => {
        const bytes = patternBytes(40_000, 12);
        const path = join(folder, 'grün & blau.html');
        await writeFile(path, bytes);
        await run(uploadOf(context.bucket, path));
        const place = { bucket: context.bucket, key: 'up/grün & blau.html' };
        const { headers, etag } = await expectStored(context, place, bytes);
        expectEqual('content type', headers.contentType, 'text/html');
        expectEqual('etag', etag.toLowerCase(), createHash('md5').update(bytes).digest('hex'));
      });
    },
  },
  {
    group,
    operation: 'getObjectToFile',
    async run(context) {
      await expectDownload(context, 'kléin.bin', patternBytes(40_000, 13));
    },
  },
  {
    group,
    operation: 'uploadFile',
    async run(context) {
      await withEngine(context, async ({ folder, run }) => {
        const bytes = largeBytes(context);
        const path = join(folder, 'large.bin');
        await writeFile(path, bytes);
        await run(uploadOf(context.bucket, path));
        const place = { bucket: context.bucket, key: 'up/large.bin' };
        await expectStored(context, place, bytes);
        const uploads = await context.provider.multipart.listUploadsOfKey(place);
        expectEqual('uploads left', uploads, []);
      });
    },
  },
  {
    group,
    operation: 'downloadFile',
    async run(context) {
      await expectDownload(context, 'large.bin', largeBytes(context));
    },
  },
  {
    group,
    operation: 'multipartCopy',
    async run(context) {
      const { provider, bucket } = context;
      await withEngine(context, async ({ run }) => {
        const bytes = largeBytes(context);
        await provider.objects.putObject({ bucket, key: 'source.bin', body: bytes });
        const target = { connectionId, bucket, prefix: 'copies/', newName: null };
        const selection = { keys: ['source.bin'], prefixes: [] };
        await run({ kind: 'copy', ...overwrite, bucket, basePrefix: '', selection, target });
        await expectStored(context, { bucket, key: 'copies/source.bin' }, bytes);
      });
    },
  },
];
