import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type FakeOptions, FakeStorage, type Fault } from './testing/fake-storage.ts';
import {
  openWorkbench,
  seededBytes,
  smallPartLimits,
  smallParts,
  uploadOf,
  type Workbench,
} from './testing/workbench.ts';

const mib = 1_048_576;
let bench: Workbench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

async function start(options: FakeOptions = {}) {
  const storage = new FakeStorage({ limits: smallPartLimits, ...options });
  bench = await openWorkbench(storage, { tuning: smallParts });
  return { storage, bench };
}

async function items(jobId: string) {
  return (await (bench as Workbench).engine.listItems({ jobId, state: null, afterId: 0, limit: 1_000 }))
    .items;
}

test('small and large files, folders and empty folders arrive byte for byte', async () => {
  const { storage, bench } = await start();
  const large = seededBytes(3 * mib + 17, 1);
  bench.write('holiday/a.jpg', seededBytes(1_000, 2));
  bench.write('holiday/deep/er/large.bin', large);
  bench.write('holiday/none.txt', Buffer.alloc(0));
  mkdirSync(join(bench.source, 'holiday/empty'));
  const { id } = await bench.engine.create(uploadOf([join(bench.source, 'holiday')], { prefix: 'to/' }), {
    isReviewed: false,
  });
  const job = await bench.settled(id);
  expect(job).toMatchObject({ state: 'done', doneCount: 4, itemCount: 4, isCounted: true, title: 'holiday' });
  expect(job.doneBytes).toBe(job.totalBytes);
  expect([...storage.objects.keys()].sort()).toEqual([
    'to/holiday/a.jpg',
    'to/holiday/deep/er/large.bin',
    'to/holiday/empty/',
    'to/holiday/none.txt',
  ]);
  expect(storage.bytesOf('to/holiday/deep/er/large.bin')?.equals(large)).toBe(true);
  expect(storage.objects.get('to/holiday/a.jpg')?.write.headers?.contentType).toBe('image/jpeg');
  expect(storage.uploads.size).toBe(0);
  expect(bench.objectChanges).toEqual([{ bucket: 'b', prefixes: ['to/'] }]);
});

