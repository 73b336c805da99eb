import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAws } from '../testing/clients.ts';
import { createForger } from '../testing/forger.ts';
import { type RunningSandbox, runSandbox } from '../testing/running-sandbox.ts';

const Bucket = 'facts';
const partBytes = 5 * 1024 * 1024;
const source = randomBytes(partBytes + 100);
let sandbox: RunningSandbox;
let client: S3Client;

beforeAll(async () => {
  sandbox = await runSandbox({ allowsCustomerKeys: true });
  client = connectAws(sandbox);
  await client.send(new CreateBucketCommand({ Bucket }));
  const target = { Bucket, Key: 'in parts' };
  const start = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'CRC32' });
  const { UploadId } = await client.send(start);
  const parts = [];
  for (const [PartNumber, Body] of [
    [2, source.subarray(0, partBytes)],
    [5, source.subarray(partBytes)],
  ] as const) {
    const part = { ...target, UploadId, PartNumber, Body, ChecksumAlgorithm: 'CRC32' as const };
    const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand(part));
    parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }
  const done = { ...target, UploadId, MultipartUpload: { Parts: parts } };
  await client.send(new CompleteMultipartUploadCommand(done));
  await client.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: 'whole' }));
});
afterAll(async () => {
  client.destroy();
  await sandbox.end();
});

const outcome = (sent: Promise<unknown>) =>
  sent.then(
    () => 'ok',
    (error: Error) => error.name,
  );
const get = (Key: string, more: object = {}) => client.send(new GetObjectCommand({ Bucket, Key, ...more }));

describe('a part of an object', () => {
  test('is read and described by its number', async () => {
    const first = await get('in parts', { PartNumber: 2, ChecksumMode: 'ENABLED' });
    expect(first).toMatchObject({ PartsCount: 2, ContentLength: partBytes });
    expect(first.ContentRange).toBe(`bytes 0-${partBytes - 1}/${source.length}`);
    expect((await buffer(first.Body as Readable)).equals(source.subarray(0, partBytes))).toBe(true);
    const last = await get('in parts', { PartNumber: 5 });
    expect((await buffer(last.Body as Readable)).equals(source.subarray(partBytes))).toBe(true);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'in parts', PartNumber: 5 }));
    expect(head).toMatchObject({ PartsCount: 2, ContentLength: 100 });
  });

  test('of an object of one piece is the whole', async () => {
    const answer = await get('whole', { PartNumber: 1 });
    expect(await text(answer.Body as Readable)).toBe('whole');
    expect(answer.PartsCount).toBeUndefined();
  });

  test('that is not there is refused', async () => {
    expect(await outcome(get('in parts', { PartNumber: 1 }))).toBe('InvalidPartNumber');
    expect(await outcome(get('whole', { PartNumber: 2 }))).toBe('InvalidPartNumber');
    expect(await outcome(get('whole', { PartNumber: 10_001 }))).toBe('InvalidArgument');
    expect(await outcome(get('whole', { PartNumber: 1, Range: 'bytes=0-1' }))).toBe('InvalidRequest');
  });
});

test('attributes tell what is asked for, parts by pages', async () => {
  const ask = (Key: string, more: object) =>
    client.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: [], ...more }));
  const all = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;
  const whole = await ask('whole', { ObjectAttributes: all });
  expect(whole).toMatchObject({
    ETag: createHash('md5').update('whole').digest('hex'),
    StorageClass: 'STANDARD',
    ObjectSize: 5,
    Checksum: { ChecksumType: 'FULL_OBJECT' },
  });
  expect(whole.ObjectParts).toBeUndefined();
  const page = await ask('in parts', { ObjectAttributes: ['ObjectParts'], MaxParts: 1 });
  expect(page.ETag).toBeUndefined();
  expect(page.ObjectParts).toMatchObject({
    TotalPartsCount: 2,
    IsTruncated: true,
    NextPartNumberMarker: '2',
    Parts: [{ PartNumber: 2, Size: partBytes }],
  });
  const rest = await ask('in parts', { ObjectAttributes: ['ObjectParts'], PartNumberMarker: '2' });
  expect(rest.ObjectParts).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 5, Size: 100 }] });
  expect(await outcome(ask('whole', { ObjectAttributes: ['Colour'] }))).toBe('InvalidArgument');
});

