import type { Dialect } from '../dialect.ts';
import { FaceError } from '../face-error.ts';

/** How many bytes the file may have, both ends included. */
export interface SizeLimits {
  readonly leastBytes: number;
  readonly mostBytes: number;
}

const uncovered = ['policy', 'file', 'bucket'];

/**
 * Checks a form against its policy: not expired, every condition met, and, where the API asks for it, every field of the
 * form covered by one.
 * Gives the limits of the file's size, null for none. `bucket` counts as a field. Throws AccessDenied with the reason
 * in AWS's words, `InvalidPolicyDocument` for a policy that cannot be read.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function checkPostPolicy(
  encoded: string,
  fields: ReadonlyMap<string, string>,
  options: {
    bucket: string;
    nowMs: number;
    form: Pick<Dialect['form'], 'aliases' | 'coversAllFields' | 'signatureField'>;
  },
): SizeLimits | null {
  const { expiration, conditions } = readDocument(encoded);
  if (expiration <= options.nowMs) throw refused('Invalid according to Policy: Policy expired.');
  const given = new Map([...fields, ['bucket', options.bucket]]);
  const covered = new Set<string>();
  const isFree = (name: string) =>
    uncovered.includes(name) || name === options.form.signatureField || name.startsWith('x-ignore-');
  let limits: SizeLimits | null = null;
  for (const condition of conditions) {
    const read = readCondition(condition);
    if (read.kind === 'range') {
      limits = read;
      continue;
    }
    const value = given.get(options.form.aliases[read.name] ?? read.name) ?? '';
    const holds = read.kind === 'eq' ? value === read.value : startsWith(read.name, value, read.value);
    if (!holds) {
      throw refused(`Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`);
    }
    covered.add(read.name);
  }
  if (!options.form.coversAllFields) return limits;
  for (const name of fields.keys()) {
    if (covered.has(name) || isFree(name)) continue;
    throw refused(`Invalid according to Policy: Extra input fields: ${name}`);
  }
  return limits;
}

function readDocument(encoded: string): { expiration: number; conditions: readonly unknown[] } {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    if (typeof value === 'object' && value !== null && 'expiration' in value && 'conditions' in value) {
      const expiration = /^\d{4}-\d\d-\d\dT.*Z$/.test(String(value.expiration))
        ? Date.parse(String(value.expiration))
        : Number.NaN;
      if (!Number.isNaN(expiration) && Array.isArray(value.conditions)) {
        return { expiration, conditions: value.conditions };
      }
    }
  } catch {
    // What is no JSON is no policy either.
  }
  throw new FaceError('InvalidPolicyDocument', { message: 'Invalid Policy: Invalid JSON.' });
}

type ReadCondition =
  | { readonly kind: 'eq' | 'starts-with'; readonly name: string; readonly value: string }
  | ({ readonly kind: 'range' } & SizeLimits);

function readCondition(condition: unknown): ReadCondition {
  if (Array.isArray(condition) && condition.length === 3) {
    const [kind, first, second]: unknown[] = condition;
    const word = String(kind).toLowerCase();
    if (word === 'content-length-range') {
      const [leastBytes, mostBytes] = [Number(first), Number(second)];
      if (Number.isSafeInteger(leastBytes) && Number.isSafeInteger(mostBytes) && leastBytes >= 0) {
        return { kind: 'range', leastBytes, mostBytes };
      }
    }
    const isField = typeof first === 'string' && first.startsWith('$') && typeof second === 'string';
    if ((word === 'eq' || word === 'starts-with') && isField) {
      return { kind: word, name: first.slice(1).toLowerCase(), value: second };
    }
  } else if (typeof condition === 'object' && condition !== null && !Array.isArray(condition)) {
    const [entry, ...more] = Object.entries(condition);
    if (entry !== undefined && more.length === 0 && typeof entry[1] === 'string') {
      return { kind: 'eq', name: entry[0].toLowerCase(), value: entry[1] };
    }
  }
  throw new FaceError('InvalidPolicyDocument', {
    message: `Invalid Policy: Invalid Condition: ${JSON.stringify(condition)}`,
  });
}

/** A content type may be a list, whose every item must fit. */
function startsWith(name: string, value: string, start: string): boolean {
  if (name !== 'content-type') return value.startsWith(start);
  return value.split(',').every((item) => item.trim().startsWith(start));
}

function refused(message: string): FaceError {
  return new FaceError('AccessDenied', { message });
}
