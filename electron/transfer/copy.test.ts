import { afterEach, describe, expect, test } from 'vitest';
import { type FakeOptions, FakeStorage } from './testing/fake-storage.ts';
import {
  copyOf,
  deleteOf,
  openWorkbench,
  seededBytes,
  smallPartLimits,
  smallParts,
  type Workbench,
} from './testing/workbench.ts';

const mib = 1_048_576;
let bench: Workbench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

async function start(options: FakeOptions = {}) {
  const storage = new FakeStorage({ ...options, limits: { ...smallPartLimits, ...options.limits } });
  bench = await openWorkbench(storage, { tuning: smallParts });
  return { storage, bench };
}

async function errors(jobId: string) {
  const { items } = await (bench as Workbench).engine.listItems({
    jobId,
    state: 'failed',
    afterId: 0,
    limit: 100,
  });
  return items.map(({ key, error }) => [key, error?.kind, error?.reason]);
}

function content(storage: FakeStorage): Record<string, string> {
  return Object.fromEntries(
    [...storage.objects.keys()].sort().map((key) => [key, String(storage.bytesOf(key))]),
  );
}

const write = { headers: { contentType: 'text/x' }, userMetadata: { colour: 'blue' } };

describe('copy and move', () => {
  test('a folder and a key are copied, and the originals stay', async () => {
    const { storage, bench } = await start();
    storage.put('a/x/1', Buffer.from('1'));
    storage.put('a/2', Buffer.from('2'));
    storage.put('k', Buffer.from('k'), write);
    const { id } = await bench.engine.create(
      copyOf('copy', { keys: ['k'], prefixes: ['a/'] }, { prefix: 'to/' }),
      { isReviewed: false },
    );
    expect(await bench.settled(id)).toMatchObject({
      state: 'done',
      doneCount: 3,
      totalBytes: 3,
      doneBytes: 3,
    });
    expect(content(storage)).toEqual({
      'a/2': '2',
      'a/x/1': '1',
      k: 'k',
      'to/a/2': '2',
      'to/a/x/1': '1',
      'to/k': 'k',
    });
    expect(storage.objects.get('to/k')?.write).toEqual(write);
    expect(bench.objectChanges).toEqual([{ bucket: 'b', prefixes: ['to/'] }]);
  });

  test('renaming a folder moves everything in it', async () => {
    const { storage, bench } = await start();
    for (let index = 0; index < 30; index += 1) storage.put(`old/${index}`, Buffer.from(`${index}`));
    const { id } = await bench.engine.create(
      copyOf('move', { keys: [], prefixes: ['old/'] }, { prefix: '', newName: 'new' }),
      { isReviewed: false },
    );
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 30 });
    expect(Object.keys(content(storage)).every((key) => key.startsWith('new/'))).toBe(true);
    expect(storage.objects.size).toBe(30);
  });

  test('above what a server copies at once it goes in parts, with headers and metadata', async () => {
    const { storage, bench } = await start({
      limits: { maxSingleCopyBytes: 2 * mib, maxPartSizeBytes: 300 * mib },
    });
    const bytes = seededBytes(5 * mib, 1);
    storage.put('large', bytes, write);
    const { id } = await bench.engine.create(
      copyOf('move', { keys: ['large'], prefixes: [] }, { prefix: '', newName: 'moved' }),
      { isReviewed: false },
    );
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 1, doneBytes: bytes.length });
    expect([...storage.objects.keys()]).toEqual(['moved']);
    expect(storage.bytesOf('moved')?.equals(bytes)).toBe(true);
    expect(storage.objects.get('moved')?.write).toMatchObject({
      headers: { contentType: 'text/x' },
      userMetadata: { colour: 'blue' },
    });
    expect(storage.uploads.size).toBe(0);
    expect(storage.countOf('copyPart')).toBeGreaterThan(0);
  });

  test('a key that is taken comes with size and time of both sides', async () => {
    let now = 1_600_000_000_000;
    const { storage, bench } = await start({ now: () => now });
    storage.put('to/a', Buffer.from('taken'));
    now += 60_000;
    storage.put('a', Buffer.from('new'));
    const { id } = await bench.engine.create(
      copyOf('copy', { keys: ['a'], prefixes: [] }, { prefix: 'to/' }, 'ask'),
      { isReviewed: false },
    );
    expect((await bench.settled(id)).state).toBe('needs-user');
    const { items } = await bench.engine.listItems({ jobId: id, state: null, afterId: 0, limit: 1 });
    expect(items).toMatchObject([
      { sizeBytes: 3, modifiedAtMs: now, existing: { sizeBytes: 5, modifiedAtMs: 1_600_000_000_000 } },
    ]);
  });

  test('a copy that was confirmed and lost keeps the original', async () => {
    const { storage, bench } = await start({
      faults: ({ method }) => (method === 'copyObject' ? { type: 'lost' } : null),
    });
    storage.put('a', Buffer.from('precious'));
    const { id } = await bench.engine.create(
      copyOf('move', { keys: ['a'], prefixes: [] }, { prefix: 'to/' }),
      { isReviewed: false },
    );
    expect((await bench.settled(id)).state).toBe('failed');
    expect(await errors(id)).toEqual([['a', 'integrity', 'copy-differs']]);
    expect(content(storage)).toEqual({ a: 'precious' });
  });

  test('an original that changes while it is moved is kept', async () => {
    const { storage, bench } = await start({
      faults: ({ method, key, count }) => {
        // The look at the copy is the fourth: the enumeration, the source and the target come first.
        if (method === 'headObject' && key === 'to/a' && count > 2) storage.put('a', Buffer.from('newer'));
        return null;
      },
    });
    storage.put('a', Buffer.from('older'));
    const { id } = await bench.engine.create(
      copyOf('move', { keys: ['a'], prefixes: [] }, { prefix: 'to/' }),
      { isReviewed: false },
    );
    await bench.settled(id);
    expect(await errors(id)).toEqual([['a', 'precondition-failed', 'source-changed']]);
    expect(content(storage)).toEqual({ a: 'newer', 'to/a': 'older' });
  });

  test('lost answers to a copy and to the delete of its source do no harm', async () => {
    const { storage, bench } = await start({
      faults: ({ method, count }) =>
        (method === 'copyObject' || method === 'deleteObjects') && count === 1
          ? { type: 'answer-lost' }
          : null,
    });
    storage.put('a', Buffer.from('x'));
    const { id } = await bench.engine.create(
      copyOf('move', { keys: ['a'], prefixes: [] }, { prefix: 'to/' }),
      { isReviewed: false },
    );
    expect((await bench.settled(id)).state).toBe('done');
    expect(content(storage)).toEqual({ 'to/a': 'x' });
  });

  test('a duplicate beside the original gets a name of its own', async () => {
    const { storage, bench } = await start();
    storage.put('d/a.txt', Buffer.from('x'));
    const request = {
      ...copyOf('copy', { keys: ['d/a.txt'], prefixes: [] }, { prefix: 'd/' }, 'rename'),
      basePrefix: 'd/',
    };
    const { id } = await bench.engine.create(request as ReturnType<typeof copyOf>, { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('done');
    expect(content(storage)).toEqual({ 'd/a (2).txt': 'x', 'd/a.txt': 'x' });
  });

  test.each([
    ['copy-into-itself', copyOf('copy', { keys: [], prefixes: ['a/'] }, { prefix: 'a/b/' })],
    ['copy-into-itself', copyOf('move', { keys: [], prefixes: ['a/'] }, { prefix: '', newName: 'a' })],
    ['copy-onto-itself', copyOf('move', { keys: ['a'], prefixes: [] }, { prefix: '' })],
    ['new-name-for-many', copyOf('copy', { keys: ['a', 'b'], prefixes: [] }, { prefix: '', newName: 'c' })],
  ])('%s is refused before anything runs', async (reason, request) => {
    const { bench } = await start();
    await expect(bench.engine.create(request, { isReviewed: false })).rejects.toMatchObject({
      appError: { kind: 'invalid-input', reason },
    });
    expect((await bench.engine.list()).jobs).toEqual([]);
  });

  test('a target that is taken: skip, and only if newer', async () => {
    const { storage, bench } = await start();
    storage.put('a', Buffer.from('source'));
    storage.put('to/a', Buffer.from('there'));
    for (const conflict of ['skip', 'if-newer'] as const) {
      const { id } = await bench.engine.create(
        copyOf('move', { keys: ['a'], prefixes: [] }, { prefix: 'to/' }, conflict),
        { isReviewed: false },
      );
      expect(await bench.settled(id)).toMatchObject({ state: 'done', skippedCount: 1 });
    }
    expect(content(storage)).toEqual({ a: 'source', 'to/a': 'there' });
  });
});

