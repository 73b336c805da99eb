import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import { failure } from '../../../shared/model/app-error.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { rowKey } from './listing.ts';
import { createObjectsSlice, mainPane, type ObjectsSlice, selectPane } from './objects-slice.ts';

const there = { connectionId: 'c', bucket: 'b', prefix: '' };

/** A bucket of these keys, answered in order as servers do, one level at a time when a delimiter is given. */
function setUp(keys: readonly string[], refuse: (prefix: string) => boolean = () => false) {
  const sorted = [...keys].sort();
  const client = createFakeClient({
    'objects.listPage': ({ prefix, delimiter, maxKeys }, signal) => {
      if (signal?.aborted === true) throw failure('cancelled', 'Cancelled.');
      if (refuse(prefix)) throw failure('access-denied', 'These keys may not list this.');
      const below = sorted.filter((key) => key.startsWith(prefix));
      const cut = (key: string) => (delimiter === null ? -1 : key.indexOf(delimiter, prefix.length));
      const plain = below.filter((key) => cut(key) === -1).slice(0, maxKeys);
      const folders = below.filter((key) => cut(key) !== -1).map((key) => key.slice(0, cut(key) + 1));
      return {
        objects: {
          keys: plain,
          sizesBytes: plain.map(() => 1),
          modifiedAtMs: plain.map(() => 1),
          etags: plain.map(() => 'e'),
          storageClasses: plain.map(() => ''),
        },
        prefixes: [...new Set(folders)],
        nextToken: null,
      };
    },
  });
  const store = createStore<ObjectsSlice>()((set, get) => createObjectsSlice(client, () => 0)(set, get));
  const pane = () => selectPane(store.getState(), mainPane);
  const ask = async (key: string) => {
    const prefix = key.slice(0, key.lastIndexOf('/') + 1);
    await store.getState().objects.openAddress(mainPane, { ...there, prefix }, key);
  };
  const selectedKey = () => {
    const { selection, listing } = pane();
    return selection.focus === null ? null : rowKey(listing, selection.focus);
  };
  const lookups = () =>
    client.calls.filter((call) => (call.input as { maxKeys: number }).maxKeys === 1).length;
  return { ask, pane, lookups, selectedKey, objects: store.getState().objects };
}

describe('an address without a last slash', () => {
  it.each([
    // What is typed, what is shown, and what is selected there.
    ['a folder', ['docs/a.txt'], 'docs', 'docs/', null],
    ['a folder below another', ['x/docs/deep/a.txt'], 'x/docs', 'x/docs/', null],
    ['an empty folder', ['docs/'], 'docs', 'docs/', null],
    // `-` and `.` come before `/`: what is listed first is not the folder.
    ['a folder behind its neighbours', ['docs-old/a', 'docs.txt', 'docs/a'], 'docs', 'docs/', null],
    ['an object', ['x/a.txt'], 'x/a.txt', 'x/', 'x/a.txt'],
    ['an object beside a folder of its name', ['docs', 'docs/a.txt'], 'docs', '', 'docs'],
    ['the beginning of other names', ['docs-old/a', 'docs.txt'], 'docs', '', null],
    ['nothing at all', ['other'], 'docs', '', null],
  ])('names %s', async (_, keys, typed, prefix, selected) => {
    const { ask, pane, lookups, selectedKey } = setUp(keys);
    await ask(typed);
    expect(pane().place).toEqual({ ...there, prefix });
    await expect.poll(() => pane().status).toBe('ready');
    expect(selectedKey()).toBe(selected);
    expect(lookups()).toBeLessThanOrEqual(2);
  });

  it('shows the parent, and what is wrong, where nothing may be listed', async () => {
    const { ask, pane } = setUp(['docs/a.txt'], () => true);
    await ask('docs');
    expect(pane().place).toEqual(there);
    await expect.poll(() => pane().error?.kind).toBe('access-denied');
  });

  it('is forgotten when the user goes elsewhere meanwhile', async () => {
    const { ask, pane, objects } = setUp(['docs/a.txt', 'other/a.txt']);
    const asking = ask('docs');
    objects.open(mainPane, { ...there, prefix: 'other/' });
    await asking;
    expect(pane().place?.prefix).toBe('other/');
    expect(pane().history.entries).toHaveLength(1);
  });
});
