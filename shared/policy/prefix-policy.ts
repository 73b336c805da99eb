import type { PrefixGrammar } from './prefix-grammar.ts';

/**
 * What everybody may do below a prefix, in one word: the canned policies that MinIO's clients had until 2021. READ_ONLY
 * reads and lists, WRITE_ONLY uploads and deletes, READ_WRITE does both
 * (https://github.com/minio/minio-py/blob/2.2.6/minio/policy.py).
 */
export const prefixPolicies = ['NONE', 'READ_ONLY', 'WRITE_ONLY', 'READ_WRITE'] as const;
export type PrefixPolicy = (typeof prefixPolicies)[number];

type Json = Readonly<Record<string, unknown>>;

/** A statement of the canned form: allows everybody plain actions on plain resources. */
interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Prefixes that a listing is bound to; null: unbound. */
  readonly prefixes: readonly string[] | null;
}

/** Reads the word for a prefix out of a policy; `custom` when its statements do not reduce to one. */
export function readPrefixPolicy(
  policy: Json,
  bucket: string,
  prefix: string,
  grammar: PrefixGrammar,
): PrefixPolicy | 'custom' {
  const { list, listUploads, readActions, writeActions } = grammar;
  const names = resourceNames(bucket, prefix, grammar);
  const allowed = new Set<string>();
  let isListed = false;
  let listsUploads = false;
  for (const statement of statementsOf(policy)) {
    const grant = readGrant(statement, grammar);
    if (!grant) {
      if (mentions(statement, names.objects)) return 'custom';
      continue;
    }
    if (grant.resources.includes(names.objects)) for (const action of grant.actions) allowed.add(action);
    if (!grant.resources.includes(names.bucket)) continue;
    if (grant.actions.includes(list)) isListed ||= listsPrefix(grant, prefix);
    listsUploads ||= grant.actions.includes(listUploads) && grant.prefixes === null;
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
  grammar: PrefixGrammar,
): Json | null {
  const { list, readActions, writeActions, location, listUploads, bound, version } = grammar;
  const names = resourceNames(bucket, prefix, grammar);
  const isCustom = readPrefixPolicy(policy, bucket, prefix, grammar) === 'custom';
  const others = isCustom
    ? statementsOf(policy)
    : withoutPrefix(statementsOf(policy), names, prefix, grammar);
  const canRead = word === 'READ_ONLY' || word === 'READ_WRITE';
  const canWrite = word === 'WRITE_ONLY' || word === 'READ_WRITE';
  const added: Json[] = [];
  const onBucket = (action: string, condition?: Json): void => {
    const isThere = others.some((statement) => {
      const grant = readGrant(statement, grammar);
      if (!grant?.actions.includes(action) || !grant.resources.includes(names.bucket)) return false;
      return action === list ? listsPrefix(grant, prefix) : grant.prefixes === null;
    });
    if (!isThere) added.push(newStatement([action], names.bucket, grammar, condition));
  };
  const [operator, key] = bound;
  if (word !== 'NONE' && location !== null) onBucket(location);
  if (canRead) onBucket(list, prefix === '' ? undefined : { [operator]: { [key]: prefix } });
  if (canWrite) onBucket(listUploads);
  const actions = [...(canRead ? readActions : []), ...(canWrite ? writeActions : [])];
  if (actions.length > 0) added.push(newStatement(actions, names.objects, grammar));
  const statements = [...others, ...added];
  if (statements.length === 0) return null;
  // COS writes the names of its parts in any case: what is there keeps its own.
  const hasVersion = Object.keys(policy).some((name) => name.toLowerCase() === 'version');
  const statementName = Object.keys(policy).find((name) => name.toLowerCase() === 'statement') ?? 'Statement';
  return { ...(hasVersion ? {} : { [version[0]]: version[1] }), ...policy, [statementName]: statements };
}

function withoutPrefix(
  statements: readonly Json[],
  names: { bucket: string; objects: string },
  prefix: string,
  grammar: PrefixGrammar,
): Json[] {
  const { list, listUploads, location, writeActions, readActions } = grammar;
  const objectActions = new Set([...readActions, ...writeActions]);
  const left = statements.flatMap((statement) => {
    const grant = readGrant(statement, grammar);
    if (!grant) return [statement];
    if (
      grant.resources.includes(names.objects) &&
      grant.actions.every((action) => objectActions.has(action))
    ) {
      return withoutItem(statement, 'Resource', grant.resources, names.objects);
    }
    if (!isOnlyOf(grant.resources, names.bucket) || !grant.actions.includes(list)) return [statement];
    if (grant.prefixes === null)
      return prefix === '' ? withoutItem(statement, 'Action', grant.actions, list) : [statement];
    return withoutBoundPrefix(statement, grant, prefix, grammar);
  });
  const kept = left.flatMap((statement) => readGrant(statement, grammar) ?? []);
  const ofObjects = kept.filter(({ resources }) =>
    resources.some((resource) => resource.startsWith(`${names.bucket}/`)),
  );
  const isWritten = ofObjects.some(({ actions }) => writeActions.some((action) => actions.includes(action)));
  const unneeded = [
    ...(ofObjects.length > 0 || location === null ? [] : [location]),
    ...(isWritten ? [] : [listUploads]),
  ];
  return unneeded.reduce(
    (rest, action) =>
      rest.flatMap((statement) => {
        const grant = readGrant(statement, grammar);
        const isShared = grant && grant.prefixes === null && isOnlyOf(grant.resources, names.bucket);
        if (!isShared || !grant.actions.includes(action)) return [statement];
        return withoutItem(statement, 'Action', grant.actions, action);
      }),
    left,
  );
}

function withoutBoundPrefix(
  statement: Json,
  { prefixes }: Grant,
  prefix: string,
  { bound: [operator, key] }: PrefixGrammar,
): Json[] {
  const rest = (prefixes ?? []).filter((bound) => bound !== prefix);
  if (rest.length === prefixes?.length) return [statement];
  if (rest.length === 0) return [];
  return [{ ...statement, [nameIn(statement, 'Condition')]: { [operator]: { [key]: rest } } }];
}

function withoutItem(statement: Json, name: string, items: readonly string[], item: string): Json[] {
  const rest = items.filter((other) => other !== item);
  return rest.length === 0 ? [] : [{ ...statement, [nameIn(statement, name)]: rest }];
}

function isOnlyOf(resources: readonly string[], bucket: string): boolean {
  return resources.every((resource) => resource === bucket);
}

function listsPrefix({ prefixes }: Grant, prefix: string): boolean {
  return prefix === '' ? prefixes === null : (prefixes?.includes(prefix) ?? false);
}

function newStatement(
  actions: readonly string[],
  resource: string,
  { sid, everybody, isResourceList }: PrefixGrammar,
  condition?: Json,
): Json {
  return {
    ...sid,
    Effect: 'Allow',
    Principal: everybody,
    Action: actions,
    Resource: isResourceList ? [resource] : resource,
    ...(condition ? { Condition: condition } : {}),
  };
}

function resourceNames(
  bucket: string,
  prefix: string,
  { bucketResource }: PrefixGrammar,
): { bucket: string; objects: string } {
  const name = bucketResource(bucket);
  return { bucket: name, objects: `${name}/${prefix}*` };
}

function statementsOf(policy: Json): Json[] {
  return listOf(policy[nameIn(policy, 'Statement')]).filter(
    (entry): entry is Json => typeof entry === 'object' && entry !== null,
  );
}

/** The name of a part as it is written here: COS takes it in any case. */
function nameIn(part: Json, name: string): string {
  return Object.keys(part).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

const grantKeys = new Set(['sid', 'effect', 'principal', 'action', 'resource', 'condition']);

function readGrant(statement: Json, grammar: PrefixGrammar): Grant | null {
  const part = (name: string): unknown => statement[nameIn(statement, name)];
  const actions = textsOf(part('Action'));
  const resources = textsOf(part('Resource'));
  const isAllow = String(part('Effect')).toLowerCase() === 'allow';
  if (!isAllow || !isEverybody(part('Principal'), grammar) || !actions || !resources) return null;
  if (Object.keys(statement).some((key) => !grantKeys.has(key.toLowerCase()))) return null;
  const condition = part('Condition');
  if (condition === undefined) return { actions, resources, prefixes: null };
  const prefixes = readPrefixes(condition, grammar);
  return prefixes && isOnlyOf(actions, grammar.list) ? { actions, resources, prefixes } : null;
}

function readPrefixes(condition: unknown, { bound: [operator, key] }: PrefixGrammar): string[] | null {
  return textsOf(onlyEntry(onlyEntry(condition, operator), key));
}

function onlyEntry(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const [entry, ...more] = Object.entries(value);
  return entry?.[0] === name && more.length === 0 ? entry[1] : undefined;
}

function isEverybody(principal: unknown, { principalKey, everybodyNames }: PrefixGrammar): boolean {
  if (principal === '*') return true;
  const names = listOf(principalKey === null ? principal : onlyEntry(principal, principalKey));
  return names.length > 0 && names.every((name) => everybodyNames.includes(String(name)));
}

/** True when a statement of another form is about exactly these objects. */
function mentions(statement: Json, resource: string): boolean {
  return listOf(statement[nameIn(statement, 'Resource')]).includes(resource);
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): string[] | null {
  const list = listOf(value);
  return list.length > 0 && list.every((entry) => typeof entry === 'string') ? (list as string[]) : null;
}
