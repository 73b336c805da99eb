import { describe, expect, it } from 'vitest';
import { findBucketNameProblem } from './bucket-name.ts';

const problem = (provider: 's3' | 'cos' | 'oss', name: string) =>
  findBucketNameProblem(provider, name)?.problem ?? null;

describe('names for new buckets', () => {
  it.each([
    ['abc', null],
    ['a.b', null],
    ['my-bucket.2026', null],
    ['a'.repeat(63), null],
    ['1.2.3', null],
    ['', 'bucket-name-too-short'],
    ['ab', 'bucket-name-too-short'],
    ['a'.repeat(64), 'bucket-name-too-long'],
    ['MyBucket', 'bucket-name-characters'],
    ['my_bucket', 'bucket-name-characters'],
    ['büro', 'bucket-name-characters'],
    ['my bucket', 'bucket-name-characters'],
    ['-abc', 'bucket-name-ends'],
    ['abc-', 'bucket-name-ends'],
    ['abc.', 'bucket-name-ends'],
    ['a..b', 'bucket-name-dots'],
    ['192.168.1.20', 'bucket-name-address'],
    ['xn--abc', 'bucket-name-reserved'],
    ['sthree-x', 'bucket-name-reserved'],
    ['abc-s3alias', 'bucket-name-reserved'],
  ])('S3 answers %j with %j', (name, expected) => {
    expect(problem('s3', name)).toBe(expected);
  });

  it('has the rules of the other dialects', () => {
    expect(problem('cos', 'photos-1250000000')).toBeNull();
    expect(problem('cos', 'photos')).toBe('bucket-name-account');
    expect(problem('cos', 'a.b-1250000000')).toBe('bucket-name-characters');
    expect(problem('oss', 'photos')).toBeNull();
    expect(problem('oss', 'pho.tos')).toBe('bucket-name-characters');
  });

  it('gives the numbers a message needs', () => {
    expect(findBucketNameProblem('s3', 'x')).toEqual({
      problem: 'bucket-name-too-short',
      minLength: 3,
      maxLength: 63,
    });
  });
});
