import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import { failure } from '../../../shared/model/app-error.ts';
import { connectionOf } from '../../app/testing/connections.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { type ConnectionsSlice, createConnectionsSlice, selectConnection } from './connections-slice.ts';

const a = connectionOf('a');
const b = connectionOf('b');

function setUp(answers: Parameters<typeof createFakeClient>[0]) {
  const client = createFakeClient(answers);
  const store = createStore<ConnectionsSlice>()((set, get) => createConnectionsSlice(client)(set, get));
  return { client, store, slice: () => store.getState().connections };
}

describe('the list of connections', () => {
  it('is read, followed, and read again after a lost event', async () => {
    let served = [a];
    const { client, slice } = setUp({ 'connections.list': () => ({ connections: served }) });
    expect(slice().status).toBe('loading');
    await slice().load();
    expect(slice()).toMatchObject({ status: 'ready', list: [a] });
    client.emit('connections.changed', { connections: [a, b] });
    expect(slice().list).toEqual([a, b]);
    served = [b];
    client.tellGap('connections.changed');
    await Promise.resolve();
    await Promise.resolve();
    expect(slice().list).toEqual([b]);
  });

  it('keeps the record of a connection that did not change', async () => {
    const { client, slice } = setUp({ 'connections.list': () => ({ connections: [a, b] }) });
    await slice().load();
    client.emit('connections.changed', { connections: [structuredClone(a), { ...b, name: 'New' }] });
    expect(slice().list[0]).toBe(a);
    expect(slice().list[1]?.name).toBe('New');
  });

  it('says why it could not be read, and keeps what it has', async () => {
    let isAway = true;
    const { slice } = setUp({
      'connections.list': () => {
        if (isAway) throw failure('network', 'away', { reason: 'host-lost' });
        return { connections: [a] };
      },
    });
    await slice().load();
    expect(slice()).toMatchObject({ status: 'failed', error: { reason: 'host-lost' } });
    isAway = false;
    await slice().load();
    isAway = true;
    await slice().load();
    expect(slice()).toMatchObject({ status: 'ready', list: [a], error: { reason: 'host-lost' } });
  });
});

describe('changes', () => {
  it('are shown as the host answers them', async () => {
    const { client, store, slice } = setUp({
      'connections.create': ({ settings }) => ({ ...a, ...settings }),
      'connections.update': ({ settings }) => ({ ...a, ...settings }),
      'connections.forgetCredential': () => ({ ...a, hasCredential: false }),
      'connections.remove': () => ({}),
    });
    const { id, isSandbox, accessKeyHint, hasSessionToken, hasCredential, ...settings } = a;
    const credential = { accessKeyId: 'k', secretAccessKey: 's', sessionToken: null };
    await slice().create({ settings, credential });
    expect(slice().list).toEqual([a]);
    await slice().update({ connectionId: 'a', settings: { ...settings, name: 'Other' }, credential: null });
    expect(selectConnection(store.getState(), 'a')?.name).toBe('Other');
    await slice().forgetCredential('a');
    expect(selectConnection(store.getState(), 'a')?.hasCredential).toBe(false);
    await slice().remove('a');
    expect(slice().list).toEqual([]);
    // The secret went to the host and nowhere else.
    expect(JSON.stringify(store.getState())).not.toContain('secretAccessKey');
    expect(client.calls[0]?.input).toMatchObject({ credential });
  });

  it('that fail reject and change nothing', async () => {
    const { slice } = setUp({
      'connections.list': () => ({ connections: [a] }),
      'connections.remove': () => {
        throw failure('read-only', 'no');
      },
    });
    await slice().load();
    await expect(slice().remove('a')).rejects.toThrow('no');
    expect(slice().list).toEqual([a]);
  });
});

it('asks once what a connection offers, and again after it changed', async () => {
  const { client, slice } = setUp({
    'connections.capabilities': () => ({ capabilities: {} as never }),
    'connections.update': () => a,
  });
  await slice().loadCapabilities('a');
  await slice().loadCapabilities('a');
  expect(client.calls).toHaveLength(1);
  const { id, isSandbox, accessKeyHint, hasSessionToken, hasCredential, ...settings } = a;
  await slice().update({ connectionId: 'a', settings, credential: null });
  await slice().loadCapabilities('a');
  expect(client.calls.map(({ method }) => method)).toEqual([
    'connections.capabilities',
    'connections.update',
    'connections.capabilities',
  ]);
});
