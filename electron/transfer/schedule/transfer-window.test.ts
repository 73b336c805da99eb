import { expect, test } from 'vitest';
import { isWithin } from './transfer-window.ts';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
/** 2026-11-23 is a Monday. */
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 10, 22 + day, hours, minutes);

test.each([
  ['without a window', null, at(1, 3), true],
  ['inside', { fromMinute: 60, toMinute: 300, weekdays: everyDay }, at(1, 1), true],
  ['at its end', { fromMinute: 60, toMinute: 300, weekdays: everyDay }, at(1, 5), false],
  ['before it', { fromMinute: 60, toMinute: 300, weekdays: everyDay }, at(1, 0, 59), false],
  ['on another day', { fromMinute: 60, toMinute: 300, weekdays: [2] }, at(1, 2), false],
  ['over midnight, in the evening', { fromMinute: 1_320, toMinute: 360, weekdays: [1] }, at(1, 23), true],
  [
    'over midnight, in the morning after',
    { fromMinute: 1_320, toMinute: 360, weekdays: [1] },
    at(2, 5, 59),
    true,
  ],
  [
    'over midnight, in the morning before',
    { fromMinute: 1_320, toMinute: 360, weekdays: [1] },
    at(1, 5),
    false,
  ],
  ['from Saturday into Sunday', { fromMinute: 1_320, toMinute: 360, weekdays: [6] }, at(7, 1), true],
  ['a whole day', { fromMinute: 0, toMinute: 0, weekdays: [1] }, at(1, 23, 59), true],
  ['a whole day, the next one', { fromMinute: 0, toMinute: 0, weekdays: [1] }, at(2, 0), false],
])('%s', (_name, window, date, expected) => {
  expect(isWithin(window, date)).toBe(expected);
});
