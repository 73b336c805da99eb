import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { AppFailure } from '../../shared/model/app-error.ts';
import type { Job } from '../../shared/model/transfer.ts';
import { openJournal } from './journal/journal.ts';
import { type FakeOptions, FakeStorage } from './testing/fake-storage.ts';
import {
  deleteOf,
  downloadOf,
  fixedLanes,
  openWorkbench,
  seededBytes,
  smallPartLimits,
  smallParts,
  uploadOf,
  type Workbench,
  type WorkbenchOptions,
} from './testing/workbench.ts';

const mib = 1_048_576;
let bench: Workbench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

async function start(options: FakeOptions = {}, more: WorkbenchOptions = {}) {
  const storage = new FakeStorage({ limits: smallPartLimits, ...options });
  bench = await openWorkbench(storage, { ...more, tuning: { ...smallParts, ...more.tuning } });
  return { storage, bench };
}

/** Parts wait at a gate that the test opens. */
function gated(method: string, from: number) {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let reached = () => {};
  const isReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const storage = new (class extends FakeStorage {
    override async uploadPart(...args: Parameters<FakeStorage['uploadPart']>) {
      if (method === 'uploadPart' && args[0].partNumber >= from) {
        reached();
        await Promise.race([opened, aborted(args[1]?.signal)]);
      }
      return super.uploadPart(...args);
    }
    override async getObject(...args: Parameters<FakeStorage['getObject']>) {
      if (method === 'getObject' && this.countOf('getObject') + 1 >= from) {
        reached();
        await Promise.race([opened, aborted(args[2]?.signal)]);
      }
      return super.getObject(...args);
    }
  })({ limits: smallPartLimits });
  return { storage, open, isReached };
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
}

describe('pause, resume, cancel', () => {
  test('a paused upload lets its running parts settle and goes on without sending them again', async () => {
    const gate = gated('uploadPart', 3);
    bench = await openWorkbench(gate.storage, { tuning: { ...smallParts, lanes: fixedLanes(2) } });
    const bytes = seededBytes(8 * mib, 1);
    const { id } = await bench.engine.create(uploadOf([bench.write('a', bytes)]), { isReviewed: false });
    await gate.isReached;
    expect((await bench.engine.pause(id)).state).toBe('paused');
    gate.open();
    await bench.restart();
    const sent = gate.storage.calls.length;
    expect(sent).toBeLessThan(8);
    const [paused] = (await bench.engine.list()).jobs;
    expect(paused).toMatchObject({ state: 'paused', doneBytes: sent * mib });
    await bench.engine.resume(id);
    expect((await bench.settled(id)).state).toBe('done');
    expect(gate.storage.bytesOf('a')?.equals(bytes)).toBe(true);
    const numbers = gate.storage.calls.map(({ partNumber }) => partNumber);
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(gate.storage.countOf('createMultipartUpload')).toBe(1);
  });

  test('a cancelled upload leaves nothing on the server', async () => {
    const gate = gated('uploadPart', 3);
    bench = await openWorkbench(gate.storage, { tuning: smallParts });
    const { id } = await bench.engine.create(uploadOf([bench.write('a', seededBytes(8 * mib, 1))]), {
      isReviewed: false,
    });
    await gate.isReached;
    expect((await bench.engine.cancel(id)).state).toBe('cancelled');
    await bench.restart();
    expect(gate.storage.uploads.size).toBe(0);
    expect(gate.storage.objects.size).toBe(0);
    const { items } = await bench.engine.listItems({ jobId: id, state: null, afterId: 0, limit: 10 });
    expect(items.map(({ state }) => state)).toEqual(['cancelled']);
    await expect(bench.engine.resume(id)).rejects.toThrow(AppFailure);
  });

  test('a cancelled download leaves nothing on the disk', async () => {
    const gate = gated('getObject', 3);
    bench = await openWorkbench(gate.storage, { tuning: smallParts });
    gate.storage.put('deep/a', seededBytes(8 * mib, 1));
    const { id } = await bench.engine.create(downloadOf([], ['deep/']), { isReviewed: false });
    await gate.isReached;
    expect(readdirSync(join(bench.target, 'deep'))).toEqual([`.a.${id.slice(0, 6)}.stowage-part`]);
    await bench.engine.cancel(id);
    await bench.restart();
    expect(readdirSync(join(bench.target, 'deep'))).toEqual([]);
  });

  test('a download that is closed midway goes on with the ranges it has', async () => {
    const gate = gated('getObject', 4);
    bench = await openWorkbench(gate.storage, { tuning: { ...smallParts, lanes: fixedLanes(1) } });
    const bytes = seededBytes(8 * mib + 5, 1);
    gate.storage.put('a', bytes);
    const { id } = await bench.engine.create(downloadOf(['a']), { isReviewed: false });
    await gate.isReached;
    const closing = bench.restart();
    await closing;
    gate.open();
    expect((await bench.settled(id)).state).toBe('done');
    expect(readFileSync(join(bench.target, 'a')).equals(bytes)).toBe(true);
    // Nine ranges, and the one that was under way when the engine closed.
    expect(gate.storage.countOf('getObject')).toBe(10);
  });

  test('pauseAll holds new jobs too, also after a restart; resumeAll lets all go', async () => {
    const { storage, bench } = await start();
    await bench.engine.pauseAll();
    const { id } = await bench.engine.create(uploadOf([bench.write('a', seededBytes(10, 1))]), {
      isReviewed: false,
    });
    await bench.restart();
    const list = await bench.engine.list();
    expect(list).toMatchObject({ isPaused: true, totals: { waitingCount: 1 } });
    expect(list.jobs[0]?.state).toBe('queued');
    expect(storage.objects.size).toBe(0);
    await bench.engine.resumeAll();
    expect((await bench.settled(id)).state).toBe('done');
  });

  test('a reviewed job stops at its plan, and a step that does not fit is refused', async () => {
    const { storage, bench } = await start();
    const { id } = await bench.engine.create(uploadOf([bench.write('a', seededBytes(10, 1))]), {
      isReviewed: true,
    });
    expect(await bench.settled(id)).toMatchObject({ state: 'planned', itemCount: 1, totalBytes: 10 });
    expect(storage.objects.size).toBe(0);
    await expect(bench.engine.remove(id)).rejects.toMatchObject({
      appError: { kind: 'conflict', reason: 'job-state' },
    });
    await bench.engine.run(id);
    expect((await bench.settled(id)).state).toBe('done');
    await expect(bench.engine.pause('nobody')).rejects.toMatchObject({ appError: { kind: 'not-found' } });
  });
});

