import type { ConfigurationDocuments, ConfigurationName } from './documents.ts';

/**
 * Something in a document that a server would refuse, or that does something else than it seems to.
 * `path` is the field (`rules.0.expiration.days`), empty for the whole; `reason` names the words. A `warning` can be
 * saved.
 */
export interface SettingProblem {
  readonly path: string;
  readonly reason: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly level: 'error' | 'warning';
}

type Find<Name extends ConfigurationName> = (model: ConfigurationDocuments[Name]) => SettingProblem[];

const error = (path: string, reason: string, values: SettingProblem['values'] = {}): SettingProblem => ({
  path,
  reason,
  values,
  level: 'error',
});
const warning = (path: string, reason: string, values: SettingProblem['values'] = {}): SettingProblem => ({
  ...error(path, reason, values),
  level: 'warning',
});

/** What is wrong with a document, as far as its model tells. */
export function findSettingProblems<Name extends ConfigurationName>(
  name: Name,
  model: ConfigurationDocuments[Name],
): SettingProblem[] {
  const find = finders[name] as Find<Name> | undefined;
  return find?.(model) ?? [];
}

const finders: { readonly [Name in ConfigurationName]?: Find<Name> } = {
  cors: findCorsProblems,
  lifecycle: findLifecycleProblems,
  replication: findReplicationProblems,
  tagging: findTagProblems,
  'object-lock': findLockProblems,
  encryption: findEncryptionProblems,
  notification: findNotificationProblems,
  website: findWebsiteProblems,
  logging: ({ loggingEnabled }) =>
    loggingEnabled !== undefined && !loggingEnabled.targetBucket
      ? [error('loggingEnabled.targetBucket', 'needed')]
      : [],
  'custom-domain': ({ rules }) =>
    rules.flatMap(({ name }, index) => (name ? [] : [error(`rules.${index}.name`, 'needed')])),
};

