import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  foldName,
  keyOfLocalPath,
  localPathOfKey,
  nameForms,
  nameRulesOf,
  namesOfSegment,
} from './local-names.ts';

const platforms = ['linux', 'darwin', 'win32'] as const;
const linux = nameRulesOf('linux');
const windows = nameRulesOf('win32');

const segment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('/', '')),
  fc.string({
    unit: fc.constantFrom(...'%u02EfFaA-=. .~\\:*?"<>|\u0000\u0007\u0085é\u0065\u0301ſK😀'),
    maxLength: 12,
  }),
  fc.constantFrom(
    '',
    '.',
    '..',
    '...',
    'CON',
    'nul.txt',
    'com1',
    'LPT9.a.b',
    'a.',
    'a ',
    '%2F',
    '%',
    '%%',
    '%-',
    '%=',
  ),
  fc.string({ unit: fc.constantFrom('a', '字', '😀', '%', '.', ' '), minLength: 190, maxLength: 600 }),
);
const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));

describe.each(platforms)('on %s', (platform) => {
  const rules = nameRulesOf(platform);

  test('a path always gives its key back, so no two keys share one', () => {
    fc.assert(
      fc.property(key, (given) => keyOfLocalPath(localPathOfKey(given, rules)) === given),
      { numRuns: 3_000 },
    );
  });

  test('no name leaves the folder or is one the platform forbids', () => {
    fc.assert(
      fc.property(segment, fc.constantFrom(...nameForms), (given, form) => {
        for (const name of namesOfSegment(given, rules, form)) {
          expect(name).not.toBe('');
          expect(name).not.toMatch(/^\.{1,2}$/u);
          expect(name).not.toMatch(/[/\p{Cc}]/u);
          expect(name.isWellFormed()).toBe(true);
          expect(Buffer.byteLength(name) <= 255 || (rules.isWindows && name.length <= 255)).toBe(true);
          if (rules.isWindows) {
            expect(name).not.toMatch(/[<>:"|?*\\]|[. ]$/u);
            expect(name.split('.')[0]?.trimEnd()).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/iu);
          }
        }
        const joined = posix.join('/target', localPathOfKey(given, rules));
        expect(joined.startsWith('/target/')).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  test('every form gives the segment back, the case form even after folding', () => {
    fc.assert(
      fc.property(segment, fc.constantFrom(...nameForms), (given, form) => {
        const path = namesOfSegment(given, rules, form).join('/');
        expect(keyOfLocalPath(path)).toBe(given);
        if (form === 'case') expect(keyOfLocalPath(foldName(path, rules))).toBe(given);
      }),
      { numRuns: 3_000 },
    );
  });
});

test.each([
  ['photos/a b.jpg', 'photos/a b.jpg'],
  ['100%.txt', '100%.txt'],
  ['50%20off', '50%2520off'],
  ['../../etc/passwd', '%2E%2E/%2E%2E/etc/passwd'],
  ['/lead', '%2F/lead'],
  ['a//b', 'a/%2F/b'],
  ['tab\there', 'tab%09here'],
])('%s is written as %s', (given, path) => {
  expect(localPathOfKey(given, linux)).toBe(path);
});

test.each([
  ['CON', '%43ON'],
  ['nul.tar.gz', '%6Eul.tar.gz'],
  ['ends.', 'ends%2E'],
  ['what?', 'what%3F'],
  ['a\\b', 'a%5Cb'],
])('on Windows %s is written as %s', (given, path) => {
  expect(localPathOfKey(given, windows)).toBe(path);
});

test('names that differ in case only get names that differ in more', () => {
  const plain = namesOfSegment('Readme', windows)[0] ?? '';
  const other = namesOfSegment('README', windows, 'case')[0] ?? '';
  expect(foldName(plain, windows)).not.toBe(foldName(other, windows));
  expect(keyOfLocalPath(other)).toBe('README');
});