describe('the journal', () => {
  test('an enumeration that was cut off goes on and finds every file once', async () => {
    const { storage, bench } = await start();
    for (let index = 0; index < 700; index += 1) bench.write(`set/${index}`, Buffer.from([index & 0xff]));
    const { id } = await bench.engine.create(uploadOf([join(bench.source, 'set')]), { isReviewed: false });
    await bench.settled(id, 'running');
    await bench.restart();
    expect(await bench.settled(id)).toMatchObject({
      state: 'done',
      itemCount: 700,
      doneCount: 700,
      isCounted: true,
    });
    expect(storage.objects.size).toBe(700);
  });

  test('a plan of a deletion counts the bytes: those below folders, and those that were told for keys', async () => {
    const { storage, bench } = await start();
    storage.put('p/a', Buffer.alloc(30));
    storage.put('p/b', Buffer.alloc(12));
    storage.put('told', Buffer.alloc(7));
    storage.put('untold', Buffer.alloc(5));
    const request = { ...deleteOf(['told', 'untold'], ['p/']), keySizesBytes: [7] };
    const { id } = await bench.engine.create(request, { isReviewed: true });
    expect(await bench.settled(id)).toMatchObject({ state: 'planned', itemCount: 4, totalBytes: 49 });
    expect(storage.countOf('headObject')).toBe(0);
    await bench.engine.run(id);
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 4, doneBytes: 49 });
    expect(storage.objects.size).toBe(0);
  });

  test('a listing that was cut off goes on from its page', async () => {
    const { storage, bench } = await start();
    for (let index = 0; index < 3_500; index += 1) storage.put(`p/${index}`, Buffer.alloc(0));
    const { id } = await bench.engine.create(deleteOf([], ['p/']), { isReviewed: true });
    await bench.settled(id, 'planning');
    await bench.restart();
    expect(await bench.settled(id)).toMatchObject({ state: 'planned', itemCount: 3_500 });
    await bench.engine.run(id);
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3_500 });
    expect(storage.objects.size).toBe(0);
    expect(storage.countOf('deleteObjects')).toBe(4);
  });

  test('an upload whose id was lost in a crash is found, not begun a second time', async () => {
    const { storage, bench } = await start();
    const file = bench.write('a', seededBytes(3 * mib, 1));
    await bench.engine.pauseAll();
    const { id } = await bench.engine.create(uploadOf([file]), { isReviewed: true });
    await bench.engine.resumeAll();
    await bench.settled(id);
    await bench.engine.close();
    const journal = openJournal(join(bench.folder, 'journal.db'), Date.now);
    const [item] = journal.items.list(id, null, 0, 10);
    journal.items.setTarget(item?.id ?? 0, {
      targetName: null,
      guard: 'none',
      mustBeAbsent: false,
      partBytes: mib,
    });
    journal.items.intendUpload(item?.id ?? 0, Date.now());
    await storage.createMultipartUpload({ bucket: 'b', key: 'a' });
    journal.close();
    await bench.restart().catch(() => undefined);
    bench.engine = (await reopen(bench, storage)).engine;
    await bench.engine.run(id);
    expect((await bench.settled(id)).state).toBe('done');
    expect(storage.countOf('createMultipartUpload')).toBe(1);
    expect(storage.uploads.size).toBe(0);
  });

  test('a journal that is garbage is set aside and the engine opens', async () => {
    const { storage, bench } = await start();
    await bench.engine.close();
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(bench.folder, `journal.db${suffix}`), { force: true });
    writeFileSync(join(bench.folder, 'journal.db'), 'garbage '.repeat(1_000));
    const again = await reopen(bench, storage);
    bench.engine = again.engine;
    expect((await bench.engine.list()).jobs).toEqual([]);
    expect(readdirSync(bench.folder).some((name) => name.startsWith('journal.db.broken-'))).toBe(true);
  });

  test('removed jobs leave the list and the journal', async () => {
    const { bench } = await start();
    const { id } = await bench.engine.create(uploadOf([bench.write('a', seededBytes(10, 1))]), {
      isReviewed: false,
    });
    await bench.settled(id);
    await bench.engine.removeEnded();
    expect((await bench.engine.list()).jobs).toEqual([]);
    await bench.restart();
    expect((await bench.engine.list()).jobs).toEqual([]);
    expect(bench.changes.flatMap(({ removedJobIds }) => removedJobIds)).toEqual([id]);
  });
});

