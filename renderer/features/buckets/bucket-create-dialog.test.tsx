// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Connection } from '../../../shared/model/connection.ts';
import { LanguageProvider } from '../../app/languages.tsx';
import { createAppStore, StoreContext } from '../../app/store.ts';
import { connectionOf } from '../../app/testing/connections.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { BucketCreateDialog } from './bucket-create-dialog.tsx';

async function open(provider: Connection['provider'], bucketNames: readonly string[] = []) {
  const connection = connectionOf('a', { provider });
  const client = createFakeClient({
    'connections.list': () => ({ connections: [connection] }),
    'connections.capabilities': () => ({ capabilities: {} as never }),
    'buckets.list': () => ({
      buckets: bucketNames.map((name) => ({ name, createdAtMs: null, region: null })),
      isListingDenied: false,
    }),
    'buckets.create': () => ({}),
  });
  const memory = { getItem: () => null, setItem: () => undefined };
  const localFiles = { pathForFile: null, registry: { register: () => '', release: () => undefined } };
  const store = createAppStore({ client, memory, localFiles, now: () => 0 });
  await store.getState().connections.load();
  store.getState().buckets.load('a');
  await waitFor(() => expect(store.getState().buckets.lists.a?.status).toBe('ready'));
  render(
    <StoreContext value={store}>
      <LanguageProvider language="en">
        <BucketCreateDialog connection={connection} />
      </LanguageProvider>
    </StoreContext>,
  );
  return () => client.calls.findLast(({ method }) => method === 'buckets.create')?.input;
}

const type = (text: string) => fireEvent.change(screen.getByLabelText('Name'), { target: { value: text } });
const press = () => fireEvent.click(screen.getByRole('button', { name: 'Create bucket' }));

afterEach(cleanup);

it('adds the account’s number to a name where the buckets tell it', async () => {
  const created = await open('cos', ['media-1250000000']);
  expect(screen.getByText('-1250000000')).toBeTruthy();
  type('archive');
  press();
  await waitFor(() => expect(created()).toMatchObject({ bucket: 'archive-1250000000' }));
});

it('asks for the account’s number where nothing tells it', async () => {
  const created = await open('cos');
  type('archive');
  expect(screen.queryByText(/It ends in a hyphen/)).toBeNull();
  press();
  expect(await screen.findByText(/It ends in a hyphen/)).toBeTruthy();
  expect(created()).toBeUndefined();
});

it.each([
  ['s3', 'a.dotted.name', null],
  ['oss', 'a.dotted.name', 'Only lower-case letters, digits and hyphens.'],
  ['oss', 'plain-name', null],
] as const)('%s and %s', async (provider, name, problem) => {
  const created = await open(provider);
  type(name);
  press();
  if (problem === null) await waitFor(() => expect(created()).toMatchObject({ bucket: name }));
  else expect(await screen.findByText(problem)).toBeTruthy();
});
