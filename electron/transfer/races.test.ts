import { afterEach, describe, expect, test } from 'vitest';
import { failure } from '../../shared/model/app-error.ts';
import { FakeStorage } from './testing/fake-storage.ts';
import {
  copyOf,
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

async function openOn(storage: FakeStorage, options: WorkbenchOptions = {}): Promise<Workbench> {
  bench = await openWorkbench(storage, { ...options, tuning: { ...smallParts, ...options.tuning } });
  return bench;
}

function content(storage: FakeStorage): Record<string, string> {
  return Object.fromEntries(
    [...storage.objects.keys()].sort().map((key) => [key, String(storage.bytesOf(key))]),
  );
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('what the user does while a job runs', () => {
  test('one decision for all conflicts loses no item when the last running one ends meanwhile', async () => {
    const hold = gate();
    const storage = new (class extends FakeStorage {
      override async putObject(...args: Parameters<FakeStorage['putObject']>) {
        if (args[0].key === 'slow') await hold.opened;
        return super.putObject(...args);
      }
    })({ limits: smallPartLimits });
    const bench = await openOn(storage);
    storage.put('a', Buffer.from('old'));
    storage.put('b', Buffer.from('old'));
    const paths = ['a', 'b', 'slow'].map((name) => bench.write(name, Buffer.from('new')));
    const { id } = await bench.engine.create(uploadOf(paths, { conflict: 'ask' }), { isReviewed: false });
    let waiting: { id: number }[] = [];
    while (waiting.length < 2) {
      await new Promise((resolve) => setImmediate(resolve));
      waiting = (await bench.engine.listItems({ jobId: id, state: 'needs-user', afterId: 0, limit: 9 }))
        .items;
    }
    const [first] = waiting;
    hold.open();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 14));
    await bench.engine.resolveConflict({
      jobId: id,
      itemId: first?.id ?? 0,
      decision: 'overwrite',
      appliesToAll: true,
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3 });
    expect(content(storage)).toEqual({ a: 'new', b: 'new', slow: 'new' });
  });

  test('a pause while the line is down does not make failures of what was on its way', async () => {
    const reached = gate();
    const storage = new (class extends FakeStorage {
      isDown = true;
      override async putObject(...args: Parameters<FakeStorage['putObject']>) {
        if (!this.isDown) return super.putObject(...args);
        reached.open();
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw failure('network', 'the line is down');
      }
    })({ limits: smallPartLimits });
    const bench = await openOn(storage);
    const paths = ['a', 'b'].map((name) => bench.write(name, Buffer.from(name)));
    const { id } = await bench.engine.create(uploadOf(paths), { isReviewed: false });
    await reached.opened;
    await bench.engine.pause(id);
    storage.isDown = false;
    await bench.engine.resume(id);
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 2, failedCount: 0 });
  });

  test('a job that is taken off the list while it is tried again does not run in secret', async () => {
    const storage = new FakeStorage({
      limits: smallPartLimits,
      faults: ({ method, count }) =>
        method === 'putObject' && count <= 1 ? { type: 'error', kind: 'access-denied' } : null,
    });
    const bench = await openOn(storage);
    const paths = ['a', 'b'].map((name) => bench.write(name, Buffer.from(name)));
    const { id } = await bench.engine.create(uploadOf(paths), {
      isReviewed: false,
    });
    await bench.settled(id);
    const again = bench.engine.retryFailed(id);
    await bench.engine.remove(id);
    await expect(again).rejects.toMatchObject({ appError: { kind: 'not-found' } });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(storage.countOf('putObject')).toBe(2);
  });
});

describe('two items of a job meet at one name', () => {
  test('renamed copies never take the place of each other', async () => {
    const storage = new (class extends FakeStorage {
      override async copyObject(...args: Parameters<FakeStorage['copyObject']>) {
        // Long enough for others to look at the same name meanwhile.
        await new Promise((resolve) => setTimeout(resolve, 10));
        return super.copyObject(...args);
      }
    })({ limits: smallPartLimits });
    const bench = await openOn(storage);
    for (const name of ['a.txt', 'a (2).txt', 'a (3).txt']) storage.put(`from/${name}`, Buffer.from(name));
    storage.put('to/a.txt', Buffer.from('old'));
    const { id } = await bench.engine.create(
      copyOf('move', { keys: [], prefixes: ['from/'] }, { prefix: '', newName: 'to' }, 'rename'),
      { isReviewed: false },
    );
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3 });
    const values = Object.values(content(storage)).sort();
    expect(values).toEqual(['a (2).txt', 'a (3).txt', 'a.txt', 'old']);
  });

  test('a folder moved up over itself keeps every object', async () => {
    const storage = new FakeStorage({ limits: smallPartLimits });
    const bench = await openOn(storage);
    storage.put('a/a/a/x', Buffer.from('3'));
    storage.put('a/a/x', Buffer.from('2'));
    storage.put('a/x', Buffer.from('1'));
    const request = copyOf('move', { keys: ['a/x'], prefixes: ['a/a/'] }, { prefix: '' });
    const { id } = await bench.engine.create({ ...request, basePrefix: 'a/' } as typeof request, {
      isReviewed: false,
    });
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3 });
    expect(content(storage)).toEqual({ x: '1', 'a/x': '2', 'a/a/x': '3' });
  });
});