/** A second engine on the same folder, after the first was closed by hand. */
async function reopen(bench: Workbench, storage: FakeStorage): Promise<Workbench> {
  const again = await openWorkbench(storage, { folder: bench.folder, tuning: smallParts });
  bench.settled = again.settled;
  return again;
}

describe('what is told', () => {
  test('at most ten messages a second, only changed jobs, and the end of a job at once', async () => {
    const times: number[] = [];
    const { bench } = await start();
    const record = bench.changes.push.bind(bench.changes);
    bench.changes.push = (...given) => {
      times.push(performance.now());
      return record(...given);
    };
    for (let index = 0; index < 400; index += 1) bench.write(`set/${index}`, seededBytes(2_000, index));
    const { id } = await bench.engine.create(uploadOf([join(bench.source, 'set')]), { isReviewed: false });
    const job = await bench.settled(id);
    expect(job.state).toBe('done');
    for (let index = 1; index < times.length; index += 1) {
      expect((times[index] ?? 0) - (times[index - 1] ?? 0)).toBeGreaterThan(95);
    }
    const told = bench.changes.flatMap(({ jobs }) => jobs).filter((one: Job) => one.id === id);
    expect(told.at(-1)).toMatchObject({ state: 'done', doneCount: 400 });
    expect(Math.max(...told.map(({ bytesPerSecond }) => bytesPerSecond))).toBeGreaterThan(0);
  });

  test('failed items are tried again on their own', async () => {
    let isDown = true;
    const { storage, bench } = await start({
      faults: ({ method, key }) =>
        isDown && method === 'putObject' && key.endsWith('bad')
          ? { type: 'error', kind: 'access-denied' }
          : null,
    });
    bench.write('set/bad', Buffer.from('1'));
    bench.write('set/good', Buffer.from('2'));
    const { id } = await bench.engine.create(uploadOf([join(bench.source, 'set')]), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({ state: 'done-with-failures', failedCount: 1 });
    isDown = false;
    await bench.engine.retryFailed(id);
    expect(await bench.settled(id)).toMatchObject({ state: 'done', failedCount: 0, doneCount: 2 });
    expect(storage.objects.size).toBe(2);
  });

  test('keys that no longer sign stop the job instead of failing every file', async () => {
    let isExpired = true;
    const { bench } = await start({
      faults: ({ method }) =>
        isExpired && method === 'putObject' ? { type: 'error', kind: 'authentication' } : null,
    });
    for (let index = 0; index < 20; index += 1) bench.write(`set/${index}`, Buffer.from('x'));
    const { id } = await bench.engine.create(uploadOf([join(bench.source, 'set')]), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({
      state: 'needs-user',
      failedCount: 0,
      error: { kind: 'authentication' },
    });
    isExpired = false;
    await bench.engine.resume(id);
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 20, error: null });
  });
});

test('an upload whose files are chosen again goes on with the parts it has', async () => {
  const gate = gated('uploadPart', 4);
  bench = await openWorkbench(gate.storage, { tuning: { ...smallParts, lanes: fixedLanes(1) } });
  const bytes = seededBytes(6 * mib, 1);
  const file = bench.write('set/a', bytes);
  const { id } = await bench.engine.create(uploadOf([file]), { isReviewed: false });
  await gate.isReached;
  await bench.engine.pause(id);
  gate.open();
  expect(existsSync(file)).toBe(true);
  const result = await bench.engine.replaceSources({ jobId: id, sourceRefIds: [file] });
  expect(result).toEqual({ matchedCount: 1, missingCount: 0 });
  await bench.engine.resume(id);
  expect((await bench.settled(id)).state).toBe('done');
  expect(gate.storage.bytesOf('a')?.equals(bytes)).toBe(true);
  expect(gate.storage.calls.length).toBe(6);
});
