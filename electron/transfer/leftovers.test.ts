import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { FakeStorage } from './testing/fake-storage.ts';
import {
  copyOf,
  downloadOf,
  openWorkbench,
  seededBytes,
  smallPartLimits,
  smallParts,
  uploadOf,
  type Workbench,
} from './testing/workbench.ts';

const mebibyte = 1_048_576;
const place = { connectionId: 'c', bucket: 'b' };
const signal = new AbortController().signal;
const bytes = seededBytes(3 * mebibyte + 7, 91);

let bench: Workbench;
afterEach(() => bench.close());

it('tells what unfinished uploads waste and whose they are, and aborts those of nobody', async () => {
  const storage = new FakeStorage({ limits: smallPartLimits, faults: () => null });
  bench = await openWorkbench(storage, { tuning: smallParts });
  const stranger = await storage.createMultipartUpload({ bucket: 'b', key: 'p/stranger' });
  await storage.uploadPart({ ...stranger, partNumber: 1, body: bytes.subarray(0, mebibyte) });
  await storage.uploadPart({ ...stranger, partNumber: 2, body: bytes.subarray(0, 1_000) });
  await storage.createMultipartUpload({ bucket: 'b', key: 'elsewhere' });
  const { id } = await bench.engine.create(uploadOf([bench.write('own', bytes)], { prefix: 'p/' }), {
    isReviewed: false,
  });
  while (storage.uploads.size < 3) await new Promise((resolve) => setImmediate(resolve));
  const own = [...storage.uploads].find(([, { key }]) => key === 'p/own')?.[0] ?? '';
  await bench.engine.pause(id);
  const { leftovers } = await bench.engine.leftovers.list({ ...place, prefix: 'p/', token: null }, signal);
  expect(leftovers.map(({ key, jobId }) => [key, jobId])).toEqual([
    ['p/stranger', null],
    ['p/own', id],
  ]);
  expect(leftovers[0]).toMatchObject({ partCount: 2, wastedBytes: mebibyte + 1_000 });
  const remove = (uploads: { key: string; uploadId: string }[]) =>
    bench.engine.leftovers.remove({ ...place, uploads }, signal);
  await expect(remove([stranger, { key: 'p/own', uploadId: own }])).rejects.toMatchObject({
    appError: { kind: 'conflict', reason: 'upload-in-use' },
  });
  expect(storage.uploads.size).toBe(3);
  await remove([stranger]);
  // Gone is as good as aborted.
  await remove([stranger]);
  expect([...storage.uploads.values()].map(({ key }) => key)).toEqual(['elsewhere', 'p/own']);
  await bench.engine.resume(id);
  expect(await bench.settled(id)).toMatchObject({ state: 'done' });
});

it('a receipt names the digests of both sides, whatever the job did, also after a restart', async () => {
  const storage = new FakeStorage({ limits: smallPartLimits });
  bench = await openWorkbench(storage, { tuning: smallParts });
  const run = async (request: Parameters<Workbench['engine']['create']>[0]) => {
    const { id } = await bench.engine.create(request, { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({ state: 'done' });
    return id;
  };
  const paths = [bench.write('large', bytes), bench.write('small', Buffer.from('123456789'))];
  const jobs = {
    upload: await run(uploadOf(paths)),
    download: await run(downloadOf(['large', 'small'])),
    copy: await run(copyOf('copy', { keys: ['small'], prefixes: [] }, { prefix: 'to/' })),
  };
  await bench.restart();
  const itemsOf = async (jobId: string) => {
    const { items } = await bench.engine.receipt({ jobId, afterId: 0, limit: 10 });
    return Object.fromEntries(
      items.map(({ key, sourceDigest, targetDigest }) => [key, [sourceDigest, targetDigest]]),
    );
  };
  const small = '25f9e794323b453885f5181f1b624d0b';
  const large = storage.objects.get('large')?.etag ?? '';
  expect(large).toMatch(/-4$/u);
  expect(await itemsOf(jobs.upload)).toEqual({
    large: [`md5-of-parts:${large}`, `etag:${large}`],
    small: [`md5:${small}`, `etag:${small}`],
  });
  expect(await itemsOf(jobs.download)).toEqual({
    large: [`etag:${large}`, `md5-of-parts:${large}`],
    small: [`etag:${small}`, `md5:${small}`],
  });
  expect(await itemsOf(jobs.copy)).toEqual({ small: [`etag:${small}`, `etag:${small}`] });
  expect(readFileSync(join(bench.target, 'large')).equals(bytes)).toBe(true);
  const page = await bench.engine.receipt({ jobId: jobs.upload, afterId: 0, limit: 1 });
  expect(page).toMatchObject({ kind: 'upload', to: 'b/', nextAfterId: expect.any(Number) });
});
