import { describe, expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml } from '../testing/scripted-transport.ts';

const done = { status: 200 };
const fresh = { bucket: 'photos-1250000000', region: null, hasObjectLock: false };

describe('a new bucket', () => {
  test('on S3 has a region, a lock, an owner’s rule and access', async () => {
    const { buckets, transport, body } = openScripted('s3', [done]);
    await buckets.createBucket({
      ...fresh,
      region: 'eu-west-1',
      hasObjectLock: true,
      ownership: 'ObjectWriter',
      grants: { read: 'id="1",id="2"', 'full-control': 'uri="u"' },
    });
    expect(body(0)).toContain('<LocationConstraint>eu-west-1</LocationConstraint>');
    expect(transport.requests[0]?.headers).toMatchObject({
      'x-amz-bucket-object-lock-enabled': 'true',
      'x-amz-object-ownership': 'ObjectWriter',
      'x-amz-grant-read': 'id="1",id="2"',
      'x-amz-grant-full-control': 'uri="u"',
    });
  });

  test('on COS is kept in several zones', async () => {
    const { buckets, transport, body } = openScripted('cos', [done]);
    await buckets.createBucket({ ...fresh, isMultiZone: true, canned: 'public-read' });
    expect(body(0)).toBe(
      '<CreateBucketConfiguration><BucketAZConfig>MAZ</BucketAZConfig></CreateBucketConfiguration>',
    );
    expect(transport.requests[0]?.headers).toMatchObject({ 'x-cos-acl': 'public-read' });
  });

  test('on OSS has a class and a redundancy', async () => {
    const { buckets, transport, body } = openScripted('oss', [done, done]);
    await buckets.createBucket({ ...fresh, canned: 'private', storageClass: 'IA', isMultiZone: true });
    expect(body(0)).toBe(
      '<CreateBucketConfiguration><StorageClass>IA</StorageClass><DataRedundancyType>ZRS</DataRedundancyType></CreateBucketConfiguration>',
    );
    expect(transport.requests[0]?.headers).toMatchObject({ 'x-oss-acl': 'private' });
    await buckets.createBucket(fresh);
    expect(transport.requests[1]?.body).toBeNull();
  });

  test.each([
    ['s3', { storageClass: 'IA' }, 'no-bucket-class'],
    ['s3', { isMultiZone: true }, 'no-bucket-zones'],
    ['cos', { storageClass: 'IA' }, 'no-bucket-class'],
    ['cos', { ownership: 'ObjectWriter' }, 'no-bucket-ownership'],
    ['cos', { hasObjectLock: true }, 'no-lock-from-creation'],
    ['oss', { grants: { read: 'id="1"' } }, 'no-access-lists'],
    ['oss', { ownership: 'ObjectWriter' }, 'no-bucket-ownership'],
    ['oss', { hasObjectLock: true }, 'no-object-lock'],
  ] as const)('%s: %j is refused before anything is sent', async (provider, part, reason) => {
    const { buckets } = openScripted(provider, []);
    const error = await errorOf(buckets.createBucket({ ...fresh, ...part }));
    expect(error).toMatchObject({ kind: 'not-offered', reason });
  });
});

describe('deleting a bucket', () => {
  const endpoint = { host: 'minio.test', port: null, usesTls: true };

  test('by force is told to servers that may know it, and not to the vendors', async () => {
    const minio = openScripted('s3', [{ status: 204 }, { status: 204 }], { endpoint });
    await minio.buckets.deleteBucket({ bucket: 'b', force: true });
    await minio.buckets.deleteBucket({ bucket: 'b' });
    expect(minio.transport.requests.map(({ headers }) => headers['x-minio-force-delete'])).toEqual([
      'true',
      undefined,
    ]);
    for (const provider of ['s3', 'cos', 'oss'] as const) {
      const call = openScripted(provider, []).buckets.deleteBucket({ bucket: 'b', force: true });
      expect(await errorOf(call)).toMatchObject({ kind: 'not-offered', reason: 'no-forced-deletion' });
    }
  });

  test('that is not empty says so', async () => {
    const { buckets } = openScripted('oss', [{ status: 409, body: errorXml('BucketNotEmpty') }]);
    expect(await errorOf(buckets.deleteBucket({ bucket: 'b' }))).toMatchObject({
      kind: 'conflict',
      reason: 'bucket-not-empty',
      retry: 'after-user-acts',
    });
  });
});
