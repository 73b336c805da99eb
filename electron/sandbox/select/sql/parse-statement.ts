import { SelectError } from '../select-error.ts';
import { type ExpressionScope, parseExpression } from './parse-expression.ts';
import { isTable, parseSteps } from './parse-path.ts';
import type { Column, Expression, Statement, Step } from './syntax.ts';
import { openTokens, type TokenReader } from './token-reader.ts';

const longestBytes = 256 * 1024;

/** Words that begin what this language of the public API does not have either, or what is not done here. */
const unsupportedClauses = [
  'GROUP',
  'HAVING',
  'ORDER',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'OFFSET',
  'JOIN',
  'ON',
];

/**
 * Reads a statement of the select language: `SELECT * | columns FROM table[path] [alias] [WHERE …] [LIMIT n]`.
 * `table` is what the object is called: `S3Object`.
 * Throws SelectError with the code of what is wrong, or not done here.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-select-sql-reference-select.html
 */
export function parseStatement(text: string, table: string): Statement {
  if (Buffer.byteLength(text) > longestBytes) throw new SelectError('ExpressionTooLong');
  const tokens = openTokens(text);
  tokens.expect('SELECT', 'ParseExpectedKeyword');
  if (tokens.isWord('DISTINCT', 'ALL', 'TOP')) throw tokens.unexpected('ParseUnsupportedSelect');
  if (tokens.isWord('FROM') || tokens.peek().kind === 'end') throw tokens.unexpected('ParseEmptySelect');
  // The alias, which stands at the end, decides how names in the columns are read.
  const { alias, from } = parseFrom(readAhead(text), table);
  const scope = { alias, table, depth: 0 };
  const columns = parseColumns(tokens, scope);
  tokens.expect('FROM', 'ParseSelectMissingFrom');
  parseFrom(tokens, table);
  const where = tokens.take('WHERE') === null ? null : parseExpression(tokens, scope);
  const limit = parseLimit(tokens);
  if (tokens.isWord(...unsupportedClauses)) throw tokens.unexpected('UnsupportedSqlStructure');
  if (tokens.peek().kind !== 'end') throw tokens.unexpected('ParseUnexpectedToken');
  if (where !== null && hasAggregate(where)) {
    throw new SelectError('UnsupportedSqlStructure', 'WHERE cannot have an aggregation.');
  }
  return { columns, from, where, limit, isAggregated: checkAggregation(columns ?? []) };
}

/** The tokens from behind FROM on. */
function readAhead(text: string): TokenReader {
  const tokens = openTokens(text);
  let depth = 0;
  while (tokens.peek().kind !== 'end') {
    if (tokens.isSymbol('(')) depth += 1;
    if (tokens.isSymbol(')')) depth -= 1;
    if (depth === 0 && tokens.take('FROM') !== null) return tokens;
    tokens.next();
  }
  throw tokens.unexpected('ParseSelectMissingFrom');
}

function parseFrom(tokens: TokenReader, tableName: string): { alias: string | null; from: readonly Step[] } {
  if (tokens.isSymbol('(')) throw tokens.unexpected('ParseUnsupportedSelect');
  const table = tokens.name('BadTableName');
  if (!isTable(table, tableName)) throw new SelectError('BadTableName', `It must be ${tableName}.`);
  const from = parseSteps(tokens);
  if (tokens.isSymbol('.')) throw tokens.unexpected('ParseInvalidPathComponent');
  if (from.length > 0 && from[0]?.kind !== 'elements') {
    throw new SelectError('BadTableName', 'A path in it begins with [*].');
  }
  if (tokens.isSymbol(',')) throw tokens.unexpected('UnsupportedSqlStructure');
  const isNamed = tokens.take('AS') !== null;
  const { kind } = tokens.peek();
  const isAlias = isNamed || kind === 'quoted' || (kind === 'word' && !isClause(tokens));
  return { alias: isAlias ? tokens.name('ParseExpectedIdentForAlias').text : null, from };
}

function isClause(tokens: TokenReader): boolean {
  return tokens.isWord('WHERE', 'LIMIT', ...unsupportedClauses);
}

function parseColumns(tokens: TokenReader, scope: ExpressionScope): Column[] | null {
  if (tokens.take('*') !== null) return null;
  if (isAllOfTable(tokens, scope)) {
    for (let count = 0; count < 3; count += 1) tokens.next();
    return null;
  }
  const columns = [parseColumn(tokens, scope, 1)];
  while (tokens.take(',') !== null) columns.push(parseColumn(tokens, scope, columns.length + 1));
  return columns;
}

/** `s.*` */
function isAllOfTable(tokens: TokenReader, { alias, table }: ExpressionScope): boolean {
  const { kind, text } = tokens.peek();
  const isTableName = text === alias || isTable({ text, isQuoted: kind === 'quoted' }, table);
  return isTableName && tokens.peek(1).text === '.' && tokens.peek(2).text === '*';
}

function parseColumn(tokens: TokenReader, scope: ExpressionScope, number: number): Column {
  const expression = parseExpression(tokens, scope);
  if (tokens.take('AS') === null) return { expression, name: usualName(expression) ?? `_${number}` };
  if (tokens.peek().kind === 'text') return { expression, name: tokens.next().text };
  return { expression, name: tokens.name('ParseExpectedIdentForAlias').text };
}

function usualName(expression: Expression): string | null {
  if (expression.kind !== 'path') return null;
  const last = expression.steps.at(-1);
  return last?.kind === 'key' ? last.name.text : null;
}

function parseLimit(tokens: TokenReader): number | null {
  if (tokens.take('LIMIT') === null) return null;
  if (tokens.peek().kind !== 'integer') throw tokens.unexpected('ParseExpectedNumber');
  return Number(tokens.next().text);
}

/** True when the columns are aggregations. Throws SelectError when they are mixed with values of rows, or nested. */
function checkAggregation(columns: readonly Column[]): boolean {
  const isAggregated = columns.some(({ expression }) => hasAggregate(expression));
  if (!isAggregated) return false;
  for (const { expression } of columns) {
    if (hasPathOutside(expression)) {
      throw new SelectError('UnsupportedSqlStructure', 'Aggregations and values of rows are mixed.');
    }
  }
  return true;
}

function hasAggregate(expression: Expression): boolean {
  return expression.kind === 'aggregate' || partsOf(expression).some(hasAggregate);
}

function hasPathOutside(expression: Expression): boolean {
  if (expression.kind === 'path') return true;
  if (expression.kind !== 'aggregate') return partsOf(expression).some(hasPathOutside);
  if (expression.operand !== null && hasAggregate(expression.operand)) {
    throw new SelectError('UnsupportedSqlStructure', 'An aggregation stands within another.');
  }
  return false;
}

/** The expressions that an expression is made of. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'path':
      return [];
    case 'and':
    case 'or':
    case 'call':
      return expression.operands;
    case 'not':
    case 'negate':
    case 'is':
    case 'cast':
      return [expression.operand];
    case 'aggregate':
      return expression.operand === null ? [] : [expression.operand];
    case 'compare':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'between':
      return [expression.operand, expression.low, expression.high];
    case 'in':
      return [expression.operand, ...expression.list];
    case 'like':
      return [
        expression.operand,
        expression.pattern,
        ...(expression.escape === null ? [] : [expression.escape]),
      ];
  }
}
