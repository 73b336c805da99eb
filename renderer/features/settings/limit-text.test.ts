import { expect, test } from 'vitest';
import { formatMinute, mibOf, readMib, readMinute } from './limit-text.ts';

test.each([
  ['22:00', 1_320],
  ['9:30', 570],
  ['0930', 570],
  ['7', 420],
  [' 23：59 ', 1_439],
  ['24:00', null],
  ['12:60', null],
  ['', null],
  ['noon', null],
  ['1:2', null],
])('%j is minute %s of the day', (text, minute) => {
  expect(readMinute(text)).toBe(minute);
  if (minute !== null) expect(readMinute(formatMinute(minute))).toBe(minute);
});

test('limits are typed in MiB/s and kept in bytes', () => {
  expect(readMib(1.5)).toBe(1_572_864);
  expect(mibOf(1_572_864)).toBe(1.5);
  expect(readMib(0.000_1)).toBe(1_024);
  expect([readMib(null), readMib(0), mibOf(null)]).toEqual([null, null, null]);
});
