import type { IconType } from '../ui/icon.tsx';
import type { AppState } from './store.ts';

/**
 * Something the user can do, once, for the toolbar, the menus, the keyboard and the switcher alike.
 *
 * - `id`: `area.verb`. `labelKey`: full message key, for example `objects.commands.download`.
 * - `shortcuts`: for example `Mod+Shift+N`, `F5`, `Alt+ArrowLeft`, `Delete`, `/`; `Mod` is Command on macOS and Control
 *   elsewhere. The first one is shown. A letter is matched by what it types, without case.
 * - `worksInText`: the shortcut also works while the cursor is in a text field.
 * - `disabledReason`: a full message key that says why it is not enabled; null for no words.
 */
export interface Command {
  readonly id: string;
  readonly labelKey: string;
  readonly icon?: IconType;
  readonly shortcuts?: readonly string[];
  readonly worksInText?: boolean;
  isEnabled(state: AppState): boolean;
  disabledReason?(state: AppState): string | null;
  perform(state: AppState): void;
}

/** The commands of the page by id. */
export interface CommandRegistry {
  all(): readonly Command[];
  /** Throws on an unknown id: that is a slip of the program. */
  get(id: string): Command;
  /** The commands a key press can mean, in order; the first one that is enabled is meant. */
  find(press: KeyPress, isInText: boolean, platform: Platform): readonly Command[];
}

export type Platform = 'linux' | 'darwin' | 'win32';

/** The part of a keyboard event that matters. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * Joins commands. The same id twice is refused, and so is the same shortcut twice in one area; two areas may share one
 * (F5 lists again whatever is in the centre) because they are not in the centre at the same time.
 */
export function createCommandRegistry(groups: readonly (readonly Command[])[]): CommandRegistry {
  const commands = new Map<string, Command>();
  const shortcuts = new Map<string, string>();
  for (const command of groups.flat()) {
    if (commands.has(command.id)) throw new Error(`Two commands are called ${command.id}.`);
    commands.set(command.id, command);
    for (const shortcut of command.shortcuts ?? []) {
      const name = `${command.id.split('.')[0]} ${shortcut.toLowerCase()}`;
      const other = shortcuts.get(name);
      if (other !== undefined) throw new Error(`${command.id} and ${other} share ${shortcut}.`);
      shortcuts.set(name, command.id);
    }
  }
  return {
    all: () => [...commands.values()],
    get(id) {
      const command = commands.get(id);
      if (command === undefined) throw new Error(`There is no command ${id}.`);
      return command;
    },
    find: (press, isInText, platform) =>
      [...commands.values()].filter(
        ({ shortcuts: own, worksInText }) =>
          (!isInText || worksInText === true) &&
          own?.some((shortcut) => matchesShortcut(shortcut, press, platform)) === true,
      ),
  };
}

/** True when a key press is the shortcut, with exactly its modifiers. */
export function matchesShortcut(shortcut: string, press: KeyPress, platform: Platform): boolean {
  const { key, modifiers } = splitShortcut(shortcut);
  const isMac = platform === 'darwin';
  const wantsControl = modifiers.has('Ctrl') || (modifiers.has('Mod') && !isMac);
  const wantsMeta = modifiers.has('Mod') && isMac;
  // A sign such as ? or / needs Shift on some keyboards and not on others: what was typed counts.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    press.ctrlKey === wantsControl &&
    press.metaKey === wantsMeta &&
    press.altKey === modifiers.has('Alt') &&
    (isSign || press.shiftKey === modifiers.has('Shift'))
  );
}

const keyNames: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  Escape: 'Esc',
  ' ': 'Space',
};
const macModifiers: Readonly<Record<string, string>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' };

/** A shortcut as it is written for the user: `Ctrl+Shift+N`, or `⌘⇧N` on macOS. */
export function formatShortcut(shortcut: string, platform: Platform): string {
  const { key, modifiers } = splitShortcut(shortcut);
  const name = keyNames[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (platform === 'darwin') return [...modifiers].map((word) => macModifiers[word] ?? word).join('') + name;
  return [...[...modifiers].map((word) => (word === 'Mod' ? 'Ctrl' : word)), name].join('+');
}

function splitShortcut(shortcut: string): { key: string; modifiers: ReadonlySet<string> } {
  const parts = shortcut.split('+');
  return { key: parts.at(-1) ?? '', modifiers: new Set(parts.slice(0, -1)) };
}
