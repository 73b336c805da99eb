import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import { createFakeClient } from '../bridge/testing/fake-client.ts';
import { defaultLayout, readLayout } from './layout.ts';
import { createShellSlice, isFloating, isPaneShown, type ShellSlice } from './shell-slice.ts';

function setUp(kept: string | null = null) {
  const stored = new Map<string, string>(kept === null ? [] : [['stowage.layout', kept]]);
  const memory = {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
  };
  const store = createStore<ShellSlice>()((set, get) =>
    createShellSlice(createFakeClient({}), memory)(set, get),
  );
  return { store, shell: () => store.getState().shell, memory };
}

describe('the layout', () => {
  it('is remembered', () => {
    const { shell, memory } = setUp();
    shell().setLayout({ treePx: 300 });
    shell().togglePane('dock');
    expect(readLayout(memory)).toEqual({ ...defaultLayout, treePx: 300, isDockShown: false });
  });

  it.each(['{', '{"treePx":"wide"}', '[]', 'null'])('begins anew after %s', (kept) => {
    expect(setUp(kept).shell().layout).toEqual(defaultLayout);
  });

  it('works without storage', () => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const memory = { getItem: denied, setItem: denied };
    const store = createStore<ShellSlice>()((set, get) =>
      createShellSlice(createFakeClient({}), memory)(set, get),
    );
    store.getState().shell.setLayout({ treePx: 300 });
    expect(store.getState().shell.layout.treePx).toBe(300);
  });
});

describe('narrow windows', () => {
  it.each([
    [1_280, false, false],
    [901, false, false],
    [900, true, false],
    [721, true, false],
    [720, true, true],
  ])('at %d px the inspector floats: %s, the tree: %s', (widthPx, inspector, tree) => {
    expect([isFloating({ widthPx }, 'inspector'), isFloating({ widthPx }, 'tree')]).toEqual([
      inspector,
      tree,
    ]);
  });

  it('show one floating pane at a time and keep the layout of the wide window', () => {
    const { shell } = setUp();
    shell().setWidth(700);
    expect([isPaneShown(shell(), 'tree'), isPaneShown(shell(), 'inspector')]).toEqual([false, false]);
    shell().togglePane('tree');
    shell().togglePane('inspector');
    expect([isPaneShown(shell(), 'tree'), isPaneShown(shell(), 'inspector')]).toEqual([false, true]);
    shell().setWidth(1_280);
    expect(shell()).toMatchObject({ overlay: null, layout: defaultLayout });
    expect(isPaneShown(shell(), 'tree')).toBe(true);
  });

  it('put the floating tree away when it was used', () => {
    const { shell } = setUp();
    shell().setWidth(700);
    shell().togglePane('tree');
    shell().showConnection('a');
    expect(shell().overlay).toBeNull();
  });
});
