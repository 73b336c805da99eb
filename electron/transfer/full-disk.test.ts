import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { afterEach, expect, test, vi } from 'vitest';
import { openJournal } from './journal/journal.ts';
import { FakeStorage } from './testing/fake-storage.ts';
import {
  downloadOf,
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
  vi.restoreAllMocks();
  await bench?.close();
  bench = null;
});

async function start(storage = new FakeStorage({ limits: smallPartLimits })) {
  bench = await openWorkbench(storage, { tuning: smallParts });
  return { storage, bench };
}

/** The prototype that every file handle of Node has. */
async function fileHandlePrototype(): Promise<{ write: (...args: unknown[]) => Promise<unknown> }> {
  const handle = await open(process.execPath, 'r');
  await handle.close();
  return Object.getPrototypeOf(handle);
}

/** SQLite's answer to a write that found no room: https://www.sqlite.org/rescode.html#full */
function diskFull() {
  return Object.assign(new Error('database or disk is full'), { errcode: 13 });
}

/** From now on the journal finds no room, until the returned function is called. */
function fillJournalDisk(): () => void {
  const exec = DatabaseSync.prototype.exec;
  const spy = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (
    this: DatabaseSync,
    sql: string,
  ) {
    if (sql !== 'COMMIT') return exec.call(this, sql);
    // SQLite may have rolled back by itself: https://www.sqlite.org/lang_transaction.html
    exec.call(this, 'ROLLBACK');
    throw diskFull();
  });
  return () => spy.mockRestore();
}

test('a disk that takes only the beginning of a small file does not leave a file with holes', async () => {
  const { storage, bench } = await start();
  const bytes = seededBytes(mib - 1, 1);
  storage.put('a', bytes);
  const prototype = await fileHandlePrototype();
  const write = prototype.write;
  vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, ...args: unknown[]) {
    const [buffer, offset, length, position] = args;
    return write.call(this, buffer, offset, Math.min(Number(length), 4_096), position);
  });
  const { id } = await bench.engine.create(downloadOf(['a']), { isReviewed: false });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 1 });
  expect(readFileSync(join(bench.target, 'a')).equals(bytes)).toBe(true);
});

test('a journal without room tells so, whoever rolled its transaction back', async () => {
  const { bench } = await start();
  const journal = openJournal(join(bench.folder, 'other.db'), Date.now);
  const makeRoom = fillJournalDisk();
  expect(() => journal.transaction(() => undefined)).toThrow('database or disk is full');
  makeRoom();
  journal.close();
});

test('a job whose journal had no room goes on, with the right counts, once there is some', async () => {
  const { storage, bench } = await start();
  const bytes = seededBytes(4 * mib, 1);
  let makeRoom: (() => void) | null = null;
  storage.uploadPart = async (...args) => {
    const answer = await FakeStorage.prototype.uploadPart.apply(storage, args);
    makeRoom ??= fillJournalDisk();
    return answer;
  };
  const { id } = await bench.engine.create(uploadOf([bench.write('a', bytes)]), { isReviewed: false });
  const stopped = await bench.settled(id);
  expect(stopped).toMatchObject({ state: 'needs-user', error: { kind: 'disk-full' }, doneBytes: 0 });
  await expect(bench.engine.resume(id)).rejects.toMatchObject({ appError: { kind: 'disk-full' } });
  (makeRoom as (() => void) | null)?.();
  await bench.engine.resume(id);
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 1, doneBytes: 4 * mib });
  expect(storage.bytesOf('a')?.equals(bytes)).toBe(true);
});

test('a job that cannot write down that it runs leaves its turn to the others', async () => {
  const { storage, bench } = await start();
  bench.settings.parallelFiles = 1;
  storage.put('a', Buffer.from('a'));
  const { id } = await bench.engine.create(downloadOf(['a']), { isReviewed: true });
  await bench.settled(id);
  await bench.engine.run(id);
  const makeRoom = fillJournalDisk();
  expect(await bench.settled(id)).toMatchObject({ state: 'needs-user' });
  makeRoom();
  const other = await bench.engine.create(downloadOf(['a']), { isReviewed: false });
  expect(await bench.settled(other.id)).toMatchObject({ state: 'done' });
  await bench.engine.resume(id);
  expect(await bench.settled(id)).toMatchObject({ state: 'done' });
});

test('a journal without room in the middle of an item stops the job and fails no item', async () => {
  const { bench } = await start();
  const run = StatementSync.prototype.run;
  const spy = vi.spyOn(StatementSync.prototype, 'run').mockImplementation(function (
    this: StatementSync,
    ...args: Parameters<StatementSync['run']>
  ) {
    if (this.sourceSQL.includes('upload_intent_at_ms = ?')) throw diskFull();
    return run.apply(this, args);
  });
  const { id } = await bench.engine.create(uploadOf([bench.write('a', seededBytes(3 * mib, 1))]), {
    isReviewed: false,
  });
  expect(await bench.settled(id)).toMatchObject({
    state: 'needs-user',
    failedCount: 0,
    error: { kind: 'disk-full', reason: 'journal-full' },
  });
  spy.mockRestore();
  await bench.engine.resume(id);
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 1 });
});
