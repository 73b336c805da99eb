import { SelectError, type SelectErrorCode } from '../select-error.ts';
import type { Name } from './syntax.ts';
import { readTokens, type Token } from './tokens.ts';

/** Words that are no names unless they are in double quotes. */
const reservedWords = new Set(
  (
    'SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET UNION EXCEPT INTERSECT DISTINCT ALL ANY SOME TOP ' +
    'TRUE FALSE NULL MISSING IS NOT BETWEEN AND OR LIKE ESCAPE AS IN CASE WHEN JOIN ON ' +
    'BOOL BOOLEAN INT INTEGER STRING FLOAT DECIMAL NUMERIC TIMESTAMP ' +
    'AVG COUNT MAX MIN SUM COALESCE NULLIF CAST DATE_ADD DATE_DIFF EXTRACT TO_STRING TO_TIMESTAMP UTCNOW ' +
    'CHAR_LENGTH CHARACTER_LENGTH LOWER SUBSTRING TRIM UPPER'
  ).split(' '),
);

/** Reads tokens one after the other; words that are keywords are compared without their case. */
export interface TokenReader {
  /** The token that comes next, or the one after `ahead` more. */
  peek(ahead?: number): Token;
  next(): Token;
  isWord(...words: readonly string[]): boolean;
  isSymbol(...symbols: readonly string[]): boolean;
  /** The word or symbol that comes next when it is one of these, and null without taking it otherwise. */
  take(...texts: readonly string[]): string | null;
  /** Takes exactly this word or symbol. Throws SelectError with the code. */
  expect(text: string, code: SelectErrorCode): void;
  /** Takes a name, in double quotes or not reserved. Throws SelectError with the code. */
  name(code: SelectErrorCode): Name;
  /** What was found instead of what was expected. */
  unexpected(code: SelectErrorCode): SelectError;
}

/** Reads the tokens of a statement. Throws SelectError of the lexer. */
export function openTokens(statement: string): TokenReader {
  const tokens = readTokens(statement);
  let position = 0;
  const end: Token = { kind: 'end', text: '', at: statement.length };
  const peek = (ahead = 0) => tokens[position + ahead] ?? end;
  const next = () => {
    const token = peek();
    position += 1;
    return token;
  };
  const isWord = (...words: readonly string[]) =>
    peek().kind === 'word' && words.includes(peek().text.toUpperCase());
  const isSymbol = (...symbols: readonly string[]) =>
    peek().kind === 'symbol' && symbols.includes(peek().text);
  const take = (...texts: readonly string[]) =>
    isWord(...texts) || isSymbol(...texts) ? next().text.toUpperCase() : null;
  const unexpected = (code: SelectErrorCode) => {
    const { kind, text, at } = peek();
    return new SelectError(
      code,
      kind === 'end' ? 'The expression ends there.' : `It is ${text} at character ${at + 1}.`,
    );
  };
  return {
    peek,
    next,
    isWord,
    isSymbol,
    take,
    unexpected,
    expect(text, code) {
      if (take(text) === null) throw unexpected(code);
    },
    name(code) {
      const { kind, text } = peek();
      if (kind !== 'quoted' && (kind !== 'word' || reservedWords.has(text.toUpperCase()))) {
        throw unexpected(code);
      }
      next();
      return { text, isQuoted: kind === 'quoted' };
    },
  };
}
