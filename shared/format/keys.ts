/** A run of a key for display: plain text as it is, or a character that would not be seen, by its visible sign. */
export interface KeyRun {
  readonly text: string;
  /** What the sign stands for; null for plain text. */
  readonly hidden: 'space' | 'control' | 'invisible' | 'empty-segment' | null;
}

/**
 * Characters that leave no ink or reorder what stands around them: controls, non-breaking and odd-width spaces,
 * soft hyphen, zero-width and joining marks, bidirectional marks and overrides, line and paragraph separators,
 * byte order mark, half surrogates. https://www.unicode.org/reports/tr36/
 */
const unseen =
  /\u034F|[\p{Cc}\u00A0\u00AD\u061C\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u2066-\u206F\u3000\uFEFF\p{Cs}]/u;

const escapes: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r' };

function signOf(character: string): KeyRun {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).padStart(2, '0');
  if (code < 0xa0) return { text: escapes[code] ?? `\\x${hex}`, hidden: 'control' };
  return { text: `U+${hex.toUpperCase().padStart(4, '0')}`, hidden: 'invisible' };
}

/**
 * A key, or one name of it, cut into runs in which nothing is hidden: a space at the edge of a name or beside another
 * space becomes `␣`, control characters become `\\t` or `\\x07`, invisible ones `U+200B`, and an empty segment
 * (a leading `/`, or `//`) becomes `∅`. The runs are in the order of the key and leave nothing of it out.
 */
export function visibleKey(key: string): readonly KeyRun[] {
  const runs: KeyRun[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') runs.push({ text: plain, hidden: null });
    plain = '';
  };
  const mark = (run: KeyRun) => {
    flush();
    runs.push(run);
  };
  const characters = [...key];
  characters.forEach((character, index) => {
    const before = characters[index - 1];
    const after = characters[index + 1];
    if (character === ' ') {
      const isAtEdge = before === undefined || after === undefined || before === '/' || after === '/';
      if (isAtEdge || before === ' ' || after === ' ') mark({ text: '\u2423', hidden: 'space' });
      else plain += character;
    } else if (character === '/') {
      if (before === undefined || before === '/') mark({ text: '\u2205', hidden: 'empty-segment' });
      plain += character;
    } else if (unseen.test(character)) mark(signOf(character));
    else plain += character;
  });
  flush();
  return runs;
}

/** True when a key holds something that `visibleKey` has to mark. */
export function hasHiddenCharacters(key: string): boolean {
  return unseen.test(key) || /(?:^|\/)\/|^ | $| {2}| \/|\/ /.test(key);
}

/** The last name of a key or a prefix as seen below `prefix`: `b/` for `a/b/` below `a/`. */
export function nameBelow(key: string, prefix: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

/** The prefix that contains a key or a prefix: `a/` for `a/b` and for `a/b/`; empty at the top. */
export function parentPrefix(key: string): string {
  const end = key.endsWith('/') ? key.length - 1 : key.length;
  return key.slice(0, key.slice(0, end).lastIndexOf('/') + 1);
}

/** Every prefix on the way down to `prefix`: `a/`, `a//`, `a//b/` for `a//b/`. Empty segments stay steps of their own. */
export function prefixSteps(prefix: string): readonly string[] {
  const steps: string[] = [];
  for (let at = prefix.indexOf('/'); at !== -1; at = prefix.indexOf('/', at + 1)) {
    steps.push(prefix.slice(0, at + 1));
  }
  return steps;
}

/** Bytes of a text in UTF-8: what the limit of 1,024 on keys counts. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
