/** What a platform forbids in names, and how it compares them. */
export interface NameRules {
  /** True where Windows' reserved names and characters are forbidden. */
  readonly isWindows: boolean;
  /** True where `A` and `a` are the same name. */
  readonly ignoresCase: boolean;
}

/**
 * How a segment is written down: `plain` as it is apart from what is impossible; `case` so that it differs from a name
 * that only case or accents tell apart; `beside` with a mark, so that an object `a` can lie beside the folder `a`.
 */
export type NameForm = 'plain' | 'case' | 'beside' | 'case-beside';

/** The forms in the order in which they are tried when a name is taken. */
export const nameForms: readonly NameForm[] = ['plain', 'case', 'beside', 'case-beside'];

/** Longest name of a file: bytes in UTF-8, or UTF-16 units on Windows. */
const maxNameLength = 255;
const chunkLength = 200;
const emptySegment = '%2F';
const continues = '%-';
const besideMark = '%=';

const escapePattern = /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/giu;
/** Text that decoding would take for something of ours. */
const looksEscaped = /^%(?:u[0-9a-f]{4}|[0-9a-f]{2}|-|=)/iu;
const windowsForbidden = new Set('<>:"|?*\\');
const windowsReserved = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *\..*)?$/iu;

/** The rules of a platform as Node names it. */
export function nameRulesOf(platform: NodeJS.Platform): NameRules {
  return { isWindows: platform === 'win32', ignoresCase: platform === 'win32' || platform === 'darwin' };
}

/**
 * Names for one segment of a key (the text between two `/`, possibly empty) on the way below a folder: one name, or for
 * a segment that is too long several, each inside the one before. No name is ever empty, `.` or `..`, none holds a
 * separator, and `segmentOfNames` gives the segment back: different segments have different names.
 *
 * What a platform cannot write becomes `%XX` or `%uXXXX` (the UTF-16 unit in hex); a `%` of the key itself is only
 * escaped where it would be mistaken for one of ours, so `100%.txt` keeps its name.
 */
export function namesOfSegment(segment: string, rules: NameRules, form: NameForm = 'plain'): string[] {
  if (segment === '') return [form === 'plain' || form === 'case' ? emptySegment : emptySegment + besideMark];
  const tokens = tokensOf(segment, rules, form === 'case' || form === 'case-beside');
  const suffix = form === 'beside' || form === 'case-beside' ? besideMark : '';
  const whole = guard(tokens.join(''), rules) + suffix;
  if (lengthOf(whole, rules) <= maxNameLength) return [whole];
  const names: string[] = [];
  let chunk = '';
  for (const token of tokens) {
    if (chunk !== '' && lengthOf(chunk + token, rules) > chunkLength) {
      names.push(guard(chunk, rules) + continues);
      chunk = '';
    }
    chunk += token;
  }
  names.push(guard(chunk, rules) + suffix);
  return names;
}

/** Relative path, with `/` between names, for a key that meets no other key. */
export function localPathOfKey(key: string, rules: NameRules): string {
  return key
    .split('/')
    .flatMap((segment) => namesOfSegment(segment, rules))
    .join('/');
}

/** The key that a relative path stands for: the inverse of `localPathOfKey`, whatever the form of its names. */
export function keyOfLocalPath(path: string): string {
  const segments: string[] = [];
  let open = '';
  for (const name of path.split('/')) {
    if (name.endsWith(continues)) {
      open += decodeName(name.slice(0, -continues.length));
      continue;
    }
    const bare = name.endsWith(besideMark) ? name.slice(0, -besideMark.length) : name;
    segments.push(open + (bare.toUpperCase() === emptySegment ? '' : decodeName(bare)));
    open = '';
  }
  return segments.join('/');
}

/** Two names with the same fold are the same file. */
export function foldName(name: string, rules: NameRules): string {
  return rules.ignoresCase ? name.normalize('NFC').toLowerCase().normalize('NFC') : name;
}

function tokensOf(segment: string, rules: NameRules, escapesCase: boolean): string[] {
  const tokens: string[] = [];
  let isMarked = false;
  let index = 0;
  for (const character of segment) {
    const mustEscape =
      isImpossible(character, rules) ||
      (character === '%' && looksEscaped.test(segment.slice(index, index + 6))) ||
      (escapesCase && /[^\u0020-\u0040\u005b-\u007e]/u.test(character));
    if (mustEscape) isMarked = true;
    tokens.push(mustEscape ? escapeText(character) : character);
    index += character.length;
  }
  const [first] = segment;
  if (escapesCase && !isMarked && first !== undefined) tokens[0] = escapeText(first);
  return tokens;
}

function isImpossible(character: string, rules: NameRules): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || character === '/') return true;
  // A surrogate without its other half cannot be written as UTF-8.
  if (code >= 0xd800 && code <= 0xdfff) return true;
  return rules.isWindows && windowsForbidden.has(character);
}

/** Escapes what is impossible only at the ends of a name or as a whole name. */
function guard(name: string, rules: NameRules): string {
  if (name === '.' || name === '..') return escapeText(name);
  if (!rules.isWindows) return name;
  const last = name.at(-1) ?? '';
  const guarded = last === '.' || last === ' ' ? name.slice(0, -1) + escapeText(last) : name;
  return windowsReserved.test(guarded) ? escapeText(guarded.slice(0, 1)) + guarded.slice(1) : guarded;
}

function escapeText(text: string): string {
  let escaped = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const hex = unit.toString(16).toUpperCase();
    escaped += unit < 0x100 ? `%${hex.padStart(2, '0')}` : `%u${hex.padStart(4, '0')}`;
  }
  return escaped;
}

function decodeName(name: string): string {
  return name.replace(escapePattern, (_whole, long: string | undefined, short: string | undefined) =>
    String.fromCharCode(Number.parseInt(long ?? short ?? '', 16)),
  );
}

function lengthOf(name: string, rules: NameRules): number {
  return rules.isWindows ? name.length : Buffer.byteLength(name);
}
