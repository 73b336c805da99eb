import { FaceError } from '../../face/face-error.ts';
import { type Condition, fitsOperator, readOperator } from '../../face/policy/conditions.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { ossActions } from './actions.ts';
import { isKnownKey } from './condition-keys.ts';

/** One statement of a policy. */
export interface OssStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Numbers of accounts, or `*` for everyone. */
  readonly principals: readonly string[];
  readonly isNotPrincipal: boolean;
  /** Patterns without `oss:`. */
  readonly actions: readonly string[];
  readonly isNotAction: boolean;
  /** `<bucket>[/<keys>]`, patterns without what stands before them. */
  readonly resources: readonly string[];
  readonly isNotResource: boolean;
  readonly conditions: readonly Condition[];
}

type JsonObject = Readonly<Record<string, unknown>>;

const statementFields = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/**
 * Reads a policy for one bucket. Throws FaceError `MalformedPolicy`.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketpolicy
 */
export function readPolicy(source: string, bucket: string): OssStatement[] {
  const root = readObject(parse(source), ['Version', 'Statement'], 'policy');
  if (root.Version !== '1') throw malformedPolicy('The Version of a policy must be "1".');
  const { Statement: statements } = root;
  if (!Array.isArray(statements) || statements.length === 0) {
    throw malformedPolicy('A policy needs a Statement.');
  }
  return statements.map((statement: unknown) => readStatement(statement, bucket));
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw malformedPolicy('The policy is not JSON.');
  }
}

function readStatement(value: unknown, bucket: string): OssStatement {
  const fields = readObject(value, statementFields, 'statement');
  const { Effect: effect } = fields;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformedPolicy('The Effect must be Allow or Deny.');
  const [principal, isNotPrincipal] = oneOf(fields, 'Principal', 'NotPrincipal');
  const [action, isNotAction] = oneOf(fields, 'Action', 'NotAction');
  const [resource, isNotResource] = oneOf(fields, 'Resource', 'NotResource');
  const principals = readTexts(principal, 'Principal');
  if (!principals.every((name) => name === '*' || /^\d{5,20}$/.test(name))) {
    throw malformedPolicy('A Principal is the number of an account, or *.');
  }
  return {
    effect,
    principals,
    isNotPrincipal,
    actions: readTexts(action, 'Action').map(readAction),
    isNotAction,
    resources: readTexts(resource, 'Resource').map((pattern) => readResource(pattern, bucket)),
    isNotResource,
    conditions: readConditions(fields.Condition),
  };
}

function readAction(text: string): string {
  const pattern = text === '*' ? '*' : /^oss:(.+)$/i.exec(text)?.[1];
  const isKnown = (wanted: string) =>
    ossActions.some((action) => matchesPattern(wanted.toLowerCase(), action.toLowerCase()));
  if (pattern === undefined || !isKnown(pattern)) throw malformedPolicy(`There is no Action ${text}.`);
  return pattern;
}

/** `acs:oss:<region>:<account>:<bucket>[/<keys>]`; region and account may be stars. */
function readResource(text: string, bucket: string): string {
  const [, path = ''] = /^acs:oss:[a-z0-9*-]*:[\d*]*:(.+)$/.exec(text) ?? [];
  const [name = ''] = path.split('/');
  if (path === '' || !matchesPattern(name, bucket)) {
    throw malformedPolicy(`The Resource ${text} is not of this bucket.`);
  }
  return path;
}

function readConditions(value: unknown): Condition[] {
  if (value === undefined) return [];
  return Object.entries(readObject(value, null, 'Condition')).flatMap(([name, keys]) => {
    const operator = readOperator(name);
    if (operator === null) throw malformedPolicy(`There is no condition ${name}.`);
    return Object.entries(readObject(keys, null, 'Condition')).map(([key, given]): Condition => {
      if (!isKnownKey(key)) throw malformedPolicy(`There is no condition key ${key}.`);
      const values = (Array.isArray(given) ? given : [given]).map((item: unknown) => {
        if (typeof item === 'object' || !fitsOperator(operator.base, String(item))) {
          throw malformedPolicy(`The condition key ${key} has a value that does not fit.`);
        }
        return String(item);
      });
      return { ...operator, key, values };
    });
  });
}

function oneOf(fields: JsonObject, name: string, opposite: string): [unknown, boolean] {
  if (Object.hasOwn(fields, name) === Object.hasOwn(fields, opposite)) {
    throw malformedPolicy(`A statement needs one ${name}.`);
  }
  return Object.hasOwn(fields, name) ? [fields[name], false] : [fields[opposite], true];
}

function readTexts(value: unknown, what: string): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.filter((item) => typeof item === 'string' && item !== '').map(String);
  if (texts.length === 0 || texts.length !== items.length) throw malformedPolicy(`The ${what} is malformed.`);
  return texts;
}

/** `known` null takes any field. */
function readObject(value: unknown, known: readonly string[] | null, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformedPolicy(`The ${what} must be an object.`);
  }
  const stranger = Object.keys(value).find((name) => known !== null && !known.includes(name));
  if (stranger !== undefined) throw malformedPolicy(`Unknown field ${stranger}.`);
  return { ...value };
}

function malformedPolicy(message: string): FaceError {
  return new FaceError('MalformedPolicy', { message });
}
