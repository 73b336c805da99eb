import { describe, expect, it } from 'vitest';
import { type KeyPress, readTableKey } from './table-keys.ts';

/** `Ctrl+Shift+ArrowDown` as the part of an event that decides. */
function press(text: string): KeyPress {
  const parts = text.split('+');
  return {
    key: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Cmd'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  };
}
const pc = (text: string) => readTableKey(press(text), false);
const mac = (text: string) => readTableKey(press(text), true);

describe('keys of the table', () => {
  it.each([
    ['ArrowDown', { type: 'move', move: 'down', mode: 'only' }],
    ['Shift+ArrowUp', { type: 'move', move: 'up', mode: 'extend' }],
    ['Ctrl+End', { type: 'move', move: 'last', mode: 'keep' }],
    ['Ctrl+Shift+Home', { type: 'move', move: 'first', mode: 'extend' }],
    ['PageDown', { type: 'move', move: 'page-down', mode: 'only' }],
    ['Enter', { type: 'open' }],
    ['Backspace', { type: 'up' }],
    ['F2', { type: 'rename' }],
    ['Delete', { type: 'delete' }],
    [' ', { type: 'toggle' }],
    ['Escape', { type: 'clear' }],
    ['Ctrl+a', { type: 'select-all' }],
    ['Ctrl+C', { type: 'copy' }],
    ['Ctrl+x', { type: 'cut' }],
    ['Ctrl+v', { type: 'paste' }],
    ['Shift+F10', { type: 'menu' }],
    ['ContextMenu', { type: 'menu' }],
    ['b', { type: 'type', character: 'b' }],
    ['Shift+B', { type: 'type', character: 'B' }],
    ['中', { type: 'type', character: '中' }],
  ])('%s', (text, intent) => expect(pc(text)).toEqual(intent));

  it.each(['/', 'F5', 'Ctrl+l', 'Alt+ArrowLeft', 'Alt+Enter', 'Cmd+a', 'Ctrl+Shift+n', 'Tab', 'Shift'])(
    'leaves %s to the page',
    (text) => expect(pc(text)).toBeNull(),
  );

  it('follows the Finder on macOS', () => {
    expect(mac('Cmd+a')).toEqual({ type: 'select-all' });
    expect(mac('Cmd+ArrowUp')).toEqual({ type: 'up' });
    expect(mac('Cmd+ArrowDown')).toEqual({ type: 'open' });
    expect(mac('Cmd+Backspace')).toEqual({ type: 'delete' });
    expect(mac('Ctrl+a')).toBeNull();
  });
});