describe('faults', () => {
  const large = seededBytes(4 * mib + 5, 3);
  const once = (method: string, fault: Fault, at = 2) => ({
    faults: (call: { method: string; count: number }) =>
      call.method === method && call.count === at ? fault : null,
  });

  test.each<[string, FakeOptions]>([
    ['503 on a part', once('uploadPart', { type: 'error', kind: 'throttled' })],
    ['reset inside a part', once('uploadPart', { type: 'reset', afterBytes: 300_000 })],
    ['silence', once('uploadPart', { type: 'stall', ms: 20 })],
    ['lost answer to a part', once('uploadPart', { type: 'answer-lost' })],
    ['wrong ETag of a part', once('uploadPart', { type: 'wrong-etag' })],
    ['part confirmed and lost', once('uploadPart', { type: 'lost' })],
    ['lost answer to create', once('createMultipartUpload', { type: 'answer-lost' }, 1)],
    ['lost answer to complete', once('completeMultipartUpload', { type: 'answer-lost' }, 1)],
    [
      'error inside the 200 of complete',
      once('completeMultipartUpload', { type: 'error', kind: 'server' }, 1),
    ],
    ['upload gone midway', once('uploadPart', { type: 'error', kind: 'not-found', code: 'NoSuchUpload' }, 3)],
  ])('%s: the object is whole, and no upload is left over', async (_name, options) => {
    const { storage, bench } = await start(options);
    const file = bench.write('large.bin', large);
    const { id } = await bench.engine.create(uploadOf([file]), { isReviewed: false });
    const job = await bench.settled(id);
    expect(job.error).toBeNull();
    expect(job.state).toBe('done');
    expect(job.doneBytes).toBe(large.length);
    expect(storage.bytesOf('large.bin')?.equals(large)).toBe(true);
    if (_name !== 'upload gone midway') expect(storage.uploads.size).toBe(0);
  });

  test.each<[string, FakeOptions]>([
    ['lost answer', once('putObject', { type: 'answer-lost' }, 1)],
    ['wrong ETag', once('putObject', { type: 'wrong-etag' }, 1)],
    ['reset', once('putObject', { type: 'reset', afterBytes: 1 }, 1)],
  ])('a small file survives a %s, also where nothing may be overwritten', async (_name, options) => {
    const { storage, bench } = await start(options);
    const bytes = seededBytes(5_000, 4);
    const file = bench.write('small.bin', bytes);
    const { id } = await bench.engine.create(uploadOf([file], { conflict: 'skip' }), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 1, skippedCount: 0 });
    expect(storage.bytesOf('small.bin')?.equals(bytes)).toBe(true);
  });

  test('ETags that are no MD5s are taken where the server says that it encrypts, and refused where not', async () => {
    const encrypted = await start({ encryption: 'aws:kms' });
    const file = encrypted.bench.write('large.bin', large);
    const { id } = await encrypted.bench.engine.create(uploadOf([file]), { isReviewed: false });
    expect((await encrypted.bench.settled(id)).state).toBe('done');
    expect(encrypted.storage.bytesOf('large.bin')?.equals(large)).toBe(true);
    await encrypted.bench.close();
    bench = null;
    const lying = await start({
      faults: ({ method }) => (method === 'uploadPart' ? { type: 'wrong-etag' } : null),
    });
    const other = lying.bench.write('large.bin', large);
    const job = await lying.bench.engine.create(uploadOf([other]), { isReviewed: false });
    expect((await lying.bench.settled(job.id)).state).toBe('failed');
  });

  test('many seeded faults at once, and every byte arrives', async () => {
    for (const seed of [11, 12, 13]) {
      let state = seed;
      const random = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const kinds: Fault[] = [
        { type: 'error', kind: 'throttled' },
        { type: 'error', kind: 'server' },
        { type: 'reset', afterBytes: 100_000 },
        { type: 'stall', ms: 3 },
        { type: 'answer-lost' },
        { type: 'wrong-etag' },
      ];
      const { storage, bench: opened } = await start({
        faults: () => (random() < 0.12 ? (kinds[Math.floor(random() * kinds.length)] ?? null) : null),
      });
      const files = Array.from({ length: 12 }, (_, index) => seededBytes(index * 300_000 + 7, index));
      for (const [index, bytes] of files.entries()) opened.write(`set/${index}.bin`, bytes);
      const { id } = await opened.engine.create(uploadOf([join(opened.source, 'set')]), {
        isReviewed: false,
      });
      let job = await opened.settled(id);
      for (let round = 0; round < 5 && job.state !== 'done'; round += 1) {
        await opened.engine.retryFailed(id);
        job = await opened.settled(id);
      }
      expect(job.state).toBe('done');
      for (const [index, bytes] of files.entries()) {
        expect(storage.bytesOf(`set/${index}.bin`)?.equals(bytes)).toBe(true);
      }
      await opened.close();
      bench = null;
    }
  });
});