const webMethods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html */
function findCorsProblems({ rules }: ConfigurationDocuments['cors']): SettingProblem[] {
  const tooMany = rules.length > 100 ? [error('rules', 'too-many-rules', { max: 100 })] : [];
  return [
    ...tooMany,
    ...rules.flatMap((rule, index) => {
      const at = `rules.${index}`;
      const found: SettingProblem[] = [];
      if (rule.allowedOrigins.every((origin) => origin.trim() === ''))
        found.push(error(`${at}.allowedOrigins`, 'needed'));
      for (const origin of rule.allowedOrigins) {
        if (origin.split('*').length > 2)
          found.push(error(`${at}.allowedOrigins`, 'one-wildcard', { text: origin }));
        else if (
          origin === 'https://' ||
          (origin !== '*' && origin !== '' && !/^(\*|[a-z][a-z0-9+.-]*:\/\/)/i.test(origin))
        )
          found.push(error(`${at}.allowedOrigins`, 'origin-form', { text: origin }));
        else if (/^[a-z]+:\/\/[^/]+\//i.test(origin))
          found.push(error(`${at}.allowedOrigins`, 'origin-path', { text: origin }));
      }
      if (rule.allowedMethods.length === 0) found.push(error(`${at}.allowedMethods`, 'needed'));
      const unknown = rule.allowedMethods.find((method) => !webMethods.includes(method));
      if (unknown !== undefined) found.push(error(`${at}.allowedMethods`, 'method', { text: unknown }));
      const header = rule.allowedHeaders.find((name) => name.split('*').length > 2);
      if (header !== undefined) found.push(error(`${at}.allowedHeaders`, 'one-wildcard', { text: header }));
      const exposed = rule.exposeHeaders.find((name) => name.includes('*'));
      if (exposed !== undefined) found.push(error(`${at}.exposeHeaders`, 'no-wildcard', { text: exposed }));
      return found;
    }),
  ];
}

type LifecycleRule = ConfigurationDocuments['lifecycle']['rules'][number];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
function findLifecycleProblems({ rules }: ConfigurationDocuments['lifecycle']): SettingProblem[] {
  const found: SettingProblem[] =
    rules.length > 1_000 ? [error('rules', 'too-many-rules', { max: 1_000 })] : [];
  const ids = new Map<string, number>();
  rules.forEach((rule, index) => {
    const at = `rules.${index}`;
    if (rule.id !== undefined && rule.id !== '') {
      if (ids.has(rule.id)) found.push(error(`${at}.id`, 'same-id', { text: rule.id }));
      ids.set(rule.id, index);
      if (rule.id.length > 255) found.push(error(`${at}.id`, 'too-long', { max: 255 }));
    }
    if (!hasAction(rule)) found.push(error(at, 'no-action', { number: index + 1 }));
    found.push(...findWhenProblems(`${at}.expiration`, rule.expiration));
    rule.transitions.forEach((transition, step) => {
      const there = `${at}.transitions.${step}`;
      found.push(...findWhenProblems(there, transition));
      if (!transition.storageClass) found.push(error(`${there}.storageClass`, 'needed'));
    });
    rule.noncurrentVersionTransitions.forEach((transition, step) => {
      if (!transition.storageClass)
        found.push(error(`${at}.noncurrentVersionTransitions.${step}.storageClass`, 'needed'));
    });
    const lastMove = Math.max(0, ...rule.transitions.map(({ days = 0 }) => days));
    const { days } = rule.expiration ?? {};
    if (days !== undefined && rule.transitions.length > 0 && days <= lastMove)
      found.push(error(`${at}.expiration.days`, 'expires-before-move', { days: lastMove }));
    for (const [other, earlier] of rules.slice(0, index).entries()) {
      if (overlap(earlier, rule))
        found.push(warning(at, 'rules-overlap', { number: index + 1, other: other + 1 }));
    }
  });
  return found;
}

function hasAction(rule: LifecycleRule): boolean {
  return (
    rule.expiration !== undefined ||
    rule.transitions.length > 0 ||
    rule.noncurrentVersionExpiration !== undefined ||
    rule.noncurrentVersionTransitions.length > 0 ||
    rule.abortIncompleteMultipartUpload !== undefined ||
    rule.abortMultipartUpload !== undefined
  );
}

function findWhenProblems(at: string, when: LifecycleRule['expiration']): SettingProblem[] {
  if (when === undefined) return [];
  const ways = [
    when.days,
    when.date,
    when.createdBeforeDate,
    when.expiredObjectDeleteMarker || undefined,
  ].filter((way) => way !== undefined && way !== '');
  if (ways.length === 0) return [error(`${at}.days`, 'needed')];
  if (ways.length > 1) return [error(`${at}.days`, 'one-of-days-and-date')];
  const date = when.date || when.createdBeforeDate;
  const isMidnight = date === undefined || /^\d{4}-\d\d-\d\d(T00:00:00(\.0+)?Z)?$/.test(date);
  return isMidnight ? [] : [error(`${at}.${when.date ? 'date' : 'createdBeforeDate'}`, 'midnight')];
}

/** The prefix of a rule, in whichever of the three places it stands. */
export function lifecyclePrefix({ prefix, filter }: LifecycleRule): string {
  return filter?.prefix ?? filter?.and?.prefix ?? prefix ?? '';
}

/** Two rules that are on, may be about the same objects, and both let them expire or move. */
function overlap(a: LifecycleRule, b: LifecycleRule): boolean {
  const isOn = a.status !== 'Disabled' && b.status !== 'Disabled';
  const [one, other] = [lifecyclePrefix(a), lifecyclePrefix(b)];
  const isNested = one.startsWith(other) || other.startsWith(one);
  const acts = (rule: LifecycleRule) => rule.expiration?.days !== undefined || rule.transitions.length > 0;
  const hasTags = (rule: LifecycleRule) =>
    rule.tags.length > 0 || rule.filter?.tag !== undefined || (rule.filter?.and?.tags.length ?? 0) > 0;
  return isOn && isNested && acts(a) && acts(b) && hasTags(a) === hasTags(b);
}

function findReplicationProblems({ rules }: ConfigurationDocuments['replication']): SettingProblem[] {
  const priorities = rules.map(({ priority }) => priority);
  return rules.flatMap((rule, index) => {
    const at = `rules.${index}`;
    const found: SettingProblem[] = [];
    if (!rule.destination?.bucket) found.push(error(`${at}.destination.bucket`, 'needed'));
    if (rule.priority !== undefined && priorities.indexOf(rule.priority) < index)
      found.push(error(`${at}.priority`, 'same-priority'));
    return found;
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html */
function findTagProblems({ tagSet }: ConfigurationDocuments['tagging']): SettingProblem[] {
  const tags = tagSet?.tags ?? [];
  const found: SettingProblem[] =
    tags.length > 50 ? [error('tagSet.tags', 'too-many-tags', { max: 50 })] : [];
  tags.forEach(({ key = '', value = '' }, index) => {
    const at = `tagSet.tags.${index}`;
    if (key === '') found.push(error(`${at}.key`, 'needed'));
    else if (tags.findIndex((tag) => tag.key === key) < index)
      found.push(error(`${at}.key`, 'same-key', { text: key }));
    if (key.length > 128) found.push(error(`${at}.key`, 'too-long', { max: 128 }));
    if (value.length > 256) found.push(error(`${at}.value`, 'too-long', { max: 256 }));
  });
  return found;
}

function findLockProblems({ rule }: ConfigurationDocuments['object-lock']): SettingProblem[] {
  const retention = rule?.defaultRetention;
  if (rule === undefined) return [];
  const isBoth = retention?.days !== undefined && retention.years !== undefined;
  const isNone = retention?.days === undefined && retention?.years === undefined;
  if (isBoth || isNone) return [error('rule.defaultRetention.days', isBoth ? 'days-or-years' : 'needed')];
  return retention?.mode === 'COMPLIANCE' ? [warning('rule.defaultRetention.mode', 'compliance')] : [];
}

function findEncryptionProblems({
  rules,
  byDefault,
}: ConfigurationDocuments['encryption']): SettingProblem[] {
  const each = [
    ...rules.map((rule, index) => [`rules.${index}.byDefault`, rule.byDefault] as const),
    ['byDefault', byDefault] as const,
  ];
  return each.flatMap(([at, found]) =>
    found !== undefined && /^AES256$/.test(found.algorithm ?? '') && found.kmsKeyId
      ? [error(`${at}.kmsKeyId`, 'key-without-kms')]
      : [],
  );
}

function findNotificationProblems(model: ConfigurationDocuments['notification']): SettingProblem[] {
  return (['topics', 'queues', 'functions'] as const).flatMap((list) =>
    model[list].flatMap(({ arn, events }, index) => [
      ...(arn ? [] : [error(`${list}.${index}.arn`, 'needed')]),
      ...(events.length > 0 ? [] : [error(`${list}.${index}.events`, 'needed')]),
    ]),
  );
}

function findWebsiteProblems(model: ConfigurationDocuments['website']): SettingProblem[] {
  const { redirectAllRequestsTo: all, indexDocument, routingRules } = model;
  if (all === undefined) {
    if (!indexDocument?.suffix) return [error('indexDocument.suffix', 'needed')];
    return indexDocument.suffix.includes('/') ? [error('indexDocument.suffix', 'no-slash')] : [];
  }
  if (!all.hostName) return [error('redirectAllRequestsTo.hostName', 'needed')];
  const hasRest = indexDocument !== undefined || (routingRules?.rules.length ?? 0) > 0;
  return hasRest ? [error('redirectAllRequestsTo', 'redirect-alone')] : [];
}
