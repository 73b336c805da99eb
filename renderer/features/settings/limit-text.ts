const bytesPerMib = 1024 * 1024;

/** The least that a limit can be. */
const minBytesPerSecond = 1_024;

/** A limit in MiB/s, as it is typed; null is none. */
export function mibOf(bytesPerSecond: number | null): number | null {
  return bytesPerSecond === null ? null : Math.round((bytesPerSecond / bytesPerMib) * 1_000) / 1_000;
}

/** What was typed as MiB/s; empty and zero are no limit. */
export function readMib(mib: number | null): number | null {
  if (mib === null || mib <= 0) return null;
  return Math.max(minBytesPerSecond, Math.round(mib * bytesPerMib));
}

/** Minutes since midnight as `22:00`. */
export function formatMinute(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Minutes since midnight of `22:00`, `9:30`, `2200` or `22`; null for anything else. */
export function readMinute(text: string): number | null {
  const [, hours = '', minutes = '0'] = /^\s*(\d{1,2})(?:[:：.]?(\d{2}))?\s*$/.exec(text) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return null;
  return Number(hours) * 60 + Number(minutes);
}
