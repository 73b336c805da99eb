import { FaceError } from '../../face/face-error.ts';
import { type Condition, fitsOperator, readOperator } from '../../face/policy/conditions.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { type ActionScope, actionsOf } from './actions.ts';
import { isKnownKey } from './known-keys.ts';

/** Names of callers under one kind: `AWS`, `CanonicalUser`; `*` for everyone. */
export interface Principals {
  readonly kind: string;
  readonly names: readonly string[];
}

/** One statement. With `isNot…` the list names what it does not speak of. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly Principals[];
  readonly isNotPrincipal: boolean;
  readonly actions: readonly string[];
  readonly isNotAction: boolean;
  readonly resources: readonly string[];
  readonly isNotResource: boolean;
  readonly conditions: readonly Condition[];
}

/** A bucket policy that was read. */
export interface Policy {
  readonly statements: readonly Statement[];
}

type JsonObject = Readonly<Record<string, unknown>>;

const versions = ['2012-10-17', '2008-10-17'];
const resourceStart = 'arn:aws:s3:::';
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
/** Keys that only a listing has a value for. */
const listingKeys = ['s3:prefix', 's3:delimiter', 's3:max-keys'];
const listingActions = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];

/**
 * Reads a policy for one bucket. Throws FaceError `MalformedPolicy` for whatever AWS would refuse to store.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(text: string, bucket: string): Policy {
  const root = readJson(text);
  for (const name of Object.keys(root)) {
    if (!['Version', 'Id', 'Statement'].includes(name)) throw malformedPolicy(`Unknown field ${name}`);
  }
  if (root.Version !== undefined && !versions.includes(String(root.Version))) {
    throw malformedPolicy('The policy must contain a valid version string');
  }
  if (root.Id !== undefined && typeof root.Id !== 'string') throw malformedPolicy('Policy has an invalid Id');
  const statements = Array.isArray(root.Statement) ? root.Statement : [root.Statement];
  if (root.Statement === undefined || statements.length === 0) {
    throw malformedPolicy('Missing required field Statement');
  }
  const ids = statements.flatMap((statement) =>
    isObject(statement) && statement.Sid ? [statement.Sid] : [],
  );
  if (new Set(ids).size !== ids.length) {
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.');
  }
  return { statements: statements.map((statement) => readStatement(statement, bucket)) };
}

/** The refusal of a policy, with the reason. */
function malformedPolicy(message: string): FaceError {
  return new FaceError('MalformedPolicy', { message });
}

function readJson(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Both ways out are the same refusal.
  }
  throw malformedPolicy('Policies must be valid JSON and the first byte must be "{"');
}

function readStatement(value: unknown, bucket: string): Statement {
  if (!isObject(value)) throw malformedPolicy('Policy has a statement that is no object');
  for (const name of Object.keys(value)) {
    if (!statementFields.includes(name)) throw malformedPolicy(`Unknown field ${name}`);
  }
  const { Sid: sid, Effect: effect } = value;
  if (sid !== undefined && typeof sid !== 'string') throw malformedPolicy('Policy has an invalid Sid');
  if (effect !== 'Allow' && effect !== 'Deny')
    throw malformedPolicy(`Invalid effect: ${String(effect ?? '')}`);
  const [actionField, isNotAction] = oneOf(value, 'Action', 'NotAction');
  const [resourceField, isNotResource] = oneOf(value, 'Resource', 'NotResource');
  const [principalField, isNotPrincipal] = oneOf(value, 'Principal', 'NotPrincipal');
  if (isNotPrincipal && effect === 'Allow') {
    throw malformedPolicy('Allow with NotPrincipal is not allowed.');
  }
  const actions = readTexts(actionField, 'action');
  const resources = readTexts(resourceField, 'resource');
  const conditions = readConditions(value.Condition);
  checkActions(actions);
  checkResources(resources, bucket);
  if (!isNotAction && !isNotResource) checkFit(actions, resources);
  checkConditionFit(actions, isNotAction, conditions);
  return {
    effect,
    principals: readPrincipals(principalField),
    isNotPrincipal,
    actions,
    isNotAction,
    resources,
    isNotResource,
    conditions,
  };
}

