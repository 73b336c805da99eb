import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/model/app-error.ts';
import type { Connection } from '../../shared/model/connection.ts';
import { createFakeClient } from '../bridge/testing/fake-client.ts';
import { formOf } from '../features/connections/connection-form.ts';
import { mainPane, selectPane } from '../features/objects/objects-slice.ts';
import { openBucket, selectShownBucket, selectShownConnectionId, startApp } from './navigation.ts';
import { createAppStore } from './store.ts';
import { connectionOf } from './testing/connections.ts';

/** The app over a host that knows these connections, with what an earlier session left. */
async function start(connections: readonly Connection[], left: Record<string, string> = {}) {
  const client = createFakeClient({
    'connections.list': () => ({ connections: [...connections] }),
    'connections.capabilities': () => {
      throw failure('network', 'away');
    },
    'buckets.list': ({ connectionId }) => ({
      buckets: [{ name: `of-${connectionId}`, createdAtMs: null, region: null }],
      isListingDenied: false,
    }),
    'objects.listPage': () => ({
      objects: { keys: [], sizesBytes: [], modifiedAtMs: [], etags: [], storageClasses: [] },
      prefixes: [],
      nextToken: null,
    }),
  });
  const kept = new Map(Object.entries(left));
  const memory = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  const localFiles = { pathForFile: null, registry: { register: () => '', release: () => undefined } };
  const store = createAppStore({ client, memory, localFiles, now: () => 5 });
  await startApp(store, memory);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  await settle();
  return { client, store, kept, settle };
}

const a = connectionOf('a');
const b = connectionOf('b', { startAt: { bucket: 'drop', prefix: 'in/' } });

describe('the start', () => {
  it('shows the buckets of the first connection', async () => {
    const { store } = await start([a, b]);
    expect(store.getState().shell.view).toEqual({ type: 'connection', connectionId: 'a' });
    expect(store.getState().buckets.lists.a).toMatchObject({ status: 'ready', buckets: [{ name: 'of-a' }] });
    expect(store.getState().connections.expandedIds).toEqual(['a']);
  });

  it('goes where the last session ended', async () => {
    const place = JSON.stringify({ connectionId: 'b', bucket: 'media', prefix: 'photos/' });
    const { store } = await start([a, b], { 'stowage.place': place });
    expect(store.getState().shell.view).toEqual({ type: 'objects' });
    expect(selectPane(store.getState(), mainPane).place).toEqual({
      connectionId: 'b',
      bucket: 'media',
      prefix: 'photos/',
    });
  });

  it.each([
    ['a connection that is gone', JSON.stringify({ connectionId: 'z', bucket: 'x', prefix: '' })],
    ['nonsense', '{"connectionId":'],
  ])('begins at the first connection after %s', async (_what, place) => {
    const { store } = await start([a], { 'stowage.place': place });
    expect(store.getState().shell.view).toEqual({ type: 'connection', connectionId: 'a' });
  });

  it('shows nothing without a connection', async () => {
    const { store } = await start([]);
    expect(store.getState().shell.view).toEqual({ type: 'nothing' });
  });
});

describe('going places', () => {
  it('opens a bucket where its connection says to begin, and remembers it', async () => {
    const { store, kept } = await start([a, b]);
    openBucket(store.getState(), 'b', 'drop');
    expect(selectPane(store.getState(), mainPane).place?.prefix).toBe('in/');
    expect(JSON.parse(kept.get('stowage.place') ?? '')).toEqual({
      connectionId: 'b',
      bucket: 'drop',
      prefix: 'in/',
    });
    openBucket(store.getState(), 'b', 'other');
    expect(selectPane(store.getState(), mainPane).place?.prefix).toBe('');
  });

  it('shows the objects when something else opens a place', async () => {
    const { store } = await start([a]);
    store.getState().objects.open(mainPane, { connectionId: 'a', bucket: 'x', prefix: '' });
    expect(selectShownBucket(store.getState())).toBe('x');
  });
});

describe('a change of the connections', () => {
  it('lists a changed connection again and leaves the others alone', async () => {
    const { client, store, settle } = await start([a, b]);
    openBucket(store.getState(), 'b', 'drop');
    await settle();
    const listed = () => client.calls.filter(({ method }) => method === 'buckets.list').length;
    const before = listed();
    client.emit('connections.changed', { connections: [structuredClone(a), { ...b, region: 'eu-west-1' }] });
    await settle();
    expect(listed()).toBe(before + 1);
    expect(store.getState().buckets.lists.a?.status).toBe('ready');
    expect(store.getState().buckets.lists.b?.status).toBe('ready');
    expect(store.getState().shell.view).toEqual({ type: 'objects' });
  });

  it('leaves a connection that is gone for the first one', async () => {
    const { client, store, settle } = await start([a, b]);
    openBucket(store.getState(), 'b', 'drop');
    client.emit('connections.changed', { connections: [a] });
    await settle();
    expect(selectShownConnectionId(store.getState())).toBe('a');
    expect(selectPane(store.getState(), mainPane).place).toBeNull();
    client.emit('connections.changed', { connections: [] });
    expect(store.getState().shell.view).toEqual({ type: 'nothing' });
  });
});

it('never has a secret in what a form begins with', () => {
  expect(formOf(a)).toMatchObject({
    accessKeyId: '',
    secretAccessKey: '',
    sessionToken: '',
    proxyPassword: '',
  });
});
