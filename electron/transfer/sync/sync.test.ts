import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { FolderSync } from '../../../shared/model/folder-sync.ts';
import { FakeStorage } from '../testing/fake-storage.ts';
import { openWorkbench, seededBytes, type Workbench } from '../testing/workbench.ts';

let bench: Workbench;
afterEach(() => bench.close());

const hourMs = 3_600_000;
const signal = new AbortController().signal;

/** A store and a folder: the same, changed here, newer there, on one side alone, and one to be left out. */
async function open() {
  const storage = new FakeStorage();
  bench = await openWorkbench(storage);
  const folder = join(bench.folder, 'work');
  const write = (path: string, text: string, atMs = Date.now() - hourMs) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, atMs / 1_000, atMs / 1_000);
  };
  const put = (key: string, text: string) => storage.put(`p/${key}`, Buffer.from(text));
  write('same.txt', 'same');
  put('same.txt', 'same');
  write('longer.txt', 'longer than it was');
  put('longer.txt', 'short');
  // One size, other bytes, and older than the object: only a checksum sees it.
  write('deep/bytes.txt', 'bytes here');
  put('deep/bytes.txt', 'bytes ther');
  write('only here.txt', 'x');
  put('only there.txt', 'y');
  write('left out.tmp', 'x');
  put('left out too.tmp', 'y');
  return { storage, folder, write };
}

function request(changes: Partial<FolderSync>, folder: string): FolderSync {
  return {
    direction: 'up',
    connectionId: 'c',
    bucket: 'b',
    prefix: 'p/',
    folderRefId: folder,
    compareBy: 'checksum',
    isMirror: false,
    include: [],
    exclude: ['*.tmp'],
    ...changes,
  };
}

async function changesOf(asked: FolderSync): Promise<Record<string, string>> {
  const { planId } = await bench.engine.sync.make(asked, signal);
  const entries = bench.engine.sync.list(planId, null, 0, 1_000);
  return Object.fromEntries(entries.map(({ path, change }) => [path, change]));
}

it('compares by bytes without moving any, and by size and time', async () => {
  const { storage, folder } = await open();
  expect(await changesOf(request({}, folder))).toEqual({
    'deep/bytes.txt': 'changed',
    'longer.txt': 'changed',
    'only here.txt': 'new',
    'only there.txt': 'deleted',
    'same.txt': 'same',
  });
  expect(await changesOf(request({ compareBy: 'size-and-time' }, folder))).toMatchObject({
    'deep/bytes.txt': 'same',
    'longer.txt': 'changed',
  });
  expect(await changesOf(request({ direction: 'down', compareBy: 'size-and-time' }, folder))).toMatchObject({
    'deep/bytes.txt': 'changed',
    'only here.txt': 'deleted',
    'only there.txt': 'new',
  });
  expect(storage.calls.filter(({ method }) => method === 'getObject')).toEqual([]);
});

it('makes a prefix like a folder; what is on the other side alone goes for a mirror, what is excluded stays', async () => {
  const { storage, folder } = await open();
  const plan = await bench.engine.sync.make(request({ isMirror: true }, folder), signal);
  expect(plan.counts).toEqual({ new: 1, changed: 2, deleted: 1, same: 1, unknown: 0 });
  expect(plan.bytes).toBe('longer than it was'.length + 'bytes here'.length + 1);
  const jobs = await bench.engine.sync.run(plan.planId, signal);
  expect(jobs.map(({ kind }) => kind)).toEqual(['upload', 'delete']);
  for (const { id } of jobs) expect(await bench.settled(id)).toMatchObject({ state: 'done' });
  expect(await changesOf(request({}, folder))).toEqual({
    'deep/bytes.txt': 'same',
    'longer.txt': 'same',
    'only here.txt': 'same',
    'same.txt': 'same',
  });
  expect([...storage.objects.keys()]).toContain('p/left out too.tmp');
});

