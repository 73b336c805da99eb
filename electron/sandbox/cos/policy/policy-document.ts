import { FaceError } from '../../face/face-error.ts';
import { type Condition, fitsOperator } from '../../face/policy/conditions.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { appId } from '../names.ts';
import { cosActions } from './actions.ts';
import { isKnownKey, readOperator } from './condition-words.ts';

/** One statement of a policy. */
export interface CosStatement {
  readonly effect: 'allow' | 'deny';
  /** `qcs::cam::uin/<owner>:uin/<user>`, with `*` for every user, or everyone. */
  readonly principals: readonly string[];
  readonly isNotPrincipal: boolean;
  /** Patterns without `name/cos:`. */
  readonly actions: readonly string[];
  readonly isNotAction: boolean;
  readonly resources: readonly string[];
  readonly isNotResource: boolean;
  readonly conditions: readonly Condition[];
}

type JsonObject = ReadonlyMap<string, unknown>;

const statementFields = [
  'sid',
  'effect',
  'principal',
  'notprincipal',
  'action',
  'notaction',
  'resource',
  'notresource',
  'condition',
];
const principalForm = /^(\*|qcs::cam::anyone:anyone|qcs::cam::uin\/\d{5,15}:(uin\/(\d{5,15}|\*)|root))$/;

/**
 * Reads a policy for one bucket. Names of elements count without their case. Throws FaceError `MalformedPolicy`.
 * https://www.tencentcloud.com/document/product/436/12469
 */
export function readPolicy(source: string, bucket: string): CosStatement[] {
  const root = readObject(parse(source), ['version', 'statement', 'id'], 'policy');
  if (root.get('version') !== '2.0') throw malformedPolicy('The version of a policy must be "2.0"');
  const found = root.get('statement');
  const statements = Array.isArray(found) ? found : [found];
  if (found === undefined || statements.length === 0) throw malformedPolicy('A policy needs a statement');
  return statements.map((statement: unknown) => readStatement(statement, bucket));
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw malformedPolicy('A policy must be JSON');
  }
}

function readStatement(value: unknown, bucket: string): CosStatement {
  const fields = readObject(value, statementFields, 'statement');
  const effect = String(fields.get('effect') ?? '').toLowerCase();
  if (effect !== 'allow' && effect !== 'deny') throw malformedPolicy('The effect must be allow or deny');
  const [principal, isNotPrincipal] = oneOf(fields, 'principal', 'notprincipal');
  const [action, isNotAction] = oneOf(fields, 'action', 'notaction');
  const [resource, isNotResource] = oneOf(fields, 'resource', 'notresource');
  const actions = readTexts(action, 'action').map(readAction);
  const resources = readTexts(resource, 'resource');
  const isOwn = (pattern: string) => pattern === '*' || namesBucket(pattern, bucket);
  if (!resources.every(isOwn)) throw malformedPolicy('A resource is not of this bucket');
  return {
    effect,
    principals: readPrincipals(principal),
    isNotPrincipal,
    actions,
    isNotAction,
    resources,
    isNotResource,
    conditions: readConditions(fields.get('condition')),
  };
}

function readAction(text: string): string {
  const pattern = text === '*' ? '*' : (/^(?:name\/)?cos:(.+)$/i.exec(text)?.[1] ?? null);
  const isKnown =
    pattern !== null &&
    cosActions.some((action) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));
  if (pattern === null || !isKnown) throw malformedPolicy(`There is no action ${text}`);
  return pattern;
}

/** `qcs::cos:<region>:uid/<appid>:<bucket>/<keys>`; region and account may be left open. */
function namesBucket(pattern: string, bucket: string): boolean {
  const found = /^qcs::cos:[a-z0-9-]*\*?:(?:uid\/(\d+|\*))?:([^/]+)(\/.*)?$/.exec(pattern);
  if (found === null) return false;
  const [, account = '*', name = ''] = found;
  return (account === '*' || account === appId) && matchesPattern(name, bucket);
}

function readPrincipals(value: unknown): string[] {
  if (value === '*') return ['*'];
  const { qcs } = Object.fromEntries(readObject(value, ['qcs'], 'principal'));
  const names = readTexts(qcs, 'principal');
  if (!names.every((name) => principalForm.test(name))) throw malformedPolicy('A principal is malformed');
  return names;
}

function readConditions(value: unknown): Condition[] {
  if (value === undefined) return [];
  return [...readObject(value, null, 'condition')].flatMap(([name, keys]) => {
    const operator = readOperator(name);
    if (operator === null) throw malformedPolicy(`There is no condition ${name}`);
    return [...readObject(keys, null, 'condition')].map(([key, given]): Condition => {
      if (!isKnownKey(key)) throw malformedPolicy(`There is no condition key ${key}`);
      const values = (Array.isArray(given) ? given : [given]).map((item: unknown) => {
        const isPlain = ['string', 'number', 'boolean'].includes(typeof item);
        if (!isPlain || !fitsOperator(operator.base, String(item))) {
          throw malformedPolicy(`The condition key ${key} has a value that does not fit`);
        }
        return String(item);
      });
      return { ...operator, key, values };
    });
  });
}

function oneOf(fields: JsonObject, name: string, opposite: string): [unknown, boolean] {
  if (fields.has(name) === fields.has(opposite)) throw malformedPolicy(`A statement needs one ${name}`);
  return fields.has(name) ? [fields.get(name), false] : [fields.get(opposite), true];
}

function readTexts(value: unknown, what: string): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.filter((item) => typeof item === 'string' && item !== '').map(String);
  if (texts.length === 0 || texts.length !== items.length) throw malformedPolicy(`The ${what} is malformed`);
  return texts;
}

/** By lower-case name; `known` null takes any. */
function readObject(value: unknown, known: readonly string[] | null, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformedPolicy(`The ${what} must be an object`);
  }
  const fields = new Map<string, unknown>();
  for (const [given, content] of Object.entries(value)) {
    const name = given.toLowerCase();
    if (known !== null && !known.includes(name)) throw malformedPolicy(`Unknown field ${given}`);
    if (fields.has(name)) throw malformedPolicy(`${given} is there twice`);
    fields.set(name, content);
  }
  return fields;
}

function malformedPolicy(message: string): FaceError {
  return new FaceError('MalformedPolicy', { message });
}
