import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import {
  type ChecksumAlgorithm,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAws } from '../testing/clients.ts';
import { type RunningSandbox, runSandbox } from '../testing/running-sandbox.ts';

const bucket = 'aws-bucket';
let sandbox: RunningSandbox;
let client: S3Client;

beforeAll(async () => {
  sandbox = await runSandbox();
  client = connectAws(sandbox);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterAll(async () => {
  client.destroy();
  await sandbox.end();
});

const put = (
  key: string,
  body: string,
  more: Partial<ConstructorParameters<typeof PutObjectCommand>[0]> = {},
) => client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...more }));
const get = (key: string, more: Partial<ConstructorParameters<typeof GetObjectCommand>[0]> = {}) =>
  client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...more }));
const readText = async (answer: Awaited<ReturnType<typeof get>>) => text(answer.Body as Readable);

describe('buckets', () => {
  test('are listed and found, with their region', async () => {
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual([bucket]);
    expect((await client.send(new HeadBucketCommand({ Bucket: bucket }))).BucketRegion).toBe('us-east-1');
    expect(
      (await client.send(new GetBucketLocationCommand({ Bucket: bucket }))).LocationConstraint,
    ).toBeUndefined();
    await expect(client.send(new HeadBucketCommand({ Bucket: 'nowhere' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test.each(['ab', 'UPPER', 'with_underscore', '1.2.3.4', 'a..b', '-start', 'end-', 'x'.repeat(64)])(
    'the name %s is refused',
    async (name) => {
      await expect(client.send(new CreateBucketCommand({ Bucket: name }))).rejects.toMatchObject({
        name: 'InvalidBucketName',
      });
    },
  );
});

describe('bodies', () => {
  test('of a stream come with a trailer and are stored without its framing', async () => {
    const bytes = randomBytes(1_000_000);
    const pieces = Array.from({ length: 16 }, (_, index) =>
      bytes.subarray(index * 62_500, (index + 1) * 62_500),
    );
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: 'stream',
        Body: Readable.from(pieces),
        ContentLength: bytes.length,
      }),
    );
    const answer = await get('stream', { ChecksumMode: 'ENABLED' });
    expect((await buffer(answer.Body as Readable)).equals(bytes)).toBe(true);
    expect(answer.ContentEncoding).toBeUndefined();
    expect(answer.ChecksumCRC32).toMatch(/^.{6}==$/);
  });

  test.each<[ChecksumAlgorithm, 'ChecksumCRC32' | 'ChecksumCRC32C' | 'ChecksumSHA1' | 'ChecksumSHA256']>([
    ['CRC32', 'ChecksumCRC32'],
    ['CRC32C', 'ChecksumCRC32C'],
    ['SHA1', 'ChecksumSHA1'],
    ['SHA256', 'ChecksumSHA256'],
  ])('with %s are verified and told back', async (algorithm, name) => {
    const stored = await put('checked', 'some content', { ChecksumAlgorithm: algorithm });
    expect(stored[name]).toBeTruthy();
    const answer = await get('checked', { ChecksumMode: 'ENABLED' });
    expect(answer[name]).toBe(stored[name]);
    expect(await readText(answer)).toBe('some content');
    const wrong = { ChecksumAlgorithm: algorithm, [name]: 'AAAAAA==' };
    await expect(put('checked', 'other content', wrong)).rejects.toThrow();
    expect(await readText(await get('checked'))).toBe('some content');
  });

  test('with a wrong digest are refused and change nothing', async () => {
    await put('digest', 'before');
    await expect(put('digest', 'after', { ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    await expect(put('digest', 'after', { ContentMD5: 'short' })).rejects.toMatchObject({
      name: 'InvalidDigest',
    });
    await expect(put('digest', 'after', { ChecksumCRC64NVME: 'rosUhgp5mIg=' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    expect(await readText(await get('digest'))).toBe('before');
    const right = await put('digest', '123456789', { ChecksumCRC64NVME: 'rosUhgp5mIg=' });
    expect(right.ChecksumCRC64NVME).toBe('rosUhgp5mIg=');
  });
});

describe('reading', () => {
  beforeAll(() =>
    put('read', '0123456789', { ContentType: 'text/x', CacheControl: 'no-cache', Metadata: { a: 'b' } }),
  );

  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('%s gives its bytes', async (Range, expected, contentRange) => {
    const answer = await get('read', { Range });
    expect(await readText(answer)).toBe(expected);
    expect(answer.ContentRange).toBe(contentRange);
    expect(answer.$metadata.httpStatusCode).toBe(206);
  });

  test.each(['bytes=3-1', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,3-4', 'bytes=-'])(
    '%s gives everything',
    async (Range) => {
      const answer = await get('read', { Range });
      expect(await readText(answer)).toBe('0123456789');
      expect(answer.$metadata.httpStatusCode).toBe(200);
    },
  );

  test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('%s is out of range', async (Range) => {
    await expect(get('read', { Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  test('an empty object has no range', async () => {
    await put('empty', '');
    await expect(get('empty', { Range: 'bytes=0-' })).rejects.toMatchObject({ name: 'InvalidRange' });
    expect(await readText(await get('empty'))).toBe('');
  });

  test('conditions', async () => {
    const { ETag = '', LastModified = new Date() } = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: 'read' }),
    );
    const before = new Date(LastModified.getTime() - 10_000);
    const status = async (more: Parameters<typeof get>[1]) =>
      get('read', more).then(
        ({ $metadata }) => $metadata.httpStatusCode,
        (error) => error.$metadata.httpStatusCode,
      );
    const other = '"0123"';
    expect(await status({ IfMatch: ETag })).toBe(200);
    expect(await status({ IfMatch: `${other}, ${ETag}` })).toBe(200);
    expect(await status({ IfMatch: '*' })).toBe(200);
    expect(await status({ IfMatch: other })).toBe(412);
    expect(await status({ IfNoneMatch: ETag })).toBe(304);
    expect(await status({ IfNoneMatch: `W/${ETag}` })).toBe(304);
    expect(await status({ IfNoneMatch: other })).toBe(200);
    expect(await status({ IfModifiedSince: before })).toBe(200);
    expect(await status({ IfModifiedSince: LastModified })).toBe(304);
    expect(await status({ IfUnmodifiedSince: LastModified })).toBe(200);
    expect(await status({ IfUnmodifiedSince: before })).toBe(412);
    // An ETag condition makes the date beside it not count.
    expect(await status({ IfMatch: ETag, IfUnmodifiedSince: before })).toBe(200);
    expect(await status({ IfNoneMatch: other, IfModifiedSince: LastModified })).toBe(200);
  });

  test('HEAD tells what is stored', async () => {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'read' }));
    expect(head).toMatchObject({
      ContentLength: 10,
      ContentType: 'text/x',
      CacheControl: 'no-cache',
      Metadata: { a: 'b' },
      AcceptRanges: 'bytes',
      ETag: `"${createHash('md5').update('0123456789').digest('hex')}"`,
    });
    expect(head.VersionId).toBeUndefined();
  });

  test('an archive class has to be restored first', async () => {
    await put('cold', 'x', { StorageClass: 'GLACIER' });
    await expect(get('cold')).rejects.toMatchObject({ name: 'InvalidObjectState' });
    expect((await client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'cold' }))).StorageClass).toBe(
      'GLACIER',
    );
    const restore = () =>
      client.send(
        new RestoreObjectCommand({
          Bucket: bucket,
          Key: 'cold',
          RestoreRequest: { Days: 1, GlacierJobParameters: { Tier: 'Expedited' } },
        }),
      );
    await restore();
    expect((await client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'cold' }))).Restore).toBe(
      'ongoing-request="true"',
    );
    await expect(restore()).rejects.toMatchObject({ name: 'RestoreAlreadyInProgress' });
    await expect(put('cold', 'x', { StorageClass: 'TEPID' as 'STANDARD' })).rejects.toMatchObject({
      name: 'InvalidStorageClass',
    });
  });
});

describe('conditional writes', () => {
  test('If-None-Match writes once, also when many try at the same time', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => put('once', `${index}`.repeat(1_000), { IfNoneMatch: '*' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'PreconditionFailed' });
    }
  });

  test('If-Match writes over what is meant', async () => {
    await expect(put('matched', 'x', { IfMatch: '"abc"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { ETag = '' } = await put('matched', 'first');
    await expect(put('matched', 'x', { IfMatch: '"abc"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await put('matched', 'second', { IfMatch: ETag });
    await expect(
      client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'matched', IfMatch: ETag })),
    ).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect(await readText(await get('matched'))).toBe('second');
  });
});

describe('copies', () => {
  test('keep or replace metadata and tags as the directives say', async () => {
    await put('from', 'x', { Metadata: { a: '1' }, ContentType: 'text/a', Tagging: 'k=v' });
    const copy = (more: Partial<ConstructorParameters<typeof CopyObjectCommand>[0]>) =>
      client.send(
        new CopyObjectCommand({ Bucket: bucket, Key: 'to', CopySource: `${bucket}/from`, ...more }),
      );
    const head = () => client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'to' }));
    await copy({});
    expect(await head()).toMatchObject({ Metadata: { a: '1' }, ContentType: 'text/a', TagCount: 1 });
    await copy({
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
      TaggingDirective: 'REPLACE',
      Tagging: 'x=y&z=',
    });
    expect(await head()).toMatchObject({
      Metadata: { b: '2' },
      ContentType: 'binary/octet-stream',
      TagCount: 2,
    });
    await expect(copy({ Key: 'from' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await copy({ Key: 'from', MetadataDirective: 'REPLACE' });
    await expect(copy({ CopySource: `${bucket}/nothing` })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy({ CopySource: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(copy({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const digest = createHash('sha256').update('x').digest('base64');
    expect((await copy({ ChecksumAlgorithm: 'SHA256' })).CopyObjectResult?.ChecksumSHA256).toBe(digest);
  });
});
