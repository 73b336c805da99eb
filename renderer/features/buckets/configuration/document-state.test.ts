import { expect, it } from 'vitest';
import { edited, isChanged, settled, stepped } from './document-state.ts';

const loaded = {
  value: { rules: [] },
  source: '<A/>',
  format: 'xml',
  revision: 'r',
  isRemovable: true,
  isReadOnly: false,
} as const;
const start = settled({ ...loaded, value: { rules: [] } });

it('is changed when its source says something else', () => {
  expect(isChanged(start)).toBe(false);
  expect(isChanged(edited(start, { source: '<A/>\n' }, false))).toBe(false);
  expect(isChanged(edited(start, { source: '<B/>' }, false))).toBe(true);
});

it('goes back and forth, letter by letter joined to words', () => {
  const one = edited(start, { source: 'b' }, false);
  const two = edited(one, { source: 'bc' }, true);
  const three = edited(two, { source: 'd' }, false);
  const back = stepped(three, 'undo');
  expect(back.draft.source).toBe('bc');
  expect(stepped(back, 'undo').draft.source).toBe('<A/>');
  expect(stepped(stepped(back, 'undo'), 'redo').draft.source).toBe('bc');
  expect(stepped(start, 'undo')).toBe(start);
  expect(stepped(edited(back, { source: 'e' }, false), 'redo').draft.source).toBe('e');
});
