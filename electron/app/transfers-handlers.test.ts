import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { methods } from '../../shared/contract/contract.ts';
import { failure } from '../../shared/model/app-error.ts';
import { openEngine } from '../transfer/engine.ts';
import { FakeStorage } from '../transfer/testing/fake-storage.ts';
import type { TransferEngine } from '../transfer/transfer-engine.ts';
import type { BrowserFiles, LocalDialogs } from './local-access.ts';
import { type LocalRegistry, openLocalRegistry } from './local-registry.ts';
import { transfersHandlers } from './transfers-handlers.ts';

let folder = '';
let storage = new FakeStorage();
let pageFiles = new Map<string, Buffer>();
let registry: LocalRegistry;
let engine: TransferEngine;
const context = { signal: new AbortController().signal, pageId: 'page' };

const browserFiles: BrowserFiles = {
  async read(fileId, offsetBytes, into) {
    const bytes = pageFiles.get(fileId);
    if (bytes === undefined) throw failure('local-file', 'no page holds it', { reason: 'page-gone' });
    return bytes.copy(into, 0, offsetBytes, offsetBytes + into.length);
  },
};

async function openAll() {
  registry = openLocalRegistry({ dropsPath: join(folder, 'drops.db'), browserFiles, now: Date.now });
  engine = await openEngine({
    journalPath: join(folder, 'journal.db'),
    openStorage: async () => storage,
    sources: registry,
    now: Date.now,
    settings: () => ({ parallelFiles: 4, transferMemoryMib: 64, downloadFolder: folder }),
    onChange: () => undefined,
    onObjectsChanged: () => undefined,
    tuning: { retryDelaysMs: [] },
  });
}

async function closeAll() {
  await engine.close();
  registry.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-handlers-'));
  storage = new FakeStorage();
  pageFiles = new Map();
  await openAll();
});
afterEach(async () => {
  await closeAll();
  rmSync(folder, { recursive: true, force: true });
});

function handlers(host: 'desktop' | 'web', dialogs: LocalDialogs | null = null) {
  const droppedPaths = host === 'desktop' ? new Set([join(folder, 'dropped.txt')]) : null;
  const makeDownloadFolder = async () => undefined;
  return transfersHandlers({ engine, registry, dialogs, droppedPaths, host, makeDownloadFolder });
}