describe('a key of the client', () => {
  const keyOf = (bytes: Buffer) => ({
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: bytes.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(bytes).digest('base64'),
  });
  const mine = keyOf(Buffer.alloc(32, 1));
  const other = keyOf(Buffer.alloc(32, 2));
  const put = (more: object) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'secret', Body: 'secret', ...more }));

  test('is needed again for every read and copy', async () => {
    const stored = await put(mine);
    expect(stored.SSECustomerKeyMD5).toBe(mine.SSECustomerKeyMD5);
    expect(await text((await get('secret', mine)).Body as Readable)).toBe('secret');
    expect(await outcome(get('secret'))).toBe('InvalidRequest');
    expect(await outcome(get('secret', other))).toBe('AccessDenied');
    expect(await outcome(get('whole', mine))).toBe('InvalidRequest');
    const copy = (more: object) =>
      outcome(
        client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/secret`, ...more })),
      );
    expect(await copy({})).toBe('InvalidRequest');
    const sourceKey = {
      CopySourceSSECustomerAlgorithm: 'AES256',
      CopySourceSSECustomerKey: mine.SSECustomerKey,
      CopySourceSSECustomerKeyMD5: mine.SSECustomerKeyMD5,
    };
    expect(await copy({ ...sourceKey, ...other })).toBe('ok');
    expect(await outcome(get('copy', other))).toBe('ok');
    expect(await outcome(get('copy', mine))).toBe('AccessDenied');
  });

  test('is needed for every part', async () => {
    const target = { Bucket, Key: 'secret parts' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ...mine }));
    const part = (more: object) =>
      client.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: 'x', ...more }));
    expect(await outcome(part({}))).toBe('InvalidRequest');
    expect(await outcome(part(other))).toBe('AccessDenied');
    const { ETag } = await part(mine);
    const done = { ...target, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
    await client.send(new CompleteMultipartUploadCommand(done));
    expect(await outcome(get('secret parts'))).toBe('InvalidRequest');
    expect(await outcome(get('secret parts', mine))).toBe('ok');
  });

  test('that is wrong is refused, and over plain HTTP any', async () => {
    // The SDK computes the MD5 itself, so it cannot be made to send a wrong one.
    const forger = createForger(() => ({ port: sandbox.endpoint.port, nowMs: Date.now() }));
    const start = 'x-amz-server-side-encryption-customer-';
    const headers = {
      [`${start}algorithm`]: 'AES256',
      [`${start}key`]: mine.SSECustomerKey,
      [`${start}key-md5`]: other.SSECustomerKeyMD5,
    };
    const forged = await forger.send(forger.signed({ method: 'PUT', path: `/${Bucket}/forged`, headers }));
    expect([forged.code, forged.text.includes(mine.SSECustomerKey)]).toEqual(['InvalidArgument', false]);
    expect(await outcome(put(keyOf(Buffer.alloc(31))))).toBe('InvalidArgument');
    expect(await outcome(put({ ...mine, SSECustomerAlgorithm: 'DES' }))).toBe(
      'InvalidEncryptionAlgorithmError',
    );
    expect(await outcome(put({ ...mine, ServerSideEncryption: 'AES256' }))).toBe('InvalidArgument');
    const strict = await runSandbox();
    const strictClient = connectAws(strict);
    await strictClient.send(new CreateBucketCommand({ Bucket }));
    const plain = new PutObjectCommand({ Bucket, Key: 'a', Body: 'a', ...mine });
    const answer = await strictClient.send(plain).catch((error: Error) => error);
    expect(answer).toMatchObject({ name: 'InvalidRequest' });
    expect(String((answer as Error).message)).not.toContain(mine.SSECustomerKey);
    strictClient.destroy();
    await strict.end();
  });
});
