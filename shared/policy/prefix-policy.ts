/**
 * What everybody may do below a prefix, in one word: the canned policies that MinIO's clients had until 2021. READ_ONLY
 * reads and lists, WRITE_ONLY uploads and deletes, READ_WRITE does both
 * (https://github.com/minio/minio-py/blob/2.2.6/minio/policy.py).
 */
export const prefixPolicies = ['NONE', 'READ_ONLY', 'WRITE_ONLY', 'READ_WRITE'] as const;
export type PrefixPolicy = (typeof prefixPolicies)[number];

type Json = Readonly<Record<string, unknown>>;

const LOCATION = 's3:GetBucketLocation';
const LIST = 's3:ListBucket';
const LIST_UPLOADS = 's3:ListBucketMultipartUploads';
const readActions = ['s3:GetObject'];
const writeActions = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];
const objectActions = new Set([...readActions, ...writeActions]);

/** A statement of the canned form: allows everybody plain actions on plain resources. */
interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Prefixes that a listing is bound to; null: unbound. */
  readonly prefixes: readonly string[] | null;
}

/** Reads the word for a prefix out of a policy; `custom` when its statements do not reduce to one. */
export function readPrefixPolicy(policy: Json, bucket: string, prefix: string): PrefixPolicy | 'custom' {
  const names = resourceNames(bucket, prefix);
  const allowed = new Set<string>();
  let isListed = false;
  let listsUploads = false;
  for (const statement of statementsOf(policy)) {
    const grant = readGrant(statement);
    if (!grant) {
      if (mentions(statement, names.objects)) return 'custom';
      continue;
    }
    if (grant.resources.includes(names.objects)) for (const action of grant.actions) allowed.add(action);
    if (!grant.resources.includes(names.bucket)) continue;
    if (grant.actions.includes(LIST)) isListed ||= listsPrefix(grant, prefix);
    listsUploads ||= grant.actions.includes(LIST_UPLOADS) && grant.prefixes === null;
  }
  const canRead = readActions.every((action) => allowed.has(action));
  const canWrite = writeActions.every((action) => allowed.has(action));
  const count = (canRead ? readActions.length : 0) + (canWrite ? writeActions.length : 0);
  if (allowed.size !== count) return 'custom';
  if ((canRead && !isListed) || (canWrite && !listsUploads)) return 'custom';
  if (!canRead && isListed) return 'custom';
  if (canRead) return canWrite ? 'READ_WRITE' : 'READ_ONLY';
  return canWrite ? 'WRITE_ONLY' : 'NONE';
}

/**
 * The policy with this word for a prefix; null when no statement is left. Statements of another form stay untouched,
 * and so do those of other prefixes, with the ones that all share as long as one needs them.
 */
export function writePrefixPolicy(
  policy: Json,
  bucket: string,
  prefix: string,
  word: PrefixPolicy,
): Json | null {
  const names = resourceNames(bucket, prefix);
  const isCustom = readPrefixPolicy(policy, bucket, prefix) === 'custom';
  const others = isCustom ? statementsOf(policy) : withoutPrefix(statementsOf(policy), names, prefix);
  const canRead = word === 'READ_ONLY' || word === 'READ_WRITE';
  const canWrite = word === 'WRITE_ONLY' || word === 'READ_WRITE';
  const added: Json[] = [];
  const onBucket = (action: string, condition?: Json): void => {
    const isThere = others.some((statement) => {
      const grant = readGrant(statement);
      if (!grant?.actions.includes(action) || !grant.resources.includes(names.bucket)) return false;
      return action === LIST ? listsPrefix(grant, prefix) : grant.prefixes === null;
    });
    if (!isThere) added.push(newStatement([action], names.bucket, condition));
  };
  if (word !== 'NONE') onBucket(LOCATION);
  if (canRead) onBucket(LIST, prefix === '' ? undefined : { StringEquals: { 's3:prefix': prefix } });
  if (canWrite) onBucket(LIST_UPLOADS);
  const actions = [...(canRead ? readActions : []), ...(canWrite ? writeActions : [])];
  if (actions.length > 0) added.push(newStatement(actions, names.objects));
  const statements = [...others, ...added];
  if (statements.length === 0) return null;
  return { Version: '2012-10-17', ...policy, Statement: statements };
}

