import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketWebsiteCommand,
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketWebsiteCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectAws } from '../testing/clients.ts';
import { createForger } from '../testing/forger.ts';
import { type RunningSandbox, runSandbox } from '../testing/running-sandbox.ts';

const dayMs = 86_400_000;
const md5 = (text: string) => createHash('md5').update(text).digest('base64');
let sandbox: RunningSandbox;
let client: S3Client;
let Bucket = '';
let count = 0;
const forger = createForger(() => ({ port: sandbox.endpoint.port, nowMs: Date.now() }));

beforeAll(async () => {
  sandbox = await runSandbox();
  client = connectAws(sandbox);
});
beforeEach(async () => {
  count += 1;
  Bucket = `documents-${count}`;
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await sandbox.end();
});

const put = (Key: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: 'text', ...more }));
const outcome = (sent: Promise<unknown>) =>
  sent.then(
    () => 'ok',
    (error: Error) => error.name,
  );
/** Sends a document as it is. */
const putDocument = async (name: string, body: string) =>
  (
    await forger.send(
      forger.signed({
        method: 'PUT',
        path: `/${Bucket}`,
        query: [[name, '']],
        body,
        headers: { 'content-md5': md5(body) },
      }),
    )
  ).code || 'ok';

describe('CORS', () => {
  const rule = {
    AllowedOrigins: ['https://*.example.com', 'http://localhost:3000'],
    AllowedMethods: ['GET', 'PUT'],
    AllowedHeaders: ['x-amz-*', 'Content-Type'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 600,
  };
  const set = (...CORSRules: object[]) =>
    client.send(
      new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: CORSRules as (typeof rule)[] } }),
    );
  const preflight = (headers: Record<string, string>) =>
    fetch(`${sandbox.url}/${Bucket}/key`, { method: 'OPTIONS', headers });

  test('is kept, given back and removed', async () => {
    expect(await outcome(client.send(new GetBucketCorsCommand({ Bucket })))).toBe('NoSuchCORSConfiguration');
    await set(rule, { AllowedOrigins: ['*'], AllowedMethods: ['HEAD'], ID: 'second' });
    const { CORSRules } = await client.send(new GetBucketCorsCommand({ Bucket }));
    expect(CORSRules).toEqual([rule, { AllowedOrigins: ['*'], AllowedMethods: ['HEAD'], ID: 'second' }]);
    await client.send(new DeleteBucketCorsCommand({ Bucket }));
    expect(await outcome(client.send(new GetBucketCorsCommand({ Bucket })))).toBe('NoSuchCORSConfiguration');
  });

  test('answers a preflight that a rule allows, and no other', async () => {
    const ask = {
      Origin: 'https://app.example.com',
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'content-type, X-Amz-Date',
    };
    expect((await preflight(ask)).status).toBe(403);
    await set(rule);
    const answer = await preflight(ask);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'content-type, X-Amz-Date',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '600',
      'access-control-allow-credentials': 'true',
    });
    for (const change of [
      { Origin: 'https://example.org' },
      { 'Access-Control-Request-Method': 'DELETE' },
      { 'Access-Control-Request-Headers': 'x-other' },
    ]) {
      const refused = await preflight({ ...ask, ...change });
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('<Code>AccessForbidden</Code>');
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await preflight({ 'Access-Control-Request-Method': 'PUT' })).status).toBe(400);
    expect((await preflight({ Origin: 'https://app.example.com' })).status).toBe(400);
  });

  test('opens answers and refusals to the page that may ask', async () => {
    await set({ AllowedOrigins: ['*'], AllowedMethods: ['GET'] });
    await put('key', { ACL: 'public-read' });
    const headers = { Origin: 'https://anywhere.example' };
    const answer = await fetch(`${sandbox.url}/${Bucket}/key`, { headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await fetch(`${sandbox.url}/${Bucket}/secret`, { headers });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, '*']);
    const without = await fetch(`${sandbox.url}/${Bucket}/key`);
    expect(without.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('that is wrong is refused', async () => {
    expect(await outcome(set({ ...rule, AllowedMethods: ['PATCH'] }))).toBe('InvalidRequest');
    expect(await outcome(set({ ...rule, AllowedOrigins: ['*.a.*'] }))).toBe('InvalidRequest');
    expect(await outcome(set({ ...rule, ExposeHeaders: ['x-*'] }))).toBe('InvalidRequest');
    expect(await outcome(set({ AllowedMethods: ['GET'] }))).toBe('MalformedXML');
    expect(await putDocument('cors', '<CORSConfiguration/>')).toBe('MalformedXML');
    expect(await putDocument('cors', '<CORSConfiguration><Rule/></CORSConfiguration>')).toBe('MalformedXML');
    const unsummed = forger.signed({
      method: 'PUT',
      path: `/${Bucket}`,
      query: [['cors', '']],
      body: '<a/>',
    });
    expect((await forger.send(unsummed)).code).toBe('InvalidRequest');
  });
});

describe('lifecycle', () => {
  const set = (...Rules: object[]) =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: Rules.map((rule) => ({ Status: 'Enabled', ...rule })) },
      }),
    );
  const all = async () => {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    return { versions: Versions.map(({ Key }) => Key), markers: DeleteMarkers.map(({ Key }) => Key) };
  };
  const versioned = () =>
    client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const inDays = (days: number) => sandbox.applyLifecycle(Date.now() + days * dayMs);

  test('is kept with an ID for every rule, and removed', async () => {
    const get = () => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(await outcome(get())).toBe('NoSuchLifecycleConfiguration');
    await set({ Filter: { Prefix: 'a/' }, Expiration: { Days: 3 } });
    expect((await get()).Rules).toEqual([
      {
        ID: expect.stringMatching(/.{10}/),
        Filter: { Prefix: 'a/' },
        Status: 'Enabled',
        Expiration: { Days: 3 },
      },
    ]);
    await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect(await outcome(get())).toBe('NoSuchLifecycleConfiguration');
  });

  test('removes what is old enough, and only what a filter names', async () => {
    await set(
      { Filter: { Prefix: 'tmp/' }, Expiration: { Days: 2 } },
      { Filter: { And: { Prefix: 'log/', Tags: [{ Key: 'k', Value: 'v' }] } }, Expiration: { Days: 1 } },
      { Filter: { ObjectSizeGreaterThan: 100 }, Expiration: { Days: 1 } },
      { Filter: { Prefix: 'off/' }, Expiration: { Days: 1 }, Status: 'Disabled' },
    );
    for (const key of ['tmp/a', 'keep', 'log/plain', 'off/a']) await put(key);
    await put('log/tagged', { Tagging: 'k=v' });
    await put('large', { Body: 'x'.repeat(101) });
    expect(inDays(0)).toEqual({ expired: 0, transitioned: 0, aborted: 0 });
    expect(inDays(2).expired).toBe(2);
    expect((await all()).versions).toEqual(['keep', 'log/plain', 'off/a', 'tmp/a']);
    expect(inDays(3).expired).toBe(1);
    expect((await all()).versions).toEqual(['keep', 'log/plain', 'off/a']);
  });

  test('hides, then removes old versions and lone delete markers', async () => {
    await versioned();
    await set({
      Filter: { Prefix: '' },
      Expiration: { Days: 5 },
      NoncurrentVersionExpiration: { NoncurrentDays: 3, NewerNoncurrentVersions: 1 },
    });
    for (let round = 0; round < 4; round += 1) await put('k');
    expect(inDays(4).expired).toBe(2);
    expect(await all()).toEqual({ versions: ['k', 'k'], markers: [] });
    expect(inDays(6).expired).toBe(1);
    expect(await all()).toEqual({ versions: ['k', 'k'], markers: ['k'] });
    await set({
      Filter: { Prefix: '' },
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    });
    expect(inDays(10).expired).toBe(2);
    await set({ Filter: { Prefix: '' }, Expiration: { ExpiredObjectDeleteMarker: true } });
    expect(inDays(10).expired).toBe(1);
    expect(await all()).toEqual({ versions: [], markers: [] });
  });

  test('moves to another class, at a date too, and aborts uploads', async () => {
    const midnight = new Date(Math.ceil((Date.now() + dayMs) / dayMs) * dayMs);
    await set(
      { Filter: { Prefix: 'cool/' }, Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }] },
      { Filter: { Prefix: 'dated/' }, Expiration: { Date: midnight } },
      { Filter: { Prefix: '' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
    );
    await put('cool/a');
    await put('dated/a');
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'under way' }));
    expect(sandbox.applyLifecycle(midnight.getTime() - 1)).toEqual({
      expired: 0,
      transitioned: 0,
      aborted: 0,
    });
    expect(inDays(40)).toEqual({ expired: 1, transitioned: 1, aborted: 1 });
    const { StorageClass } = await client.send(new HeadObjectCommand({ Bucket, Key: 'cool/a' }));
    expect(StorageClass).toBe('STANDARD_IA');
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'cool/a' }));
  });

  test('that is wrong is refused', async () => {
    const Filter = { Prefix: '' };
    const Expiration = { Days: 1 };
    for (const [rules, code] of [
      [[{ Filter }], 'InvalidRequest'],
      [[{ Expiration }], 'MalformedXML'],
      [[{ Filter, Expiration, Status: 'On' }], 'MalformedXML'],
      [[{ Filter, Expiration: { Days: 0 } }], 'InvalidArgument'],
      [[{ Filter, Expiration: { Date: new Date(Date.UTC(2030, 0, 1, 12)) } }], 'InvalidArgument'],
      [[{ Filter, Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }], 'MalformedXML'],
      [
        [
          { Filter, Expiration, ID: 'a' },
          { Filter, Expiration, ID: 'a' },
        ],
        'InvalidArgument',
      ],
      [[{ Filter, Transitions: [{ Days: 1, StorageClass: 'STANDARD' }] }], 'MalformedXML'],
      [[{ Filter, NoncurrentVersionExpiration: { NoncurrentDays: 0 } }], 'InvalidArgument'],
      [
        [
          {
            Filter: { Tag: { Key: 'a', Value: 'b' } },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
        'InvalidRequest',
      ],
    ] as const) {
      expect([rules, await outcome(set(...rules))]).toEqual([rules, code]);
    }
  });
});