async function until(jobId: string, ...states: string[]) {
  for (;;) {
    const job = (await engine.list()).jobs.find(({ id }) => id === jobId);
    if (job !== undefined && states.includes(job.state)) return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const file = (fileId: string, relativePath: string) => ({
  fileId,
  relativePath,
  sizeBytes: pageFiles.get(fileId)?.length ?? 0,
  modifiedAtMs: 1_000.5,
});

function upload(refId: string) {
  const place = { connectionId: 'c', bucket: 'b', prefix: 'in/' };
  const kind = { kind: 'upload', conflict: 'overwrite' } as const;
  return { request: { ...kind, ...place, sourceRefIds: [refId] }, isReviewed: false };
}

describe('local references', () => {
  test('a dialog gives references that name nothing but the last part', async () => {
    writeFileSync(join(folder, 'a.txt'), 'x');
    mkdirSync(join(folder, 'sub'));
    const dialogs = {
      choose: async () => [join(folder, 'a.txt'), join(folder, 'sub')],
      reveal: async () => undefined,
    };
    const { refs } = await handlers('desktop', dialogs)['transfers.chooseLocal']({ what: 'files' }, context);
    expect(refs.map(({ name, type }) => [name, type])).toEqual([
      ['a.txt', 'file'],
      ['sub', 'folder'],
    ]);
    expect(JSON.stringify(refs)).not.toContain(folder);
    expect(registry.targetFolder(refs[1]?.refId ?? '')).toBe(join(folder, 'sub'));
    expect(registry.targetFolder(refs[0]?.refId ?? '')).toBeNull();
    expect(registry.byRefId('made up')).toBeNull();
  });

  test('of all paths only the dropped ones are taken from a page', async () => {
    writeFileSync(join(folder, 'dropped.txt'), 'x');
    writeFileSync(join(folder, 'private.txt'), 'x');
    const register = handlers('desktop')['transfers.registerDroppedPaths'];
    const { refs } = await register({ paths: [join(folder, 'dropped.txt')] }, context);
    expect(refs.map(({ name }) => name)).toEqual(['dropped.txt']);
    const paths = [join(folder, 'dropped.txt'), join(folder, 'private.txt')];
    await expect(register({ paths }, context)).rejects.toMatchObject({
      appError: { kind: 'access-denied', reason: 'not-dropped' },
    });
  });

  test('each host takes what is its own, and refuses the rest in words', async () => {
    const web = handlers('web');
    const desktop = handlers('desktop');
    const notOffered = { appError: { kind: 'not-offered', reason: 'not-on-this-host' } };
    await expect(web['transfers.chooseLocal']({ what: 'files' }, context)).rejects.toMatchObject(notOffered);
    await expect(web['transfers.registerDroppedPaths']({ paths: ['/'] }, context)).rejects.toMatchObject(
      notOffered,
    );
    await expect(desktop['transfers.registerHostPath']({ path: '/' }, context)).rejects.toMatchObject(
      notOffered,
    );
    await expect(desktop['transfers.openDrop']({ name: 'x' }, context)).rejects.toMatchObject(notOffered);
    await expect(web['transfers.registerHostPath']({ path: 'not/absolute' }, context)).rejects.toMatchObject({
      appError: { kind: 'invalid-input' },
    });
    await expect(
      web['transfers.registerHostPath']({ path: join(folder, 'no') }, context),
    ).rejects.toMatchObject({
      appError: { kind: 'local-file', reason: 'file-gone' },
    });
    expect(await web['transfers.registerHostPath']({ path: `${folder}/` }, context)).toMatchObject({
      type: 'folder',
    });
  });

  test('every answer fits the contract', async () => {
    const web = handlers('web');
    const list = await web['transfers.list']({}, context);
    expect(methods.get('transfers.list')?.output.safeParse(list).success).toBe(true);
    await expect(web['transfers.run']({ jobId: 'none' }, context)).rejects.toMatchObject({
      appError: { kind: 'not-found' },
    });
    expect(await web['transfers.pauseAll']({}, context)).toEqual({});
    expect((await web['transfers.list']({}, context)).isPaused).toBe(true);
  });
});

describe('a drop', () => {
  test('is uploaded while the page still announces its files', async () => {
    pageFiles.set('1', Buffer.from('one')).set('2', Buffer.from('two'));
    const web = handlers('web');
    const ref = await web['transfers.openDrop']({ name: 'two files' }, context);
    const job = await web['transfers.create'](upload(ref.refId), context);
    await web['transfers.addToDrop'](
      { refId: ref.refId, files: [file('1', 'set/1')], folders: ['set/empty'], isLast: false },
      context,
    );
    for (; storage.objects.size < 2; ) await new Promise((resolve) => setImmediate(resolve));
    expect([...storage.objects.keys()].sort()).toEqual(['in/set/1', 'in/set/empty/']);
    expect((await until(job.id, 'running')).isCounted).toBe(false);
    await web['transfers.addToDrop'](
      { refId: ref.refId, files: [file('2', 'set/2')], folders: [], isLast: true },
      context,
    );
    expect(await until(job.id, 'done')).toMatchObject({ itemCount: 3, doneCount: 3, isCounted: true });
    expect(String(storage.bytesOf('in/set/2'))).toBe('two');
  });

  test('goes on after a restart of the host when the page announces the rest and holds the files', async () => {
    pageFiles.set('1', Buffer.from('one')).set('2', Buffer.from('two'));
    const ref = await handlers('web')['transfers.openDrop']({ name: 'drop' }, context);
    const job = await handlers('web')['transfers.create'](upload(ref.refId), context);
    await handlers('web')['transfers.addToDrop'](
      { refId: ref.refId, files: [file('1', '1')], folders: [], isLast: false },
      context,
    );
    await closeAll();
    await openAll();
    await handlers('web')['transfers.addToDrop'](
      { refId: ref.refId, files: [file('1', '1'), file('2', '2')], folders: [], isLast: true },
      context,
    );
    expect(await until(job.id, 'done')).toMatchObject({ itemCount: 2, doneCount: 2 });
    expect([...storage.objects.keys()].sort()).toEqual(['in/1', 'in/2']);
  });

  test('waits for its page without failing a file, and goes on when the page is back', async () => {
    pageFiles.set('1', Buffer.from('one'));
    const web = handlers('web');
    const ref = await web['transfers.openDrop']({ name: 'drop' }, context);
    await web['transfers.addToDrop'](
      { refId: ref.refId, files: [file('1', '1')], folders: [], isLast: true },
      context,
    );
    const held = pageFiles;
    pageFiles = new Map();
    const job = await web['transfers.create'](upload(ref.refId), context);
    const waiting = await until(job.id, 'needs-user');
    expect(waiting).toMatchObject({ failedCount: 0, error: { reason: 'page-gone' } });
    pageFiles = held;
    await web['transfers.list']({}, context);
    expect((await until(job.id, 'done')).doneCount).toBe(1);
  });

  test('that nobody opened is refused', async () => {
    const input = { refId: 'unknown', files: [], folders: [], isLast: true };
    await expect(handlers('web')['transfers.addToDrop'](input, context)).rejects.toMatchObject({
      appError: { kind: 'not-found', reason: 'source-gone' },
    });
    await expect(handlers('web')['transfers.create'](upload('unknown'), context)).rejects.toMatchObject({
      appError: { kind: 'not-found' },
    });
  });
});
