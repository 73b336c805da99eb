const words = {
  en: { day: ' d', hour: ' h', minute: ' min', second: ' s' },
  zh: { day: ' 天', hour: ' 小时', minute: ' 分', second: ' 秒' },
};

/**
 * A length of time in its two largest units: `1 min 28 s`, `4 h 05 min`, `2 d 3 h`, and `8 s` below a minute.
 * `seconds` is 0 or more; fractions are rounded up, so that work in hand never shows `0 s`.
 * Minutes and seconds after a larger unit have two digits, so that a countdown keeps its width.
 */
export function formatDuration(seconds: number, locale: string): string {
  const unit = locale.startsWith('zh') ? words.zh : words.en;
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}${unit.second}`;
  if (whole < 3_600) return `${Math.floor(whole / 60)}${unit.minute} ${two(whole % 60)}${unit.second}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)}${unit.hour} ${two(minutes % 60)}${unit.minute}`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}${unit.day} ${hours % 24}${unit.hour}`;
}