function withoutPrefix(
  statements: readonly Json[],
  names: { bucket: string; objects: string },
  prefix: string,
): Json[] {
  const left = statements.flatMap((statement) => {
    const grant = readGrant(statement);
    if (!grant) return [statement];
    if (
      grant.resources.includes(names.objects) &&
      grant.actions.every((action) => objectActions.has(action))
    ) {
      return withoutItem(statement, 'Resource', grant.resources, names.objects);
    }
    if (!isOnlyOf(grant.resources, names.bucket) || !grant.actions.includes(LIST)) return [statement];
    if (grant.prefixes === null)
      return prefix === '' ? withoutItem(statement, 'Action', grant.actions, LIST) : [statement];
    return withoutBoundPrefix(statement, grant, prefix);
  });
  const kept = left.flatMap((statement) => readGrant(statement) ?? []);
  const ofObjects = kept.filter(({ resources }) =>
    resources.some((resource) => resource.startsWith(`${names.bucket}/`)),
  );
  const isWritten = ofObjects.some(({ actions }) => writeActions.some((action) => actions.includes(action)));
  const unneeded = [...(ofObjects.length > 0 ? [] : [LOCATION]), ...(isWritten ? [] : [LIST_UPLOADS])];
  return unneeded.reduce(
    (rest, action) =>
      rest.flatMap((statement) => {
        const grant = readGrant(statement);
        const isShared = grant && grant.prefixes === null && isOnlyOf(grant.resources, names.bucket);
        if (!isShared || !grant.actions.includes(action)) return [statement];
        return withoutItem(statement, 'Action', grant.actions, action);
      }),
    left,
  );
}

function withoutBoundPrefix(statement: Json, { prefixes }: Grant, prefix: string): Json[] {
  const rest = (prefixes ?? []).filter((bound) => bound !== prefix);
  if (rest.length === prefixes?.length) return [statement];
  if (rest.length === 0) return [];
  return [{ ...statement, Condition: { StringEquals: { 's3:prefix': rest } } }];
}

function withoutItem(statement: Json, name: string, items: readonly string[], item: string): Json[] {
  const rest = items.filter((other) => other !== item);
  return rest.length === 0 ? [] : [{ ...statement, [name]: rest }];
}

function isOnlyOf(resources: readonly string[], bucket: string): boolean {
  return resources.every((resource) => resource === bucket);
}

function listsPrefix({ prefixes }: Grant, prefix: string): boolean {
  return prefix === '' ? prefixes === null : (prefixes?.includes(prefix) ?? false);
}

function newStatement(actions: readonly string[], resource: string, condition?: Json): Json {
  return {
    Sid: '',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: actions,
    Resource: resource,
    ...(condition ? { Condition: condition } : {}),
  };
}

function resourceNames(bucket: string, prefix: string): { bucket: string; objects: string } {
  const name = `arn:aws:s3:::${bucket}`;
  return { bucket: name, objects: `${name}/${prefix}*` };
}

function statementsOf({ Statement }: Json): Json[] {
  return listOf(Statement).filter((entry): entry is Json => typeof entry === 'object' && entry !== null);
}

const grantKeys = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);

function readGrant(statement: Json): Grant | null {
  const { Effect, Principal, Action, Resource, Condition } = statement;
  const actions = textsOf(Action);
  const resources = textsOf(Resource);
  if (Effect !== 'Allow' || !isEverybody(Principal) || !actions || !resources) return null;
  if (Object.keys(statement).some((key) => !grantKeys.has(key))) return null;
  if (Condition === undefined) return { actions, resources, prefixes: null };
  const prefixes = readPrefixes(Condition);
  return prefixes && isOnlyOf(actions, LIST) ? { actions, resources, prefixes } : null;
}

function readPrefixes(condition: unknown): string[] | null {
  const test = onlyEntry(condition, 'StringEquals');
  return textsOf(onlyEntry(test, 's3:prefix'));
}

function onlyEntry(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const [entry, ...more] = Object.entries(value);
  return entry?.[0] === name && more.length === 0 ? entry[1] : undefined;
}

function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  const accounts = listOf(onlyEntry(principal, 'AWS'));
  return accounts.length > 0 && accounts.every((account) => account === '*');
}

/** True when a statement of another form is about exactly these objects. */
function mentions({ Resource }: Json, resource: string): boolean {
  return listOf(Resource).includes(resource);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): string[] | null {
  const list = listOf(value);
  return list.length > 0 && list.every((entry) => typeof entry === 'string') ? (list as string[]) : null;
}
