import { expect, it } from 'vitest';
import { failure } from '../../../../shared/model/app-error.ts';
import type { LoadedDocument } from '../../../../shared/model/configuration/configured.ts';
import { createFakeClient } from '../../../bridge/testing/fake-client.ts';
import { type ConfigurationSlice, createConfigurationSlice, selectDocument } from './configuration-slice.ts';
import { isChanged } from './document-state.ts';

const loaded = (source: string, revision: string): LoadedDocument => ({
  value: { said: source },
  source,
  format: 'xml',
  revision,
  isRemovable: true,
  isReadOnly: false,
});

function start() {
  let state: ConfigurationSlice;
  let onServer = loaded('<A/>', 'one');
  const client = createFakeClient({
    'buckets.getConfiguration': () => onServer,
    'buckets.saveConfiguration': ({ value, revision }) => {
      if (revision !== null && revision !== onServer.revision)
        throw failure('conflict', 'Changed.', { reason: 'configuration-changed' });
      onServer = loaded(JSON.stringify(value), `${onServer.revision}+`);
      return onServer;
    },
    'buckets.parseConfiguration': ({ source }) =>
      source.includes('broken')
        ? { value: null, problem: { line: 2, column: 1, message: 'broken' } }
        : { value: { said: source }, problem: null },
    'buckets.printConfiguration': ({ value }) => ({ source: JSON.stringify(value) }),
  });
  state = createConfigurationSlice(client)(
    (change) => {
      state = { ...state, ...change(state) };
    },
    () => state,
  );
  state.configuration.open({ connectionId: 'c', bucket: 'b' }, 'cors');
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    do: () => state.configuration,
    cors: () => selectDocument(state, 'cors'),
    settle,
    client,
    becomes: (next: LoadedDocument) => {
      onServer = next;
    },
  };
}

it('loads once, and keeps a draft while another bucket is open', async () => {
  const page = start();
  page.do().load('cors');
  page.do().load('cors');
  await page.settle();
  expect(page.client.calls.length).toBe(1);
  page.do().editSource('cors', '<B/>');
  page.do().open({ connectionId: 'c', bucket: 'other' });
  await page.settle();
  expect(page.cors().status).toBe('idle');
  page.do().open({ connectionId: 'c', bucket: 'b' });
  expect(page.cors().draft).toEqual({ source: '<B/>', value: { said: '<B/>' }, problem: null });
  expect(isChanged(page.cors())).toBe(true);
});

it('shows what the source last said while that is broken', async () => {
  const page = start();
  page.do().load('cors');
  await page.settle();
  page.do().editSource('cors', '<broken');
  await page.settle();
  expect(page.cors().draft).toMatchObject({ value: { said: '<A/>' }, problem: { line: 2 } });
  page.do().step('cors', 'undo');
  expect(page.cors().draft).toMatchObject({ source: '<A/>', problem: null });
});

it('an older answer does not win over a newer change', async () => {
  const page = start();
  page.do().load('cors');
  await page.settle();
  page.do().edit('cors', { said: 'one' }, false);
  page.do().editSource('cors', '<two/>');
  await page.settle();
  expect(page.cors().draft).toMatchObject({ source: '<two/>', value: { said: '<two/>' } });
});

it('saves against what it was loaded from, and over what somebody else wrote only when told so', async () => {
  const page = start();
  page.do().load('cors');
  await page.settle();
  page.becomes(loaded('<Theirs/>', 'two'));
  page.do().edit('cors', { said: 'mine' }, false);
  await page.settle();
  expect(await page.do().save('cors', { isRemoval: false, overTheirs: false })).toBe(false);
  expect(page.cors()).toMatchObject({ theirs: { source: '<Theirs/>' }, draft: { value: { said: 'mine' } } });
  expect(await page.do().save('cors', { isRemoval: false, overTheirs: true })).toBe(true);
  expect(page.cors()).toMatchObject({ theirs: null, loaded: { value: { said: '{"said":"mine"}' } } });
  expect(isChanged(page.cors())).toBe(false);
});
