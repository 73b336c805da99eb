// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { JobItem } from '../../../shared/model/transfer.ts';
import { type Language, LanguageProvider } from '../../app/languages.tsx';
import { createAppStore, StoreContext } from '../../app/store.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { emptyJobList } from './job-list.ts';
import { job as makeJob } from './testing/jobs.ts';

const changedAtMs = new Date(2020, 4, 6, 7, 8).getTime();
const hourMs = 3_600_000;

/** Opens the dialog over one item and gives the cells of its table, row by row. */
async function show(change: Partial<JobItem>, language: Language = 'en') {
  const job = makeJob('j', 'needs-user', { needsUserCount: 1 });
  const item: JobItem = {
    id: 1,
    jobId: 'j',
    state: 'needs-user',
    key: 'a.txt',
    otherName: 'a.txt',
    sizeBytes: 2_048,
    modifiedAtMs: changedAtMs,
    doneBytes: 0,
    existing: { sizeBytes: 1_024, modifiedAtMs: changedAtMs - hourMs },
    guard: null,
    error: null,
    ...change,
  };
  const client = createFakeClient({
    'transfers.list': () => ({
      jobs: [job],
      totals: emptyJobList.totals,
      isPaused: false,
      windowOpensAtMs: null,
    }),
    'transfers.listItems': () => ({ items: [item] }),
  });
  const store = createAppStore({
    client,
    now: () => Date.now(),
    memory: { getItem: () => null, setItem: () => undefined },
    localFiles: { pathForFile: null, registry: { register: () => 'f', release: () => undefined } },
  });
  render(
    <StoreContext value={store}>
      <LanguageProvider language={language}>
        <ConflictDialog job={job} onClose={() => undefined} />
      </LanguageProvider>
    </StoreContext>,
  );
  const table = await screen.findByRole('table');
  return within(table)
    .getAllByRole('row')
    .map((row) => [...row.children].map(({ textContent }) => textContent));
}

/** What the two sides mean, in words. */
const verdict = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent);

afterEach(cleanup);

it('shows size and time of both sides, and which is newer', async () => {
  expect(await show({})).toEqual([
    ['', 'New', 'Already there'],
    ['Size', '2.0 KiB', '1.0 KiB'],
    ['Changed', '6 May 2020, 07:08', '6 May 2020, 06:08'],
  ]);
  expect(verdict()).toEqual(['The new one is newer.', 'Their sizes differ.']);
});

it('does so in Chinese', async () => {
  expect(await show({}, 'zh-CN')).toEqual([
    ['', '新内容', '已有内容'],
    ['大小', '2.0 KiB', '1.0 KiB'],
    ['修改时间', '2020年5月6日 07:08', '2020年5月6日 06:08'],
  ]);
  expect(verdict()).toEqual(['新内容的修改时间更晚。', '两者大小不同。']);
});

it.each([
  ['older', changedAtMs + hourMs, 1_024, ['The new one is older.', 'Their sizes differ.']],
  ['as old', changedAtMs - 1_999, 2_048, ['Both were changed at the same time.', 'Both have the same size.']],
  ['newer by two seconds', changedAtMs - 2_000, 2_048, ['The new one is newer.', 'Both have the same size.']],
  ['of unknown age', null, 2_048, ['Both have the same size.']],
])('says what it means that the new one is %s', async (_name, modifiedAtMs, sizeBytes, words) => {
  await show({ existing: { sizeBytes, modifiedAtMs } });
  expect(verdict()).toEqual(words);
});

it('does not guess at a side that was not looked at', async () => {
  const [, sizes, times] = await show({ existing: null });
  expect([sizes?.[2], times?.[2]]).toEqual(['not known', 'not known']);
  expect(verdict()).toEqual([]);
});
