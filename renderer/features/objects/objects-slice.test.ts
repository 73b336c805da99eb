import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand';
import type { MethodInput, MethodOutput } from '../../../shared/contract/contract.ts';
import { failure } from '../../../shared/model/app-error.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { rowCount } from './listing.ts';
import {
  createObjectsSlice,
  mainPane,
  type ObjectsSlice,
  selectPane,
  selectTargets,
} from './objects-slice.ts';
import { rowsRefreshedUnasked } from './pane-loader.ts';
import { toggleRow } from './selection.ts';

type ListPage = (input: MethodInput<'objects.listPage'>) => Promise<MethodOutput<'objects.listPage'>>;

/** A bucket of `count` objects `k0000000`, … below every prefix, with one folder `f/`. */
function bucketOf(count: () => number): ListPage {
  return async ({ prefix, token, maxKeys }) => {
    const from = Number(token ?? 0);
    const keys: string[] = [];
    for (let index = from; index < Math.min(count(), from + maxKeys); index += 1) {
      keys.push(`${prefix}k${String(index).padStart(7, '0')}`);
    }
    const next = from + keys.length;
    return {
      objects: {
        keys,
        sizesBytes: keys.map(() => 10),
        modifiedAtMs: keys.map(() => 1),
        etags: keys.map(() => 'e'),
        storageClasses: keys.map(() => ''),
      },
      prefixes: token === null ? [`${prefix}f/`] : [],
      nextToken: next < count() ? String(next) : null,
    };
  };
}

function setUp(listPage: ListPage) {
  const client = createFakeClient({ 'objects.listPage': listPage });
  const store = createStore<ObjectsSlice>()((set, get) =>
    createObjectsSlice(client, () => Date.now())(set, get),
  );
  const { objects } = store.getState();
  const pane = () => selectPane(store.getState(), mainPane);
  const pages = () => client.calls.filter(({ method }) => method === 'objects.listPage').length;
  return { client, store, objects, pane, pages };
}

const place = { connectionId: 'c', bucket: 'b', prefix: '' };
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('a pane', () => {
  it('shows the first page at once and loads the next when asked', async () => {
    const { objects, pane } = setUp(bucketOf(() => 1_500));
    objects.open(mainPane, place);
    expect(pane().status).toBe('loading');
    await settle();
    expect(pane().status).toBe('ready');
    expect(rowCount(pane().listing)).toBe(1_001);
    expect(pane().nextToken).toBe('1000');
    objects.loadMore(mainPane);
    await settle();
    expect(rowCount(pane().listing)).toBe(1_501);
    expect(pane().nextToken).toBeNull();
    expect(pane().more).toBe('idle');
  });

  it('loads all, and can be stopped between two pages', async () => {
    let release: () => void = () => undefined;
    const all = bucketOf(() => 10_000);
    const { objects, pane, pages } = setUp(async (input) => {
      if (input.token === '3000') {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }
      return all(input);
    });
    objects.open(mainPane, place);
    await settle();
    objects.loadAll(mainPane);
    await settle();
    expect(pages()).toBe(4);
    objects.stopLoading(mainPane);
    release();
    await settle();
    expect(pane().more).toBe('idle');
    expect(rowCount(pane().listing)).toBe(4_001);
    expect(pane().nextToken).toBe('4000');
    objects.loadAll(mainPane);
    await settle();
    expect(pane().nextToken).toBeNull();
    expect(new Set(pane().listing.keys).size).toBe(10_000);
    expect(pages()).toBe(10);
  });

  it('keeps its rows and its place when a further page fails', async () => {
    let isBroken = true;
    const all = bucketOf(() => 3_000);
    const { objects, pane } = setUp(async (input) => {
      if (input.token === '2000' && isBroken) throw failure('network', 'Gone.');
      return all(input);
    });
    objects.open(mainPane, place);
    await settle();
    objects.loadAll(mainPane);
    await settle();
    expect(pane().moreError?.kind).toBe('network');
    expect(pane().nextToken).toBe('2000');
    isBroken = false;
    objects.loadMore(mainPane);
    await settle();
    expect(pane().moreError).toBeNull();
    expect(new Set(pane().listing.keys).size).toBe(3_000);
  });

  it('says why the first page failed', async () => {
    const { objects, pane } = setUp(async () => {
      throw failure('access-denied', 'No.');
    });
    objects.open(mainPane, place);
    await settle();
    expect(pane().status).toBe('failed');
    expect(pane().error?.kind).toBe('access-denied');
  });

  it('throws away what comes late for another place', async () => {
    const answers: (() => void)[] = [];
    const all = bucketOf(() => 2);
    const { objects, pane } = setUp(async (input) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      return all(input);
    });
    objects.open(mainPane, place);
    objects.open(mainPane, { ...place, prefix: 'f/' });
    answers[1]?.();
    await settle();
    answers[0]?.();
    await settle();
    expect(pane().listing.keys).toEqual(['f/k0000000', 'f/k0000001']);
    expect(pane().status).toBe('ready');
  });

  it('goes up and selects the folder it came from; history remembers', async () => {
    const { objects, pane, store } = setUp(bucketOf(() => 2));
    objects.open(mainPane, place);
    objects.open(mainPane, { ...place, prefix: 'f/' });
    await settle();
    objects.goUp(mainPane);
    await settle();
    expect(pane().place?.prefix).toBe('');
    expect(selectTargets(store.getState(), mainPane)).toEqual({ keys: [], prefixes: ['f/'] });
    objects.travel(mainPane, -1);
    await settle();
    expect(pane().place?.prefix).toBe('f/');
    objects.travel(mainPane, 1);
    await settle();
    expect(pane().place?.prefix).toBe('');
    objects.travel(mainPane, 1);
    expect(pane().place?.prefix).toBe('');
  });

  it('selects the object it was opened for', async () => {
    const { objects, store } = setUp(bucketOf(() => 5));
    objects.open(mainPane, place, 'k0000003');
    await settle();
    expect(selectTargets(store.getState(), mainPane)).toEqual({ keys: ['k0000003'], prefixes: [] });
  });

  it('hides what the filter hides from every action', async () => {
    const { objects, pane, store } = setUp(bucketOf(() => 5));
    objects.open(mainPane, place);
    await settle();
    objects.setSelection(mainPane, toggleRow(toggleRow(pane().selection, 0), 2));
    objects.setFilter(mainPane, '0001');
    expect(selectTargets(store.getState(), mainPane).keys).toEqual(['k0000001']);
  });
});