it('makes a folder like a prefix, files that are on the disk alone go for a mirror', async () => {
  const { folder } = await open();
  const asked = request({ direction: 'down', isMirror: true }, folder);
  const plan = await bench.engine.sync.make(asked, signal);
  const [job] = await bench.engine.sync.run(plan.planId, signal);
  expect(await bench.settled(job?.id ?? '')).toMatchObject({ state: 'done', doneCount: 3 });
  expect(existsSync(join(folder, 'only here.txt'))).toBe(false);
  expect(existsSync(join(folder, 'left out.tmp'))).toBe(true);
  expect(readFileSync(join(folder, 'deep/bytes.txt'), 'utf8')).toBe('bytes ther');
  expect(new Set(Object.values(await changesOf(asked)))).toEqual(new Set(['same']));
});

it('a file that changed after the plan is not deleted', async () => {
  const { folder, write } = await open();
  const plan = await bench.engine.sync.make(request({ direction: 'down', isMirror: true }, folder), signal);
  write('only here.txt', 'grown since');
  await bench.engine.sync.run(plan.planId, signal);
  expect(readFileSync(join(folder, 'only here.txt'), 'utf8')).toBe('grown since');
});

it('knows an object in parts by the sizes that are common, and says so when it cannot tell', async () => {
  const { storage, folder } = await open();
  const bytes = seededBytes(9 * 1_048_576, 5);
  writeFileSync(join(folder, 'parts'), bytes);
  const stored = { sizeBytes: bytes.length, bytes, modifiedAtMs: Date.now(), write: {} };
  const asked = request({ include: ['parts'] }, folder);
  const md5s = [bytes.subarray(0, 5 * 1_048_576), bytes.subarray(5 * 1_048_576)].map((part) =>
    createHash('md5').update(part).digest(),
  );
  const whole = createHash('md5').update(Buffer.concat(md5s)).digest('hex');
  storage.objects.set('p/parts', { ...stored, etag: `${whole}-2` });
  expect(await changesOf(asked)).toEqual({ parts: 'same' });
  storage.objects.set('p/parts', { ...stored, etag: `${whole}-77` });
  expect(await changesOf(asked)).toEqual({ parts: 'unknown' });
});

it('is exported as data and as commands that a shell reads as they are meant', async () => {
  const { folder, write } = await open();
  write("it's; $(touch x) `y`.txt", 'odd');
  const plan = await bench.engine.sync.make(request({ isMirror: true }, folder), signal);
  const data = JSON.parse(bench.engine.sync.text(plan.planId, 'json'));
  expect(data).toMatchObject({ planId: plan.planId, folder, counts: { new: 2, changed: 2, deleted: 1 } });
  expect(data.entries).toHaveLength(6);
  const commands = bench.engine.sync.text(plan.planId, 'aws');
  expect(commands).toContain(`aws s3 cp -- '${folder}/only here.txt' 's3://b/p/only here.txt'\n`);
  expect(commands).toContain("aws s3 rm -- 's3://b/p/only there.txt'\n");
  const read = execFileSync('sh', ['-c', `aws() { printf '%s\\n' "$4"; }\n${commands}`], {
    encoding: 'utf8',
  });
  expect(read).toContain(`${folder}/it's; $(touch x) \`y\`.txt\n`);
  for (const form of ['mc', 'coscli', 'ossutil'] as const) {
    expect(bench.engine.sync.text(plan.planId, form).split('\n')).toHaveLength(6);
  }
});

it('refuses a prefix without its slash, a folder that is gone and a plan that nobody made', async () => {
  const { folder } = await open();
  const make = (changes: Partial<FolderSync>) => bench.engine.sync.make(request(changes, folder), signal);
  await expect(make({ prefix: 'p' })).rejects.toMatchObject({ appError: { reason: 'prefix-without-slash' } });
  rmSync(folder, { recursive: true });
  await expect(make({})).rejects.toMatchObject({ appError: { kind: 'local-file' } });
  expect(() => bench.engine.sync.text('none', 'json')).toThrow('not at hand');
});
