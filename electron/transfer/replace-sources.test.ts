import { afterEach, expect, test } from 'vitest';
import { failure } from '../../shared/model/app-error.ts';
import type { LocalEntry, LocalSource, LocalSources } from './local-source.ts';
import { FakeStorage } from './testing/fake-storage.ts';
import { openWorkbench, smallPartLimits, smallParts, uploadOf, type Workbench } from './testing/workbench.ts';

let bench: Workbench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

type Files = Record<string, { text: string; atMs: number }>;

/** Sources of a page that can go away: nothing of them is found again after a restart. */
function pages() {
  const byRef = new Map<string, LocalSource>();
  const sources: LocalSources = {
    byRefId: (refId) => byRef.get(refId) ?? null,
    byJournalRef: () => null,
    targetFolder: () => null,
  };
  const add = (refId: string, files: Files, more?: Promise<void>) => {
    const entries: LocalEntry[] = Object.entries(files).map(([relativePath, { text, atMs }]) => ({
      relativePath,
      type: 'file',
      sizeBytes: text.length,
      modifiedAtMs: atMs,
    }));
    byRef.set(refId, {
      name: refId,
      journalRef: null,
      async *walk(signal) {
        yield* entries;
        if (more === undefined) return;
        await Promise.race([
          more,
          new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
        ]);
        signal.throwIfAborted();
      },
      async open(path) {
        const file = files[path];
        if (file === undefined || !byRef.has(refId))
          throw failure('local-file', 'gone', { reason: file === undefined ? 'file-gone' : 'page-gone' });
        return {
          sizeBytes: file.text.length,
          modifiedAtMs: file.atMs,
          read: async (buffer, offset) => {
            if (!byRef.has(refId)) throw failure('local-file', 'gone', { reason: 'page-gone' });
            buffer.set(Buffer.from(file.text).subarray(offset, offset + buffer.length));
            return Math.min(buffer.length, file.text.length - offset);
          },
          close: async () => undefined,
        };
      },
    });
  };
  return { sources, add, leave: () => byRef.clear() };
}

async function cutOff(files: Files, options: { conflict: 'rename' | 'overwrite'; isCounted: boolean }) {
  const storage = new FakeStorage({ limits: smallPartLimits });
  const page = pages();
  bench = await openWorkbench(storage, { tuning: smallParts, sources: page.sources });
  bench.settings.parallelFiles = 1;
  let putCount = 0;
  storage.putObject = async (...args) => {
    putCount += 1;
    if (putCount === 2) {
      page.leave();
      throw failure('local-file', 'gone', { reason: 'page-gone' });
    }
    return FakeStorage.prototype.putObject.apply(storage, args);
  };
  page.add('first', files, options.isCounted ? undefined : new Promise(() => {}));
  const { id } = await bench.engine.create(uploadOf(['first'], { conflict: options.conflict }), {
    isReviewed: false,
  });
  expect(await bench.settled(id)).toMatchObject({ state: 'needs-user', doneCount: 1 });
  return { bench, storage, page, id };
}

const three: Files = {
  'd/a': { text: 'aaa', atMs: 1_000 },
  'd/b': { text: 'bbb', atMs: 2_000 },
  'd/c': { text: 'ccc', atMs: 3_000 },
};

test('files that are chosen again are not sent again when they had arrived', async () => {
  const { bench, storage, page, id } = await cutOff(three, { conflict: 'rename', isCounted: false });
  page.add('second', three);
  await bench.engine.replaceSources({ jobId: id, sourceRefIds: ['second'] });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3, itemCount: 3 });
  expect([...storage.objects.keys()].sort()).toEqual(['d/a', 'd/b', 'd/c']);
});

test('a file that is not among those chosen again fails alone', async () => {
  const { bench, storage, page, id } = await cutOff(three, { conflict: 'overwrite', isCounted: true });
  page.add('second', { 'd/c': { text: 'ccc', atMs: 3_000 } });
  expect(await bench.engine.replaceSources({ jobId: id, sourceRefIds: ['second'] })).toEqual({
    matchedCount: 1,
    missingCount: 1,
  });
  expect(await bench.settled(id)).toMatchObject({
    state: 'done-with-failures',
    doneCount: 2,
    failedCount: 1,
  });
  expect([...storage.objects.keys()].sort()).toEqual(['d/a', 'd/c']);
  const { items } = await bench.engine.listItems({ jobId: id, state: 'failed', afterId: 0, limit: 9 });
  expect(items.map(({ key, error }) => [key, error?.kind, error?.reason])).toEqual([
    ['d/b', 'local-file', 'file-gone'],
  ]);
});

test('a wrong choice changes nothing, and the right one after it goes on', async () => {
  const { bench, storage, page, id } = await cutOff(three, { conflict: 'overwrite', isCounted: true });
  page.add('wrong', { 'other/x': { text: 'x', atMs: 1 } });
  expect(await bench.engine.replaceSources({ jobId: id, sourceRefIds: ['wrong'] })).toEqual({
    matchedCount: 0,
    missingCount: 2,
  });
  expect(await bench.settled(id)).toMatchObject({ state: 'needs-user', failedCount: 0 });
  page.add('right', three);
  await bench.engine.replaceSources({ jobId: id, sourceRefIds: ['right'] });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3 });
  expect([...storage.objects.keys()].sort()).toEqual(['d/a', 'd/b', 'd/c']);
});

test('files chosen again are used at once, also while the job still asks for the old ones', async () => {
  const storage = new FakeStorage({ limits: smallPartLimits });
  const page = pages();
  const tuning = { ...smallParts, retryDelaysMs: [600_000] };
  bench = await openWorkbench(storage, { tuning, sources: page.sources });
  page.add('first', three);
  const held = page.sources.byRefId('first');
  let askedCount = 0;
  let isAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  if (held !== null) {
    held.open = async (path) => ({
      sizeBytes: 3,
      modifiedAtMs: three[path]?.atMs ?? 0,
      read: async () => {
        askedCount += 1;
        isAsked();
        throw failure('local-file', 'no answer', { reason: 'page-gone', retry: 'later' });
      },
      close: async () => undefined,
    });
  }
  const { id } = await bench.engine.create(uploadOf(['first']), { isReviewed: false });
  await asked;
  page.add('second', three);
  await bench.engine.replaceSources({ jobId: id, sourceRefIds: ['second'] });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3, error: null });
  expect(askedCount).toBeLessThanOrEqual(3);
});
