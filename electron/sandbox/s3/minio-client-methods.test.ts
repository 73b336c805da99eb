import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { Client, CopyDestinationOptions, CopySourceOptions } from 'minio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSandbox, runSandbox, testKeys } from '../testing/running-sandbox.ts';
import { methodsOf, watched } from '../testing/watched.ts';

/** Methods of MinIO's SDK that are not asked here, and why. */
const notDriven: Readonly<Record<string, string>> = {
  ...named('a step of other methods, which ask it', [
    'abortMultipartUpload',
    'applyBucketLifecycle',
    'calculatePartSize',
    'checkAndRefreshCreds',
    'completeMultipartUpload',
    'copyObjectV1',
    'copyObjectV2',
    'findUploadId',
    'getAccelerateEndPointIfSet',
    'getBucketRegion',
    'getRequestOptions',
    'listIncompleteUploadsQuery',
    'listObjectsQuery',
    'listObjectsV2Query',
    'listParts',
    'listPartsQuery',
    'logHTTP',
    'makeRequest',
    'makeRequestAsync',
    'makeRequestAsyncOmit',
    'makeRequestStream',
    'makeRequestStreamAsync',
    'removeTagging',
    'setTagging',
    'uploadBuffer',
    'uploadPart',
    'uploadStream',
  ]),
  ...named('sets up the client itself', [
    'setAppInfo',
    'setCredentialsProvider',
    'setRequestOptions',
    'setS3TransferAccelerate',
    'traceOff',
    'traceOn',
  ]),
  listenBucketNotification: 'a stream that does not end; minio-client.test.ts listens',
};

function named(reason: string, methods: readonly string[]): Record<string, string> {
  return Object.fromEntries(methods.map((method) => [method, reason]));
}

const called = new Set<string>();
const bucket = 'every-method';
let sandbox: RunningSandbox;
let client: Client;

beforeAll(async () => {
  sandbox = await runSandbox();
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = testKeys;
  const { port } = sandbox.endpoint;
  client = watched(new Client({ endPoint: '127.0.0.1', port, useSSL: false, accessKey, secretKey }), called);
  await client.makeBucket(bucket);
});
afterAll(() => sandbox.end());

