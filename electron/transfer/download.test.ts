import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type FakeOptions, FakeStorage, type Fault } from './testing/fake-storage.ts';
import {
  deleteOf,
  downloadOf,
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

async function start(options: FakeOptions = {}, platform: NodeJS.Platform = 'linux') {
  const storage = new FakeStorage({ limits: smallPartLimits, ...options });
  bench = await openWorkbench(storage, { tuning: { ...smallParts, platform } });
  return { storage, bench };
}

async function items(jobId: string) {
  return (await (bench as Workbench).engine.listItems({ jobId, state: null, afterId: 0, limit: 1_000 }))
    .items;
}

/** Every file below a folder with its bytes as text. */
function tree(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    found[entry.isDirectory() ? `${name}/` : name] = entry.isDirectory() ? '' : readFileSync(path, 'latin1');
  }
  return found;
}

test('keys and folders arrive byte for byte with their times, and nothing temporary stays', async () => {
  const at = 1_600_000_000_000;
  const { storage, bench } = await start({ now: () => at });
  const large = seededBytes(5 * mib + 3, 1);
  storage.put('p/one.txt', Buffer.from('one'));
  storage.put('p/deep/large.bin', large);
  storage.put('p/deep/none', Buffer.alloc(0));
  storage.put('p/empty/', Buffer.alloc(0));
  storage.put('q.txt', Buffer.from('q'));
  const { id } = await bench.engine.create(downloadOf(['q.txt'], ['p/']), { isReviewed: false });
  expect(await bench.settled(id)).toMatchObject({
    state: 'done',
    doneCount: 5,
    totalBytes: large.length + 4,
  });
  expect(readFileSync(join(bench.target, 'p/deep/large.bin')).equals(large)).toBe(true);
  expect(Object.keys(tree(bench.target)).sort()).toEqual([
    'p/',
    'p/deep/',
    'p/deep/large.bin',
    'p/deep/none',
    'p/empty/',
    'p/one.txt',
    'q.txt',
  ]);
  expect(statSync(join(bench.target, 'p/one.txt')).mtimeMs).toBe(at);
});

test('keys that no disk can hold get names of their own, inside the folder', async () => {
  const { storage, bench } = await start();
  const keys = [
    '../up',
    '/lead',
    'a//b',
    'a',
    'a/x',
    'a/',
    'tail/./x',
    'n\u0000l',
    `${'long'.repeat(100)}/x`,
  ];
  for (const key of keys) storage.put(key, Buffer.from(`<${key}>`));
  const { id } = await bench.engine.create(downloadOf([], ['']), { isReviewed: false });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: keys.length });
  const files = Object.values(tree(bench.target)).filter((text) => text !== '');
  expect(files.sort()).toEqual(keys.map((key) => Buffer.from(`<${key}>`).toString('latin1')).sort());
  expect(readdirSync(bench.folder).sort()).toEqual([
    'journal.db',
    'journal.db-shm',
    'journal.db-wal',
    'source',
    'target',
  ]);
});

test('keys that only case tells apart stay apart where the disk does not tell', async () => {
  const { storage, bench } = await start({}, 'win32');
  for (const key of ['Read', 'READ', 'read', 'dir/x', 'DIR/x', 'dir']) storage.put(key, Buffer.from(key));
  const { id } = await bench.engine.create(downloadOf([], ['']), { isReviewed: false });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 6 });
  const names = Object.keys(tree(bench.target));
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  expect(
    Object.values(tree(bench.target))
      .filter((text) => text !== '')
      .sort(),
  ).toEqual(['Read', 'READ', 'read', 'dir/x', 'DIR/x', 'dir'].sort());
});