test('an upload whose completion was answered into the void is not refused because of itself', async () => {
  const storage = new (class extends FakeStorage {
    override async completeMultipartUpload(...args: Parameters<FakeStorage['completeMultipartUpload']>) {
      // Servers may look at the condition before they look for the upload.
      if (args[0].conditions?.ifNoneMatch === '*' && this.objects.has(args[0].key))
        throw failure('precondition-failed', 'there is one', { code: 'PreconditionFailed', status: 412 });
      return super.completeMultipartUpload(...args);
    }
  })({
    limits: smallPartLimits,
    faults: ({ method, count }) =>
      method === 'completeMultipartUpload' && count === 1 ? { type: 'answer-lost' } : null,
  });
  const bench = await openOn(storage);
  const bytes = seededBytes(3 * mib, 1);
  for (const conflict of ['skip', 'rename'] as const) {
    const { id } = await bench.engine.create(
      uploadOf([bench.write(`${conflict}.bin`, bytes)], { conflict }),
      { isReviewed: false },
    );
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 1, skippedCount: 0 });
  }
  expect([...storage.objects.keys()].sort()).toEqual(['rename.bin', 'skip.bin']);
});

test('a copy in parts never mixes two versions of its source', async () => {
  const reached = gate();
  const hold = gate();
  const storage = new (class extends FakeStorage {
    override async copyPart(...args: Parameters<FakeStorage['copyPart']>) {
      if (args[0].partNumber > 2) {
        reached.open();
        await hold.opened;
      }
      return super.copyPart(...args);
    }
  })({ limits: { ...smallPartLimits, maxSingleCopyBytes: mib } });
  const bench = await openOn(storage, { tuning: { lanes: fixedLanes(1), copyPartBytes: mib } });
  const first = seededBytes(6 * mib, 1);
  storage.put('a', first);
  const { id } = await bench.engine.create(copyOf('move', { keys: ['a'], prefixes: [] }, { prefix: 'to/' }), {
    isReviewed: false,
  });
  await reached.opened;
  await bench.engine.pause(id);
  hold.open();
  await bench.restart();
  const second = seededBytes(6 * mib, 2);
  storage.put('a', second);
  await bench.engine.resume(id);
  expect(await bench.settled(id)).toMatchObject({ state: 'failed' });
  expect(storage.uploads.size).toBe(0);
  await bench.engine.retryFailed(id);
  expect(await bench.settled(id)).toMatchObject({ state: 'done' });
  expect(storage.bytesOf('to/a')?.equals(second)).toBe(true);
  expect(storage.bytesOf('a')).toBeNull();
});

test('a connection that is removed while its job runs ends the job, and nothing counts as moved', async () => {
  const storage = new (class extends FakeStorage {
    isGone = false;
    override async headObject(...args: Parameters<FakeStorage['headObject']>) {
      if (this.isGone)
        throw failure('not-found', 'This connection does not exist any more.', {
          reason: 'connection-missing',
        });
      const answer = await super.headObject(...args);
      // The look at the finished copy is the last thing that the connection answers.
      if (args[0].key.startsWith('to/')) this.isGone = true;
      return answer;
    }
  })({ limits: smallPartLimits });
  const bench = await openOn(storage, { settings: { parallelFiles: 1 } });
  for (const key of ['a', 'b', 'c']) storage.put(key, Buffer.from(key));
  const { id } = await bench.engine.create(
    copyOf('move', { keys: ['a', 'b', 'c'], prefixes: [] }, { prefix: 'to/' }),
    { isReviewed: false },
  );
  expect(await bench.settled(id)).toMatchObject({
    state: 'failed',
    error: { reason: 'connection-missing' },
    doneCount: 0,
    failedCount: 0,
  });
  expect(content(storage)).toMatchObject({ a: 'a', b: 'b', c: 'c' });
});