async function collect<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('buckets', () => {
  test('are found, versioned, tagged and removed', async () => {
    await client.makeBucket('short-lived');
    expect((await client.listBuckets()).map(({ name }) => name)).toEqual([bucket, 'short-lived']);
    await client.removeBucket('short-lived');
    expect(await client.bucketExists('short-lived')).toBe(false);
    expect(await client.getBucketRegionAsync(bucket)).toBe('us-east-1');
    await client.setBucketTagging(bucket, { a: 'one' });
    expect(await client.getBucketTagging(bucket)).toEqual([{ Key: 'a', Value: 'one' }]);
    await client.removeBucketTagging(bucket);
    await client.makeBucket('versions');
    await client.setBucketVersioning('versions', { Status: 'Enabled' });
    expect(await client.getBucketVersioning('versions')).toEqual({ Status: 'Enabled' });
  });

  test('have a policy, which everybody is let in by', async () => {
    const place = 'public-bucket';
    await client.makeBucket(place);
    await client.putObject(place, 'a', 'content');
    const url = `${sandbox.url}/${place}/a`;
    expect((await fetch(url)).status).toBe(403);
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: ['*'] },
      Action: ['s3:GetObject'],
      Resource: [`arn:aws:s3:::${place}/*`],
    };
    await client.setBucketPolicy(place, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    expect(JSON.parse(await client.getBucketPolicy(place))).toMatchObject({ Statement: [statement] });
    expect(await (await fetch(url)).text()).toBe('content');
    await client.setBucketPolicy(place, '');
    expect((await fetch(url)).status).toBe(403);
  });

  test('have a lifecycle, which the clock is told for', async () => {
    const rule = { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'old/' }, Expiration: { Days: 3 } };
    await client.putObject(bucket, 'old/a', 'x');
    await client.setBucketLifecycle(bucket, { Rule: [rule] } as never);
    expect(await client.getBucketLifecycle(bucket)).toMatchObject({ Rule: { ID: 'old' } });
    sandbox.applyLifecycle(Date.now() + 5 * 86_400_000);
    await expect(client.statObject(bucket, 'old/a')).rejects.toMatchObject({ code: 'NotFound' });
    await client.removeBucketLifecycle(bucket);
    await expect(client.getBucketLifecycle(bucket)).rejects.toMatchObject({
      code: 'NoSuchLifecycleConfiguration',
    });
  });

  test('have an encryption, which later objects have', async () => {
    await client.setBucketEncryption(bucket, {
      Rule: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    });
    expect(JSON.stringify(await client.getBucketEncryption(bucket))).toContain('AES256');
    await client.putObject(bucket, 'hidden', 'x');
    const { metaData } = await client.statObject(bucket, 'hidden');
    expect(JSON.stringify(metaData)).toContain('AES256');
    await client.removeBucketEncryption(bucket);
    await expect(client.getBucketEncryption(bucket)).rejects.toMatchObject({
      code: 'ServerSideEncryptionConfigurationNotFoundError',
    });
  });

  test('have notifications', async () => {
    const queue = {
      Id: 'one',
      Queue: 'arn:minio:sqs::primary:webhook',
      Event: ['s3:ObjectCreated:*'],
      Filter: { S3Key: { FilterRule: [{ Name: 'prefix', Value: 'in/' }] } },
    };
    await client.setBucketNotification(bucket, { QueueConfiguration: [queue] } as never);
    expect(await client.getBucketNotification(bucket)).toMatchObject({ QueueConfiguration: [{ Id: 'one' }] });
    await client.removeAllBucketNotification(bucket);
    expect(JSON.stringify(await client.getBucketNotification(bucket))).not.toContain('sqs');
  });

  test('have a replication', async () => {
    await client.makeBucket('replica');
    await client.setBucketVersioning('replica', { Status: 'Enabled' });
    const configuration = {
      role: 'arn:aws:iam::000000000001:role/replicate',
      rules: [
        {
          ID: 'all',
          Status: 'Enabled',
          Priority: 1,
          DeleteMarkerReplication: { Status: 'Disabled' },
          Filter: { Prefix: 'a/' },
          Destination: { Bucket: 'arn:aws:s3:::replica' },
        },
      ],
    };
    await client.setBucketReplication('versions', configuration as never);
    expect(JSON.stringify(await client.getBucketReplication('versions'))).toContain('arn:aws:s3:::replica');
    await client.removeBucketReplication('versions');
    await expect(client.getBucketReplication('versions')).rejects.toMatchObject({
      code: 'ReplicationConfigurationNotFoundError',
    });
  });
});

