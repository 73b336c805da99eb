import { execFileSync } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import type { JobRequest } from '../../shared/model/transfer.ts';
import { FakeStorage } from './testing/fake-storage.ts';
import {
  copyOf,
  deleteOf,
  downloadOf,
  openWorkbench,
  uploadOf,
  type Workbench,
} from './testing/workbench.ts';

let bench: Workbench;
afterEach(() => bench.close());

const odd = "it's $(touch x); `y`\n rm -rf";

async function plan(request: JobRequest): Promise<string> {
  const { id } = await bench.engine.create(request, { isReviewed: true });
  expect(await bench.settled(id)).toMatchObject({ state: 'planned' });
  return id;
}

const textOf = async (jobId: string, form: 'json' | 'aws' | 'mc' | 'coscli' | 'ossutil') =>
  (await bench.engine.planText({ jobId, form, afterId: 0, limit: 100 })).text;

it('every kind of job is told in commands before it runs, and nothing has run', async () => {
  const storage = new FakeStorage();
  bench = await openWorkbench(storage);
  storage.put('p/a', Buffer.from('a'));
  const file = bench.write('up.txt', Buffer.from('u'));
  const all = {
    upload: await plan(uploadOf([file], { prefix: 'to/' })),
    download: await plan(downloadOf([], ['p/'])),
    copy: await plan(copyOf('copy', { keys: ['p/a'], prefixes: [] }, { prefix: 'c/' })),
    move: await plan(copyOf('move', { keys: ['p/a'], prefixes: [] }, { prefix: 'm/' })),
    delete: await plan(deleteOf([], ['p/'])),
  };
  expect(await textOf(all.upload, 'aws')).toBe(`aws s3 cp -- ${file} s3://b/to/up.txt\n`);
  expect(await textOf(all.download, 'mc')).toBe(`mc cp -- ALIAS/b/p/a ${bench.target}/p/a\n`);
  expect(await textOf(all.copy, 'coscli')).toBe('coscli cp cos://b/p/a cos://b/c/p/a\n');
  expect(await textOf(all.move, 'aws')).toBe(
    'aws s3 cp -- s3://b/p/a s3://b/m/p/a && aws s3 rm -- s3://b/p/a\n',
  );
  expect(await textOf(all.delete, 'ossutil')).toBe('ossutil rm --force oss://b/p/a\n');
  expect(JSON.parse(await textOf(all.delete, 'json'))).toMatchObject({
    kind: 'delete',
    key: 'p/a',
    state: 'queued',
  });
  expect([...storage.objects.keys()]).toEqual(['p/a']);
});

it('a key cannot become a command of its own', async () => {
  const storage = new FakeStorage();
  bench = await openWorkbench(storage);
  storage.put(`p/${odd}`, Buffer.from('x'));
  const text = await textOf(await plan(deleteOf([], ['p/'])), 'aws');
  const read = execFileSync('sh', ['-c', `aws() { printf '%s' "$4"; }\n${text}`], { encoding: 'utf8' });
  expect(read).toBe(`s3://b/p/${odd}`);
  const across = await plan({
    ...(copyOf('copy', { keys: [], prefixes: ['p/'] }, { prefix: '' }) as Extract<
      JobRequest,
      { kind: 'copy' | 'move' }
    >),
    target: { connectionId: 'other', bucket: 'b', prefix: '', newName: null },
  });
  const comments = await textOf(across, 'mc');
  expect(comments.trimEnd().split('\n')).toHaveLength(1);
  expect(comments.startsWith('# ')).toBe(true);
});

it('a job is run again from what it was asked for, page by page', async () => {
  const storage = new FakeStorage();
  bench = await openWorkbench(storage);
  for (const name of ['a', 'b', 'c']) bench.write(`folder/${name}`, Buffer.from(name));
  const { id } = await bench.engine.create(uploadOf([`${bench.source}/folder`]), { isReviewed: false });
  expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 3 });
  bench.write('folder/d', Buffer.from('d'));
  const again = await bench.engine.repeat(id, { isReviewed: false });
  expect(await bench.settled(again.id)).toMatchObject({ state: 'done', doneCount: 4 });
  expect(storage.bytesOf('folder/d')?.toString()).toBe('d');
  const first = await bench.engine.planText({ jobId: again.id, form: 'mc', afterId: 0, limit: 3 });
  const afterId = first.nextAfterId ?? 0;
  const second = await bench.engine.planText({ jobId: again.id, form: 'mc', afterId, limit: 3 });
  expect([first, second].map(({ text }) => text.trimEnd().split('\n').length)).toEqual([3, 1]);
  expect(second.nextAfterId).toBeNull();
});
