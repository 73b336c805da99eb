import { randomBytes } from 'node:crypto';
import type { Due, LifecycleRule } from '../../face/configuration/lifecycle.ts';
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
} from '../../face/configuration/xml-shape.ts';
import { invalidArgument } from '../../face/face-error.ts';
import { malformed, readXml, type XmlElement } from '../../face/xml-reader.ts';

const date: Shape = text((value) => /^\d{4}-\d\d-\d\dT00:00:00(\.000)?Z$/.test(value));
const days: Shape = text((value) => /^[1-9]\d{0,8}$/.test(value));
const storageClass: Shape = word('IA', 'Archive', 'ColdArchive', 'DeepColdArchive');
const due = { Days: maybe(days), CreatedBeforeDate: maybe(date), Date: maybe(date) };
const kept = {
  IsAccessTime: maybe(word('false')),
  ReturnToStdWhenVisit: maybe(word('false')),
  AllowSmallFile: maybe(word('true', 'false')),
};
const shape = group({
  Rule: many(
    group({
      ID: maybe(text((value) => value.length <= 255)),
      Prefix: maybe(text()),
      Status: one(word('Enabled', 'Disabled')),
      Tag: many(group({ Key: one(text()), Value: maybe(text()) }), 0, 100),
      Filter: maybe(
        group({ ObjectSizeGreaterThan: maybe(wholeNumber), ObjectSizeLessThan: maybe(wholeNumber) }),
      ),
      Expiration: maybe(group({ ...due, ExpiredObjectDeleteMarker: maybe(word('true', 'false')) })),
      Transition: many(group({ ...due, StorageClass: one(storageClass), ...kept }), 0, 10),
      AbortMultipartUpload: maybe(group({ Days: maybe(days), CreatedBeforeDate: maybe(date) })),
      NoncurrentVersionExpiration: maybe(group({ NoncurrentDays: one(days) })),
      NoncurrentVersionTransition: many(
        group({ NoncurrentDays: one(days), StorageClass: one(storageClass), ...kept }),
        0,
        10,
      ),
    }),
    1,
    1_000,
  ),
});
const actions = [
  'Expiration',
  'Transition',
  'AbortMultipartUpload',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransition',
];

/**
 * Reads a LifecycleConfiguration and gives every rule an ID. Rules that exclude keys or count accesses are refused: the
 * sandbox would have to apply them otherwise than they say. Throws `MalformedXML`, `InvalidArgument`.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketlifecycle
 */
export function readLifecycle(source: string): XmlElement {
  const root = readShaped(source, 'LifecycleConfiguration', shape);
  const ids = root.children.flatMap((rule) => textOf(rule, 'ID') || []);
  if (new Set(ids).size !== ids.length) throw invalidArgument('ID', ids.join(), 'Rule ID must be unique.');
  for (const rule of root.children) {
    if (!rule.children.some(({ name }) => actions.includes(name))) throw malformed();
    for (const part of rule.children.filter(({ name }) => actions.slice(0, 3).includes(name))) {
      const times = part.children.filter(({ name }) =>
        ['Days', 'CreatedBeforeDate', 'Date', 'ExpiredObjectDeleteMarker'].includes(name),
      );
      if (times.length !== 1) throw malformed();
    }
  }
  return { ...root, children: root.children.map(withId) };
}

/** The enabled rules of a kept document. */
export function lifecycleRules(source: string): LifecycleRule[] {
  return readXml(source)
    .children.filter((rule) => textOf(rule, 'Status') === 'Enabled')
    .map(readRule);
}

function withId(rule: XmlElement): XmlElement {
  const others = rule.children.filter(({ name }) => name !== 'ID');
  const id = textOf(rule, 'ID') || randomBytes(16).toString('hex');
  return { ...rule, children: [{ name: 'ID', text: id, children: [] }, ...others] };
}

function readRule(rule: XmlElement): LifecycleRule {
  const filter = partOf(rule, 'Filter');
  const numberIn = (part: XmlElement | null, name: string) => {
    const value = textOf(part, name);
    return value === null ? null : Number(value);
  };
  const expiration = partOf(rule, 'Expiration');
  const older = partOf(rule, 'NoncurrentVersionExpiration');
  const afterDays = (part: XmlElement) => ({
    afterDays: numberIn(part, 'NoncurrentDays') ?? 0,
    keepsNewest: 0,
  });
  return {
    filter: {
      prefix: exactTextOf(rule, 'Prefix') ?? '',
      tags: partsOf(rule, 'Tag').map((part) => ({
        key: exactTextOf(part, 'Key') ?? '',
        value: exactTextOf(part, 'Value') ?? '',
      })),
      largerThanBytes: numberIn(filter, 'ObjectSizeGreaterThan'),
      smallerThanBytes: numberIn(filter, 'ObjectSizeLessThan'),
    },
    expiration: dueOf(expiration),
    removesLoneMarkers:
      textOf(expiration, 'ExpiredObjectDeleteMarker') === 'true' || dueOf(expiration) !== null,
    transitions: partsOf(rule, 'Transition').flatMap((part) => {
      const when = dueOf(part);
      return when === null ? [] : [{ due: when, storageClass: textOf(part, 'StorageClass') ?? '' }];
    }),
    noncurrent: older === null ? null : afterDays(older),
    noncurrentTransitions: partsOf(rule, 'NoncurrentVersionTransition').map((part) => ({
      ...afterDays(part),
      storageClass: textOf(part, 'StorageClass') ?? '',
    })),
    abort: dueOf(partOf(rule, 'AbortMultipartUpload')),
  };
}

function dueOf(part: XmlElement | null): Due | null {
  const [given, before, at] = ['Days', 'CreatedBeforeDate', 'Date'].map((name) => textOf(part, name));
  if (given) return { afterDays: Number(given) };
  if (before) return { ifBeforeMs: Date.parse(before) };
  return at ? { atMs: Date.parse(at) } : null;
}
