import { SelectError } from '../select-error.ts';
import { fitsInteger, missing } from '../values/value.ts';
import { parseCall } from './parse-call.ts';
import { type PathScope, parsePath } from './parse-path.ts';
import type { Comparison, Expression } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** How deep an expression may go. */
const deepest = 100;

/** What names mean where an expression stands. */
export interface ExpressionScope extends PathScope {
  readonly depth: number;
}

/**
 * Reads an expression: OR, AND, NOT, comparisons, sums, products, values, from the loosest to the tightest. Throws
 * SelectError of the parser.
 */
export function parseExpression(tokens: TokenReader, outer: ExpressionScope): Expression {
  const scope = { ...outer, depth: outer.depth + 1 };
  if (scope.depth > deepest) throw new SelectError('UnsupportedSqlStructure', 'It is nested too deeply.');
  return parseChain(tokens, 'OR', () => parseChain(tokens, 'AND', () => parseCondition(tokens, scope)));
}

function parseChain(tokens: TokenReader, word: 'AND' | 'OR', parse: () => Expression): Expression {
  const first = parse();
  const operands = [first];
  while (tokens.take(word) !== null) operands.push(parse());
  return operands.length === 1 ? first : { kind: word === 'AND' ? 'and' : 'or', operands };
}

function parseCondition(tokens: TokenReader, scope: ExpressionScope): Expression {
  let isNegated = false;
  while (tokens.take('NOT') !== null) isNegated = !isNegated;
  const operand = parseComparison(tokens, scope);
  return isNegated ? { kind: 'not', operand } : operand;
}

const comparisons: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function parseComparison(tokens: TokenReader, scope: ExpressionScope): Expression {
  const operand = parseSum(tokens, scope);
  const symbol = tokens.take(...Object.keys(comparisons));
  const operator = symbol === null ? undefined : comparisons[symbol];
  if (operator !== undefined) {
    return { kind: 'compare', operator, left: operand, right: parseSum(tokens, scope) };
  }
  if (tokens.take('IS') !== null) {
    const isNegated = tokens.take('NOT') !== null;
    const what = tokens.take('NULL', 'MISSING');
    if (what === null) throw tokens.unexpected('ParseUnexpectedToken');
    return { kind: 'is', operand, what: what === 'NULL' ? 'null' : 'missing', isNegated };
  }
  const isNegated = tokens.take('NOT') !== null;
  switch (tokens.take('BETWEEN', 'IN', 'LIKE')) {
    case 'BETWEEN': {
      const low = parseSum(tokens, scope);
      tokens.expect('AND', 'ParseExpectedKeyword');
      return { kind: 'between', operand, low, high: parseSum(tokens, scope), isNegated };
    }
    case 'IN':
      tokens.expect('(', 'ParseUnexpectedToken');
      return { kind: 'in', operand, list: parseList(tokens, scope), isNegated };
    case 'LIKE': {
      const pattern = parseSum(tokens, scope);
      const escaper = tokens.take('ESCAPE') === null ? null : parseSum(tokens, scope);
      return { kind: 'like', operand, pattern, escape: escaper, isNegated };
    }
    default:
      if (isNegated) throw tokens.unexpected('ParseExpectedKeyword');
      return operand;
  }
}

/** Expressions up to the closing parenthesis. */
function parseList(tokens: TokenReader, scope: ExpressionScope): Expression[] {
  const list = [parseExpression(tokens, scope)];
  while (tokens.take(',') !== null) list.push(parseExpression(tokens, scope));
  tokens.expect(')', 'ParseUnexpectedToken');
  return list;
}

function parseSum(tokens: TokenReader, scope: ExpressionScope): Expression {
  let left = parseProduct(tokens, scope);
  for (;;) {
    const operator = tokens.take('+', '-') as '+' | '-' | null;
    if (operator === null) return left;
    left = { kind: 'arithmetic', operator, left, right: parseProduct(tokens, scope) };
  }
}

function parseProduct(tokens: TokenReader, scope: ExpressionScope): Expression {
  let left = parseUnary(tokens, scope);
  for (;;) {
    const operator = tokens.take('*', '/', '%') as '*' | '/' | '%' | null;
    if (operator === null) return left;
    left = { kind: 'arithmetic', operator, left, right: parseUnary(tokens, scope) };
  }
}

function parseUnary(tokens: TokenReader, scope: ExpressionScope): Expression {
  if (tokens.take('-') !== null) return { kind: 'negate', operand: parsePrimary(tokens, scope) };
  return parsePrimary(tokens, scope);
}

function parsePrimary(tokens: TokenReader, scope: ExpressionScope): Expression {
  const { kind, text } = tokens.peek();
  if (kind === 'integer' || kind === 'decimal' || kind === 'text') {
    tokens.next();
    return { kind: 'literal', value: readLiteral(kind, text) };
  }
  if (tokens.take('(') !== null) {
    if (tokens.isWord('SELECT')) throw tokens.unexpected('ParseUnsupportedSelect');
    const inner = parseExpression(tokens, scope);
    tokens.expect(')', 'ParseUnexpectedToken');
    return inner;
  }
  switch (tokens.take('TRUE', 'FALSE', 'NULL', 'MISSING')) {
    case 'TRUE':
      return { kind: 'literal', value: true };
    case 'FALSE':
      return { kind: 'literal', value: false };
    case 'NULL':
      return { kind: 'literal', value: null };
    case 'MISSING':
      return { kind: 'literal', value: missing };
    default:
  }
  if (tokens.isWord('CASE')) throw tokens.unexpected('UnsupportedSqlOperation');
  if (kind === 'word' && tokens.peek(1).text === '(' && tokens.peek(1).kind === 'symbol') {
    return parseCall(tokens, () => parseExpression(tokens, scope));
  }
  return { kind: 'path', steps: parsePath(tokens, scope) };
}

function readLiteral(kind: 'integer' | 'decimal' | 'text', text: string): bigint | number | string {
  if (kind === 'text') return text;
  if (kind === 'decimal') return Number(text);
  const integer = BigInt(text);
  return fitsInteger(integer) ? integer : Number(text);
}
