import { randomBytes } from 'node:crypto';
import { FaceError, invalidArgument } from '../face-error.ts';
import { malformed, readXml, type XmlElement } from '../xml-reader.ts';
import {
  exactTextOf,
  group,
  many,
  maybe,
  one,
  partOf,
  partsOf,
  readShaped,
  type Shape,
  text,
  textOf,
  wholeNumber,
  word,
} from './xml-shape.ts';

const mostRules = 1_000;
const dayMs = 86_400_000;
const date: Shape = text((value) => /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)));
const integer: Shape = text((value) => /^-?\d{1,10}$/.test(value));
const tag = group({ Key: one(text()), Value: one(text()) });
const sizes = { ObjectSizeGreaterThan: maybe(wholeNumber), ObjectSizeLessThan: maybe(wholeNumber) };
const shape = group({
  Rule: many(
    group({
      ID: maybe(text((value) => value.length <= 255)),
      Prefix: maybe(text()),
      Status: one(word('Enabled', 'Disabled')),
      Filter: maybe(
        group({
          Prefix: maybe(text()),
          Tag: maybe(tag),
          ...sizes,
          And: maybe(group({ Prefix: maybe(text()), Tag: many(tag, 0, 10), ...sizes })),
        }),
      ),
      Expiration: maybe(
        group({
          Days: maybe(integer),
          Date: maybe(date),
          ExpiredObjectDeleteMarker: maybe(word('true', 'false')),
        }),
      ),
      Transition: many(group({ Days: maybe(integer), Date: maybe(date), StorageClass: one(text()) }), 0, 10),
      NoncurrentVersionExpiration: maybe(
        group({ NoncurrentDays: maybe(integer), NewerNoncurrentVersions: maybe(integer) }),
      ),
      NoncurrentVersionTransition: many(
        group({
          NoncurrentDays: maybe(integer),
          NewerNoncurrentVersions: maybe(integer),
          StorageClass: one(text()),
        }),
        0,
        10,
      ),
      AbortIncompleteMultipartUpload: maybe(group({ DaysAfterInitiation: one(integer) })),
    }),
    1,
    mostRules,
  ),
});

/** What differs between APIs. */
export interface LifecycleWords {
  readonly transitionClasses: readonly string[];
  readonly midnightHours: readonly number[];
}

/** What a rule speaks of. */
export interface LifecycleFilter {
  readonly prefix: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly largerThanBytes: number | null;
  readonly smallerThanBytes: number | null;
}

/** When something is due: so many days after it became what it is, at a moment, or at once if it is from before one. */
export type Due =
  | { readonly afterDays: number }
  | { readonly atMs: number }
  | { readonly ifBeforeMs: number };

/** One enabled rule, as it is applied. */
export interface LifecycleRule {
  readonly filter: LifecycleFilter;
  readonly expiration: Due | null;
  readonly removesLoneMarkers: boolean;
  readonly transitions: readonly { readonly due: Due; readonly storageClass: string }[];
  readonly noncurrent: { readonly afterDays: number; readonly keepsNewest: number } | null;
  readonly noncurrentTransitions: readonly {
    readonly afterDays: number;
    readonly keepsNewest: number;
    readonly storageClass: string;
  }[];
  /** Counted from the start of an upload. */
  readonly abort: Due | null;
}

/**
 * Reads a LifecycleConfiguration and gives every rule an ID. `transitionClasses`: those that a rule can move to;
 * `midnightHours`: how many hours ahead of UTC the midnights are that a date can name. Throws `MalformedXML`, `InvalidArgument`, `InvalidRequest`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
export function readLifecycle(source: string, words: LifecycleWords): XmlElement {
  const root = readShaped(source, 'LifecycleConfiguration', shape);
  const ids = root.children.flatMap((rule) => textOf(rule, 'ID') ?? []).filter(Boolean);
  if (new Set(ids).size !== ids.length) {
    throw invalidArgument('ID', ids.join(), 'Rule ID must be unique. Found same ID for more than one rule');
  }
  for (const rule of root.children) checkRule(rule, words);
  return { ...root, children: root.children.map(withId) };
}

/** The enabled rules of a kept document. */
export function lifecycleRules(source: string): LifecycleRule[] {
  return readXml(source)
    .children.filter((rule) => textOf(rule, 'Status') === 'Enabled')
    .map(readRule);
}

