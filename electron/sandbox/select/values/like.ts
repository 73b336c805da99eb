import { SelectError } from '../select-error.ts';

/**
 * `text LIKE pattern ESCAPE escaper`: `%` is any text, `_` any character, and the escape makes either, or itself, plain.
 * Takes at most the length of the text times that of the pattern. Throws SelectError `LikeInvalidInputs` for an escape that is not one
 * character, or that stands before anything else.
 */
export function isLike(text: string, pattern: string, escaper: string | null): boolean {
  const wanted = readPattern(pattern, escaper);
  const characters = [...text];
  let at = 0;
  let next = 0;
  let lastAny = -1;
  let triedFrom = 0;
  while (at < characters.length) {
    const part = wanted[next];
    if (part === 'any') {
      lastAny = next;
      next += 1;
      triedFrom = at;
    } else if (part !== undefined && (part === 'one' || part.plain === characters[at])) {
      at += 1;
      next += 1;
    } else if (lastAny >= 0) {
      triedFrom += 1;
      at = triedFrom;
      next = lastAny + 1;
    } else return false;
  }
  return wanted.slice(next).every((part) => part === 'any');
}

type Part = 'any' | 'one' | { readonly plain: string };

function readPattern(pattern: string, escaper: string | null): Part[] {
  if (escaper !== null && [...escaper].length !== 1) {
    throw new SelectError('LikeInvalidInputs', 'ESCAPE takes one character.');
  }
  const parts: Part[] = [];
  let isEscaped = false;
  for (const character of pattern) {
    if (isEscaped) {
      if (character !== '%' && character !== '_' && character !== escaper) throw invalidEscape();
      parts.push({ plain: character });
      isEscaped = false;
    } else if (character === escaper) isEscaped = true;
    else parts.push(character === '%' ? 'any' : character === '_' ? 'one' : { plain: character });
  }
  if (isEscaped) throw invalidEscape();
  return parts;
}

function invalidEscape(): SelectError {
  return new SelectError('LikeInvalidInputs', 'The escape must stand before %, _ or itself.');
}
