const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** Which of B, KiB … EiB shows `sizeBytes` with one to three digits before the point: 0 is B, 1 is KiB. */
function unitIndex(sizeBytes: number): number {
  let index = 0;
  // 1023.95 would be printed as 1024.0, so it already belongs to the next unit.
  for (let rest = sizeBytes; rest >= 1023.95 && index < units.length - 1; rest /= 1024) index += 1;
  return index;
}

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string, digits: number): Intl.NumberFormat {
  const id = `${locale}/${digits}`;
  const known = formats.get(id);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(id, made);
  return made;
}

function inUnit(sizeBytes: number, unit: number, locale: string): string {
  return numberFormat(locale, unit === 0 ? 0 : 1).format(sizeBytes / 1024 ** unit);
}

/** A size with a binary unit and one decimal: `4.8 MiB`, `830.0 KiB`, `17 B`. `sizeBytes` is 0 or more. */
export function formatBytes(sizeBytes: number, locale: string): string {
  const unit = unitIndex(sizeBytes);
  return `${inUnit(sizeBytes, unit, locale)} ${units[unit] ?? 'B'}`;
}

/** Progress of a size in the unit of the whole: `30.1 / 48.6 GiB`. Both in bytes, 0 or more. */
export function formatBytesOf(doneBytes: number, totalBytes: number, locale: string): string {
  const unit = unitIndex(totalBytes);
  return `${inUnit(doneBytes, unit, locale)} / ${inUnit(totalBytes, unit, locale)} ${units[unit] ?? 'B'}`;
}

/** A speed: `214.0 MiB/s`. `bytesPerSecond` is 0 or more. */
export function formatRate(bytesPerSecond: number, locale: string): string {
  return `${formatBytes(bytesPerSecond, locale)}/s`;
}

/** A whole number with the separators of the language: `5,033,164`. */
export function formatCount(count: number, locale: string): string {
  return numberFormat(locale, 0).format(count);
}
