/**
 * The smallest text above every text that starts with `prefix`, by UTF-8 bytes; null when there is none (nothing, or
 * only the highest character). UTF-8 keeps the order of code points, so the last code point is raised by one.
 */
export function endOfPrefix(prefix: string): string | null {
  const characters = Array.from(prefix);
  while (characters.length > 0) {
    const last = characters.pop()?.codePointAt(0) ?? 0;
    if (last === 0x10ffff) continue;
    // Surrogates are no characters and have no UTF-8 form.
    const next = last + 1 >= 0xd800 && last + 1 <= 0xdfff ? 0xe000 : last + 1;
    return characters.join('') + String.fromCodePoint(next);
  }
  return null;
}

/** Compares two texts by UTF-8 bytes: negative, 0 or positive. */
export function compareKeys(first: string, second: string): number {
  return Buffer.compare(Buffer.from(first), Buffer.from(second));
}

/** The common prefix that `key` rolls up into: through the first `delimiter` after `prefix`; null for none. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string): string | null {
  if (delimiter === '') return null;
  const found = key.indexOf(delimiter, prefix.length);
  return found < 0 ? null : key.slice(0, found + delimiter.length);
}
