import { SelectError } from '../select-error.ts';
import type { Comparison } from '../sql/syntax.ts';
import { isAbsent, RawText, readBoolean, readNumber, type Value } from './value.ts';

/**
 * Compares two values. A field of a CSV file takes the type of the other side; two such fields are numbers when both
 * can be, else booleans, else text. Null equals null, and nothing is less or greater than null. Throws SelectError
 * `CastFailed` for a field that cannot be what it is compared with, `InvalidDataType` for an order between types.
 */
export function compareValues(operator: Comparison, left: Value, right: Value): boolean {
  if (isAbsent(left) || isAbsent(right)) {
    const isSame = left === right;
    return operator === '=' ? isSame : operator === '!=' && !isSame;
  }
  const [a, b] = inferTypes(left, right);
  if (isNumber(a) && isNumber(b)) return holds(operator, a < b ? -1 : a > b ? 1 : 0);
  if (typeof a === 'string' && typeof b === 'string') {
    const isOrder = operator !== '=' && operator !== '!=';
    return holds(operator, a === b ? 0 : isOrder ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : 1);
  }
  if (operator === '=') return areSame(a, b);
  if (operator === '!=') return !areSame(a, b);
  throw new SelectError('InvalidDataType', `These cannot be compared by ${operator}.`);
}

/** Numbers of both kinds. */
export function isNumber(value: Value): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

function holds(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function areSame(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => compareValues('=', value, b[index] ?? null));
  }
  return a === b;
}

function inferTypes(left: Value, right: Value): [Value, Value] {
  if (left instanceof RawText && right instanceof RawText) {
    for (const read of [readNumber, readBoolean]) {
      const [a, b] = [read(left.text), read(right.text)];
      if (a !== null && b !== null) return [a, b];
    }
    return [left.text, right.text];
  }
  if (left instanceof RawText) return [asTypeOf(left, right), right];
  if (right instanceof RawText) return [left, asTypeOf(right, left)];
  return [left, right];
}

function asTypeOf({ text }: RawText, other: Value): Value {
  const read = isNumber(other) ? readNumber : typeof other === 'boolean' ? readBoolean : () => text;
  const value = read(text);
  if (value === null) {
    const wanted = isNumber(other) ? 'number' : 'boolean';
    throw new SelectError('CastFailed', `“${text.slice(0, 100)}” is not a ${wanted}.`);
  }
  return value;
}
