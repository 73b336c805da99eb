// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../shared/model/transfer.ts';
import { LanguageProvider } from '../../app/languages.tsx';
import { createAppStore, StoreContext } from '../../app/store.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { emptyJobList } from '../transfers/job-list.ts';
import { DeleteDialog } from './delete-dialog.tsx';

function planned(change: Partial<Job>): Job {
  return {
    id: 'j1',
    kind: 'delete',
    state: 'planned',
    title: 'old',
    moreCount: 0,
    connectionId: 'c',
    bucket: 'media',
    from: 'media/',
    to: '',
    conflict: 'ask',
    priority: 'normal',
    position: 1,
    createdAtMs: 1,
    finishedAtMs: null,
    isCounted: true,
    itemCount: 3,
    doneCount: 0,
    skippedCount: 0,
    failedCount: 0,
    needsUserCount: 0,
    totalBytes: 2_048,
    doneBytes: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    error: null,
    ...change,
  };
}

function show(first: Job) {
  const { totals } = emptyJobList;
  const client = createFakeClient({
    'transfers.list': () => ({ jobs: [first], totals, isPaused: false, windowOpensAtMs: null }),
    'transfers.run': () => first,
    'transfers.cancel': () => first,
    'transfers.remove': () => ({}),
  });
  const store = createAppStore({
    client,
    now: () => Date.now(),
    memory: { getItem: () => null, setItem: () => undefined },
    localFiles: { pathForFile: null, registry: { register: () => 'f', release: () => undefined } },
  });
  const what = { bucket: 'media', names: ['old/', 'a '], moreCount: 2, hasFolders: true };
  let closedCount = 0;
  const onClose = () => {
    closedCount += 1;
  };
  render(
    <StoreContext value={store}>
      <LanguageProvider language="en">
        <DeleteDialog jobId="j1" onClose={onClose} what={what} />
      </LanguageProvider>
    </StoreContext>,
  );
  const change = (job: Job) =>
    act(() =>
      client.emit('transfers.changed', {
        jobs: [job],
        removedJobIds: [],
        totals,
        isPaused: false,
        windowOpensAtMs: null,
      }),
    );
  const methods = () => client.calls.map(({ method }) => method);
  return { change, methods, closed: () => closedCount };
}

const settled = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 0)));

afterEach(cleanup);

describe('the question before deleting', () => {
  it('counts first, and lets nobody say yes before the end', async () => {
    const { change, methods } = show(planned({ state: 'planning', isCounted: false, itemCount: 2 }));
    await settled();
    expect(screen.getByRole('button', { name: 'Delete' }).hasAttribute('disabled')).toBe(true);
    change(planned({}));
    expect(screen.getByText('3 objects')).toBeTruthy();
    expect(screen.getByText('2.0 KiB')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Delete 3 objects' }));
    await settled();
    expect(methods()).toContain('transfers.run');
  });

  it('wants the name of the bucket for more than a thousand', async () => {
    show(planned({ itemCount: 1_001 }));
    await settled();
    const yes = () => screen.getByRole('button', { name: 'Delete 1,001 objects' });
    expect(yes().hasAttribute('disabled')).toBe(true);
    const field = screen.getByRole('textbox');
    fireEvent.change(field, { target: { value: 'medi' } });
    expect(yes().hasAttribute('disabled')).toBe(true);
    fireEvent.change(field, { target: { value: 'media' } });
    expect(yes().hasAttribute('disabled')).toBe(false);
  });

  it('deletes nothing when it is left', async () => {
    const { methods, closed } = show(planned({}));
    await settled();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await settled();
    expect(closed()).toBe(1);
    expect(methods()).not.toContain('transfers.run');
    expect(methods().slice(-2)).toEqual(['transfers.cancel', 'transfers.remove']);
  });

  it('shows hidden characters of what would go', async () => {
    show(planned({}));
    await settled();
    expect(screen.getByText('␣')).toBeTruthy();
    expect(screen.getByText('and 2 more')).toBeTruthy();
  });
});
