import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import type { MethodOutput } from '../../../shared/contract/contract.ts';
import { failure } from '../../../shared/model/app-error.ts';
import type { Job } from '../../../shared/model/transfer.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import {
  countJobs,
  emptyJobList,
  fromSnapshot,
  isEnded,
  jobProgress,
  passesFilter,
  targetOf,
} from './job-list.ts';
import { jobActions, jobProblem } from './job-words.ts';
import { job } from './testing/jobs.ts';
import { createTransfersSlice, type TransfersSlice } from './transfers-slice.ts';

const { totals } = emptyJobList;

type Snapshot = MethodOutput<'transfers.list'>;
const snapshotOf = (...jobs: Job[]): Snapshot => ({ jobs, totals, isPaused: false, windowOpensAtMs: null });
const updateOf = (...jobs: Job[]) => ({ ...snapshotOf(...jobs), removedJobIds: [] as string[] });

function setUp(list: () => Snapshot | Promise<Snapshot>) {
  const released: string[] = [];
  let count = 0;
  const client = createFakeClient({
    'transfers.list': list,
    'transfers.openDrop': ({ name }) => ({ refId: 'ref1', name, type: 'drop' }),
    'transfers.addToDrop': () => ({}),
    'transfers.create': ({ request }) => job('j9', 'planning', { kind: request.kind }),
    'transfers.replaceSources': () => ({ matchedCount: 1, missingCount: 0 }),
    'transfers.registerDroppedPaths': ({ paths }) => ({
      refs: paths.map((path) => ({ refId: path, name: path, type: 'file' as const })),
    }),
    'transfers.pause': () => {
      throw failure('not-found', 'There is no such job.');
    },
    'transfers.cancel': () => {
      throw failure('cancelled', 'Cancelled.');
    },
  });
  const registry = {
    register: () => {
      count += 1;
      return `f${count}`;
    },
    release: (fileId: string) => void released.push(fileId),
  };
  const start = (pathForFile: ((file: File) => string) | null = null) =>
    createStore<TransfersSlice>()((set, get) =>
      createTransfersSlice(client, { pathForFile, registry })(set, get),
    );
  return { client, start, released };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
/** Files as a browser's dialog gives them; Node's own have no path. */
function chosenFile(text: string, name: string): File {
  return Object.assign(new File([text], name), { webkitRelativePath: '' });
}
const chosen = { type: 'chosen' as const, files: [chosenFile('one', 'a.txt'), chosenFile('two', 'b.txt')] };
const target = { connectionId: 'c', bucket: 'b', prefix: 'p/' };

describe('the list of jobs', () => {
  it('begins with a snapshot, the next to run first and what has ended last, and follows updates', async () => {
    const { client, start } = setUp(() => snapshotOf(job('j1', 'running'), job('j2', 'queued')));
    const store = start();
    await settled();
    expect(store.getState().transfers.sync).toBe('live');
    expect(store.getState().transfers.order).toEqual(['j1', 'j2']);
    const { order } = store.getState().transfers;
    client.emit('transfers.changed', updateOf(job('j1', 'paused')));
    expect(store.getState().transfers.jobs.j1?.state).toBe('paused');
    expect(store.getState().transfers.order).toBe(order);
    client.emit('transfers.changed', updateOf(job('j1', 'done')));
    expect(store.getState().transfers.order).toEqual(['j2', 'j1']);
    client.emit('transfers.changed', { ...updateOf(job('j3', 'queued')), removedJobIds: ['j1'] });
    expect(store.getState().transfers.order).toEqual(['j2', 'j3']);
    expect(store.getState().transfers.jobs.j1).toBeUndefined();
  });

  it.each([
    ['j1', 'top', undefined],
    ['j1', 'up', undefined],
    ['j1', 'down', 'j3'],
    ['j1', 'bottom', null],
    ['j2', 'up', 'j1'],
    ['j2', 'down', null],
    ['j3', 'top', 'j1'],
    ['j3', 'bottom', undefined],
    ['j4', 'top', undefined],
  ] as const)('puts %s to the %s of the queue by standing before %s', (jobId, move, before) => {
    const jobs = [job('j1', 'running'), job('j2', 'queued'), job('j3', 'paused'), job('j4', 'done')];
    expect(targetOf(fromSnapshot(snapshotOf(...jobs)), jobId, move)).toBe(before);
  });

  it('takes the list anew after a gap', async () => {
    let jobs = [job('j1', 'running')];
    const { client, start } = setUp(() => snapshotOf(...jobs));
    const store = start();
    await settled();
    jobs = [job('j2', 'done')];
    client.tellGap('transfers.changed');
    await settled();
    expect(store.getState().transfers.order).toEqual(['j2']);
  });

  it('is not set back by an update that overtakes its snapshot', async () => {
    let answer: (snapshot: Snapshot) => void = () => undefined;
    let asked = 0;
    const { client, start } = setUp(() => {
      asked += 1;
      if (asked > 1) return snapshotOf(job('j1', 'done'));
      return new Promise<Snapshot>((resolve) => {
        answer = resolve;
      });
    });
    const store = start();
    client.emit('transfers.changed', updateOf(job('j1', 'done')));
    answer(snapshotOf(job('j1', 'running')));
    await settled();
    expect(asked).toBe(2);
    expect(store.getState().transfers.jobs.j1?.state).toBe('done');
  });

  it('says that it could not be read', async () => {
    const { start } = setUp(() => {
      throw failure('network', 'Away.');
    });
    const store = start();
    await settled();
    expect(store.getState().transfers.sync).toBe('failed');
  });
});

describe('actions', () => {
  it('show why they failed, but not that they were cancelled', async () => {
    const { start } = setUp(() => snapshotOf());
    const { transfers } = start().getState();
    const store = start();
    await store.getState().transfers.act('cancel', 'j1');
    expect(store.getState().transfers.actionError).toBeNull();
    await store.getState().transfers.act('pause', 'j1');
    expect(store.getState().transfers.actionError?.kind).toBe('not-found');
    store.getState().transfers.dismissError();
    expect(store.getState().transfers.actionError).toBeNull();
    await expect(transfers.registerHostPath('  ')).rejects.toMatchObject({
      appError: { kind: 'invalid-input' },
    });
  });

  it('upload what the page holds: drop, job, then the files in order', async () => {
    const { client, start } = setUp(() => snapshotOf());
    const store = start();
    await settled();
    await store.getState().transfers.upload(target, chosen, 'skip');
    const methods = client.calls.map(({ method }) => method);
    expect(methods.slice(1)).toEqual([
      'transfers.openDrop',
      'transfers.create',
      'transfers.addToDrop',
      'transfers.addToDrop',
    ]);
    expect(client.calls[2]?.input).toEqual({
      request: { kind: 'upload', ...target, sourceRefIds: ['ref1'], conflict: 'skip' },
      isReviewed: false,
    });
    expect(client.calls[3]?.input).toMatchObject({
      refId: 'ref1',
      isLast: false,
      files: [
        { fileId: 'f1', relativePath: 'a.txt', sizeBytes: 3 },
        { fileId: 'f2', relativePath: 'b.txt' },
      ],
    });
    expect(client.calls[4]?.input).toMatchObject({ files: [], isLast: true });
    expect(store.getState().transfers.order).toEqual(['j9']);
  });

  it('hold the files while the job may need them, and let go at its end', async () => {
    const { client, start, released } = setUp(() => snapshotOf());
    const store = start();
    await settled();
    await store.getState().transfers.upload(target, chosen, 'skip');
    client.emit('transfers.changed', updateOf(job('j9', 'running')));
    client.emit('transfers.changed', updateOf(job('j9', 'done-with-failures')));
    expect(released).toEqual([]);
    client.emit('transfers.changed', updateOf(job('j9', 'done')));
    expect(released).toEqual(['f1', 'f2']);
  });

  it('upload by path where the page knows paths', async () => {
    const { client, start } = setUp(() => snapshotOf());
    const store = start((file) => `/home/${file.name}`);
    await settled();
    await store.getState().transfers.upload(target, chosen, 'skip');
    expect(client.calls[1]).toEqual({
      method: 'transfers.registerDroppedPaths',
      input: { paths: ['/home/a.txt', '/home/b.txt'] },
    });
    const nothing = { type: 'chosen' as const, files: [] };
    await expect(store.getState().transfers.upload(target, nothing, 'skip')).rejects.toMatchObject({
      appError: { kind: 'local-file', reason: 'drop-empty' },
    });
  });

  it('give a job its files again', async () => {
    const { client, start } = setUp(() => snapshotOf());
    const store = start();
    await settled();
    const answer = await store.getState().transfers.replaceSources('j1', chosen);
    expect(answer).toEqual({ matchedCount: 1, missingCount: 0 });
    expect(client.calls.at(-1)?.input).toEqual({ jobId: 'j1', sourceRefIds: ['ref1'] });
  });
});

describe('what a job shows', () => {
  it('counts and filters by what matters', () => {
    const all = [
      job('j1', 'running'),
      job('j2', 'paused'),
      job('j3', 'done'),
      job('j4', 'failed'),
      job('j5', 'running', { needsUserCount: 1 }),
      job('j6', 'cancelled'),
    ];
    const jobs = Object.fromEntries(all.map((one) => [one.id, one]));
    expect(countJobs({ ...emptyJobList, jobs })).toEqual({
      running: 1,
      waiting: 1,
      done: 1,
      failed: 1,
      needsUser: 1,
    });
    const ids = (filter: 'all' | 'active' | 'done' | 'failed') =>
      all.filter((one) => passesFilter(one, filter)).map(({ id }) => id);
    expect(ids('active')).toEqual(['j1', 'j2', 'j5']);
    expect(ids('done')).toEqual(['j3']);
    expect(ids('failed')).toEqual(['j4']);
    expect(ids('all').length).toBe(6);
    expect(all.filter(isEnded).map(({ id }) => id)).toEqual(['j3', 'j4', 'j6']);
  });

  it('knows how far it is', () => {
    expect(jobProgress(job('j1', 'running'))).toBe(0.4);
    expect(jobProgress(job('j1', 'done'))).toBe(1);
    expect(jobProgress(job('j1', 'running', { kind: 'delete' }))).toBe(0.5);
    expect(jobProgress(job('j1', 'running', { totalBytes: 0 }))).toBe(0.5);
    expect(jobProgress(job('j1', 'planning', { isCounted: false, doneBytes: 0, doneCount: 0 }))).toBeNull();
    expect(jobProgress(job('j1', 'running', { totalBytes: 0, itemCount: 0 }))).toBe(1);
  });

  it('offers what fits its state', () => {
    expect(jobActions(job('j1', 'running'), true)).toEqual(['pause', 'cancel']);
    expect(jobActions(job('j1', 'paused'), true)).toEqual(['resume', 'cancel']);
    expect(jobActions(job('j1', 'planned'), true)).toEqual(['run', 'cancel']);
    expect(jobActions(job('j1', 'done-with-failures'), false)).toEqual(['retryFailed', 'remove']);
    expect(jobActions(job('j1', 'done', { kind: 'download' }), true)).toEqual(['revealLocal', 'remove']);
    expect(jobActions(job('j1', 'done', { kind: 'download' }), false)).toEqual(['remove']);
  });

  it('names the way out', () => {
    const error = failure('local-file', 'Gone.', {
      action: { type: 'choose-files-again', jobId: 'j1' },
    }).appError;
    expect(jobProblem(job('j1', 'needs-user', { error }))).toBe('choose-files');
    const lost = failure('local-file', 'No page holds it.', { reason: 'page-gone' }).appError;
    expect(jobProblem(job('j1', 'needs-user', { error: lost }))).toBe('choose-files');
    const away = failure('network', 'Nothing answers.', { reason: 'connection-refused' }).appError;
    expect(jobProblem(job('j1', 'needs-user', { error: away }))).toBe('stopped');
    expect(jobProblem(job('j1', 'running', { needsUserCount: 2 }))).toBe('conflict');
    expect(jobProblem(job('j1', 'failed'))).toBe('failed');
    expect(jobProblem(job('j1', 'done-with-failures', { failedCount: 1 }))).toBe('some-failed');
    expect(jobProblem(job('j1', 'running'))).toBeNull();
  });
});
