import { expect, it } from 'vitest';
import { createAppStore } from '../../app/store.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { objectsCommands } from './objects-commands.ts';
import { mainPane, selectPane } from './objects-slice.ts';

function setUp(prefix: string) {
  const store = createAppStore({
    client: createFakeClient({}),
    now: () => 0,
    memory: { getItem: () => null, setItem: () => undefined },
    localFiles: { pathForFile: null, registry: { register: () => 'f', release: () => undefined } },
  });
  store.getState().objects.open(mainPane, { connectionId: 'c', bucket: 'b', prefix });
  store.getState().shell.showObjects();
  const up = objectsCommands(store.getState).find(({ id }) => id === 'objects.up');
  up?.perform(store.getState());
  return store.getState();
}

it('goes up from a folder to the one around it', () => {
  const state = setUp('a/b/');
  expect(selectPane(state, mainPane).place?.prefix).toBe('a/');
  expect(state.shell.view).toEqual({ type: 'objects' });
});

it('goes up from the top of a bucket to the buckets', () => {
  expect(setUp('').shell.view).toEqual({ type: 'connection', connectionId: 'c' });
});