describe('encryption', () => {
  const set = (SSEAlgorithm: 'AES256' | 'aws:kms', KMSMasterKeyID?: string) =>
    client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm,
                ...(KMSMasterKeyID ? { KMSMasterKeyID } : {}),
              },
            },
          ],
        },
      }),
    );

  test('of a bucket is told of what is stored after it', async () => {
    const get = () => client.send(new GetBucketEncryptionCommand({ Bucket }));
    const missing = 'ServerSideEncryptionConfigurationNotFoundError';
    expect(await outcome(get())).toBe(missing);
    expect((await put('before')).ServerSideEncryption).toBeUndefined();
    await set('aws:kms', 'my-key');
    expect((await get()).ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'my-key' } },
    ]);
    expect(await put('after')).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'my-key' });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'after' }));
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'my-key' });
    const own = await put('own', { ServerSideEncryption: 'AES256' });
    expect(own.ServerSideEncryption).toBe('AES256');
    const before = await client.send(new HeadObjectCommand({ Bucket, Key: 'before' }));
    expect(before.ServerSideEncryption).toBeUndefined();
    await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
    expect(await outcome(get())).toBe(missing);
  });

  test('that is wrong is refused', async () => {
    expect(await outcome(set('AES256', 'a-key'))).toBe('InvalidArgument');
    expect(await outcome(put('x', { ServerSideEncryption: 'rot13' }))).toBe('InvalidArgument');
    expect(await outcome(put('x', { SSEKMSKeyId: 'a-key' }))).toBe('InvalidArgument');
    expect(await putDocument('encryption', '<ServerSideEncryptionConfiguration/>')).toBe('MalformedXML');
  });
});

