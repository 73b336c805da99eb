import type { InputRecord } from '../evaluate.ts';
import { SelectError } from '../select-error.ts';
import type { Step } from '../sql/syntax.ts';
import { RawText, type Value } from '../values/value.ts';

/** The columns of a file whose first row names them. */
export interface ColumnNames {
  readonly names: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** By lower-case name, for names without quotes. */
  readonly anyCase: ReadonlyMap<string, number>;
}

/** Reads a row of names; of two columns with one name it is the first. */
export function nameColumns(row: readonly string[]): ColumnNames {
  const positions = new Map<string, number>();
  const anyCase = new Map<string, number>();
  for (const [index, name] of row.entries()) {
    if (!positions.has(name)) positions.set(name, index);
    if (!anyCase.has(name.toLowerCase())) anyCase.set(name.toLowerCase(), index);
  }
  return { names: row, positions, anyCase };
}

/** A row as a record; columns without names are `_1`, `_2`, and so on. */
export function csvRecord(row: readonly string[], columns: ColumnNames | null): InputRecord {
  return {
    at: (steps) => fieldAt(row, positionOf(steps, columns)),
    fields: () =>
      row.map((text, index) => [columns?.names[index] ?? `_${index + 1}`, new RawText(text)] as const),
  };
}

function fieldAt(row: readonly string[], position: number): Value {
  const text = row[position];
  return text === undefined ? null : new RawText(text);
}

/**
 * The position of a column from 0. Throws SelectError `MissingHeaders` or `InvalidColumnIndex` for a column that the
 * file does not have, `InvalidKeyPath` for a path.
 */
function positionOf(steps: readonly Step[], columns: ColumnNames | null): number {
  const [step] = steps;
  if (step?.kind !== 'key' || steps.length > 1) {
    throw new SelectError('InvalidKeyPath', 'A column of CSV holds nothing further.');
  }
  const { text, isQuoted } = step.name;
  const named =
    columns?.positions.get(text) ?? (isQuoted ? undefined : columns?.anyCase.get(text.toLowerCase()));
  if (named !== undefined) return named;
  const number = /^_([1-9]\d*)$/.exec(text)?.[1];
  if (number !== undefined) return Number(number) - 1;
  throw new SelectError(columns === null ? 'InvalidColumnIndex' : 'MissingHeaders', `It is ${text}.`);
}