describe('faults', () => {
  const large = seededBytes(5 * mib + 3, 1);
  const once = (fault: Fault, at = 3): FakeOptions => ({
    faults: ({ method, count }) => (method === 'getObject' && count === at ? fault : null),
  });

  test.each<[string, FakeOptions]>([
    ['503', once({ type: 'error', kind: 'throttled' })],
    ['reset inside a range', once({ type: 'reset', afterBytes: 300_000 })],
    ['silence', once({ type: 'stall', ms: 20 })],
    ['a flipped byte', once({ type: 'flip-byte' })],
  ])('%s: the file is whole', async (_name, options) => {
    const { storage, bench } = await start(options);
    storage.put('large.bin', large);
    storage.put('small.bin', large.subarray(0, 1_000));
    const { id } = await bench.engine.create(downloadOf(['large.bin', 'small.bin']), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({ state: 'done', doneBytes: large.length + 1_000 });
    expect(readFileSync(join(bench.target, 'large.bin')).equals(large)).toBe(true);
    expect(Object.keys(tree(bench.target)).sort()).toEqual(['large.bin', 'small.bin']);
  });

  test('an object that changes midway is fetched anew as it is then', async () => {
    const other = seededBytes(4 * mib, 2);
    const { storage, bench } = await start(once({ type: 'change', bytes: other }));
    storage.put('large.bin', large);
    const { id } = await bench.engine.create(downloadOf(['large.bin']), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({
      state: 'done',
      doneBytes: other.length,
      totalBytes: other.length,
    });
    expect(readFileSync(join(bench.target, 'large.bin')).equals(other)).toBe(true);
  });

  test('an object that never holds still fails, and no file pretends to be it', async () => {
    const { storage, bench } = await start({
      faults: ({ method, count }) =>
        method === 'getObject' ? { type: 'change', bytes: seededBytes(3 * mib, count) } : null,
    });
    storage.put('large.bin', large);
    const { id } = await bench.engine.create(downloadOf(['large.bin']), { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('failed');
    expect((await items(id))[0]?.error).toMatchObject({ kind: 'integrity', reason: 'object-unsteady' });
    expect(existsSync(join(bench.target, 'large.bin'))).toBe(false);
    await bench.engine.remove(id);
    await bench.restart();
    expect(readdirSync(bench.target)).toEqual([]);
  });

  test('bytes that are steadily other than the ETag says are what the server has', async () => {
    const { storage, bench } = await start();
    storage.put('odd.bin', large);
    const stored = storage.objects.get('odd.bin');
    if (stored !== undefined) storage.objects.set('odd.bin', { ...stored, etag: '0'.repeat(32) });
    const { id } = await bench.engine.create(downloadOf(['odd.bin']), { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('done');
    expect(readFileSync(join(bench.target, 'odd.bin')).equals(large)).toBe(true);
  });

  test('a missing key is a failed item beside those that arrive', async () => {
    const { storage, bench } = await start();
    storage.put('there', Buffer.from('x'));
    const { id } = await bench.engine.create(downloadOf(['gone', 'there']), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({
      state: 'done-with-failures',
      failedCount: 1,
      doneCount: 1,
    });
    expect((await items(id)).find(({ key }) => key === 'gone')?.error?.kind).toBe('not-found');
  });

  test('a name that is taken in the folder comes with size and time of both sides', async () => {
    const at = 1_600_000_000_000;
    const { storage, bench } = await start({ now: () => at });
    storage.put('a.txt', Buffer.from('object'));
    const path = join(bench.target, 'a.txt');
    writeFileSync(path, 'a file');
    utimesSync(path, 1_500_000_000, 1_500_000_000);
    const { id } = await bench.engine.create(downloadOf(['a.txt'], [], { conflict: 'ask' }), {
      isReviewed: false,
    });
    expect(await bench.settled(id)).toMatchObject({ state: 'needs-user', needsUserCount: 1 });
    expect((await items(id))[0]).toMatchObject({
      sizeBytes: 6,
      modifiedAtMs: at,
      existing: { sizeBytes: 6, modifiedAtMs: 1_500_000_000_000 },
    });
  });

  test('a target folder that is gone stops the job until it is back', async () => {
    const { storage, bench } = await start();
    storage.put('a', Buffer.from('a'));
    rmSync(bench.target, { recursive: true });
    const { id } = await bench.engine.create(downloadOf(['a']), { isReviewed: false });
    const job = await bench.settled(id);
    expect(job).toMatchObject({
      state: 'needs-user',
      failedCount: 0,
      error: { kind: 'local-file', reason: 'target-missing' },
    });
    expect(job.error?.action).toEqual({ type: 'choose-target-again', jobId: id });
    mkdirSync(bench.target);
    await bench.engine.resume(id);
    expect((await bench.settled(id)).state).toBe('done');
    expect(tree(bench.target)).toEqual({ a: 'a' });
  });

  test('a target folder that is gone can be replaced by another, also after a restart', async () => {
    const { storage, bench } = await start();
    storage.put('a', Buffer.from('a'));
    storage.put('b', Buffer.from('b'));
    rmSync(bench.target, { recursive: true });
    const { id } = await bench.engine.create(downloadOf(['a', 'b']), { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('needs-user');
    const other = join(bench.folder, 'other');
    mkdirSync(other);
    const going = await bench.engine.replaceTarget({ jobId: id, targetRefId: other });
    expect(going).toMatchObject({ to: other, error: null });
    await bench.restart();
    expect(await bench.settled(id)).toMatchObject({ state: 'done', to: other, doneCount: 2 });
    expect(await bench.engine.localFolder(id)).toBe(other);
    expect(tree(other)).toEqual({ a: 'a', b: 'b' });
  });

  test('the target is replaced only for a download that stands still', async () => {
    const { storage, bench } = await start();
    storage.put('a', Buffer.from('a'));
    const target = { targetRefId: bench.target };
    const download = await bench.engine.create(downloadOf(['a']), { isReviewed: false });
    await bench.settled(download.id);
    await expect(bench.engine.replaceTarget({ jobId: download.id, ...target })).rejects.toMatchObject({
      appError: { kind: 'conflict', reason: 'job-state' },
    });
    const deletion = await bench.engine.create(deleteOf(['a']), { isReviewed: true });
    await bench.settled(deletion.id);
    await expect(bench.engine.replaceTarget({ jobId: deletion.id, ...target })).rejects.toMatchObject({
      appError: { kind: 'not-offered', reason: 'no-local-folder' },
    });
  });

  test('more than the disk has room for stops the job before a byte is fetched', async () => {
    const { storage, bench } = await start();
    storage.put('huge', Buffer.from('x'));
    const stored = storage.objects.get('huge');
    if (stored !== undefined) storage.objects.set('huge', { ...stored, sizeBytes: 2 ** 50 });
    const { id } = await bench.engine.create(downloadOf(['huge']), { isReviewed: false });
    expect(await bench.settled(id)).toMatchObject({ state: 'needs-user', error: { kind: 'disk-full' } });
    expect(storage.countOf('getObject')).toBe(0);
  });
});

describe('conflicts with files on disk', () => {
  test.each<[string, Record<string, string>, string, string | null]>([
    ['overwrite', { 'a.txt': 'remote!' }, 'done', 'none'],
    ['skip', { 'a.txt': 'local' }, 'skipped', 'checked'],
    ['rename', { 'a.txt': 'local', 'a (2).txt': 'remote!' }, 'done', 'atomic'],
    ['if-different', { 'a.txt': 'remote!' }, 'done', 'checked'],
    ['if-newer', { 'a.txt': 'local' }, 'skipped', 'checked'],
  ] as const)('%s', async (conflict, expected, state, guard) => {
    const { storage, bench } = await start({ now: () => Date.now() - 3_600_000 });
    storage.put('a.txt', Buffer.from('remote!'));
    writeFileSync(join(bench.target, 'a.txt'), 'local');
    const { id } = await bench.engine.create(downloadOf(['a.txt'], [], { conflict: conflict as 'skip' }), {
      isReviewed: false,
    });
    await bench.settled(id);
    expect(tree(bench.target)).toEqual(expected);
    expect((await items(id))[0]).toMatchObject({ state, guard });
  });

  test('a file that appears while the bytes arrive is not overwritten', async () => {
    const { storage, bench } = await start({
      faults: ({ method }) => {
        if (method === 'getObject') writeFileSync(join((bench as Workbench).target, 'a.bin'), 'mine');
        return null;
      },
    } as FakeOptions);
    storage.put('a.bin', seededBytes(3 * mib, 1));
    const { id } = await bench.engine.create(downloadOf(['a.bin'], [], { conflict: 'rename' }), {
      isReviewed: false,
    });
    await bench.settled(id);
    expect(readFileSync(join(bench.target, 'a.bin'), 'utf8')).toBe('mine');
    expect(readFileSync(join(bench.target, 'a (2).bin')).equals(seededBytes(3 * mib, 1))).toBe(true);
    // The bytes are not fetched a second time for the second name.
    expect(storage.countOf('getObject')).toBe(3);
  });

  test('if-different compares bytes of the same size', async () => {
    const { storage, bench } = await start();
    storage.put('same', Buffer.from('12345'));
    storage.put('other', Buffer.from('12345'));
    writeFileSync(join(bench.target, 'same'), '12345');
    writeFileSync(join(bench.target, 'other'), '54321');
    const { id } = await bench.engine.create(
      downloadOf(['same', 'other'], [], { conflict: 'if-different' }),
      { isReviewed: false },
    );
    expect(await bench.settled(id)).toMatchObject({ state: 'done', skippedCount: 1, doneCount: 1 });
    expect(tree(bench.target)).toEqual({ same: '12345', other: '12345' });
  });

  test('a folder where a file should be is a clear failure', async () => {
    const { storage, bench } = await start();
    storage.put('a', Buffer.from('x'));
    mkdirSync(join(bench.target, 'a'));
    const { id } = await bench.engine.create(downloadOf(['a']), { isReviewed: false });
    expect((await bench.settled(id)).state).toBe('failed');
    expect((await items(id))[0]?.error).toMatchObject({ kind: 'local-file', reason: 'name-taken-by-folder' });
  });
});