test('notification is kept, emptied, and refused when wrong', async () => {
  const set = (NotificationConfiguration: object) =>
    client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const queue = {
    QueueArn: 'arn:minio:sqs::TEST:webhook',
    Events: ['s3:ObjectCreated:*'],
    Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } },
  };
  await set({
    QueueConfigurations: [queue],
    LambdaFunctionConfigurations: [
      { LambdaFunctionArn: 'arn:aws:lambda:us-east-1:1:function:f', Events: ['s3:ObjectRemoved:Delete'] },
    ],
  });
  const kept = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(kept.QueueConfigurations).toMatchObject([queue]);
  expect(kept.LambdaFunctionConfigurations).toHaveLength(1);
  expect(await outcome(set({ QueueConfigurations: [{ ...queue, QueueArn: 'nowhere' }] }))).toBe(
    'InvalidArgument',
  );
  expect(await outcome(set({ QueueConfigurations: [{ ...queue, Events: ['s3:Made:Up'] }] }))).toBe(
    'InvalidArgument',
  );
  expect(
    await outcome(
      set({
        QueueConfigurations: [
          { ...queue, Filter: { Key: { FilterRules: [{ Name: 'middle', Value: 'x' }] } } },
        ],
      }),
    ),
  ).toBe('InvalidArgument');
  await set({});
  const emptied = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(emptied.QueueConfigurations ?? []).toEqual([]);
});

