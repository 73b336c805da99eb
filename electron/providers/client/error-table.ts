import type { ErrorMeaning } from '../dialect.ts';

/** Error codes, separated by spaces, and what they all mean. */
export type ErrorRow = readonly [codes: string, meaning: ErrorMeaning];

/** Looks codes up in rows; null for one that nobody wrote down. */
export function errorTable(rows: readonly ErrorRow[]): (code: string) => ErrorMeaning | null {
  const meanings = new Map(
    rows.flatMap(([codes, meaning]) => codes.split(/\s+/).map((code) => [code, meaning] as const)),
  );
  return (code) => meanings.get(code) ?? null;
}