describe('delete', () => {
  test('keys and folders go in batches, and what the server refuses is told key by key', async () => {
    const storage = new (class extends FakeStorage {
      override async deleteObjects(input: Parameters<FakeStorage['deleteObjects']>[0]) {
        const allowed = input.targets.filter(({ key }) => !key.startsWith('p/locked'));
        const answers = await super.deleteObjects({ ...input, targets: allowed });
        const error = { kind: 'access-denied', message: 'locked', retry: 'after-user-acts' } as const;
        const refused = input.targets
          .filter(({ key }) => key.startsWith('p/locked'))
          .map(({ key }) => ({ key, error }));
        return [...answers, ...refused];
      }
    })({ limits: { maxDeleteBatch: 100 } });
    bench = await openWorkbench(storage, { tuning: smallParts });
    for (let index = 0; index < 250; index += 1) storage.put(`p/${index}`, Buffer.alloc(0));
    storage.put('p/locked', Buffer.alloc(0));
    storage.put('single', Buffer.alloc(0));
    storage.put('other', Buffer.alloc(0));
    const { id } = await bench.engine.create(deleteOf(['single'], ['p/']), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({
      state: 'done-with-failures',
      doneCount: 251,
      failedCount: 1,
    });
    expect([...storage.objects.keys()].sort()).toEqual(['other', 'p/locked']);
    expect(await errors(id)).toEqual([['p/locked', 'access-denied', undefined]]);
    expect(bench.objectChanges.at(-1)).toEqual({ bucket: 'b', prefixes: [''] });
  });
});