describe('objects', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stowage-minio-'));
    await writeFile(join(folder, 'in'), 'from a file');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('are put, read, copied, composed, listed and removed', async () => {
    await client.putObject(bucket, 'o/a', '0123456789');
    expect(await text(await client.getObject(bucket, 'o/a'))).toBe('0123456789');
    expect(String(await buffer(await client.getPartialObject(bucket, 'o/a', 2, 3)))).toBe('234');
    await client.copyObject(bucket, 'o/b', `/${bucket}/o/a`);
    await client.composeObject(new CopyDestinationOptions({ Bucket: bucket, Object: 'o/c' }), [
      new CopySourceOptions({ Bucket: bucket, Object: 'o/a' }),
    ]);
    await client.fPutObject(bucket, 'o/file', join(folder, 'in'), {});
    await client.fGetObject(bucket, 'o/file', join(folder, 'out'));
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe('from a file');
    const names = ['o/a', 'o/b', 'o/c', 'o/file'];
    expect((await collect(client.listObjects(bucket, 'o/', true))).map(({ name }) => name)).toEqual(names);
    expect((await collect(client.listObjectsV2(bucket, 'o/', true))).map(({ name }) => name)).toEqual(names);
    await client.removeObject(bucket, 'o/a');
    await client.removeObjects(bucket, names.slice(1));
    expect(await collect(client.listObjects(bucket, 'o/', true))).toEqual([]);
  });

  test('have tags and uploads under way', async () => {
    await client.putObject(bucket, 'tagged', 'x');
    await client.setObjectTagging(bucket, 'tagged', { a: 'one' });
    expect(await client.getObjectTagging(bucket, 'tagged')).toEqual([{ Key: 'a', Value: 'one' }]);
    await client.removeObjectTagging(bucket, 'tagged', {} as { versionId: string });
    await client.initiateNewMultipartUpload(bucket, 'under/way', {});
    expect(await collect(client.listIncompleteUploads(bucket, 'under/', true))).toHaveLength(1);
    await client.removeIncompleteUpload(bucket, 'under/way');
  });

  test('are kept by retention and legal hold', async () => {
    const place = 'locked';
    await client.makeBucket(place, 'us-east-1', { ObjectLocking: true });
    await client.setObjectLockConfig(place, { mode: 'GOVERNANCE', unit: 'Days', validity: 2 } as never);
    expect(await client.getObjectLockConfig(place)).toMatchObject({ mode: 'GOVERNANCE', validity: 2 });
    await client.setObjectLockConfig(place, {} as never);
    const { versionId } = await client.putObject(place, 'a', 'x');
    const version = { versionId: versionId ?? '' };
    const remove = () => client.removeObject(place, 'a', version);
    await client.setObjectLegalHold(place, 'a', { ...version, status: 'ON' });
    expect(await client.getObjectLegalHold(place, 'a', version)).toEqual({ Status: 'ON' });
    await expect(remove()).rejects.toMatchObject({ code: 'AccessDenied' });
    await client.setObjectLegalHold(place, 'a', { ...version, status: 'OFF' });
    const retainUntilDate = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, '');
    await client.putObjectRetention(place, 'a', { ...version, mode: 'GOVERNANCE', retainUntilDate } as never);
    expect(await client.getObjectRetention(place, 'a', version)).toMatchObject({ mode: 'GOVERNANCE' });
    await expect(remove()).rejects.toMatchObject({ code: 'AccessDenied' });
    await client.removeObject(place, 'a', { ...version, governanceBypass: true });
  });

  test('are queried', async () => {
    await client.putObject(bucket, 'rows.csv', 'name,size\na,1\nb,22\n');
    const answer = await client.selectObjectContent(bucket, 'rows.csv', {
      expression: 'SELECT s.name FROM S3Object s WHERE CAST(s.size AS INT) > 10',
      expressionType: 'SQL',
      inputSerialization: { CSV: { FileHeaderInfo: 'Use' }, CompressionType: 'NONE' },
      outputSerialization: { CSV: {} },
    } as never);
    expect(String(Reflect.get(answer ?? {}, 'records'))).toBe('b\n');
  });

  test('are read and written by links and by a form', async () => {
    const put = await client.presignedPutObject(bucket, 'linked', 60);
    expect((await fetch(put, { method: 'PUT', body: 'linked' })).status).toBe(200);
    const get = await client.presignedGetObject(bucket, 'linked', 60);
    expect(await (await fetch(get)).text()).toBe('linked');
    const remove = await client.presignedUrl('DELETE', bucket, 'linked', 60);
    expect((await fetch(remove, { method: 'DELETE' })).status).toBe(204);
    const policy = client.newPostPolicy();
    policy.setBucket(bucket);
    policy.setKeyStartsWith('forms/');
    policy.setContentLengthRange(1, 10);
    policy.setExpires(new Date(Date.now() + 60_000));
    const { postURL, formData } = await client.presignedPostPolicy(policy);
    const send = async (key: string, body: string) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...formData, key })) form.set(name, String(value));
      form.set('file', new Blob([body]));
      return (await fetch(postURL, { method: 'POST', body: form })).status;
    };
    expect(await send('forms/a', 'sent')).toBe(204);
    expect(await text(await client.getObject(bucket, 'forms/a'))).toBe('sent');
    expect(await send('elsewhere', 'sent')).toBe(403);
    expect(await send('forms/b', 'more than ten bytes')).toBe(400);
  });
});

test('every method of the SDK was driven, or is named with the reason why not', () => {
  const methods = methodsOf(client);
  expect(methods.filter((name) => !called.has(name) && !Object.hasOwn(notDriven, name))).toEqual([]);
  const needless = Object.keys(notDriven).filter((name) => called.has(name) || !methods.includes(name));
  expect(needless).toEqual([]);
});
