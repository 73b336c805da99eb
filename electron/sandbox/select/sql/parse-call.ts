import { SelectError } from '../select-error.ts';
import type { AggregateName, CastType, Expression, FunctionName } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const aggregates: readonly string[] = ['COUNT', 'SUM', 'MIN', 'MAX', 'AVG'] satisfies AggregateName[];

/** How many arguments each function takes, at least and at most. */
const functions: Readonly<Record<string, { name: FunctionName; least: number; most: number }>> = {
  LOWER: { name: 'LOWER', least: 1, most: 1 },
  UPPER: { name: 'UPPER', least: 1, most: 1 },
  CHAR_LENGTH: { name: 'CHAR_LENGTH', least: 1, most: 1 },
  CHARACTER_LENGTH: { name: 'CHAR_LENGTH', least: 1, most: 1 },
  COALESCE: { name: 'COALESCE', least: 1, most: 100 },
  NULLIF: { name: 'NULLIF', least: 2, most: 2 },
};

const castTypes: Readonly<Record<string, CastType>> = {
  INT: 'INT',
  INTEGER: 'INT',
  FLOAT: 'FLOAT',
  DECIMAL: 'DECIMAL',
  NUMERIC: 'DECIMAL',
  STRING: 'STRING',
  BOOL: 'BOOL',
  BOOLEAN: 'BOOL',
};

/**
 * Reads `NAME(arguments)`. Throws SelectError `UnsupportedFunction` for a function that is not known here (those of
 * times among them), `ParseExpectedTypeName`, and `EvaluatorInvalidArguments` for a wrong number of arguments.
 */
export function parseCall(tokens: TokenReader, parseArgument: () => Expression): Expression {
  const written = tokens.next().text;
  const name = written.toUpperCase();
  tokens.expect('(', 'ParseUnexpectedToken');
  if (name === 'CAST') return parseCast(tokens, parseArgument);
  if (name === 'COUNT' && tokens.take('*') !== null) {
    tokens.expect(')', 'ParseExpectedRightParenBuiltinFunctionCall');
    return { kind: 'aggregate', name: 'COUNT', operand: null };
  }
  const known = functions[name];
  if (known === undefined && !aggregates.includes(name)) {
    throw new SelectError('UnsupportedFunction', `It is ${written}.`);
  }
  if (tokens.isWord('DISTINCT')) throw tokens.unexpected('UnsupportedSqlOperation');
  const operands = parseArguments(tokens, parseArgument);
  const { least, most } = known ?? { least: 1, most: 1 };
  if (operands.length < least || operands.length > most) {
    throw new SelectError('EvaluatorInvalidArguments', `${written} takes another number of them.`);
  }
  if (known !== undefined) return { kind: 'call', name: known.name, operands };
  return { kind: 'aggregate', name: name as AggregateName, operand: operands[0] ?? null };
}

function parseArguments(tokens: TokenReader, parseArgument: () => Expression): Expression[] {
  if (tokens.take(')') !== null) return [];
  const operands = [parseArgument()];
  while (tokens.take(',') !== null) operands.push(parseArgument());
  tokens.expect(')', 'ParseExpectedRightParenBuiltinFunctionCall');
  return operands;
}

function parseCast(tokens: TokenReader, parseArgument: () => Expression): Expression {
  const operand = parseArgument();
  tokens.expect('AS', 'ParseExpectedKeyword');
  if (tokens.isWord('TIMESTAMP')) throw tokens.unexpected('UnsupportedSqlOperation');
  const word = tokens.take(...Object.keys(castTypes));
  const type = word === null ? undefined : castTypes[word];
  if (type === undefined) throw tokens.unexpected('ParseExpectedTypeName');
  // DECIMAL(10, 2): how many digits is read, and a float holds them or not.
  if (type === 'DECIMAL' && tokens.take('(') !== null) parseArguments(tokens, parseArgument);
  tokens.expect(')', 'ParseExpectedRightParenBuiltinFunctionCall');
  return { kind: 'cast', operand, type };
}