function checkRule(rule: XmlElement, { transitionClasses, midnightHours }: LifecycleWords): void {
  const filter = partOf(rule, 'Filter');
  const hasPrefix = partOf(rule, 'Prefix') !== null;
  if (hasPrefix === (filter !== null)) throw malformed();
  if (filter !== null && filter.children.length > 1) throw malformed();
  const and = partOf(filter, 'And');
  if (and !== null && and.children.length < 2) throw malformed();
  const hasTags = partsOf(and ?? filter, 'Tag').length > 0;
  const expiration = partOf(rule, 'Expiration');
  const transitions = partsOf(rule, 'Transition');
  const older = [
    partOf(rule, 'NoncurrentVersionExpiration'),
    ...partsOf(rule, 'NoncurrentVersionTransition'),
  ];
  const abort = partOf(rule, 'AbortIncompleteMultipartUpload');
  if (
    expiration === null &&
    transitions.length === 0 &&
    older.every((part) => part === null) &&
    abort === null
  ) {
    throw new FaceError('InvalidRequest', { message: 'At least one action needs to be specified in a rule' });
  }
  if (expiration !== null) {
    if (expiration.children.length !== 1) throw malformed();
    checkDays(expiration, 'Days', 1, "'Days' for Expiration action must be a positive integer");
  }
  for (const part of [expiration, ...transitions]) checkMidnight(textOf(part, 'Date'), midnightHours);
  for (const part of transitions) {
    if ((partOf(part, 'Days') === null) === (partOf(part, 'Date') === null)) throw malformed();
    checkDays(part, 'Days', 0, "'Days' for Transition action must be nonnegative");
  }
  for (const part of [...transitions, ...partsOf(rule, 'NoncurrentVersionTransition')]) {
    const storageClass = textOf(part, 'StorageClass') ?? '';
    if (!transitionClasses.includes(storageClass)) throw malformed();
  }
  for (const part of older) {
    if (part === null) continue;
    if (partOf(part, 'NoncurrentDays') === null) throw malformed();
    checkDays(part, 'NoncurrentDays', 1, "'NoncurrentDays' must be a positive integer");
    checkDays(
      part,
      'NewerNoncurrentVersions',
      1,
      "'NewerNoncurrentVersions' must be a positive integer",
      100,
    );
  }
  if (abort !== null) {
    checkDays(abort, 'DaysAfterInitiation', 1, "'DaysAfterInitiation' must be a positive integer");
  }
  if (!hasTags) return;
  for (const [is, name] of [
    [abort !== null, 'AbortIncompleteMultipartUpload'],
    [partOf(expiration, 'ExpiredObjectDeleteMarker') !== null, 'ExpiredObjectDeleteMarker'],
  ] as const) {
    if (is) throw new FaceError('InvalidRequest', { message: `${name} cannot be specified with Tags.` });
  }
}

function checkDays(
  part: XmlElement,
  name: string,
  least: number,
  message: string,
  most = 2_147_483_647,
): void {
  const value = textOf(part, name);
  if (value !== null && (Number(value) < least || Number(value) > most)) {
    throw invalidArgument(name, value, message);
  }
}

function checkMidnight(value: string | null, midnightHours: readonly number[]): void {
  if (value === null) return;
  const isMidnight = (hours: number) => (Date.parse(value) + hours * 3_600_000) % dayMs === 0;
  if (!midnightHours.some(isMidnight)) {
    throw invalidArgument('Date', value, "'Date' must be at midnight GMT");
  }
}

function withId(rule: XmlElement): XmlElement {
  const others = rule.children.filter(({ name }) => name !== 'ID');
  const id = textOf(rule, 'ID') || randomBytes(18).toString('base64url');
  return { ...rule, children: [{ name: 'ID', text: id, children: [] }, ...others] };
}

function readRule(rule: XmlElement): LifecycleRule {
  const outer = partOf(rule, 'Filter');
  const filter = partOf(outer, 'And') ?? outer;
  const number = (part: XmlElement | null, name: string) => {
    const value = textOf(part, name);
    return value === null ? null : Number(value);
  };
  const due = (part: XmlElement | null): Due | null => {
    const days = number(part, 'Days');
    const at = textOf(part, 'Date');
    if (days !== null) return { afterDays: days };
    return at === null ? null : { atMs: Date.parse(at) };
  };
  const expiration = partOf(rule, 'Expiration');
  const older = partOf(rule, 'NoncurrentVersionExpiration');
  const abortDays = number(partOf(rule, 'AbortIncompleteMultipartUpload'), 'DaysAfterInitiation');
  const kept = (part: XmlElement) => ({
    afterDays: number(part, 'NoncurrentDays') ?? 0,
    keepsNewest: number(part, 'NewerNoncurrentVersions') ?? 0,
  });
  return {
    filter: {
      prefix: exactTextOf(rule, 'Prefix') ?? exactTextOf(filter, 'Prefix') ?? '',
      tags: partsOf(filter, 'Tag').map((part) => ({
        key: exactTextOf(part, 'Key') ?? '',
        value: exactTextOf(part, 'Value') ?? '',
      })),
      largerThanBytes: number(filter, 'ObjectSizeGreaterThan'),
      smallerThanBytes: number(filter, 'ObjectSizeLessThan'),
    },
    expiration: due(expiration),
    removesLoneMarkers:
      textOf(expiration, 'ExpiredObjectDeleteMarker') === 'true' || due(expiration) !== null,
    transitions: partsOf(rule, 'Transition').flatMap((part) => {
      const when = due(part);
      return when === null ? [] : [{ due: when, storageClass: textOf(part, 'StorageClass') ?? '' }];
    }),
    noncurrent: older === null ? null : kept(older),
    noncurrentTransitions: partsOf(rule, 'NoncurrentVersionTransition').map((part) => ({
      ...kept(part),
      storageClass: textOf(part, 'StorageClass') ?? '',
    })),
    abort: abortDays === null ? null : { afterDays: abortDays },
  };
}
