import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { Client, CopyConditions, CopyDestinationOptions, CopySourceOptions } from 'minio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSandbox, runSandbox, testKeys } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
let client: Client;

beforeAll(async () => {
  sandbox = await runSandbox();
  client = connect();
});
afterAll(() => sandbox.end());

function connect(secretKey: string = testKeys.secretAccessKey): Client {
  return new Client({
    endPoint: '127.0.0.1',
    port: sandbox.endpoint.port,
    useSSL: false,
    accessKey: testKeys.accessKeyId,
    secretKey,
  });
}

async function collect<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Small pieces, as from a file: the client sends a single large one as a single part. */
function inPieces(bytes: Buffer): Readable {
  const pieceBytes = 64 * 1024;
  const count = Math.ceil(bytes.length / pieceBytes);
  const pieces = Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  return Readable.from(pieces);
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

describe('buckets', () => {
  test('are made, listed, found, versioned, tagged and removed', async () => {
    await client.makeBucket('first-bucket', 'us-east-1');
    expect(await client.bucketExists('first-bucket')).toBe(true);
    expect(await client.bucketExists('no-such-bucket')).toBe(false);
    expect((await client.listBuckets()).map(({ name }) => name)).toContain('first-bucket');
    await expect(client.makeBucket('first-bucket', 'us-east-1')).rejects.toMatchObject({
      code: 'BucketAlreadyOwnedByYou',
    });
    // It signs for the region it asks for, and no other than its own is verified here.
    await expect(client.makeBucket('other-region', 'eu-west-1')).rejects.toMatchObject({
      code: 'AuthorizationHeaderMalformed',
      region: 'us-east-1',
    });
    expect(await client.getBucketRegionAsync('first-bucket')).toBe('us-east-1');

    expect(await client.getBucketVersioning('first-bucket')).toEqual('');
    await client.setBucketVersioning('first-bucket', { Status: 'Enabled' });
    expect(await client.getBucketVersioning('first-bucket')).toEqual({ Status: 'Enabled' });

    await client.setBucketTagging('first-bucket', { team: 'a', cost: 'b' });
    expect(await client.getBucketTagging('first-bucket')).toEqual([
      { Key: 'team', Value: 'a' },
      { Key: 'cost', Value: 'b' },
    ]);
    await client.removeBucketTagging('first-bucket');
    await expect(client.getBucketTagging('first-bucket')).rejects.toMatchObject({ code: 'NoSuchTagSet' });

    await client.putObject('first-bucket', 'a', 'content');
    await expect(client.removeBucket('first-bucket')).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    await client.removeObject('first-bucket', 'a');
    // The old version and the delete marker still count.
    await expect(client.removeBucket('first-bucket')).rejects.toMatchObject({ code: 'BucketNotEmpty' });

    await client.makeBucket('short-lived');
    await client.removeBucket('short-lived');
    expect(await client.bucketExists('short-lived')).toBe(false);
  });

  test('with object lock have versions on', async () => {
    await client.makeBucket('locked-bucket', 'us-east-1', { ObjectLocking: true });
    expect(await client.getBucketVersioning('locked-bucket')).toEqual({ Status: 'Enabled' });
    await expect(client.setBucketVersioning('locked-bucket', { Status: 'Suspended' })).rejects.toMatchObject({
      code: 'InvalidBucketState',
    });
  });

  test('what was not set is missing', async () => {
    const bucket = 'locked-bucket';
    await expect(client.getBucketPolicy(bucket)).rejects.toMatchObject({ code: 'NoSuchBucketPolicy' });
    await expect(client.getBucketLifecycle(bucket)).rejects.toMatchObject({
      code: 'NoSuchLifecycleConfiguration',
    });
    await expect(client.getBucketEncryption(bucket)).rejects.toMatchObject({
      code: 'ServerSideEncryptionConfigurationNotFoundError',
    });
    await expect(client.getBucketReplication(bucket)).rejects.toMatchObject({
      code: 'ReplicationConfigurationNotFoundError',
    });
  });

  test('a wrong secret is refused', async () => {
    await expect(connect('wrong').listBuckets()).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});

describe('objects', () => {
  const bucket = 'objects-bucket';
  beforeAll(() => client.makeBucket(bucket));

  test('are put as text and streams with metadata and read whole and in parts', async () => {
    const bytes = randomBytes(300_000);
    const metadata = { 'Content-Type': 'image/x-test', 'X-Amz-Meta-Colour': 'blue' };
    const stored = await client.putObject(
      bucket,
      'folder/name',
      Readable.from([bytes]),
      bytes.length,
      metadata,
    );
    expect(stored.etag).toBe(md5(bytes));
    const stat = await client.statObject(bucket, 'folder/name');
    expect(stat).toMatchObject({ size: bytes.length, etag: md5(bytes) });
    expect(stat.metaData).toMatchObject({ 'content-type': 'image/x-test', colour: 'blue' });
    expect((await buffer(await client.getObject(bucket, 'folder/name'))).equals(bytes)).toBe(true);
    const part = await buffer(await client.getPartialObject(bucket, 'folder/name', 100, 50));
    expect(part.equals(bytes.subarray(100, 150))).toBe(true);
  });

  test('of 12 MiB go up in parts and come back as they were', async () => {
    const bytes = randomBytes(12 * 1024 * 1024);
    const small = new Client({
      endPoint: '127.0.0.1',
      port: sandbox.endpoint.port,
      useSSL: false,
      accessKey: testKeys.accessKeyId,
      secretKey: testKeys.secretAccessKey,
      partSize: 5 * 1024 * 1024,
    });
    const stored = await small.putObject(bucket, 'large', inPieces(bytes), bytes.length);
    expect(stored.etag).toMatch(/-3$/);
    expect((await buffer(await client.getObject(bucket, 'large'))).equals(bytes)).toBe(true);
    const crossing = await buffer(await client.getPartialObject(bucket, 'large', 5 * 1024 * 1024 - 10, 20));
    expect(crossing.equals(bytes.subarray(5 * 1024 * 1024 - 10, 5 * 1024 * 1024 + 10))).toBe(true);
  });

  test('are listed with and without folders', async () => {
    for (const key of ['list/a', 'list/b/c', 'list/b/d', 'list/e', 'list/字'])
      await client.putObject(bucket, key, key);
    const names = (items: { name?: string; prefix?: string }[]) =>
      items.map(({ name, prefix }) => name ?? prefix);
    expect(names(await collect(client.listObjects(bucket, 'list/', true)))).toEqual([
      'list/a',
      'list/b/c',
      'list/b/d',
      'list/e',
      'list/字',
    ]);
    const level = names(await collect(client.listObjectsV2(bucket, 'list/', false)));
    expect(level.sort()).toEqual(['list/a', 'list/b/', 'list/e', 'list/字'].sort());
    expect(names(await collect(client.listObjectsV2(bucket, 'list/', true, 'list/b/c')))).toEqual([
      'list/b/d',
      'list/e',
      'list/字',
    ]);
  });

  test.each([
    'with space',
    'plus+and&amp',
    '中文/文件',
    '😀',
    'a//b',
    '/leading',
    'trailing/',
    '../../etc/passwd',
    './x',
    'a/../b',
    '%2e%2e',
    '%',
    '100% sure',
    "quote'(1)!*",
    'tab\there',
    'control\u0001',
    'new\nline',
    'carriage\rreturn',
    'nul\u0000byte',
    'q?mark#hash',
    'x'.repeat(1_024),
    '文'.repeat(341),
  ])('the key %j lives a whole life', async (key) => {
    await client.putObject(bucket, key, key);
    expect(await text(await client.getObject(bucket, key))).toBe(key);
    const listed = await collect(client.listObjectsV2(bucket, key, true));
    expect(listed.map(({ name }) => name)).toContain(key);
    await client.copyObject(bucket, `copy ${key}`.slice(0, 200), `/${bucket}/${key}`, new CopyConditions());
    await client.removeObject(bucket, key);
    await expect(client.statObject(bucket, key)).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('longer than 1,024 bytes is no key', async () => {
    await expect(client.putObject(bucket, '文'.repeat(342), 'x')).rejects.toMatchObject({
      code: 'KeyTooLongError',
    });
  });

  test('are copied with conditions and composed', async () => {
    await client.putObject(bucket, 'source', 'copied bytes');
    const conditions = new CopyConditions();
    conditions.setMatchETag('0'.repeat(32));
    const source = `/${bucket}/source`;
    await expect(client.copyObject(bucket, 'target', source, conditions)).rejects.toMatchObject({
      code: 'PreconditionFailed',
    });
    await client.copyObject(bucket, 'target', source);
    expect(await text(await client.getObject(bucket, 'target'))).toBe('copied bytes');

    const first = randomBytes(5 * 1024 * 1024);
    await client.putObject(bucket, 'piece-1', first);
    await client.putObject(bucket, 'piece-2', 'the end');
    await client.composeObject(new CopyDestinationOptions({ Bucket: bucket, Object: 'composed' }), [
      new CopySourceOptions({ Bucket: bucket, Object: 'piece-1' }),
      new CopySourceOptions({ Bucket: bucket, Object: 'piece-2' }),
    ]);
    const composed = await buffer(await client.getObject(bucket, 'composed'));
    expect(composed.equals(Buffer.concat([first, Buffer.from('the end')]))).toBe(true);
  });

  test('have tags', async () => {
    await client.putObject(bucket, 'tagged', 'x');
    await client.setObjectTagging(bucket, 'tagged', { a: 'one', 'b c': 'ü' });
    expect(await client.getObjectTagging(bucket, 'tagged')).toEqual([
      { Key: 'a', Value: 'one' },
      { Key: 'b c', Value: 'ü' },
    ]);
    await client.removeObjectTagging(bucket, 'tagged', {} as { versionId: string });
    expect(await client.getObjectTagging(bucket, 'tagged')).toEqual([]);
  });

  test('are read and written by presigned URLs', async () => {
    const put = await client.presignedPutObject(bucket, 'by link', 60);
    expect((await fetch(put, { method: 'PUT', body: 'linked' })).status).toBe(200);
    const get = await client.presignedGetObject(bucket, 'by link', 60, {
      'response-content-disposition': 'attachment; filename="x y.txt"',
    });
    const answer = await fetch(get);
    expect(await answer.text()).toBe('linked');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="x y.txt"');
    expect((await fetch(`${get}&response-expires=0`)).status).toBe(403);
  });

  test('have uploads that are listed and removed', async () => {
    const uploadId = await client.initiateNewMultipartUpload(bucket, 'under/way', {});
    const listed = await collect(client.listIncompleteUploads(bucket, 'under/', true));
    expect(listed).toMatchObject([{ key: 'under/way', uploadId, size: 0 }]);
    await client.removeIncompleteUpload(bucket, 'under/way');
    expect(await collect(client.listIncompleteUploads(bucket, 'under/', true))).toEqual([]);
  });
});

test('versions are listed, read and removed one by one', async () => {
  const bucket = 'versions-bucket';
  await client.makeBucket(bucket);
  await client.setBucketVersioning(bucket, { Status: 'Enabled' });
  const first = await client.putObject(bucket, 'k', 'first');
  const second = await client.putObject(bucket, 'k', 'second');
  expect(first.versionId).not.toBe(second.versionId);
  await client.removeObject(bucket, 'k');
  const listed = await collect(client.listObjects(bucket, '', true, { IncludeVersion: true }));
  expect(listed).toHaveLength(3);
  expect(listed.filter(({ isDeleteMarker }) => isDeleteMarker)).toHaveLength(1);
  expect(await text(await client.getObject(bucket, 'k', { versionId: first.versionId ?? '' }))).toBe('first');
  await expect(client.getObject(bucket, 'k')).rejects.toMatchObject({ code: 'NoSuchKey' });
  await client.removeObjects(
    bucket,
    listed.map(({ name, versionId }) => ({ name: name ?? '', versionId: versionId ?? '' })),
  );
  expect(await collect(client.listObjects(bucket, '', true, { IncludeVersion: true }))).toEqual([]);
  await client.removeBucket(bucket);
});

test('changes are heard as they happen', async () => {
  const bucket = 'heard-bucket';
  await client.makeBucket(bucket);
  const poller = client.listenBucketNotification(bucket, 'in/', '.txt', [
    's3:ObjectCreated:*',
    's3:ObjectRemoved:*',
  ]);
  const heard: { eventName: string; key: string }[] = [];
  let isOpen = false;
  const all = new Promise<void>((resolve, reject) => {
    poller.on('error', reject);
    poller.on('notification', (record) => {
      const { eventName, s3 } = record as { eventName: string; s3: { object: { key: string } } };
      isOpen = true;
      if (s3.object.key === 'in/first one.txt') return;
      heard.push({ eventName, key: s3.object.key });
      if (heard.length === 3) resolve();
    });
  });
  // The stream is open once an event comes through it: keep making events until then.
  while (!isOpen) await client.putObject(bucket, 'in/first one.txt', 'x');
  await client.putObject(bucket, 'in/a.txt', 'x');
  await client.putObject(bucket, 'in/a.png', 'x');
  await client.putObject(bucket, 'out/a.txt', 'x');
  await client.copyObject(bucket, 'in/b.txt', `/${bucket}/in/a.txt`);
  await client.removeObject(bucket, 'in/a.txt');
  await all;
  expect(heard).toEqual([
    { eventName: 's3:ObjectCreated:Put', key: 'in/a.txt' },
    { eventName: 's3:ObjectCreated:Copy', key: 'in/b.txt' },
    { eventName: 's3:ObjectRemoved:Delete', key: 'in/a.txt' },
  ]);
  poller.stop();
});
