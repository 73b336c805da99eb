import {
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketReplicationCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetPublicAccessBlockCommand,
  PutBucketAccelerateConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketRequestPaymentCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAws } from '../testing/clients.ts';
import { type RunningSandbox, runSandbox } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
let client: S3Client;
const Bucket = 'own-documents';

beforeAll(async () => {
  sandbox = await runSandbox();
  client = connectAws(sandbox);
  for (const name of [Bucket, 'with.periods', 'target']) {
    await client.send(new CreateBucketCommand({ Bucket: name }));
  }
});
afterAll(() => sandbox.end());

describe('documents that are kept and change nothing', () => {
  test('who pays', async () => {
    expect(await client.send(new GetBucketRequestPaymentCommand({ Bucket }))).toMatchObject({
      Payer: 'BucketOwner',
    });
    const RequestPaymentConfiguration = { Payer: 'Requester' } as const;
    await client.send(new PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration }));
    expect(await client.send(new GetBucketRequestPaymentCommand({ Bucket }))).toMatchObject({
      Payer: 'Requester',
    });
  });

  test('acceleration, which a name with periods cannot have', async () => {
    expect(
      (await client.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).Status,
    ).toBeUndefined();
    const AccelerateConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration }));
    expect((await client.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).Status).toBe(
      'Enabled',
    );
    await expect(
      client.send(
        new PutBucketAccelerateConfigurationCommand({ Bucket: 'with.periods', AccelerateConfiguration }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  test('the block of public access', async () => {
    const get = () => client.send(new GetPublicAccessBlockCommand({ Bucket }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, RestrictPublicBuckets: false };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(await get()).toMatchObject({ PublicAccessBlockConfiguration });
    await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
  });

  test('who owns what others write', async () => {
    const get = () => client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    await expect(get()).rejects.toMatchObject({ name: 'OwnershipControlsNotFoundError' });
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' as const }] };
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    expect(await get()).toMatchObject({ OwnershipControls });
    await client.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    await expect(get()).rejects.toMatchObject({ name: 'OwnershipControlsNotFoundError' });
  });
});

describe('replication', () => {
  const rule: ReplicationRule = {
    ID: 'one',
    Priority: 1,
    Status: 'Enabled',
    Filter: { And: { Prefix: 'docs/', Tags: [{ Key: 'a', Value: 'b' }] } },
    DeleteMarkerReplication: { Status: 'Disabled' },
    Destination: { Bucket: 'arn:aws:s3:::target', StorageClass: 'STANDARD_IA' },
  };
  const put = (Rules: ReplicationRule[], name = Bucket) =>
    client.send(
      new PutBucketReplicationCommand({
        Bucket: name,
        ReplicationConfiguration: { Role: 'arn:aws:iam::000000000001:role/copies', Rules },
      }),
    );
  const keepVersions = (name: string) =>
    client.send(
      new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }),
    );

  test('needs versions on both sides, and is given back as it was set', async () => {
    await expect(client.send(new GetBucketReplicationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'ReplicationConfigurationNotFoundError',
    });
    await expect(put([rule])).rejects.toThrow('on the bucket');
    await keepVersions(Bucket);
    await expect(put([rule])).rejects.toThrow('Destination bucket must have versioning');
    await keepVersions('target');
    await put([
      rule,
      { ...rule, ID: 'two', Priority: 2, Destination: { Bucket: 'arn:minio:replication::id:there' } },
    ]);
    const kept = await client.send(new GetBucketReplicationCommand({ Bucket }));
    expect(kept.ReplicationConfiguration?.Rules).toMatchObject([rule, { ID: 'two' }]);
    await client.send(new DeleteBucketReplicationCommand({ Bucket }));
    await expect(client.send(new GetBucketReplicationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'ReplicationConfigurationNotFoundError',
    });
  });

  test.each([
    [
      'a target that is not there',
      [{ ...rule, Destination: { Bucket: 'arn:aws:s3:::nowhere' } }],
      'must exist',
    ],
    ['a target that is no ARN', [{ ...rule, Destination: { Bucket: 'target' } }], 'Invalid bucket ARN'],
    ['two rules of one id', [rule, { ...rule, Priority: 2 }], 'Rule Id must be unique'],
    ['two rules of one priority', [rule, { ...rule, ID: 'two' }], 'duplicate priorities'],
    ['no rule', [], 'not well formed'],
  ])('refuses %s', async (_what, rules, message) => {
    await expect(put(rules)).rejects.toThrow(message);
  });
});

describe('the status of a policy', () => {
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };

  test('is asked of a policy alone', async () => {
    await expect(client.send(new GetBucketPolicyStatusCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  test.each([
    ['everyone', statement, true],
    ['one account', { ...statement, Principal: { AWS: '000000000002' } }, false],
    ['nobody', { ...statement, Effect: 'Deny' }, false],
    ['a network', { ...statement, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/24' } } }, false],
    ['half of the world', { ...statement, Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } }, true],
    ['a referer', { ...statement, Condition: { StringLike: { 'aws:Referer': 'https://a/*' } } }, true],
    [
      'all but a network',
      { ...statement, Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/24' } } },
      true,
    ],
  ])('that lets in %s', async (_who, given, isPublic) => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [given] });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const { PolicyStatus } = await client.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(PolicyStatus?.IsPublic).toBe(isPublic);
  });
});
