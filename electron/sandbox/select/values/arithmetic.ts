import { SelectError } from '../select-error.ts';
import { isNumber } from './compare.ts';
import { fitsInteger, isAbsent, RawText, readNumber, type Value } from './value.ts';

type Operator = '+' | '-' | '*' | '/' | '%';

/**
 * `left operator right`: two integers give an integer, with a division that cuts, anything else a float; null with
 * anything gives null. Throws SelectError `InvalidDataType`, `IntegerOverflow`, and `EvaluatorInvalidArguments` for a
 * division by zero.
 */
export function calculate(operator: Operator, left: Value, right: Value): Value {
  if (isAbsent(left) || isAbsent(right)) return null;
  const [a, b] = [toNumber(left), toNumber(right)];
  if ((operator === '/' || operator === '%') && Number(b) === 0) {
    throw new SelectError('EvaluatorInvalidArguments', 'It divides by zero.');
  }
  if (typeof a === 'bigint' && typeof b === 'bigint') return checked(ofIntegers[operator](a, b));
  return ofFloats[operator](Number(a), Number(b));
}

/** `-value`. Throws SelectError `InvalidDataType`. */
export function negate(value: Value): Value {
  if (isAbsent(value)) return null;
  const number = toNumber(value);
  return typeof number === 'bigint' ? checked(-number) : -number;
}

/** The value as a number; a field of a CSV file is read as one. Throws SelectError `InvalidDataType`. */
export function toNumber(value: Value): bigint | number {
  if (isNumber(value)) return value;
  const number = value instanceof RawText ? readNumber(value.text) : null;
  if (number === null) throw new SelectError('InvalidDataType', 'A number is needed there.');
  return number;
}

const ofIntegers: Record<Operator, (a: bigint, b: bigint) => bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

const ofFloats: Record<Operator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

function checked(integer: bigint): bigint {
  if (!fitsInteger(integer)) throw new SelectError('IntegerOverflow');
  return integer;
}
