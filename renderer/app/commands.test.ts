import { describe, expect, it } from 'vitest';
import { bucketsCommands } from '../features/buckets/buckets-commands.ts';
import { objectsCommands } from '../features/objects/objects-commands.ts';
import {
  type Command,
  createCommandRegistry,
  formatShortcut,
  type KeyPress,
  matchesShortcut,
} from './commands.ts';
import { shellCommands } from './shell-commands.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

const command = (id: string, shortcuts: string[], worksInText = false): Command => ({
  id,
  labelKey: id,
  shortcuts,
  worksInText,
  isEnabled: () => true,
  perform: () => undefined,
});

describe('a shortcut', () => {
  it.each([
    ['Mod+K', press('k', { ctrlKey: true }), 'linux', true],
    ['Mod+K', press('K', { ctrlKey: true }), 'win32', true],
    ['Mod+K', press('k', { metaKey: true }), 'darwin', true],
    ['Mod+K', press('k', { ctrlKey: true }), 'darwin', false],
    ['Mod+K', press('k', { ctrlKey: true, shiftKey: true }), 'linux', false],
    ['Mod+K', press('k', { ctrlKey: true, altKey: true }), 'linux', false],
    ['Mod+K', press('k'), 'linux', false],
    ['Mod+Shift+N', press('N', { ctrlKey: true, shiftKey: true }), 'linux', true],
    ['Alt+ArrowLeft', press('ArrowLeft', { altKey: true }), 'linux', true],
    ['F5', press('F5'), 'linux', true],
    // A German keyboard needs Shift for the slash.
    ['/', press('/', { shiftKey: true }), 'linux', true],
  ] as const)('%s for %o on %s: %s', (shortcut, pressed, platform, isMeant) => {
    expect(matchesShortcut(shortcut, pressed, platform)).toBe(isMeant);
  });

  it.each([
    ['Mod+Shift+N', 'Ctrl+Shift+N', '⌘⇧N'],
    ['Alt+ArrowLeft', 'Alt+←', '⌥←'],
    ['Delete', 'Del', 'Del'],
    ['F5', 'F5', 'F5'],
  ])('%s is written %s, and %s on macOS', (shortcut, elsewhere, mac) => {
    expect(formatShortcut(shortcut, 'linux')).toBe(elsewhere);
    expect(formatShortcut(shortcut, 'darwin')).toBe(mac);
  });
});

describe('the registry', () => {
  it('finds commands by key, and in a text field only those that work there', () => {
    const registry = createCommandRegistry([
      [command('a.one', ['Mod+K'], true), command('a.two', ['Delete'])],
    ]);
    const ids = (key: KeyPress, isInText: boolean) =>
      registry.find(key, isInText, 'linux').map(({ id }) => id);
    expect(ids(press('k', { ctrlKey: true }), true)).toEqual(['a.one']);
    expect(ids(press('Delete'), true)).toEqual([]);
    expect(ids(press('Delete'), false)).toEqual(['a.two']);
  });

  it('refuses an id twice, and a shortcut twice in one area', () => {
    expect(() => createCommandRegistry([[command('a.one', []), command('a.one', [])]])).toThrow('a.one');
    expect(() => createCommandRegistry([[command('a.one', ['F5']), command('a.two', ['f5'])]])).toThrow('f5');
    const shared = createCommandRegistry([[command('a.one', ['F5'])], [command('b.one', ['F5'])]]);
    expect(shared.find(press('F5'), false, 'linux')).toHaveLength(2);
  });

  it('takes all commands of the app together', () => {
    const getState = () => {
      throw new Error('No command runs here.');
    };
    const all = createCommandRegistry([shellCommands, bucketsCommands, objectsCommands(getState)]).all();
    expect(all.length).toBeGreaterThan(20);
  });
});
