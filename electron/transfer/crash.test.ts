import { copyFileSync, existsSync, linkSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ConflictPolicy, JobRequest } from '../../shared/model/transfer.ts';
import { openTemporary } from './run/temporary-file.ts';
import { FakeStorage } from './testing/fake-storage.ts';
import {
  copyOf,
  downloadOf,
  openWorkbench,
  seededBytes,
  smallPartLimits,
  uploadOf,
  type Workbench,
} from './testing/workbench.ts';

const mib = 1_048_576;
let bench: Workbench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

/** Runs `then` after a call of one method has been answered. */
function storageWith(
  method: 'putObject' | 'getObject' | 'copyObject' | 'deleteObjects',
  then: () => void,
): FakeStorage {
  const storage = new FakeStorage({ limits: smallPartLimits });
  const call = storage[method].bind(storage) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(storage, {
    [method]: async (...args: unknown[]) => {
      const answer = await call(...args);
      then();
      return answer;
    },
  });
  return storage;
}

const journalFiles = ['journal.db', 'journal.db-wal', 'journal.db-shm'];

/** The journal as a kill at this moment would leave it. */
function keepJournal(folder: string): void {
  for (const name of journalFiles) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(folder, `kept-${name}`));
  }
}

function bringBackJournal(folder: string): void {
  for (const name of journalFiles) {
    rmSync(join(folder, name), { force: true });
    if (existsSync(join(folder, `kept-${name}`)))
      copyFileSync(join(folder, `kept-${name}`), join(folder, name));
  }
}

/** Runs a job to its end, then once more from the journal as it was when `method` had been answered. */
async function killAfter(
  method: Parameters<typeof storageWith>[0],
  prepare: (bench: Workbench, storage: FakeStorage) => JobRequest,
) {
  let kept = 0;
  let objects = new Map<string, ReturnType<FakeStorage['objects']['get']> & object>();
  const storage = storageWith(method, () => {
    if (kept === 0 && bench !== null) keepJournal(bench.folder);
    if (kept === 0) objects = new Map(storage.objects);
    kept += 1;
  });
  bench = await openWorkbench(storage, { tuning: { singlePutMaxBytes: 4 * mib, minPartBytes: mib } });
  const { id } = await bench.engine.create(prepare(bench, storage), { isReviewed: false });
  const first = await bench.settled(id);
  expect(kept).toBeGreaterThan(0);
  const { folder } = bench;
  await bench.restart(() => {
    bringBackJournal(folder);
    storage.objects.clear();
    for (const [key, object] of objects) storage.objects.set(key, object);
  });
  const second = await bench.settled(id);
  return { bench, storage, first, second };
}

const policies: ConflictPolicy[] = ['overwrite', 'rename', 'skip', 'if-newer', 'if-different', 'ask'];
const ended = { state: 'done', doneCount: 1, skippedCount: 0, needsUserCount: 0 };

test.each(policies.flatMap((policy) => [[policy, 10] as const, [policy, 2 * mib] as const]))(
  'an upload (%s, %i bytes) that was killed when it was sent, before it was written down, is there once',
  async (conflict, sizeBytes) => {
    const { storage, second } = await killAfter('putObject', (bench) =>
      uploadOf([bench.write('a.bin', seededBytes(sizeBytes, 1))], { conflict }),
    );
    expect([...storage.objects.keys()]).toEqual(['a.bin']);
    expect(second).toMatchObject({ ...ended, doneBytes: sizeBytes });
  },
);

test.each(policies)(
  'a download (%s) that was killed when it had its name, before it was written down, is there once',
  async (conflict) => {
    const bytes = seededBytes(1_000, 1);
    const { bench, storage, second } = await killAfter('getObject', (_bench, storage) => {
      storage.put('a.bin', bytes);
      return downloadOf(['a.bin'], [], { conflict });
    });
    expect(readdirSync(bench.target)).toEqual(['a.bin']);
    expect(readFileSync(join(bench.target, 'a.bin')).equals(bytes)).toBe(true);
    expect(second).toMatchObject(ended);
    expect(storage.countOf('getObject')).toBe(conflict === 'overwrite' ? 2 : 1);
  },
);

test.each(
  policies.flatMap((policy) => [[policy, 'copyObject'] as const, [policy, 'deleteObjects'] as const]),
)(
  'a move (%s) that was killed after %s, before it was written down, ends as a move',
  async (conflict, method) => {
    const { storage, second } = await killAfter(method, (_bench, storage) => {
      storage.put('a.bin', seededBytes(1_000, 1));
      return copyOf('move', { keys: ['a.bin'], prefixes: [] }, { prefix: 'to/' }, conflict);
    });
    expect([...storage.objects.keys()]).toEqual(['to/a.bin']);
    expect(second).toMatchObject(ended);
  },
);

test('a renamed move that was killed after its source was deleted is no failure', async () => {
  const { storage, second } = await killAfter('deleteObjects', (_bench, storage) => {
    storage.put('a.bin', seededBytes(1_000, 1));
    storage.put('to/a.bin', Buffer.from('another'));
    return copyOf('move', { keys: ['a.bin'], prefixes: [] }, { prefix: 'to/' }, 'rename');
  });
  expect([...storage.objects.keys()].sort()).toEqual(['to/a (2).bin', 'to/a.bin']);
  expect(second).toMatchObject(ended);
});

test('what others wrote in the meantime is still a conflict', async () => {
  const { bench, storage, second } = await killAfter('putObject', (bench) =>
    uploadOf([bench.write('a.bin', seededBytes(2 * mib, 1))], { conflict: 'ask' }),
  );
  expect(second).toMatchObject(ended);
  storage.put('a.bin', seededBytes(2 * mib, 3));
  await bench.restart(() => bringBackJournal(bench.folder));
  const [job] = (await bench.engine.list()).jobs;
  expect(await bench.settled(job?.id ?? '')).toMatchObject({ state: 'needs-user', needsUserCount: 1 });
});

test('a temporary file that is the finished file under a second name is not written into', async () => {
  bench = await openWorkbench(new FakeStorage());
  const finished = bench.write('finished', Buffer.from('finished'));
  const temporary = join(bench.source, '.finished.part');
  linkSync(finished, temporary);
  const { file, isKept } = await openTemporary(temporary, 8, 8);
  await file.write(Buffer.from('other   '));
  await file.close();
  expect(isKept).toBe(false);
  expect(readFileSync(finished, 'utf8')).toBe('finished');
});
