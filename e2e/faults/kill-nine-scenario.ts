import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { openProvider } from '../../electron/providers/open-provider.ts';
import type { StorageProvider } from '../../electron/providers/storage-provider.ts';
import { seededBytes, seededRandom } from '../../electron/transfer/testing/workbench.ts';
import { runEngine } from './kill-nine.ts';
import { type SlowProxy, startSlowProxy } from './slow-proxy.ts';

const mib = 1_048_576;
const sizeBytes = 200 * mib + 12_345;
const partBytes = 8 * mib;
const key = 'large.bin';
const bucket = 'kill-nine';
/** Headers, signatures and answers beside the bytes themselves: well under one part. */
const overheadBytes = 512 * 1_024;
const bytesPerSecond = 60_000_000;
const kills = 6;
/** Killed more often while a run has less than this to go on with: a server that is slow to finish parts is no proof. */
const mostKills = 30;
const worthwhileBytes = 4 * partBytes + 1;
const mostLifeBytes = 7 * partBytes;

/** A server to kill against. */
export interface KillTarget {
  readonly name: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Uploads and downloads 200 MiB through a slow line, kills the engine with SIGKILL at seeded moments and starts it
 * again. The last life is let through: it may move only what the server, or the disk, did not have at its start.
 */
export async function killNine(target: KillTarget, seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-kill-'));
  const proxy = await startSlowProxy({ host: '127.0.0.1', port: target.port }, bytesPerSecond);
  const provider = providerOf(target);
  try {
    await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
    const bytes = seededBytes(sizeBytes, seed);
    writeFileSync(join(folder, key), bytes);
    const random = seededRandom(seed);
    const { accessKeyId, secretAccessKey } = target;
    const common = { accessKeyId, secretAccessKey, port: proxy.port, bucket, key };
    await upload({ ...common, journalPath: join(folder, 'up.db'), path: join(folder, key) });
    await download({ ...common, journalPath: join(folder, 'down.db'), path: join(folder, 'down') });

    async function upload(where: typeof common & { journalPath: string; path: string }) {
      const lines: string[] = [];
      let created = 0;
      for (let life = 0; ; life += 1) {
        await quiet(proxy);
        const before = await partsOnServer(provider);
        expect(before.uploads).toBeLessThanOrEqual(1);
        const sentBefore = proxy.sentBytes();
        const isLast = isLastLife(life, before.bytes);
        proxy.setRate(isLast ? Number.POSITIVE_INFINITY : bytesPerSecond);
        const limit = isLast ? Number.POSITIVE_INFINITY : killAt(random);
        const ended = await runEngine(
          { ...where, kind: 'upload' },
          () => proxy.sentBytes() - sentBefore > limit,
        );
        created += ended.createdUploads;
        const sent = proxy.sentBytes() - sentBefore;
        const again = ended.sentParts.filter((part) => before.parts.has(part));
        lines.push(
          `  life ${life + 1}: server had ${mb(before.bytes)}, sent ${mb(sent)}${isLast ? '' : ', killed'}`,
        );
        expect(again, 'parts that the server had were sent again').toEqual([]);
        if (!isLast) continue;
        expect(ended.job).toMatchObject({ state: 'done', doneCount: 1 });
        expect(before.bytes, 'nothing was left to go on with').toBeGreaterThanOrEqual(worthwhileBytes);
        expect(sent).toBeLessThanOrEqual(sizeBytes - before.bytes + overheadBytes);
        expect(sent).toBeGreaterThanOrEqual(sizeBytes - before.bytes);
        break;
      }
      expect(created).toBe(1);
      expect((await partsOnServer(provider)).uploads).toBe(0);
      expect((await readObject(provider)).equals(bytes)).toBe(true);
      console.log(
        `${target.name}, upload of ${mb(sizeBytes)}:\n${lines.join('\n')}\n  bytes on the server are identical`,
      );
    }

    async function download(where: typeof common & { journalPath: string; path: string }) {
      mkdirSync(where.path);
      const lines: string[] = [];
      for (let life = 0; ; life += 1) {
        await quiet(proxy);
        const had = bytesInJournal(where.journalPath);
        const receivedBefore = proxy.receivedBytes();
        const isLast = isLastLife(life, had);
        proxy.setRate(isLast ? Number.POSITIVE_INFINITY : bytesPerSecond);
        const limit = isLast ? Number.POSITIVE_INFINITY : killAt(random);
        const ended = await runEngine(
          { ...where, kind: 'download' },
          () => proxy.receivedBytes() - receivedBefore > limit,
        );
        const received = proxy.receivedBytes() - receivedBefore;
        lines.push(
          `  life ${life + 1}: disk had ${mb(had)}, received ${mb(received)}${isLast ? '' : ', killed'}`,
        );
        if (!isLast) continue;
        expect(ended.job).toMatchObject({ state: 'done', doneCount: 1 });
        expect(had, 'nothing was left to go on with').toBeGreaterThanOrEqual(worthwhileBytes);
        expect(received).toBeLessThanOrEqual(sizeBytes - had + overheadBytes);
        break;
      }
      expect(readdirSync(where.path)).toEqual([key]);
      expect(readFileSync(join(where.path, key)).equals(bytes)).toBe(true);
      console.log(
        `${target.name}, download of ${mb(sizeBytes)}:\n${lines.join('\n')}\n  bytes on disk are identical`,
      );
    }
  } finally {
    await provider.close();
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * True for the life that is let through: after all kills and once enough is there that must not move again, or when
 * a life could end the job before its kill.
 */
function isLastLife(life: number, keptBytes: number): boolean {
  if (life >= mostKills || keptBytes + mostLifeBytes >= sizeBytes) return true;
  return life >= kills && keptBytes >= worthwhileBytes;
}

/** Bytes of one life before it is killed: from the first request to well inside the second round of four parts. */
function killAt(random: () => number): number {
  return random() % mostLifeBytes;
}

/** What was in the sockets of an engine that is gone must have arrived, or been dropped, before anybody counts. */
async function quiet(proxy: SlowProxy): Promise<void> {
  proxy.setRate(Number.POSITIVE_INFINITY);
  for (let last = -1; last !== proxy.sentBytes() + proxy.receivedBytes(); ) {
    last = proxy.sentBytes() + proxy.receivedBytes();
    await wait(300);
  }
}

async function partsOnServer(provider: StorageProvider) {
  const { uploads } = await provider.multipart.listMultipartUploads({
    bucket,
    prefix: key,
    token: null,
    maxUploads: 10,
  });
  const [open] = uploads;
  const parts =
    open === undefined ? [] : await provider.multipart.listParts({ bucket, key, uploadId: open.uploadId });
  return {
    uploads: uploads.length,
    parts: new Set(parts.map(({ partNumber }) => partNumber)),
    bytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
  };
}

/** Bytes of ranges that the journal says are safe on the disk. */
function bytesInJournal(path: string): number {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    const row = database.prepare('SELECT coalesce(sum(size_bytes), 0) AS bytes FROM parts').get();
    database.close();
    return Number(row?.bytes ?? 0);
  } catch {
    return 0;
  }
}

async function readObject(provider: StorageProvider): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const receiver = {
    start: () => undefined,
    data: (chunk: Uint8Array) => void chunks.push(Buffer.from(chunk)),
  };
  await provider.objects.getObject({ bucket, key }, receiver);
  return Buffer.concat(chunks);
}

function providerOf(target: KillTarget): StorageProvider {
  const { accessKeyId, secretAccessKey } = target;
  return openProvider({
    provider: 's3',
    endpoint: { host: '127.0.0.1', port: target.port, usesTls: false },
    region: 'us-east-1',
    addressing: 'path',
    tls: { mode: 'system' },
    proxy: null,
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 30_000,
    isReadOnly: false,
    credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken: null, expiresAtMs: null }),
    now: Date.now,
    userAgent: 'Stowage-test',
  });
}

function mb(bytes: number): string {
  return `${(bytes / mib).toFixed(1)} of ${(sizeBytes / mib).toFixed(0)} MiB (${Math.floor(bytes / partBytes)} parts)`;
}
