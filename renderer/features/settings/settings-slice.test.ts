import { expect, it } from 'vitest';
import { createStore } from 'zustand';
import type { MethodInput } from '../../../shared/contract/contract.ts';
import type { HostInfo, Settings } from '../../../shared/contract/settings.ts';
import { failure } from '../../../shared/model/app-error.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { createSettingsSlice, type SettingsSlice } from './settings-slice.ts';

const values: Settings = {
  theme: 'system',
  language: 'system',
  downloadFolder: null,
  conflict: 'ask',
  parallelFiles: 4,
  transferMemoryMib: 256,
  bandwidth: { upBytesPerSecond: null, downBytesPerSecond: null },
  transferWindow: null,
};
const hostInfo: HostInfo = {
  version: '0.1.0',
  host: 'web',
  platform: 'linux',
  hasDialogs: false,
  downloadFolder: '/downloads',
  vault: 'key-file',
  notices: [],
};

function setUp(update: (change: MethodInput<'settings.update'>) => Settings) {
  const client = createFakeClient({
    'settings.get': () => values,
    'settings.hostInfo': () => hostInfo,
    'settings.update': (change) => update(change),
  });
  const store = createStore<SettingsSlice>()((set, get) => createSettingsSlice(client)(set, get));
  return { client, slice: () => store.getState().settings };
}

it('shows a change at once and keeps what the host made of it', async () => {
  const { slice } = setUp(({ theme = 'light' }) => ({ ...values, theme, parallelFiles: 8 }));
  await slice().load();
  const saving = slice().update({ theme: 'dark' });
  expect(slice().values?.theme).toBe('dark');
  await saving;
  expect(slice().values).toMatchObject({ theme: 'dark', parallelFiles: 8 });
});

it('takes a change back that could not be saved, and says why', async () => {
  const { slice } = setUp(() => {
    throw failure('invalid-input', 'no folder', { reason: 'download-folder-invalid' });
  });
  await slice().load();
  await slice().update({ downloadFolder: 'x' });
  expect(slice()).toMatchObject({ values, error: { reason: 'download-folder-invalid' } });
});

it('follows what another window changed', async () => {
  const { client, slice } = setUp(() => values);
  await slice().load();
  client.emit('settings.changed', { ...values, theme: 'light' });
  expect(slice().values?.theme).toBe('light');
});
