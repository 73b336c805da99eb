/** Where dates are shown: the user's language, zone and present moment. `timeZone` is left out for the system's own. */
export interface DatePlace {
  readonly locale: string;
  readonly nowMs: number;
  readonly timeZone?: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(
  place: DatePlace,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const id = `${place.locale}/${place.timeZone ?? ''}/${name}`;
  const known = formats.get(id);
  if (known !== undefined) return known;
  const zone = place.timeZone === undefined ? {} : { timeZone: place.timeZone };
  // British order keeps the day before the month, which cannot be misread as an American date.
  const locale = place.locale === 'en' ? 'en-GB' : place.locale;
  const made = new Intl.DateTimeFormat(locale, { ...options, ...zone });
  formats.set(id, made);
  return made;
}

/** Days between two moments on the user's calendar: 0 the same day, 1 when `atMs` is the day before `nowMs`. */
function calendarDaysAgo(atMs: number, place: DatePlace): number {
  const format = dateFormat({ ...place, locale: 'en-CA' }, 'day', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const day = (ms: number) => Date.parse(`${format.format(ms)}T00:00:00Z`) / 86_400_000;
  return day(place.nowMs) - day(atMs);
}

function dayWord(daysAgo: number, locale: string): string {
  const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-daysAgo, 'day');
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}

/** `10:41` */
export function formatTime(atMs: number, place: DatePlace): string {
  return dateFormat(place, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs);
}

/**
 * A moment as people say it: `Today 10:41`, `Yesterday 18:20`, `Tomorrow 09:00`, else `12 Nov 2026`.
 * `atMs` is milliseconds since 1970, UTC; the answer is in the place's zone.
 */
export function formatNaturalDate(atMs: number, place: DatePlace): string {
  const daysAgo = calendarDaysAgo(atMs, place);
  if (Math.abs(daysAgo) <= 1) return `${dayWord(daysAgo, place.locale)} ${formatTime(atMs, place)}`;
  return dateFormat(place, 'date', { day: 'numeric', month: 'short', year: 'numeric' }).format(atMs);
}

/** Day and time for a sentence: `today 16:05`, `tomorrow 11:02`, `28 Nov 2026, 09:30`. */
export function formatMoment(atMs: number, place: DatePlace): string {
  const daysAgo = calendarDaysAgo(atMs, place);
  if (Math.abs(daysAgo) <= 1) {
    const word = new Intl.RelativeTimeFormat(place.locale, { numeric: 'auto' }).format(-daysAgo, 'day');
    return `${word} ${formatTime(atMs, place)}`;
  }
  const separator = place.locale.startsWith('zh') ? ' ' : ', ';
  return `${formatNaturalDate(atMs, place)}${separator}${formatTime(atMs, place)}`;
}

/** A moment to the second with its zone, for a tooltip: `21 November 2026 at 10:41:07 GMT+1`. */
export function formatExactDate(atMs: number, place: DatePlace): string {
  const moment = dateFormat(place, 'exact', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(atMs);
  // Asked for in one go, Chinese puts the zone between the date and the time.
  const zone = dateFormat(place, 'zone', { timeZoneName: 'short' })
    .formatToParts(atMs)
    .find(({ type }) => type === 'timeZoneName');
  return `${moment} ${zone?.value ?? ''}`.trimEnd();
}
