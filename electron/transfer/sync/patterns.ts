/** Says whether a path (with `/` between parts) is to be looked at. */
export type PathFilter = (path: string) => boolean;

/** Makes a filter of patterns; what is excluded is out even where it is included. See `folderSyncSchema`. */
export function pathFilter(include: readonly string[], exclude: readonly string[]): PathFilter {
  const wanted = include.map(expressionOf);
  const unwanted = exclude.map(expressionOf);
  return (path) =>
    (wanted.length === 0 || wanted.some((pattern) => pattern.test(path))) &&
    !unwanted.some((pattern) => pattern.test(path));
}

/** A pattern without `/` fits a name in any folder; one that ends in `/` fits all that is below. */
function expressionOf(pattern: string): RegExp {
  const whole = pattern.endsWith('/') ? `${pattern}**` : pattern;
  const isName = !whole.includes('/');
  const body = whole
    .split(/(\*\*\/|\*\*|\*|\?)/u)
    .map((piece) => {
      if (piece === '**/') return '(?:.*/)?';
      if (piece === '**') return '.*';
      if (piece === '*') return '[^/]*';
      if (piece === '?') return '[^/]';
      return piece.replace(/[.+^${}()|[\]\\]/gu, '\\$&');
    })
    .join('');
  return new RegExp(`^${isName ? '(?:.*/)?' : ''}${body}$`, 'su');
}