function oneOf(value: JsonObject, name: string, opposite: string): [unknown, boolean] {
  if ((value[name] === undefined) === (value[opposite] === undefined)) {
    const problem = value[name] === undefined ? 'Missing required field' : 'Only one is allowed of';
    throw malformedPolicy(`${problem} ${name} ${value[name] === undefined ? '' : `and ${opposite}`}`.trim());
  }
  return value[name] === undefined ? [value[opposite], true] : [value[name], false];
}

function readTexts(value: unknown, what: string): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length === 0 || texts.length !== items.length)
    throw malformedPolicy(`Policy has invalid ${what}`);
  return texts;
}

function readPrincipals(value: unknown): Principals[] {
  if (value === '*') return [{ kind: 'AWS', names: ['*'] }];
  if (!isObject(value) || Object.keys(value).length === 0)
    throw malformedPolicy('Invalid principal in policy');
  return Object.entries(value).map(([kind, names]) => {
    if (!['AWS', 'CanonicalUser', 'Service', 'Federated'].includes(kind)) {
      throw malformedPolicy('Invalid principal in policy');
    }
    const read = readTexts(names, 'principal');
    const fits = (name: string) =>
      kind === 'AWS'
        ? /^(\*|\d{12}|arn:aws:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/[^*?]+))$/.test(
            name,
          )
        : kind !== 'CanonicalUser' || /^[0-9a-f]{64}$/.test(name);
    if (!read.every(fits)) throw malformedPolicy('Invalid principal in policy');
    return { kind, names: read };
  });
}

function checkActions(actions: readonly string[]): void {
  for (const action of actions) {
    if (actionsOf(action).length === 0) throw malformedPolicy('Policy has invalid action');
  }
}

function checkResources(resources: readonly string[], bucket: string): void {
  for (const resource of resources) {
    const path = resource === '*' ? '*' : resource.slice(resourceStart.length);
    const [name = ''] = path.split('/');
    const isOwn = (resource === '*' || resource.startsWith(resourceStart)) && matchesPattern(name, bucket);
    if (!isOwn) throw malformedPolicy('Policy has invalid resource');
  }
}

/** Every action must be able to happen to one of the resources. */
function checkFit(actions: readonly string[], resources: readonly string[]): void {
  const covers = (scope: ActionScope) =>
    resources.some((resource) => {
      if (resource.includes('/')) return scope === 'object';
      return scope === 'bucket' || resource.includes('*');
    });
  for (const action of actions) {
    if (!actionsOf(action).some(({ scope }) => covers(scope))) {
      throw malformedPolicy('Action does not apply to any resource(s) in statement');
    }
  }
}

function readConditions(value: unknown): Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw malformedPolicy('Policy has invalid condition');
  return Object.entries(value).flatMap(([name, keys]) => {
    const operator = readOperator(name);
    if (operator === null) throw malformedPolicy(`Invalid Condition type : ${name}`);
    if (!isObject(keys)) throw malformedPolicy('Policy has invalid condition');
    return Object.entries(keys).map(([key, given]): Condition => {
      if (!isKnownKey(key)) throw malformedPolicy('Policy has an invalid condition key');
      const values = (Array.isArray(given) ? given : [given]).map((item: unknown) => {
        const isPlain = typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean';
        if (!isPlain || !fitsOperator(operator.base, String(item))) {
          throw malformedPolicy(`Policy has an invalid value for the condition key ${key}`);
        }
        return String(item);
      });
      return { ...operator, key, values };
    });
  });
}

function checkConditionFit(
  actions: readonly string[],
  isNotAction: boolean,
  conditions: readonly Condition[],
): void {
  if (isNotAction || !conditions.some(({ key }) => listingKeys.includes(key.toLowerCase()))) return;
  const lists = actions.some((action) => actionsOf(action).some(({ name }) => listingActions.includes(name)));
  if (lists) return;
  throw malformedPolicy('Conditions do not apply to combination of actions and resources in statement');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
