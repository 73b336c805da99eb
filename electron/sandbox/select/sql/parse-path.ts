import { SelectError } from '../select-error.ts';
import type { Name, Step } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** The names that the object itself has in a statement. */
export interface PathScope {
  /** `s` of `FROM S3Object s`. */
  readonly alias: string | null;
  /** `S3Object` of it. */
  readonly table: string;
}

/** True for the name of the object in a statement, `S3Object` for example, whatever its case. */
export function isTable({ text }: Name, table: string): boolean {
  return text.toLowerCase() === table.toLowerCase();
}

/**
 * Reads `s.field`, `s.list[0].x`, `s['field']` or `field`. The alias or the name of the object in front is left out.
 * Throws SelectError `ParseExpectedExpression` or `ParseInvalidPathComponent`.
 */
export function parsePath(tokens: TokenReader, { alias, table }: PathScope): Step[] {
  const root = tokens.name('ParseExpectedExpression');
  const steps = parseSteps(tokens);
  const isTableName = root.text === alias || (!root.isQuoted && isTable(root, table));
  if (isTableName && steps.length > 0) return steps;
  return [{ kind: 'key', name: root }, ...steps];
}

/** Reads the steps that follow a name, if any. Throws SelectError `ParseInvalidPathComponent`. */
export function parseSteps(tokens: TokenReader): Step[] {
  const steps: Step[] = [];
  for (;;) {
    if (tokens.isSymbol('.') && tokens.peek(1).text === '*') return steps;
    if (tokens.take('.') !== null) {
      steps.push({ kind: 'key', name: tokens.name('ParseInvalidPathComponent') });
    } else if (tokens.take('[') !== null) {
      steps.push(parseBracket(tokens));
      tokens.expect(']', 'ParseInvalidPathComponent');
    } else return steps;
  }
}

function parseBracket(tokens: TokenReader): Step {
  if (tokens.take('*') !== null) return { kind: 'elements' };
  const { kind, text } = tokens.next();
  if (kind === 'integer') return { kind: 'index', index: Number(text) };
  if (kind === 'text') return { kind: 'key', name: { text, isQuoted: true } };
  throw new SelectError('ParseInvalidPathComponent', `It is [${text}].`);
}
