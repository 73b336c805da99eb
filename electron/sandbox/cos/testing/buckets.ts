import { beforeAll, describe, expect, test } from 'vitest';
import { secondKeys } from '../../testing/clients.ts';
import { type CosBucket, type CosTrial, open } from '../../testing/cos-client.ts';

const owner = 'qcs::cam::uin/100000000001:uin/100000000001';
const second = 'qcs::cam::uin/100000000002:uin/100000000002';

/** Buckets, and who may use them. */
export function tryBuckets(trial: () => CosTrial): void {
  describe('buckets', () => {
    test('are made, found, listed and removed', async () => {
      const { client, named } = trial();
      const bucket = named('first');
      await client.putBucket(bucket);
      await expect(client.putBucket(bucket)).rejects.toMatchObject({ code: 'BucketAlreadyOwnedByYou' });
      expect(await client.headBucket(bucket)).toMatchObject({ statusCode: 200 });
      const { Buckets, Owner } = await client.getService({ Region: bucket.Region });
      expect(Owner.ID).toBe(owner);
      expect(Buckets).toContainEqual(
        expect.objectContaining({ Name: bucket.Bucket, Location: bucket.Region }),
      );
      expect((await client.getService()).Buckets).toHaveLength(Buckets.length);
      expect(await client.getBucketLocation(bucket)).toMatchObject({
        LocationConstraint: bucket.Region,
      });

      await client.putObject({ ...bucket, Key: 'a', Body: 'x' });
      await expect(client.deleteBucket(bucket)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
      await client.deleteObject({ ...bucket, Key: 'a' });
      expect(await client.deleteBucket(bucket)).toMatchObject({ statusCode: 204 });
      await expect(client.headBucket(bucket)).rejects.toMatchObject({ statusCode: 404 });
      await expect(client.getBucket(bucket)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('are refused by a wrong name, a wrong region and a wrong key', async () => {
      const { client, connect, named, made } = trial();
      const bucket = await made('refusing');
      await expect(client.putBucket({ ...bucket, Bucket: 'refusing-7' })).rejects.toMatchObject({
        code: 'InvalidBucketName',
      });
      await expect(client.getBucket({ ...bucket, Region: 'ap-beijing' })).rejects.toMatchObject({
        code: 'NoSuchBucket',
      });
      await expect(connect({ SecretKey: 'wrong' }).getBucket(bucket)).rejects.toMatchObject({
        code: 'SignatureDoesNotMatch',
      });
      await expect(connect({ SecretId: 'NOBODY' }).getService()).rejects.toMatchObject({
        code: 'InvalidAccessKeyId',
      });
      await expect(client.headBucket(named('nowhere'))).rejects.toMatchObject({ statusCode: 404 });
    });

    test('keep versions when told so', async () => {
      const { client, made } = trial();
      const bucket = await made('versions');
      expect((await client.getBucketVersioning(bucket)).VersioningConfiguration).toMatchObject({});
      await client.putBucketVersioning({ ...bucket, VersioningConfiguration: { Status: 'Enabled' } });
      expect((await client.getBucketVersioning(bucket)).VersioningConfiguration).toMatchObject({
        Status: 'Enabled',
      });
      const one = await client.putObject({ ...bucket, Key: 'a', Body: 'one' });
      await client.putObject({ ...bucket, Key: 'a', Body: 'two' });
      await client.deleteObject({ ...bucket, Key: 'a' });
      const listed = await client.listObjectVersions(bucket);
      expect(listed.Versions).toHaveLength(2);
      expect(listed.DeleteMarkers).toHaveLength(1);
      const old = await client.getObject({ ...bucket, Key: 'a', VersionId: String(one.VersionId) });
      expect(String(old.Body)).toBe('one');
      await expect(client.getObject({ ...bucket, Key: 'a' })).rejects.toMatchObject({ code: 'NoSuchKey' });
    });

    test('have tags', async () => {
      const { client, made } = trial();
      const bucket = await made('tagged');
      const tags = [
        { Key: 'team', Value: 'red + blue' },
        { Key: 'size', Value: '007' },
      ];
      await expect(client.getBucketTagging(bucket)).resolves.toMatchObject({ Tags: [], statusCode: 404 });
      await client.putBucketTagging({ ...bucket, Tags: tags });
      expect((await client.getBucketTagging(bucket)).Tags).toEqual(tags);
      await client.deleteBucketTagging(bucket);
      expect((await client.getBucketTagging(bucket)).Tags).toEqual([]);
    });
  });

  describe('access to a bucket', () => {
    let bucket: CosBucket;
    beforeAll(async () => {
      bucket = await trial().made('shared');
      await trial().client.putObject({ ...bucket, Key: 'a', Body: 'content' });
    });
    const asSecond = () =>
      trial().connect({ SecretId: secondKeys.accessKeyId, SecretKey: secondKeys.secretAccessKey });

    test('is given by ACLs, to everyone and to another user', async () => {
      const { client, sandbox } = trial();
      const url = client.getObjectUrl({ ...bucket, Key: 'a', Sign: false }, () => undefined);
      await expect(asSecond().getBucket(bucket)).rejects.toMatchObject({ code: 'AccessDenied' });
      expect((await open(sandbox, url)).status).toBe(403);

      await client.putBucketAcl({ ...bucket, ACL: 'public-read' });
      expect((await client.getBucketAcl(bucket)).ACL).toBe('public-read');
      expect((await open(sandbox, url)).status).toBe(200);
      expect((await asSecond().getBucket(bucket)).Contents).toHaveLength(1);

      const grant = { Grantee: { ID: second, DisplayName: second }, Permission: 'WRITE' as const };
      await client.putBucketAcl({
        ...bucket,
        AccessControlPolicy: { Owner: { ID: owner }, Grants: [grant] },
      });
      expect((await client.getBucketAcl(bucket)).Grants).toMatchObject([
        { Grantee: { ID: second }, Permission: 'WRITE' },
      ]);
      await asSecond().putObject({ ...bucket, Key: 'theirs', Body: 'x' });
      await expect(asSecond().getBucket(bucket)).rejects.toMatchObject({ code: 'AccessDenied' });

      await client.putBucketAcl({ ...bucket, GrantRead: `id="${second}"` });
      expect((await client.getBucketAcl(bucket)).GrantRead).toBe(`id="${second}"`);
      await client.putBucketAcl({ ...bucket, ACL: 'private' });
      expect((await open(sandbox, url)).status).toBe(403);
    });

    test('is given and taken by ACLs of objects', async () => {
      const { client, sandbox } = trial();
      const place = { ...bucket, Key: 'a' };
      const url = client.getObjectUrl({ ...place, Sign: false }, () => undefined);
      await client.putObjectAcl({ ...place, ACL: 'public-read' });
      expect((await client.getObjectAcl(place)).ACL).toBe('public-read');
      expect((await open(sandbox, url)).status).toBe(200);
      await client.putObjectAcl({ ...place, ACL: 'private' });
      expect((await open(sandbox, url)).status).toBe(403);
      await client.putObjectAcl({ ...place, ACL: 'default' });
      expect((await client.getObjectAcl(place)).ACL).toBe('default');
    });

    test('is given and taken by a policy', async () => {
      const { client } = trial();
      await expect(client.getBucketPolicy(bucket)).rejects.toMatchObject({ statusCode: 404 });
      const statement = (effect: 'allow' | 'deny', actions: string[], principals: string[]) => ({
        effect,
        principal: { qcs: principals },
        action: actions.map((action) => `name/cos:${action}`),
        resource: [`qcs::cos:${bucket.Region}:uid/1250000000:${bucket.Bucket}/*`],
      });
      const policy = {
        version: '2.0',
        statement: [
          statement('allow', ['GetBucket', 'GetObject'], [second]),
          statement('deny', ['PutObject'], ['qcs::cam::anyone:anyone']),
        ],
      };
      await client.putBucketPolicy({ ...bucket, Policy: policy });
      expect((await client.getBucketPolicy(bucket)).Policy).toEqual(policy);
      expect(String((await asSecond().getObject({ ...bucket, Key: 'a' })).Body)).toBe('content');
      await expect(asSecond().putObject({ ...bucket, Key: 'b', Body: 'x' })).rejects.toMatchObject({
        code: 'AccessDenied',
      });
      const broken = { version: '2.0', statement: [{ ...policy.statement[0], effect: 'perhaps' }] };
      await expect(client.putBucketPolicy({ ...bucket, Policy: broken })).rejects.toMatchObject({
        code: 'MalformedPolicy',
      });
      await client.deleteBucketPolicy(bucket);
      await expect(asSecond().getObject({ ...bucket, Key: 'a' })).rejects.toMatchObject({
        code: 'AccessDenied',
      });
    });
  });
}
