import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Client } from 'minio';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectAnonymously, connectAws, secondKeys } from '../testing/clients.ts';
import { type RunningSandbox, runSandbox, testKeys } from '../testing/running-sandbox.ts';

const Bucket = 'guarded';
const Key = 'docs/a.txt';
let sandbox: RunningSandbox;
let owner: S3Client;
let second: S3Client;
let anonymous: S3Client;
let secondId = '';

beforeAll(async () => {
  sandbox = await runSandbox({ credentials: [testKeys, secondKeys] });
  owner = connectAws(sandbox);
  second = connectAws(sandbox, { credentials: secondKeys });
  anonymous = connectAnonymously(sandbox);
  await owner.send(new CreateBucketCommand({ Bucket }));
  await put(owner, Key);
  secondId = (await second.send(new ListBucketsCommand({}))).Owner?.ID ?? '';
});
afterEach(async () => {
  await owner.send(new DeleteBucketPolicyCommand({ Bucket }));
  await owner.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }));
  await owner.send(new PutObjectAclCommand({ Bucket, Key, ACL: 'private' }));
});
afterAll(async () => {
  for (const client of [owner, second, anonymous]) client.destroy();
  await sandbox.end();
});

const put = (client: S3Client, key: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key: key, Body: 'text', ...more }));
const get = (client: S3Client, key = Key) => client.send(new GetObjectCommand({ Bucket, Key: key }));
const list = (client: S3Client, Prefix?: string) =>
  client.send(new ListObjectsV2Command(Prefix === undefined ? { Bucket } : { Bucket, Prefix }));
const remove = (client: S3Client, key: string) => client.send(new DeleteObjectCommand({ Bucket, Key: key }));
const outcome = (sent: Promise<unknown>) =>
  sent.then(
    () => 'ok',
    (error: Error) => error.name,
  );
const setPolicy = (...Statement: object[]) =>
  owner.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
const arn = (rest = '') => `arn:aws:s3:::${Bucket}${rest}`;