describe('the file', () => {
  test('changed while its parts are sent: the item fails with a clear word and the upload is aborted', async () => {
    const { storage, bench } = await start({
      faults: ({ method, count }) => {
        if (method === 'uploadPart' && count === 2) appendFileSync(join(folder(), 'large.bin'), 'more');
        return null;
      },
    });
    const file = bench.write('large.bin', seededBytes(12 * mib, 1));
    const { id } = await bench.engine.create(uploadOf([file]), { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('failed');
    expect((await items(id))[0]?.error).toMatchObject({ kind: 'local-file', reason: 'file-changed' });
    expect(storage.uploads.size).toBe(0);
    expect(storage.objects.size).toBe(0);
  });

  test('deleted while its parts are sent: the same', async () => {
    const { storage, bench } = await start({
      faults: ({ method, count }) => {
        if (method === 'uploadPart' && count === 2) rmSync(join(folder(), 'large.bin'));
        return null;
      },
    });
    const file = bench.write('large.bin', seededBytes(12 * mib, 1));
    const { id } = await bench.engine.create(uploadOf([file]), { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('failed');
    expect((await items(id))[0]?.error).toMatchObject({ kind: 'local-file', reason: 'file-gone' });
    expect(storage.uploads.size).toBe(0);
  });

  test('a circle of links ends, a pipe and a key too long are failed items, and the rest arrives', async () => {
    const { storage, bench } = await start();
    bench.write('set/good.txt', Buffer.from('good'));
    symlinkSync(join(bench.source, 'set'), join(bench.source, 'set', 'circle'));
    symlinkSync('/dev/null', join(bench.source, 'set', 'device'));
    symlinkSync('nowhere', join(bench.source, 'set', 'dangling'));
    const { id } = await bench.engine.create(
      uploadOf([join(bench.source, 'set')], { prefix: `${'p'.repeat(1_015)}/` }),
      { isReviewed: false },
    );
    expect(await bench.settled(id)).toMatchObject({ state: 'failed', failedCount: 4 });
    const errors = (await items(id)).map(({ otherName, error }) => [otherName, error?.reason]).sort();
    expect(errors).toEqual([
      ['set/circle', 'file-unreadable'],
      ['set/dangling', 'file-unreadable'],
      ['set/device', 'file-unreadable'],
      ['set/good.txt', 'key-too-long'],
    ]);
    expect(storage.objects.size).toBe(0);
  });
});

test('one source that is gone is a failed item, and the others arrive', async () => {
  const { storage, bench } = await start();
  const good = bench.write('good.txt', Buffer.from('good'));
  const { id } = await bench.engine.create(uploadOf([join(bench.source, 'gone.txt'), good]), {
    isReviewed: false,
  });
  expect(await bench.settled(id)).toMatchObject({
    state: 'done-with-failures',
    failedCount: 1,
    doneCount: 1,
  });
  expect([...storage.objects.keys()]).toEqual(['good.txt']);
});

function folder(): string {
  return (bench as Workbench).source;
}

describe('conflicts', () => {
  const before = Buffer.from('before');
  const after = Buffer.from('after!!');

  test.each<[string, boolean, Record<string, string>, string, string | null]>([
    ['overwrite', true, { 'a.txt': 'after!!' }, 'done', 'none'],
    ['skip', true, { 'a.txt': 'before' }, 'skipped', 'atomic'],
    ['skip', false, { 'a.txt': 'before' }, 'skipped', 'checked'],
    ['rename', true, { 'a.txt': 'before', 'a (2).txt': 'after!!' }, 'done', 'atomic'],
    ['rename', false, { 'a.txt': 'before', 'a (2).txt': 'after!!' }, 'done', 'checked'],
    ['if-different', true, { 'a.txt': 'after!!' }, 'done', 'checked'],
    ['if-newer', true, { 'a.txt': 'before' }, 'skipped', 'checked'],
  ] as const)('%s (server can refuse: %s)', async (conflict, hasConditionalPut, expected, state, guard) => {
    const { storage, bench } = await start({ hasConditionalPut, now: () => Date.now() + 60_000 });
    storage.put('a.txt', before);
    const file = bench.write('a.txt', after);
    const { id } = await bench.engine.create(uploadOf([file], { conflict: conflict as 'skip' }), {
      isReviewed: false,
    });
    await bench.settled(id);
    const found = Object.fromEntries(
      [...storage.objects.keys()].map((key) => [key, String(storage.bytesOf(key))]),
    );
    expect(found).toEqual(expected);
    expect((await items(id))[0]).toMatchObject({ state, guard });
  });

  test('if-different skips the same bytes, small and in parts', async () => {
    const { storage, bench } = await start();
    const large = seededBytes(3 * mib, 9);
    bench.write('set/large.bin', large);
    bench.write('set/small.bin', seededBytes(2_000, 8));
    const path = join(bench.source, 'set');
    await bench.settled((await bench.engine.create(uploadOf([path]), { isReviewed: false })).id);
    const writes = storage.calls.length;
    const { id } = await bench.engine.create(uploadOf([path], { conflict: 'if-different' }), {
      isReviewed: false,
    });
    expect(await bench.settled(id)).toMatchObject({ state: 'done', skippedCount: 2 });
    expect(storage.calls.length).toBe(writes);
  });

  test('a large upload that loses the race for its name is skipped and aborted', async () => {
    const { storage, bench } = await start({
      faults: ({ method }) => {
        if (method === 'completeMultipartUpload') storage.put('large.bin', before);
        return null;
      },
    });
    const file = bench.write('large.bin', seededBytes(3 * mib, 1));
    const { id } = await bench.engine.create(uploadOf([file], { conflict: 'skip' }), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({ state: 'done', skippedCount: 1 });
    expect(storage.bytesOf('large.bin')?.equals(before)).toBe(true);
    expect(storage.uploads.size).toBe(0);
    expect((await items(id))[0]?.guard).toBe('atomic');
  });

  test('ask that is overtaken while it writes tells what overtook it, also after a restart', async () => {
    let overtake = () => {};
    const { storage, bench } = await start({
      faults: ({ method }) => {
        if (method === 'putObject') overtake();
        return null;
      },
    });
    overtake = () => storage.put('a.txt', Buffer.from('overtaken'));
    const file = bench.write('a.txt', after);
    const { id } = await bench.engine.create(uploadOf([file], { conflict: 'ask' }), { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('needs-user');
    await bench.restart();
    const [item] = await items(id);
    const modifiedAtMs = storage.objects.get('a.txt')?.modifiedAtMs;
    expect(item).toMatchObject({ state: 'needs-user', existing: { sizeBytes: 9, modifiedAtMs } });
    overtake = () => {};
    const decision = { jobId: id, itemId: item?.id ?? 0, appliesToAll: false } as const;
    await bench.engine.resolveConflict({ ...decision, decision: 'overwrite' });
    expect((await bench.settled(id)).state).toBe('done');
    expect((await items(id))[0]).toMatchObject({ state: 'done', existing: null });
  });

  test('ask waits for the user, for one and for all', async () => {
    const { storage, bench } = await start();
    for (const name of ['a', 'b', 'c']) {
      storage.put(`set/${name}`, before);
      bench.write(`set/${name}`, after);
    }
    bench.write('set/free', after);
    const { id } = await bench.engine.create(uploadOf([join(bench.source, 'set')], { conflict: 'ask' }), {
      isReviewed: false,
    });
    expect(await bench.settled(id)).toMatchObject({ state: 'needs-user', needsUserCount: 3, doneCount: 1 });
    const taken = (await items(id)).filter(({ state }) => state === 'needs-user');
    const factsOf = (key: string) => ({
      sizeBytes: before.length,
      modifiedAtMs: storage.objects.get(key)?.modifiedAtMs,
    });
    expect(taken.map(({ sizeBytes, existing }) => [sizeBytes, existing])).toEqual(
      taken.map(({ key }) => [after.length, factsOf(key)]),
    );
    expect((await items(id)).find(({ key }) => key === 'set/free')?.existing).toBeNull();
    const [first] = (await bench.engine.listItems({ jobId: id, state: 'needs-user', afterId: 0, limit: 10 }))
      .items;
    await bench.engine.resolveConflict({
      jobId: id,
      itemId: first?.id ?? 0,
      decision: 'overwrite',
      appliesToAll: false,
    });
    expect(await bench.settled(id)).toMatchObject({ state: 'needs-user', needsUserCount: 2 });
    const [second] = (await bench.engine.listItems({ jobId: id, state: 'needs-user', afterId: 0, limit: 10 }))
      .items;
    await bench.engine.resolveConflict({
      jobId: id,
      itemId: second?.id ?? 0,
      decision: 'skip',
      appliesToAll: true,
    });
    expect(await bench.settled(id)).toMatchObject({
      state: 'done',
      doneCount: 2,
      skippedCount: 2,
      needsUserCount: 0,
    });
  });
});

test('a job of several files is called by the first, with the number of the others', async () => {
  const { bench } = await start();
  const paths = ['one', 'two', 'three'].map((name) => bench.write(name, Buffer.from(name)));
  const job = await bench.engine.create(uploadOf(paths), { isReviewed: false });
  expect(job).toMatchObject({ title: 'one', moreCount: 2 });
  await bench.settled(job.id);
  await bench.restart();
  expect((await bench.engine.list()).jobs).toMatchObject([{ title: 'one', moreCount: 2 }]);
});

test('the pool never holds more than its budget', async () => {
  const { storage, bench } = await start();
  bench.settings.transferMemoryMib = 3;
  for (let index = 0; index < 6; index += 1) bench.write(`set/${index}`, seededBytes(3 * mib, index));
  const { id } = await bench.engine.create(uploadOf([join(bench.source, 'set')]), { isReviewed: false });
  expect((await bench.settled(id)).state).toBe('done');
  expect(storage.peakBodies).toBeLessThanOrEqual(3);
});
