/** How long a link shall live: a preset by its name, or until a time of the user's own. */
export const linkPresets = ['15m', '1h', '6h', '12h', '24h', '7d', 'until'] as const;
export type LinkPreset = (typeof linkPresets)[number];

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const presetSeconds: Readonly<Record<Exclude<LinkPreset, 'until'>, number>> = {
  '15m': 15 * minute,
  '1h': hour,
  '6h': 6 * hour,
  '12h': 12 * hour,
  '24h': day,
  '7d': 7 * day,
};

/** The longest life a presigned link can have. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html */
export const maxLinkSeconds = 7 * day;

/** What the user asked for: seconds to ask the host for, and the moment that means. */
export type AskedExpiry =
  | { readonly type: 'valid'; readonly expiresInSeconds: number; readonly endsAtMs: number }
  | { readonly type: 'invalid'; readonly problem: 'empty' | 'past' | 'tooLate' };

/**
 * Works out the wish. `untilText` is what an `<input type="datetime-local">` holds, in the zone of the page; it counts
 * only for `until`.
 */
export function askedExpiry(preset: LinkPreset, untilText: string, nowMs: number): AskedExpiry {
  if (preset !== 'until') {
    const expiresInSeconds = presetSeconds[preset];
    return { type: 'valid', expiresInSeconds, endsAtMs: nowMs + expiresInSeconds * 1_000 };
  }
  // Without a zone the text is local time: https://tc39.es/ecma262/#sec-date-time-string-format
  const endsAtMs = untilText === '' ? Number.NaN : new Date(untilText).getTime();
  if (Number.isNaN(endsAtMs)) return { type: 'invalid', problem: 'empty' };
  const expiresInSeconds = Math.floor((endsAtMs - nowMs) / 1_000);
  if (expiresInSeconds < 1) return { type: 'invalid', problem: 'past' };
  if (expiresInSeconds > maxLinkSeconds) return { type: 'invalid', problem: 'tooLate' };
  return { type: 'valid', expiresInSeconds, endsAtMs };
}

/** A moment as the text of an `<input type="datetime-local">`, in the zone of the page, to the minute. */
export function toLocalInput(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const days = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${days}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
