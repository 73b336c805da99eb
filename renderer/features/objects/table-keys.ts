import type { Move, SelectMode } from './selection.ts';

/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** What a key means in the table of objects. */
export type TableIntent =
  | { readonly type: 'move'; readonly move: Move; readonly mode: SelectMode }
  | { readonly type: 'type'; readonly character: string }
  | {
      readonly type:
        | 'toggle'
        | 'select-all'
        | 'clear'
        | 'open'
        | 'up'
        | 'rename'
        | 'delete'
        | 'copy'
        | 'cut'
        | 'paste'
        | 'menu';
    };

const moves: Readonly<Record<string, Move>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

const plain: Readonly<Record<string, TableIntent>> = {
  Enter: { type: 'open' },
  Backspace: { type: 'up' },
  F2: { type: 'rename' },
  Delete: { type: 'delete' },
  Escape: { type: 'clear' },
  ContextMenu: { type: 'menu' },
  ' ': { type: 'toggle' },
};

const withCommand: Readonly<Record<string, TableIntent>> = {
  a: { type: 'select-all' },
  c: { type: 'copy' },
  x: { type: 'cut' },
  v: { type: 'paste' },
  ' ': { type: 'toggle' },
};

function ofMove(press: KeyPress, hasCommand: boolean, move: Move): TableIntent {
  const mode = press.shiftKey ? 'extend' : hasCommand ? 'keep' : 'only';
  return { type: 'move', move, mode };
}

function ofMacCommand(key: string): TableIntent | null {
  if (key === 'ArrowUp') return { type: 'up' };
  if (key === 'ArrowDown') return { type: 'open' };
  return key === 'Backspace' ? { type: 'delete' } : null;
}

/**
 * Reads a key press. The command key is Ctrl, and Cmd on macOS, where Cmd+Up, Cmd+Down and Cmd+Backspace also mean
 * what they mean in the Finder. Null for a key that is not the table's: shortcuts that work anywhere on the page belong to
 * the commands, and `/` is theirs. What these keys do to objects must not happen while another part has the focus.
 */
export function readTableKey(press: KeyPress, isMac: boolean): TableIntent | null {
  const hasCommand = isMac ? press.metaKey : press.ctrlKey;
  if (isMac ? press.ctrlKey : press.metaKey) return null;
  if (press.altKey) return null;
  const mac = isMac && hasCommand ? ofMacCommand(press.key) : null;
  if (mac !== null) return mac;
  const move = moves[press.key];
  if (move !== undefined) return ofMove(press, hasCommand, move);
  if (hasCommand && press.shiftKey) return null;
  if (hasCommand) return withCommand[press.key.toLowerCase()] ?? null;
  if (press.shiftKey && press.key === 'F10') return { type: 'menu' };
  const known = plain[press.key];
  if (known !== undefined) return known;
  return [...press.key].length === 1 && press.key !== '/' ? { type: 'type', character: press.key } : null;
}
