import { describe, expect, it } from 'vitest';
import { findSettingProblems } from './find-problems.ts';

const reasons = (problems: ReturnType<typeof findSettingProblems>) =>
  problems.map(({ path, reason, level }) => `${level === 'warning' ? '~' : ''}${path}: ${reason}`);

const cors = (change: object) => ({
  rules: [
    { allowedOrigins: ['*'], allowedMethods: ['GET'], allowedHeaders: [], exposeHeaders: [], ...change },
  ],
});

describe('cross-origin rules', () => {
  it.each([
    [{}, []],
    [{ allowedOrigins: ['https://*.example.com', 'http://localhost:3000', '*.example.com'] }, []],
    [{ allowedOrigins: [] }, ['rules.0.allowedOrigins: needed']],
    [{ allowedOrigins: ['https://*.*.com'] }, ['rules.0.allowedOrigins: one-wildcard']],
    [{ allowedOrigins: ['example.com'] }, ['rules.0.allowedOrigins: origin-form']],
    [{ allowedOrigins: ['https://'] }, ['rules.0.allowedOrigins: origin-form']],
    [{ allowedOrigins: ['https://a.example/'] }, ['rules.0.allowedOrigins: origin-path']],
    [{ allowedMethods: ['PATCH'] }, ['rules.0.allowedMethods: method']],
    [{ exposeHeaders: ['*'] }, ['rules.0.exposeHeaders: no-wildcard']],
  ])('%j', (change, expected) => {
    expect(reasons(findSettingProblems('cors', cors(change)))).toEqual(expected);
  });
});

const rule = (change: object) => ({
  status: 'Enabled',
  tags: [],
  transitions: [],
  noncurrentVersionTransitions: [],
  filter: { prefix: '' },
  ...change,
});
const move = (days: number) => ({ days, storageClass: 'GLACIER' });

describe('lifecycle rules', () => {
  it.each([
    [[rule({ expiration: { days: 3 } })], []],
    [[rule({})], ['rules.0: no-action']],
    [
      [rule({ expiration: { days: 3, date: '2027-01-01' } })],
      ['rules.0.expiration.days: one-of-days-and-date'],
    ],
    [[rule({ expiration: {} })], ['rules.0.expiration.days: needed']],
    [[rule({ expiration: { date: '2027-01-01T10:00:00Z' } })], ['rules.0.expiration.date: midnight']],
    [
      [rule({ expiration: { days: 30 }, transitions: [move(30)] })],
      ['rules.0.expiration.days: expires-before-move'],
    ],
    [
      [
        rule({ id: 'a', expiration: { days: 3 }, filter: { prefix: 'x/' } }),
        rule({ id: 'a', transitions: [move(1)], filter: { prefix: 'x/y/' } }),
      ],
      ['rules.1.id: same-id', '~rules.1: rules-overlap'],
    ],
    [
      [
        rule({ expiration: { days: 3 }, filter: { prefix: 'x/' } }),
        rule({ expiration: { days: 3 }, filter: { prefix: 'z/' } }),
        rule({ expiration: { days: 3 }, filter: { prefix: 'x/' }, status: 'Disabled' }),
      ],
      [],
    ],
  ])('%#', (rules, expected) => {
    expect(reasons(findSettingProblems('lifecycle', { rules }))).toEqual(expected);
  });
});

describe('other documents', () => {
  it('say what a server would refuse', () => {
    const tags = [{ key: 'a' }, { key: 'a' }, { key: '' }];
    expect(reasons(findSettingProblems('tagging', { tagSet: { tags } }))).toEqual([
      'tagSet.tags.1.key: same-key',
      'tagSet.tags.2.key: needed',
    ]);
    const both = { rule: { defaultRetention: { mode: 'GOVERNANCE', days: 1, years: 1 } } };
    expect(reasons(findSettingProblems('object-lock', both))).toEqual([
      'rule.defaultRetention.days: days-or-years',
    ]);
    const strict = { rule: { defaultRetention: { mode: 'COMPLIANCE', days: 1 } } };
    expect(reasons(findSettingProblems('object-lock', strict))).toEqual([
      '~rule.defaultRetention.mode: compliance',
    ]);
    const keyed = { rules: [{ byDefault: { algorithm: 'AES256', kmsKeyId: 'k' } }] };
    expect(reasons(findSettingProblems('encryption', keyed))).toEqual([
      'rules.0.byDefault.kmsKeyId: key-without-kms',
    ]);
    expect(reasons(findSettingProblems('website', {}))).toEqual(['indexDocument.suffix: needed']);
    const queue = { queues: [{ arn: '', events: [] }], topics: [], functions: [] };
    expect(reasons(findSettingProblems('notification', queue))).toEqual([
      'queues.0.arn: needed',
      'queues.0.events: needed',
    ]);
    expect(findSettingProblems('versioning', { excludedPrefixes: [] })).toEqual([]);
  });
});
