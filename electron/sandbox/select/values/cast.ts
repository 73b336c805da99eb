import { SelectError } from '../select-error.ts';
import type { CastType } from '../sql/syntax.ts';
import { isNumber } from './compare.ts';
import { csvText, fitsInteger, isAbsent, RawText, readNumber, type Value } from './value.ts';

/**
 * `CAST(value AS type)`. A float is cut to become an integer, and null stays null. A decimal is kept as a float: about
 * 15 digits, where the public service has 38. Throws SelectError `CastFailed`.
 */
export function castValue(value: Value, type: CastType): Value {
  if (isAbsent(value)) return value;
  const plain = value instanceof RawText ? value.text : value;
  switch (type) {
    case 'STRING':
      return csvText(plain);
    case 'BOOL':
      return castToBoolean(plain);
    case 'INT':
      return castToInteger(plain);
    case 'FLOAT':
    case 'DECIMAL':
      return Number(castToNumber(plain, type));
  }
}

function castToBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word !== 'true' && word !== 'false') throw castFailed(value, 'BOOL');
  return word === 'true';
}

function castToInteger(value: Value): bigint {
  const number = castToNumber(value, 'INT');
  if (typeof number === 'bigint') return number;
  if (!Number.isFinite(number)) throw castFailed(value, 'INT');
  const integer = BigInt(Math.trunc(number));
  if (!fitsInteger(integer)) throw new SelectError('IntegerOverflow');
  return integer;
}

function castToNumber(value: Value, type: CastType): bigint | number {
  const number = typeof value === 'string' ? readNumber(value) : isNumber(value) ? value : null;
  if (number === null) throw castFailed(value, type);
  return number;
}

function castFailed(value: Value, type: CastType): SelectError {
  return new SelectError('CastFailed', `“${csvText(value).slice(0, 100)}” is no ${type}.`);
}
