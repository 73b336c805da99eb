import { expect, test } from 'vitest';
import { isWithin, opensAt } from './transfer-window.ts';

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

const nights = { fromMinute: 22 * 60, toMinute: 6 * 60, weekdays: everyDay };

test.each([
  ['the same day', nights, at(1, 10), at(1, 22)],
  ['the next day, once it has begun', nights, at(1, 22), at(2, 22)],
  ['the next of its days', { ...nights, weekdays: [6] }, at(1, 10), at(6, 22)],
  ['a week later', { ...nights, weekdays: [1] }, at(1, 23), at(8, 22)],
  ['the next month', nights, at(8, 23), at(9, 22)],
])('the next opening is %s', (_what, window, now, opens) => {
  expect(opensAt(window, now)).toEqual(opens);
});
