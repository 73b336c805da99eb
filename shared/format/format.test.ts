import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatBytesOf, formatCount, formatRate } from './bytes.ts';
import { formatExactDate, formatMoment, formatNaturalDate } from './dates.ts';
import { formatDuration } from './durations.ts';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [17, '17 B'],
    [1023, '1,023 B'],
    [1024, '1.0 KiB'],
    [5_033_164, '4.8 MiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
    [48.6 * 1024 ** 3, '48.6 GiB'],
    [5 * 1024 ** 4, '5.0 TiB'],
  ])('%d bytes is %s', (bytes, text) => expect(formatBytes(bytes, 'en')).toBe(text));

  it('shows progress in the unit of the whole', () => {
    expect(formatBytesOf(1024 ** 2, 48.6 * 1024 ** 3, 'en')).toBe('0.0 / 48.6 GiB');
    expect(formatBytesOf(10, 20, 'en')).toBe('10 / 20 B');
  });

  it('shows a speed and a count', () => {
    expect(formatRate(214 * 1024 ** 2, 'en')).toBe('214.0 MiB/s');
    expect(formatCount(5_033_164, 'en')).toBe('5,033,164');
  });

  it('never shows four digits before the point from KiB upwards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
        expect(Number.parseFloat(formatBytes(bytes, 'en').replaceAll(',', ''))).toBeLessThan(1024);
      }),
    );
  });
});

describe('durations', () => {
  it.each([
    [0, '0 s', '0 秒'],
    [0.2, '1 s', '1 秒'],
    [59, '59 s', '59 秒'],
    [88, '1 min 28 s', '1 分 28 秒'],
    [242, '4 min 02 s', '4 分 02 秒'],
    [3_600, '1 h 00 min', '1 小时 00 分'],
    [90_061, '1 d 1 h', '1 天 1 小时'],
  ])('%d s', (seconds, en, zh) => {
    expect(formatDuration(seconds, 'en')).toBe(en);
    expect(formatDuration(seconds, 'zh-CN')).toBe(zh);
  });
});

describe('dates', () => {
  const nowMs = Date.UTC(2026, 10, 21, 11, 2);
  const en = { locale: 'en', nowMs, timeZone: 'UTC' };
  const zh = { ...en, locale: 'zh-CN' };

  it('says today, yesterday and the date', () => {
    expect(formatNaturalDate(Date.UTC(2026, 10, 21, 10, 41), en)).toBe('Today 10:41');
    expect(formatNaturalDate(Date.UTC(2026, 10, 20, 23, 59), en)).toBe('Yesterday 23:59');
    expect(formatNaturalDate(Date.UTC(2026, 10, 12, 0, 0), en)).toBe('12 Nov 2026');
    expect(formatNaturalDate(Date.UTC(2026, 10, 21, 10, 41), zh)).toBe('今天 10:41');
    expect(formatNaturalDate(Date.UTC(2026, 10, 12), zh)).toBe('2026年11月12日');
  });

  it('follows the calendar of the zone, not 24 hours', () => {
    const tokyo = { ...en, timeZone: 'Asia/Tokyo' };
    expect(formatNaturalDate(Date.UTC(2026, 10, 20, 15, 30), tokyo)).toBe('Today 00:30');
  });

  it('fits a sentence', () => {
    expect(formatMoment(Date.UTC(2026, 10, 21, 16, 5), en)).toBe('today 16:05');
    expect(formatMoment(Date.UTC(2026, 10, 22, 11, 2), en)).toBe('tomorrow 11:02');
    expect(formatMoment(Date.UTC(2026, 10, 28, 9, 30), en)).toBe('28 Nov 2026, 09:30');
    expect(formatMoment(Date.UTC(2026, 10, 28, 9, 30), zh)).toBe('2026年11月28日 09:30');
  });

  it('is exact to the second with the zone', () => {
    expect(formatExactDate(Date.UTC(2026, 10, 21, 10, 41, 7), en)).toMatch(
      /21 November 2026.*10:41:07 (UTC|GMT)/,
    );
  });
});
