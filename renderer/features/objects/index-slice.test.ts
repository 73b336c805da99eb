import { expect, it } from 'vitest';
import { failure } from '../../../shared/model/app-error.ts';
import type { IndexState } from '../../../shared/model/listing-index.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { createObjectIndexSlice, type ObjectIndexSlice, selectIndex } from './index-slice.ts';

const place = { connectionId: 'c', bucket: 'b' };
const known: IndexState = {
  listedAtMs: 5,
  objectCount: 3,
  totalBytes: 9,
  requestCount: 1,
  running: null,
  isStale: false,
};
const settle = () => new Promise((resolve) => setTimeout(resolve));

function start(build: () => Promise<IndexState>) {
  let state: ObjectIndexSlice;
  const client = createFakeClient({ 'objects.indexState': () => known, 'objects.buildIndex': build });
  state = createObjectIndexSlice(client)(
    (change) => {
      state = { ...state, ...change(state) };
    },
    () => state,
  );
  return { client, index: () => selectIndex(state, place), do: () => state.objectIndex };
}

it('follows a listing, whoever began it', async () => {
  const { client, index, do: act } = start(async () => ({ ...known, objectCount: 4 }));
  act().load(place);
  await settle();
  expect(index().state).toEqual(known);
  const running = { ...known, running: { objectCount: 1_000, requestCount: 1 } };
  client.emit('objects.indexChanged', { ...place, state: running });
  expect(index().state?.running?.objectCount).toBe(1_000);
  act().build(place);
  act().build(place);
  await settle();
  expect(index().state?.objectCount).toBe(4);
  expect(client.calls.filter(({ method }) => method === 'objects.buildIndex').length).toBe(1);
});

it('tells why a listing ended early, unless it was stopped', async () => {
  const failing = start(() => Promise.reject(failure('access-denied', 'no')));
  failing.do().build(place);
  await settle();
  await settle();
  expect(failing.index()).toMatchObject({ state: known, error: { kind: 'access-denied' } });
  const stopped = start(() => Promise.reject(failure('cancelled', 'stopped')));
  stopped.do().build(place);
  await settle();
  await settle();
  expect(stopped.index()).toEqual({ state: known, error: null });
});
