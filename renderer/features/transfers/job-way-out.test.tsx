// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { type AppError, failure } from '../../../shared/model/app-error.ts';
import type { Job, JobItem } from '../../../shared/model/transfer.ts';
import { LanguageProvider } from '../../app/languages.tsx';
import { createAppStore, StoreContext } from '../../app/store.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { emptyJobList } from './job-list.ts';
import { JobWayOut } from './job-way-out.tsx';
import { job as makeJob } from './testing/jobs.ts';

const keyRefused: AppError = {
  kind: 'invalid-input',
  reason: 'key-refused',
  message: 'The server does not take this key.',
  retry: 'after-user-acts',
};

function show(job: Job) {
  const item: JobItem = {
    id: 1,
    jobId: job.id,
    state: 'failed',
    key: 'a',
    otherName: 'b',
    sizeBytes: 1,
    modifiedAtMs: null,
    doneBytes: 0,
    existing: null,
    guard: null,
    error: keyRefused,
  };
  const client = createFakeClient({
    'transfers.list': () => ({
      jobs: [job],
      totals: emptyJobList.totals,
      isPaused: false,
      windowOpensAtMs: null,
    }),
    'transfers.listItems': () => ({ items: [item] }),
    'transfers.registerHostPath': ({ path }) => {
      if (path === '/nowhere') throw failure('local-file', 'Not there.', { reason: 'file-gone' });
      return { refId: 'ref', name: path, type: path === '/a-file' ? 'file' : 'folder' };
    },
    'transfers.replaceTarget': () => job,
    'transfers.resume': () => job,
  });
  const store = createAppStore({
    client,
    now: () => Date.now(),
    memory: { getItem: () => null, setItem: () => undefined },
    localFiles: { pathForFile: null, registry: { register: () => 'f', release: () => undefined } },
  });
  render(
    <StoreContext value={store}>
      <LanguageProvider language="en">
        <JobWayOut job={job} onShowItems={() => undefined} />
      </LanguageProvider>
    </StoreContext>,
  );
  return client;
}

afterEach(cleanup);

it('says why the only item of a job failed', async () => {
  show(makeJob('j', 'failed', { failedCount: 1 }));
  await screen.findByText(/does not take this name/);
  expect(screen.queryByRole('button', { name: 'Show' })).toBeNull();
});

it('says how many failed, why the first did, and shows the others', async () => {
  show(makeJob('j', 'failed', { failedCount: 12 }));
  await screen.findByText(/^12 items failed, the first: The server does not take this name/);
  screen.getByRole('button', { name: 'Show' });
});

it('takes another folder for one that is gone', async () => {
  const error: AppError = {
    kind: 'local-file',
    reason: 'target-missing',
    message: 'gone',
    resource: '/mnt/disk',
    retry: 'after-user-acts',
    action: { type: 'choose-target-again', jobId: 'j' },
  };
  const client = show(makeJob('j', 'needs-user', { kind: 'download', error }));
  screen.getByText(/^The folder \/mnt\/disk is not there/);
  fireEvent.click(screen.getByRole('button', { name: 'Choose folder…' }));
  const replaced = () =>
    client.calls.filter(({ method }) => method === 'transfers.replaceTarget').map(({ input }) => input);
  const enter = async (path: string) => {
    fireEvent.change(screen.getByRole('textbox', { name: 'Folder' }), { target: { value: path } });
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Continue there' }));
    });
  };
  for (const path of ['/a-file', '/nowhere']) {
    await enter(path);
    await screen.findByText(new RegExp(`^${path} is not a folder`));
  }
  expect(replaced()).toEqual([]);
  await enter('/home/me');
  expect(replaced()).toEqual([{ jobId: 'j', targetRefId: 'ref' }]);
  expect(screen.queryByRole('textbox', { name: 'Folder' })).toBeNull();
});

it('says why a job stopped, with a button to go on', async () => {
  const { appError } = failure('disk-full', 'Full.', { reason: 'disk-full' });
  const client = show(makeJob('j', 'needs-user', { kind: 'download', error: appError }));
  screen.getByText(/^There is no room left on the disk/);
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  });
  expect(client.calls.at(-1)).toEqual({ method: 'transfers.resume', input: { jobId: 'j' } });
});

it('leads from refused keys to the connection', () => {
  const { appError } = failure('authentication', 'No.', {
    reason: 'wrong-secret',
    action: { type: 'edit-connection', connectionId: 'c' },
  });
  show(makeJob('j', 'needs-user', { error: appError }));
  screen.getByText(/^The secret key does not belong/);
  screen.getByRole('button', { name: 'Edit connection…' });
});