test('nobody but the owner may do anything at first', async () => {
  for (const client of [second, anonymous]) {
    expect(await outcome(get(client))).toBe('AccessDenied');
    expect(await outcome(get(client, 'not there'))).toBe('AccessDenied');
    expect(await outcome(put(client, 'x'))).toBe('AccessDenied');
    expect(await outcome(remove(client, Key))).toBe('AccessDenied');
    expect(await outcome(list(client))).toBe('AccessDenied');
    expect(await outcome(client.send(new CreateBucketCommand({ Bucket: 'theirs' })))).toBe('AccessDenied');
    expect(await outcome(client.send(new GetBucketPolicyCommand({ Bucket })))).toBe('AccessDenied');
  }
  expect(await outcome(anonymous.send(new ListBucketsCommand({})))).toBe('AccessDenied');
  expect((await second.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  expect((await owner.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1);
  expect(await outcome(get(owner))).toBe('ok');
});

describe('access control lists', () => {
  test('canned ones of an object open it, and nothing else', async () => {
    await owner.send(new PutObjectAclCommand({ Bucket, Key, ACL: 'public-read' }));
    expect(await outcome(get(anonymous))).toBe('ok');
    expect(await outcome(get(second))).toBe('ok');
    expect(await outcome(list(anonymous))).toBe('AccessDenied');
    expect(await outcome(put(anonymous, Key))).toBe('AccessDenied');
    await owner.send(new PutObjectAclCommand({ Bucket, Key, ACL: 'authenticated-read' }));
    expect(await outcome(get(anonymous))).toBe('AccessDenied');
    expect(await outcome(get(second))).toBe('ok');
  });

  test('come with a PUT, and a copy does not take them along', async () => {
    await put(owner, 'open', { ACL: 'public-read' });
    expect(await outcome(get(anonymous, 'open'))).toBe('ok');
    await owner.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${Bucket}/open` }));
    expect(await outcome(get(anonymous, 'copied'))).toBe('AccessDenied');
  });

  test('of a bucket give listing and writing', async () => {
    await owner.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
    expect(await outcome(list(anonymous))).toBe('ok');
    expect(await outcome(get(anonymous))).toBe('AccessDenied');
    expect(await outcome(get(anonymous, 'not there'))).toBe('NoSuchKey');
    expect(await outcome(put(anonymous, 'dropped'))).toBe('ok');
    expect(await outcome(remove(anonymous, 'dropped'))).toBe('ok');
    const { Grants } = await owner.send(new GetBucketAclCommand({ Bucket }));
    expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.Type, Permission])).toEqual([
      ['CanonicalUser', 'FULL_CONTROL'],
      ['Group', 'READ'],
      ['Group', 'WRITE'],
    ]);
  });

  test('grants name users, by header and by document', async () => {
    await owner.send(new PutObjectAclCommand({ Bucket, Key, GrantRead: `id="${secondId}"` }));
    expect(await outcome(get(second))).toBe('ok');
    expect(await outcome(get(anonymous))).toBe('AccessDenied');
    expect(await outcome(second.send(new GetObjectAclCommand({ Bucket, Key })))).toBe('AccessDenied');
    const { Owner } = await owner.send(new GetObjectAclCommand({ Bucket, Key }));
    await owner.send(
      new PutObjectAclCommand({
        Bucket,
        Key,
        AccessControlPolicy: {
          Owner,
          Grants: [{ Grantee: { Type: 'CanonicalUser', ID: secondId }, Permission: 'READ_ACP' }],
        },
      }),
    );
    expect(await outcome(get(second))).toBe('AccessDenied');
    const seen = await second.send(new GetObjectAclCommand({ Bucket, Key }));
    expect(seen.Grants).toEqual([
      {
        Grantee: { Type: 'CanonicalUser', ID: secondId, DisplayName: 'second' },
        Permission: 'READ_ACP',
      },
    ]);
    expect(await outcome(get(owner))).toBe('ok');
  });

  test('that are wrong are refused', async () => {
    const set = (more: object) => outcome(owner.send(new PutBucketAclCommand({ Bucket, ...more })));
    const grant = (Grantee: object) => ({
      AccessControlPolicy: { Owner: {}, Grants: [{ Grantee, Permission: 'READ' }] },
    });
    expect(await set({ ACL: 'made-up' })).toBe('InvalidArgument');
    expect(await set({ ACL: 'private', GrantRead: `id=${secondId}` })).toBe('InvalidRequest');
    expect(await set({ GrantRead: 'id=1234' })).toBe('InvalidArgument');
    expect(await set({ GrantRead: 'nobody' })).toBe('InvalidArgument');
    expect(await set({ GrantRead: 'emailAddress=a@b.example' })).toBe('UnresolvableGrantByEmailAddress');
    expect(await set(grant({ Type: 'Group', URI: 'http://example.com/group' }))).toBe('InvalidArgument');
    expect(await set(grant({ Type: 'CanonicalUser' }))).toBe('MalformedACLError');
    expect(await set({ AccessControlPolicy: { Owner: { ID: secondId }, Grants: [] } })).toBe('AccessDenied');
    expect(await set({})).toBe('MissingSecurityHeader');
  });
});

describe('a policy', () => {
  test('is given back as it was, and removed', async () => {
    const text = `{ "Statement": {"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"${arn('/*')}"} }`;
    await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: text }));
    expect((await owner.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(text);
    const minio = new Client({
      endPoint: '127.0.0.1',
      port: sandbox.endpoint.port,
      useSSL: false,
      accessKey: testKeys.accessKeyId,
      secretKey: testKeys.secretAccessKey,
    });
    expect(await minio.getBucketPolicy(Bucket)).toBe(text);
    await minio.setBucketPolicy(Bucket, '');
    await expect(minio.getBucketPolicy(Bucket)).rejects.toMatchObject({ code: 'NoSuchBucketPolicy' });
  });

  test('opens a prefix to everyone', async () => {
    await setPolicy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: arn('/docs/*') });
    await put(owner, 'other');
    expect(await outcome(get(anonymous))).toBe('ok');
    expect(await outcome(get(second))).toBe('ok');
    expect(await outcome(get(anonymous, 'other'))).toBe('AccessDenied');
    expect(await outcome(get(anonymous, 'docs/none'))).toBe('AccessDenied');
  });

  test('names one user and not the others', async () => {
    for (const principal of [
      { AWS: 'arn:aws:iam::000000000002:user/second' },
      { AWS: ['arn:aws:iam::000000000002:root'] },
      { AWS: '000000000002' },
      { CanonicalUser: secondId },
    ]) {
      await setPolicy({ Effect: 'Allow', Principal: principal, Action: 's3:Get*', Resource: arn('/*') });
      expect(await outcome(get(second))).toBe('ok');
      expect(await outcome(get(anonymous))).toBe('AccessDenied');
    }
    await setPolicy({
      Effect: 'Allow',
      Principal: { AWS: '000000000003' },
      Action: 's3:GetObject',
      Resource: arn('/*'),
    });
    expect(await outcome(get(second))).toBe('AccessDenied');
  });

  test('denies before it allows, also what an ACL grants, also the owner', async () => {
    await owner.send(new PutObjectAclCommand({ Bucket, Key, ACL: 'public-read' }));
    await setPolicy(
      { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [arn(), arn('/*')] },
      { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: arn('/docs/*') },
    );
    for (const client of [anonymous, second, owner]) {
      expect(await outcome(get(client))).toBe('AccessDenied');
      expect(await outcome(list(client))).toBe('ok');
    }
    expect(await outcome(put(anonymous, 'x'))).toBe('ok');
  });

  test('cannot lock the owner out of the policy itself', async () => {
    await setPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn(), arn('/*')] });
    expect(await outcome(list(owner))).toBe('AccessDenied');
    expect(await outcome(owner.send(new DeleteBucketPolicyCommand({ Bucket })))).toBe('ok');
    expect(await outcome(list(owner))).toBe('ok');
  });

  test('limits a listing to a prefix', async () => {
    await setPolicy({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:ListBucket',
      Resource: arn(),
      Condition: { StringLike: { 's3:prefix': ['docs/*'] } },
    });
    expect(await outcome(list(anonymous, 'docs/'))).toBe('ok');
    expect(await outcome(list(anonymous, 'other/'))).toBe('AccessDenied');
    expect(await outcome(list(anonymous))).toBe('AccessDenied');
  });

  test('sees the tags of an object and the name of a user', async () => {
    await put(owner, 'tagged', { Tagging: 'shown=yes' });
    await setPolicy(
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: arn('/*'),
        Condition: { StringEquals: { 's3:ExistingObjectTag/shown': 'yes' } },
      },
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${arn('/home/')}$${'{aws:username}'}/*`,
      },
    );
    expect(await outcome(get(anonymous, 'tagged'))).toBe('ok');
    expect(await outcome(get(anonymous))).toBe('AccessDenied');
    expect(await outcome(put(second, 'home/second/a'))).toBe('ok');
    expect(await outcome(put(second, 'home/tester/a'))).toBe('AccessDenied');
    expect(await outcome(put(anonymous, 'home//a'))).toBe('AccessDenied');
  });

  test('must allow every part of what a request does', async () => {
    await setPolicy({ Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: arn('/in/*') });
    expect(await outcome(put(second, 'in/a'))).toBe('ok');
    expect(await outcome(put(second, 'in/a', { ACL: 'public-read' }))).toBe('AccessDenied');
    expect(await outcome(put(second, 'in/a', { Tagging: 'a=b' }))).toBe('AccessDenied');
    const copy = new CopyObjectCommand({ Bucket, Key: 'in/stolen', CopySource: `${Bucket}/${Key}` });
    expect(await outcome(second.send(copy))).toBe('AccessDenied');
  });

  test('is asked for each key of a delete of many', async () => {
    await setPolicy({ Effect: 'Allow', Principal: '*', Action: 's3:DeleteObject', Resource: arn('/tmp/*') });
    await put(owner, 'tmp/a');
    const answer = await second.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'tmp/a' }, { Key }] } }),
    );
    expect(answer.Deleted).toMatchObject([{ Key: 'tmp/a' }]);
    expect(answer.Errors).toMatchObject([{ Key, Code: 'AccessDenied' }]);
  });

  test('that is too large or wrong is refused and changes nothing', async () => {
    const set = (Policy: string) => outcome(owner.send(new PutBucketPolicyCommand({ Bucket, Policy })));
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: arn('/*') };
    await setPolicy(statement);
    expect(await set(JSON.stringify({ Statement: [statement], Id: 'x'.repeat(20_480) }))).toBe(
      'PolicyTooLarge',
    );
    expect(await set('not json')).toBe('MalformedPolicy');
    expect(await outcome(get(anonymous))).toBe('ok');
  });
});
