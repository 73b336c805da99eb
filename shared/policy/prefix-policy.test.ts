import { describe, expect, test } from 'vitest';
import { prefixGrammars } from './prefix-grammar.ts';
import { type PrefixPolicy, prefixPolicies, readPrefixPolicy, writePrefixPolicy } from './prefix-policy.ts';

const resource = 'arn:aws:s3:::b';
const everybody = { AWS: '*' };
const deny = {
  Sid: 'mine',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: `${resource}/secret/*`,
};
const other = {
  Effect: 'Allow',
  Principal: { AWS: ['arn:aws:iam::1:root'] },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: [resource, `${resource}/*`],
};

function write(policy: object, prefix: string, word: PrefixPolicy) {
  return writePrefixPolicy(policy as Record<string, unknown>, 'b', prefix, word, prefixGrammars.s3);
}

function read(policy: object | null, prefix: string) {
  return readPrefixPolicy((policy ?? {}) as Record<string, unknown>, 'b', prefix, prefixGrammars.s3);
}

describe('writing', () => {
  test('READ_ONLY of a prefix is three statements', () => {
    expect(write({}, 'p/', 'READ_ONLY')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: '',
          Effect: 'Allow',
          Principal: everybody,
          Action: ['s3:GetBucketLocation'],
          Resource: resource,
        },
        {
          Sid: '',
          Effect: 'Allow',
          Principal: everybody,
          Action: ['s3:ListBucket'],
          Resource: resource,
          Condition: { StringEquals: { 's3:prefix': 'p/' } },
        },
        {
          Sid: '',
          Effect: 'Allow',
          Principal: everybody,
          Action: ['s3:GetObject'],
          Resource: `${resource}/p/*`,
        },
      ],
    });
  });

  test('of the whole bucket lists without a condition', () => {
    expect(JSON.stringify(write({}, '', 'READ_WRITE'))).not.toContain('Condition');
  });

  test('every word over every word leaves exactly the last one', () => {
    for (const prefix of ['', 'p/', 'p']) {
      for (const first of prefixPolicies) {
        for (const second of prefixPolicies) {
          const before = write({}, prefix, first) ?? {};
          expect(read(before, prefix)).toBe(first);
          const after = write(before, prefix, second);
          expect(after).toEqual(write({}, prefix, second));
        }
      }
    }
  });

  test('NONE takes shared statements only when no other prefix needs them', () => {
    const both = write(write({}, 'a/', 'READ_WRITE') ?? {}, 'b/', 'WRITE_ONLY') ?? {};
    expect([read(both, 'a/'), read(both, 'b/'), read(both, '')]).toEqual([
      'READ_WRITE',
      'WRITE_ONLY',
      'NONE',
    ]);
    const one = write(both, 'a/', 'NONE') ?? {};
    expect([read(one, 'a/'), read(one, 'b/')]).toEqual(['NONE', 'WRITE_ONLY']);
    expect(write(one, 'b/', 'NONE')).toBeNull();
  });

  test('statements of another form stay untouched', () => {
    const policy = { Version: '2012-10-17', Id: 'x', Statement: [deny, other] };
    const added = write(policy, 'p/', 'READ_WRITE');
    expect(added?.Statement).toEqual(expect.arrayContaining([deny, other]));
    expect(write(added ?? {}, 'p/', 'NONE')).toEqual(policy);
  });

  test('a prefix is taken out of a list of prefixes and of resources', () => {
    const policy = {
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetBucketLocation', Resource: resource },
        {
          Effect: 'Allow',
          Principal: { AWS: ['*'] },
          Action: 's3:ListBucket',
          Resource: [resource],
          Condition: { StringEquals: { 's3:prefix': ['a/', 'b/'] } },
        },
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: [`${resource}/a/*`, `${resource}/b/*`],
        },
      ],
    };
    expect([read(policy, 'a/'), read(policy, 'b/'), read(policy, 'c/')]).toEqual([
      'READ_ONLY',
      'READ_ONLY',
      'NONE',
    ]);
    const after = write(policy, 'a/', 'NONE');
    expect([read(after, 'a/'), read(after, 'b/')]).toEqual(['NONE', 'READ_ONLY']);
  });
});

describe('reading', () => {
  const allow = (Action: unknown, Resource: unknown, more: object = {}) => ({
    Statement: { Effect: 'Allow', Principal: '*', Action, Resource, ...more },
  });

  test.each([
    ['no policy', {}, 'NONE'],
    ['objects without listing', allow('s3:GetObject', `${resource}/p/*`), 'custom'],
    [
      'listing without objects',
      allow('s3:ListBucket', resource, { Condition: { StringEquals: { 's3:prefix': 'p/' } } }),
      'custom',
    ],
    ['more than a word says', allow(['s3:GetObject', 's3:GetObjectAcl'], `${resource}/p/*`), 'custom'],
    ['a denial of the same', { Statement: [{ ...deny, Resource: `${resource}/p/*` }] }, 'custom'],
    [
      'a condition on objects',
      allow('s3:GetObject', `${resource}/p/*`, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      'custom',
    ],
    ['another prefix', allow('s3:GetObject', `${resource}/q/*`), 'NONE'],
    ['somebody else', { Statement: [{ ...other, Resource: `${resource}/q/*` }] }, 'NONE'],
    ['nonsense', { Statement: [null, 5, 'x', {}] }, 'NONE'],
  ])('%s', (_what, policy, word) => {
    expect(read(policy, 'p/')).toBe(word);
  });
});

describe.each(['cos', 'oss'] as const)('in the language of %s', (provider) => {
  const grammar = prefixGrammars[provider];
  const bucket = 'b-1250000000';

  test('every word over every word leaves exactly the last one', () => {
    for (const prefix of ['', 'p/']) {
      for (const first of prefixPolicies) {
        for (const second of prefixPolicies) {
          const before = writePrefixPolicy({}, bucket, prefix, first, grammar) ?? {};
          expect(readPrefixPolicy(before, bucket, prefix, grammar)).toBe(first);
          const after = writePrefixPolicy(before, bucket, prefix, second, grammar);
          expect(after).toEqual(writePrefixPolicy({}, bucket, prefix, second, grammar));
        }
      }
    }
  });
});

test('COS may write the names of its parts in any case, and they stay as they are', () => {
  const grammar = prefixGrammars.cos;
  const deny = {
    effect: 'deny',
    principal: { qcs: ['qcs::cam::anyone:anyone'] },
    action: ['*'],
    resource: ['*'],
  };
  const policy = { version: '2.0', statement: [deny] };
  const open = writePrefixPolicy(policy, 'b-1', 'p/', 'READ_ONLY', grammar) as { statement: unknown[] };
  expect(Object.keys(open)).toEqual(['version', 'statement']);
  expect(open.statement[0]).toEqual(deny);
  expect(open.statement.at(-1)).toEqual({
    Effect: 'Allow',
    Principal: { qcs: ['qcs::cam::anyone:anyone'] },
    Action: ['name/cos:GetObject', 'name/cos:HeadObject'],
    Resource: ['qcs::cos:*:uid/1:b-1/p/*'],
  });
  expect(writePrefixPolicy(open as never, 'b-1', 'p/', 'NONE', grammar)).toEqual(policy);
});
