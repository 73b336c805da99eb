/** `any`: any text, also none. `one`: one character. Anything else is itself. */
type Token = { readonly kind: 'any' } | { readonly kind: 'one' } | { readonly kind: 'text'; text: string };

/** Gives the value of a policy variable, null when the request has none. */
export type FindVariable = (name: string) => string | null;

/**
 * True when `pattern`, with `*` and `?`, covers all of `text`. `${name}` stands for the value of a variable, whose own
 * stars count as themselves, and `${*}`, `${?}`, `${$}` for those characters; a variable that the request lacks makes
 * the pattern match nothing. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function matchesPattern(pattern: string, text: string, find: FindVariable | null = null): boolean {
  const tokens = readPattern(pattern, find);
  return tokens !== null && matchTokens(tokens, Array.from(text));
}

/** The text with its variables filled in; null when the request lacks one. */
export function fillVariables(text: string, find: FindVariable): string | null {
  let isWhole = true;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = ['*', '?', '$'].includes(name) ? name : find(name);
    if (value === null) isWhole = false;
    return value ?? '';
  });
  return isWhole ? filled : null;
}

function readPattern(pattern: string, find: FindVariable | null): Token[] | null {
  const tokens: Token[] = [];
  for (const piece of pattern.split(find === null ? /([*?])/ : /(\$\{[^}]*\}|[*?])/)) {
    if (piece === '') continue;
    if (piece === '*') tokens.push({ kind: 'any' });
    else if (piece === '?') tokens.push({ kind: 'one' });
    else {
      const text = find === null ? piece : fillVariables(piece, find);
      if (text === null) return null;
      for (const character of text) tokens.push({ kind: 'text', text: character });
    }
  }
  return tokens;
}

/** Two pointers and one place to go back to: time grows with pattern times text, whatever the pattern is. */
function matchTokens(tokens: readonly Token[], characters: readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < characters.length) {
    const wanted = tokens[token];
    if (wanted?.kind === 'any') {
      starToken = token;
      starAt = at;
      token += 1;
    } else if (wanted?.kind === 'one' || (wanted?.kind === 'text' && wanted.text === characters[at])) {
      token += 1;
      at += 1;
    } else if (starToken >= 0) {
      starAt += 1;
      at = starAt;
      token = starToken + 1;
    } else return false;
  }
  return tokens.slice(token).every(({ kind }) => kind === 'any');
}
