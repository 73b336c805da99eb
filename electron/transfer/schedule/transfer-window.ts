import type { TransferWindow } from '../../../shared/model/transfer.ts';

const minutesPerDay = 1_440;

/**
 * Whether transfers may run at a time, by the clock of this machine. A window that ends before it begins goes over
 * midnight and belongs to the day it begins on; one that ends when it begins lasts the whole day.
 */
export function isWithin(window: TransferWindow | null, at: Date): boolean {
  if (window === null) return true;
  const { fromMinute, toMinute, weekdays } = window;
  const minute = at.getHours() * 60 + at.getMinutes();
  const isOn = (day: number) => weekdays.includes((day + 7) % 7);
  const today = at.getDay();
  const endsToday = toMinute > fromMinute ? toMinute : minutesPerDay;
  if (isOn(today) && minute >= fromMinute && minute < endsToday) return true;
  const goesOverMidnight = toMinute <= fromMinute;
  const endsTomorrow = toMinute === fromMinute ? fromMinute : toMinute;
  return goesOverMidnight && isOn(today - 1) && minute < endsTomorrow;
}

/** When the window begins the next time after `at`, by the clock of this machine. */
export function opensAt({ fromMinute, weekdays }: TransferWindow, at: Date): Date {
  for (let days = 0; ; days += 1) {
    const begin = new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 0, fromMinute);
    if (begin > at && weekdays.includes(begin.getDay())) return begin;
  }
}