test('website is kept, removed, and refused when wrong', async () => {
  const set = (WebsiteConfiguration: object) =>
    client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  const get = () => client.send(new GetBucketWebsiteCommand({ Bucket }));
  expect(await outcome(get())).toBe('NoSuchWebsiteConfiguration');
  const document = {
    IndexDocument: { Suffix: 'index.html' },
    ErrorDocument: { Key: 'error.html' },
    RoutingRules: [{ Condition: { KeyPrefixEquals: 'old/' }, Redirect: { ReplaceKeyPrefixWith: 'new/' } }],
  };
  await set(document);
  expect(await get()).toMatchObject(document);
  expect(await outcome(set({ IndexDocument: { Suffix: 'a/index.html' } }))).toBe('InvalidArgument');
  expect(await outcome(set({ ErrorDocument: { Key: 'x' } }))).toBe('InvalidArgument');
  expect(await outcome(set({ ...document, RedirectAllRequestsTo: { HostName: 'a.example' } }))).toBe(
    'InvalidRequest',
  );
  await client.send(new DeleteBucketWebsiteCommand({ Bucket }));
  expect(await outcome(get())).toBe('NoSuchWebsiteConfiguration');
});

test('logging is kept for a bucket that is there, and turned off', async () => {
  const set = (BucketLoggingStatus: object) =>
    client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus }));
  const get = () => client.send(new GetBucketLoggingCommand({ Bucket }));
  expect((await get()).LoggingEnabled).toBeUndefined();
  const enabled = { LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: 'logs/' } };
  await set(enabled);
  expect(await get()).toMatchObject(enabled);
  expect(await outcome(set({ LoggingEnabled: { TargetBucket: 'nowhere', TargetPrefix: '' } }))).toBe(
    'InvalidTargetBucketForLogging',
  );
  await set({});
  expect((await get()).LoggingEnabled).toBeUndefined();
});

test('what was set outlives the process, and not its bucket', async () => {
  const first = await runSandbox();
  const { dataDir } = first;
  const one = connectAws(first);
  await one.send(new CreateBucketCommand({ Bucket: 'lasting' }));
  const cors = { CORSRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'] }] };
  await one.send(new PutBucketCorsCommand({ Bucket: 'lasting', CORSConfiguration: cors }));
  one.destroy();
  await first.close();
  const again = await runSandbox({ dataDir });
  const two = connectAws(again);
  expect((await two.send(new GetBucketCorsCommand({ Bucket: 'lasting' }))).CORSRules).toEqual(cors.CORSRules);
  await two.send(new DeleteBucketCommand({ Bucket: 'lasting' }));
  await two.send(new CreateBucketCommand({ Bucket: 'lasting' }));
  expect(await outcome(two.send(new GetBucketCorsCommand({ Bucket: 'lasting' })))).toBe(
    'NoSuchCORSConfiguration',
  );
  two.destroy();
  await again.end();
});
