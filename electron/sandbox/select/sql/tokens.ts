import { SelectError } from '../select-error.ts';

/** A piece of a statement; `at` counts characters from 0. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'integer' | 'decimal' | 'symbol' | 'end';
  /** Without quotes; a word as it was written. */
  readonly text: string;
  readonly at: number;
}

const pattern =
  /(?<space>\s+)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<quoted>"(?:[^"]|"")*")|(?<text>'(?:[^']|'')*')|(?<decimal>\d*\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)|(?<integer>\d+)|(?<symbol><>|!=|<=|>=|[-+*/%,.()=<>[\]])/uy;

const kinds = ['word', 'quoted', 'text', 'decimal', 'integer', 'symbol'] as const;

/**
 * Splits a statement of the select language. Throws SelectError `LexerInvalidLiteral` for a quote that is never
 * closed and `LexerInvalidChar` for anything else that is no token.
 */
export function readTokens(statement: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < statement.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(statement)?.groups;
    if (groups === undefined) {
      const found = statement[at] ?? '';
      throw new SelectError(
        found === "'" || found === '"' ? 'LexerInvalidLiteral' : 'LexerInvalidChar',
        `It is ${found} at character ${at + 1}.`,
      );
    }
    const kind = kinds.find((name) => groups[name] !== undefined);
    const text = kind === undefined ? undefined : groups[kind];
    if (kind === undefined || text === undefined) continue;
    tokens.push({ kind, text: withoutQuotes(kind, text), at });
  }
  return [...tokens, { kind: 'end', text: '', at: statement.length }];
}

function withoutQuotes(kind: Token['kind'], text: string): string {
  if (kind === 'quoted') return text.slice(1, -1).replaceAll('""', '"');
  return kind === 'text' ? text.slice(1, -1).replaceAll("''", "'") : text;
}
