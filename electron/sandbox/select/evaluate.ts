import { SelectError } from './select-error.ts';
import type { AggregateName, Expression, Step } from './sql/syntax.ts';
import { calculate, negate, toNumber } from './values/arithmetic.ts';
import { castValue } from './values/cast.ts';
import { compareValues } from './values/compare.ts';
import { isLike } from './values/like.ts';
import { type Field, isAbsent, missing, RawText, readNumber, type Value } from './values/value.ts';

/** One record of the input. */
export interface InputRecord {
  /** The value at a path, `missing` when there is none. Throws SelectError for a path that this input cannot have. */
  at(steps: readonly Step[]): Value;
  /** Everything, as `SELECT *` gives it. */
  fields(): readonly Field[];
}

/** Answers an expression for a record; null: the end, when aggregations answer. */
export type Evaluator = (record: InputRecord | null) => Value;

/** One aggregation of a statement on its way through the rows. */
export interface Accumulator {
  add(record: InputRecord): void;
}

/**
 * Makes a function of an expression. Aggregations in it are appended to `accumulators`, which are to be given every
 * row that passes before the function is asked. The functions throw SelectError.
 */
export function compileExpression(expression: Expression, accumulators: Accumulator[]): Evaluator {
  const compile = (part: Expression) => compileExpression(part, accumulators);
  switch (expression.kind) {
    case 'literal':
      return () => expression.value;
    case 'path':
      return (record) => record?.at(expression.steps) ?? null;
    case 'and':
    case 'or': {
      const operands = expression.operands.map(compile);
      const isAnd = expression.kind === 'and';
      return (record) =>
        isAnd
          ? operands.every((operand) => isTrue(operand(record)))
          : operands.some((operand) => isTrue(operand(record)));
    }
    case 'not': {
      const operand = compile(expression.operand);
      return (record) => {
        const value = operand(record);
        return isAbsent(value) ? null : !isTrue(value);
      };
    }
    case 'negate': {
      const operand = compile(expression.operand);
      return (record) => negate(operand(record));
    }
    case 'compare': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (record) => compareValues(expression.operator, left(record), right(record));
    }
    case 'arithmetic': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (record) => calculate(expression.operator, left(record), right(record));
    }
    case 'is': {
      const operand = compile(expression.operand);
      const isIt = expression.what === 'null' ? isAbsent : (value: Value) => value === missing;
      return (record) => isIt(operand(record)) !== expression.isNegated;
    }
    case 'between': {
      const [operand, low, high] = [expression.operand, expression.low, expression.high].map(compile) as [
        Evaluator,
        Evaluator,
        Evaluator,
      ];
      return (record) => {
        const value = operand(record);
        const isWithin = compareValues('<=', low(record), value) && compareValues('<=', value, high(record));
        return isWithin !== expression.isNegated;
      };
    }
    case 'in': {
      const operand = compile(expression.operand);
      const list = expression.list.map(compile);
      return (record) => {
        const value = operand(record);
        return list.some((element) => isAmong(value, element(record))) !== expression.isNegated;
      };
    }
    case 'like':
      return compileLike(expression, compile);
    case 'cast': {
      const operand = compile(expression.operand);
      return (record) => castValue(operand(record), expression.type);
    }
    case 'call':
      return compileCall(expression, compile);
    case 'aggregate':
      return compileAggregate(expression, accumulators);
  }
}

/** The truth of a condition; what is null or not there is not true. Throws SelectError `InvalidDataType`. */
export function isTrue(value: Value): boolean {
  if (isAbsent(value)) return false;
  if (typeof value !== 'boolean') throw new SelectError('InvalidDataType', 'A condition is needed there.');
  return value;
}

/** An element of a list that is a list itself, from a path, holds its own elements. */
function isAmong(value: Value, element: Value): boolean {
  if (Array.isArray(element) && !Array.isArray(value)) return element.some((one) => isAmong(value, one));
  // A field that is no number is simply not among the numbers.
  if (value instanceof RawText && typeof element !== 'string' && readNumber(value.text) === null)
    return false;
  return compareValues('=', value, element);
}

function asText(value: Value, code: 'LikeInvalidInputs' | 'IncorrectSqlFunctionArgumentType'): string {
  if (value instanceof RawText) return value.text;
  if (typeof value !== 'string') throw new SelectError(code, 'A string is needed there.');
  return value;
}

function compileLike(
  expression: Extract<Expression, { kind: 'like' }>,
  compile: (part: Expression) => Evaluator,
): Evaluator {
  const [operand, pattern] = [compile(expression.operand), compile(expression.pattern)];
  const escaper = expression.escape === null ? null : compile(expression.escape);
  return (record) => {
    const value = operand(record);
    if (isAbsent(value)) return null;
    const isIt = isLike(
      asText(value, 'LikeInvalidInputs'),
      asText(pattern(record), 'LikeInvalidInputs'),
      escaper === null ? null : asText(escaper(record), 'LikeInvalidInputs'),
    );
    return isIt !== expression.isNegated;
  };
}

function compileCall(
  { name, operands }: Extract<Expression, { kind: 'call' }>,
  compile: (part: Expression) => Evaluator,
): Evaluator {
  const compiled = operands.map(compile);
  const [first, second] = compiled;
  if (first === undefined) throw new SelectError('EvaluatorInvalidArguments');
  if (name === 'COALESCE') {
    return (record) => {
      for (const operand of compiled) {
        const value = operand(record);
        if (!isAbsent(value)) return value;
      }
      return null;
    };
  }
  if (name === 'NULLIF') {
    return (record) => {
      const value = first(record);
      return compareValues('=', value, second?.(record) ?? null) ? null : value;
    };
  }
  return (record) => {
    const value = first(record);
    if (isAbsent(value)) return value;
    const text = asText(value, 'IncorrectSqlFunctionArgumentType');
    if (name === 'LOWER') return text.toLowerCase();
    return name === 'UPPER' ? text.toUpperCase() : BigInt([...text].length);
  };
}

function compileAggregate(
  { name, operand }: Extract<Expression, { kind: 'aggregate' }>,
  accumulators: Accumulator[],
): Evaluator {
  const value = operand === null ? () => true : compileExpression(operand, []);
  const running = startAggregate(name);
  accumulators.push({
    add(record) {
      const found = value(record);
      if (!isAbsent(found)) running.add(found);
    },
  });
  return running.result;
}

function startAggregate(name: AggregateName): { add(value: Value): void; result(): Value } {
  let count = 0n;
  let sum: Value = 0n;
  let extreme: bigint | number | null = null;
  return {
    add(value) {
      count += 1n;
      if (name === 'COUNT') return;
      const number = toNumber(value);
      if (name === 'SUM' || name === 'AVG') sum = calculate('+', sum, number);
      else if (extreme === null || (name === 'MIN' ? number < extreme : number > extreme)) extreme = number;
    },
    result() {
      if (name === 'COUNT') return count;
      if (name === 'MIN' || name === 'MAX') return extreme;
      if (name === 'SUM') return sum;
      return count === 0n ? null : Number(sum) / Number(count);
    },
  };
}