describe('changes', () => {
  const change = { connectionId: 'c', bucket: 'b', prefixes: ['x/'] };

  it('lists again behind the rows, keeps the selection by name, at most once a second', async () => {
    let count = 3;
    const { client, objects, pane, pages, store } = setUp(bucketOf(() => count));
    objects.open(mainPane, place);
    await settle();
    objects.setSelection(mainPane, toggleRow(pane().selection, 4));
    count = 4;
    client.emit('objects.changed', change);
    client.emit('objects.changed', change);
    expect(pages()).toBe(1);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(pages()).toBe(2);
    expect(pane().status).toBe('ready');
    expect(pane().listing.keys.length).toBe(4);
    expect(selectTargets(store.getState(), mainPane).keys).toEqual(['k0000002']);
  });

  it('does not concern another bucket or a place beside', async () => {
    const { client, objects, pages } = setUp(bucketOf(() => 3));
    objects.open(mainPane, { ...place, prefix: 'f/' });
    await settle();
    client.emit('objects.changed', { ...change, bucket: 'other', prefixes: ['f/'] });
    client.emit('objects.changed', { ...change, prefixes: ['g/'] });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pages()).toBe(1);
    client.emit('objects.changed', { ...change, prefixes: ['f/deep/'] });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pages()).toBe(2);
  });

  it('asks first where very much is loaded', async () => {
    const { client, objects, pane, pages } = setUp(bucketOf(() => rowsRefreshedUnasked + 2_000));
    objects.open(mainPane, place);
    await settle();
    objects.loadAll(mainPane);
    await settle();
    const before = pages();
    client.emit('objects.changed', change);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(pages()).toBe(before);
    expect(pane().isStale).toBe(true);
    objects.refresh(mainPane);
    await settle();
    expect(pane().isStale).toBe(false);
    expect(rowCount(pane().listing)).toBe(rowsRefreshedUnasked + 2_001);
  });

  it('lists again after a gap in the events', async () => {
    const { client, objects, pages } = setUp(bucketOf(() => 3));
    objects.open(mainPane, place);
    await settle();
    client.tellGap('objects.changed');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pages()).toBe(2);
  });
});

describe('the clipboard', () => {
  it('keeps names, not rows, until it is dropped', async () => {
    const { objects, pane, store } = setUp(bucketOf(() => 3));
    objects.open(mainPane, place);
    await settle();
    objects.take(mainPane, 'copy');
    expect(store.getState().objects.clipboard).toBeNull();
    objects.setSelection(mainPane, toggleRow(toggleRow(pane().selection, 0), 1));
    objects.take(mainPane, 'cut');
    expect(store.getState().objects.clipboard).toEqual({
      mode: 'cut',
      from: place,
      selection: { keys: ['k0000000'], prefixes: ['f/'] },
    });
    objects.dropClipboard();
    expect(store.getState().objects.clipboard).toBeNull();
  });
});
