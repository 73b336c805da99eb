import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUsers } from '../../face/access/users.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { evaluatePolicy } from './evaluate.ts';
import { readPolicy } from './policy-document.ts';

const good = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::mine/*',
};
const policyOf = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map((more) => ({ ...good, ...more })) });

describe('a policy is refused', () => {
  test.each<[string, string]>([
    ['no JSON', '{'],
    ['an array', '[]'],
    ['without statements', '{"Version":"2012-10-17"}'],
    ['with an empty list', '{"Statement":[]}'],
    ['of another version', '{"Version":"2020-01-01","Statement":[]}'],
    ['with an unknown field', JSON.stringify({ Statement: [good], Comment: 'x' })],
    ['with an unknown field in a statement', policyOf({ Comment: 'x' })],
    ['with another effect', policyOf({ Effect: 'allow' })],
    ['without a principal', policyOf({ Principal: undefined })],
    ['with both kinds of principal', policyOf({ NotPrincipal: '*' })],
    [
      'with Allow and NotPrincipal',
      policyOf({ Principal: undefined, NotPrincipal: { AWS: '000000000002' } }),
    ],
    ['with a principal of nonsense', policyOf({ Principal: { AWS: 'second' } })],
    ['with a principal that holds a star', policyOf({ Principal: { AWS: 'arn:aws:iam::*:root' } })],
    ['with a principal of a made-up kind', policyOf({ Principal: { Group: 'x' } })],
    ['with a canonical id of nonsense', policyOf({ Principal: { CanonicalUser: 'abc' } })],
    ['with an unknown action', policyOf({ Action: 's3:GetObjects' })],
    ['with an action of another service', policyOf({ Action: 'ec2:*' })],
    ['with an empty action list', policyOf({ Action: [] })],
    ['with a number for an action', policyOf({ Action: 1 })],
    ['with another bucket', policyOf({ Resource: 'arn:aws:s3:::theirs/*' })],
    ['with a bare name', policyOf({ Resource: 'mine/*' })],
    ['with the bucket alone for an object action', policyOf({ Resource: 'arn:aws:s3:::mine' })],
    ['with objects alone for a bucket action', policyOf({ Action: 's3:ListBucket' })],
    ['with both actions', policyOf({ NotAction: 's3:GetObject' })],
    ['with an unknown operator', policyOf({ Condition: { StringSame: { 'aws:Referer': 'x' } } })],
    ['with NullIfExists', policyOf({ Condition: { NullIfExists: { 'aws:Referer': 'true' } } })],
    ['with an unknown key', policyOf({ Condition: { StringEquals: { 'aws:Moon': 'full' } } })],
    ['with s3:prefix for a read', policyOf({ Condition: { StringEquals: { 's3:prefix': 'x' } } })],
    ['with an address of nonsense', policyOf({ Condition: { IpAddress: { 'aws:SourceIp': '300.1.1.1' } } })],
    [
      'with a number of nonsense',
      policyOf({
        Condition: { NumericLessThan: { 's3:max-keys': 'ten' } },
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::mine',
      }),
    ],
    ['with a date of nonsense', policyOf({ Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } })],
    ['with a Bool of nonsense', policyOf({ Condition: { Bool: { 'aws:SecureTransport': 'maybe' } } })],
    ['with one Sid twice', policyOf({ Sid: 'a' }, { Sid: 'a' })],
  ])('%s', (_name, text) => {
    expect(() => readPolicy(text, 'mine')).toThrow(expect.objectContaining({ code: 'MalformedPolicy' }));
  });
});

const [owner, second] = readUsers([{ name: 'first' }, { name: 'second' }]);
const anonymous = { kind: 'anonymous' } as const;

describe('conditions', () => {
  const facts: Record<string, string[]> = {
    'aws:sourceip': ['10.1.2.3'],
    'aws:securetransport': ['false'],
    'aws:currenttime': ['2026-05-01T12:00:00Z'],
    'aws:useragent': ['Agent/1.0'],
    's3:requestobjecttagkeys': ['a', 'b'],
    's3:x-amz-storage-class': ['STANDARD'],
  };
  const verdict = (condition: object, caller: Parameters<typeof evaluatePolicy>[1]['caller'] = anonymous) =>
    evaluatePolicy(readPolicy(policyOf({ Condition: condition }), 'mine'), {
      caller,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::mine/key',
      findKey: (key) => facts[key] ?? null,
    }) === 'allowed';

  test.each<[object, boolean]>([
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, true],
    [{ IpAddress: { 'aws:SourceIp': ['192.168.0.0/16', '10.1.2.3'] } }, true],
    [{ IpAddress: { 'aws:SourceIp': '10.1.2.4' } }, false],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, false],
    [{ NotIpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, true],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, false],
    [{ Bool: { 'AWS:SecureTransport': false } }, true],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-05-01T12:00:01Z' } }, true],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-05-01T12:00:00Z' } }, false],
    [{ StringLike: { 'aws:UserAgent': 'Agent/*' } }, true],
    [{ StringEquals: { 'aws:UserAgent': 'Agent/*' } }, false],
    [{ StringEqualsIgnoreCase: { 'aws:UserAgent': 'AGENT/1.0' } }, true],
    [{ StringNotEquals: { 'aws:Referer': 'x' } }, true],
    [{ StringEquals: { 'aws:Referer': 'x' } }, false],
    [{ StringEqualsIfExists: { 'aws:Referer': 'x' } }, true],
    [{ Null: { 'aws:Referer': 'true' } }, true],
    [{ Null: { 'aws:Referer': 'false' } }, false],
    [{ Null: { 'aws:UserAgent': 'false' } }, true],
    [{ 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['a', 'b', 'c'] } }, true],
    [{ 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['a'] } }, false],
    [{ 'ForAnyValue:StringEquals': { 's3:RequestObjectTagKeys': ['b'] } }, true],
    [
      { StringEquals: { 's3:x-amz-storage-class': 'STANDARD' }, Bool: { 'aws:SecureTransport': 'true' } },
      false,
    ],
  ])('%j: %s', (condition, isAllowed) => {
    expect(verdict(condition)).toBe(isAllowed);
  });

  test('a resource and an action may be named by what they are not', () => {
    const ask = (statement: object, action: string, key: string) =>
      evaluatePolicy(readPolicy(policyOf(statement), 'mine'), {
        caller: second ?? anonymous,
        action,
        resource: `arn:aws:s3:::mine/${key}`,
        findKey: () => null,
      });
    const notResource = { Resource: undefined, NotResource: 'arn:aws:s3:::mine/secret/*' };
    expect(ask(notResource, 's3:GetObject', 'open')).toBe('allowed');
    expect(ask(notResource, 's3:GetObject', 'secret/x')).toBe('silent');
    const notAction = { Action: undefined, NotAction: 's3:Delete*' };
    expect(ask(notAction, 's3:PutObject', 'x')).toBe('allowed');
    expect(ask(notAction, 's3:DeleteObject', 'x')).toBe('silent');
    const notPrincipal = { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: owner?.accountId } };
    expect(ask(notPrincipal, 's3:GetObject', 'x')).toBe('denied');
    expect(ask({ Action: 'S3:getobject' }, 's3:GetObject', 'x')).toBe('allowed');
  });
});

describe('patterns', () => {
  test('agree with a regular expression', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/') }),
        fc.string({ unit: fc.constantFrom('a', 'b', '/', '?') }),
        (pattern, text) => {
          const source = pattern.replace(/[/?*]/g, (sign) =>
            sign === '*' ? '.*' : sign === '?' ? '.' : '/',
          );
          expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${source}$`, 's').test(text));
        },
      ),
    );
  });

  test('cost little, however many stars', () => {
    const startedAt = performance.now();
    expect(matchesPattern('*a'.repeat(500), `${'a'.repeat(2_000)}b`)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('a value of a variable is only itself', () => {
    const find = (name: string) => (name === 'aws:username' ? '*' : null);
    const name = (text: string) => `$${text}`;
    expect(matchesPattern(`home/${name('{aws:username}')}/*`, 'home/*/x', find)).toBe(true);
    expect(matchesPattern(`home/${name('{aws:username}')}/*`, 'home/other/x', find)).toBe(false);
    expect(matchesPattern(`home/${name('{aws:userid}')}/*`, 'home//x', find)).toBe(false);
    expect(matchesPattern(`a${name('{*}')}`, 'a*', find)).toBe(true);
    expect(matchesPattern(`a${name('{*}')}`, 'ab', find)).toBe(false);
  });
});
