import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReal, startRealMinio } from '../../../e2e/servers/real-minio.ts';
import type { MinioServer } from '../../../e2e/servers/start-minio.ts';
import { toAppError } from '../../../shared/model/app-error.ts';
import { Collector, patternBytes } from '../conformance/expectations.ts';
import { CustomerKey } from '../customer-key.ts';
import type { ObjectWrite } from '../interface/object-write.ts';
import type { StorageProvider } from '../storage-provider.ts';

const bucket = 'sealed';
const body = Buffer.from('sealed content');

async function readBack({ objects }: StorageProvider, key: string, customerKey?: CustomerKey) {
  const got = new Collector();
  const { info } = await objects.getObject({ bucket, key, ...(customerKey ? { customerKey } : {}) }, got);
  return { text: got.text, bytes: got.bytes, encryption: info.encryption, kmsKeyId: info.kmsKeyId };
}

async function failureOf(call: Promise<unknown>) {
  return await call.then(() => null, toAppError);
}

describe('with a key service', () => {
  let server: MinioServer;
  let provider: StorageProvider;
  beforeAll(async () => {
    server = await startRealMinio();
    provider = openReal(server);
    await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
  });
  afterAll(async () => {
    await provider.close();
    await server.close();
  });

  const writes: readonly (readonly [string, ObjectWrite, { encryption: string; kmsKeyId?: RegExp }])[] = [
    ['keys of the storage', { encryption: { method: 'aes256' } }, { encryption: 'AES256' }],
    [
      'a key of the service',
      { encryption: { method: 'kms', kmsKeyId: 'my-minio-key', kmsContext: { team: 'a b', grün: 'ü' } } },
      { encryption: 'aws:kms', kmsKeyId: /my-minio-key$/ },
    ],
    [
      'its default key',
      { encryption: { method: 'kms' } },
      { encryption: 'aws:kms', kmsKeyId: /my-minio-key$/ },
    ],
  ];

  test.each(writes)('an object is encrypted with %s', async (key, write, { encryption, kmsKeyId }) => {
    await provider.objects.putObject({ bucket, key, body, write });
    const found = await readBack(provider, key);
    expect(found).toMatchObject({ text: body.toString(), encryption });
    if (kmsKeyId) expect(found.kmsKeyId).toMatch(kmsKeyId);
  });

  test('so is one in parts', async () => {
    const write: ObjectWrite = { encryption: { method: 'kms', kmsKeyId: 'my-minio-key' } };
    const upload = await provider.multipart.createMultipartUpload({ bucket, key: 'parts', write });
    const first = patternBytes(provider.limits.minPartSizeBytes);
    const parts = [
      await provider.multipart.uploadPart({ ...upload, partNumber: 1, body: first }),
      await provider.multipart.uploadPart({ ...upload, partNumber: 2, body }),
    ];
    await provider.multipart.completeMultipartUpload({ ...upload, parts });
    const found = await readBack(provider, 'parts');
    expect(found.bytes.equals(Buffer.concat([first, body]))).toBe(true);
    expect(found.encryption).toBe('aws:kms');
  });

  test('a key that the service has not is refused', async () => {
    const write: ObjectWrite = { encryption: { method: 'kms', kmsKeyId: 'no-such-key' } };
    const error = await failureOf(provider.objects.putObject({ bucket, key: 'never', body, write }));
    expect(error?.code).toBe('kms:KeyNotFound');
  });

  test.each([
    ['AES256', undefined],
    ['aws:kms', 'my-minio-key'],
  ])('a bucket encrypts by itself with %s until it is told not to', async (algorithm, kmsKeyId) => {
    const document = 'encryption';
    const byDefault = { algorithm, ...(kmsKeyId === undefined ? {} : { kmsKeyId }) };
    await provider.configuration.put({ bucket, document, value: { rules: [{ byDefault }] } });
    await provider.objects.putObject({ bucket, key: 'by default', body });
    expect((await readBack(provider, 'by default')).encryption).toBe(algorithm);
    await provider.configuration.delete({ bucket, document });
    await provider.objects.putObject({ bucket, key: 'by default', body });
    expect((await readBack(provider, 'by default')).encryption).toBe(null);
  });

  test('keys of the customer are refused without TLS, on this machine by the server itself', async () => {
    const customerKey = new CustomerKey(randomBytes(32));
    const error = await failureOf(provider.objects.putObject({ bucket, key: 'never', body, customerKey }));
    expect(error).toMatchObject({ kind: 'invalid-input', status: 400 });
  });
});

describe('with keys of the customer, over TLS', () => {
  let server: MinioServer;
  let provider: StorageProvider;
  const customerKey = new CustomerKey(randomBytes(32));
  beforeAll(async () => {
    server = await startRealMinio({ usesTls: true });
    provider = openReal(server);
    await provider.buckets.createBucket({ bucket, region: null, hasObjectLock: false });
  });
  afterAll(async () => {
    await provider.close();
    await server.close();
  });

  test('an object is written, read, looked at and copied, and given out for no other key', async () => {
    const { objects } = provider;
    await objects.putObject({ bucket, key: 'own', body, customerKey });
    expect((await readBack(provider, 'own', customerKey)).text).toBe(body.toString());
    expect((await objects.headObject({ bucket, key: 'own', customerKey })).sizeBytes).toBe(body.length);
    const other = new CustomerKey(randomBytes(32));
    const source = { bucket, key: 'own', customerKey };
    await objects.copyObject({ source, bucket, key: 'turned', customerKey: other });
    expect((await readBack(provider, 'turned', other)).text).toBe(body.toString());
    await objects.copyObject({ source: { bucket, key: 'turned', customerKey: other }, bucket, key: 'open' });
    expect((await readBack(provider, 'open')).text).toBe(body.toString());
    expect((await failureOf(readBack(provider, 'own')))?.kind).toBe('invalid-input');
    expect(await failureOf(readBack(provider, 'own', other))).toMatchObject({ status: 403 });
  });

  test('so is one in parts, some of them copied', async () => {
    const first = patternBytes(provider.limits.minPartSizeBytes);
    const { multipart, objects } = provider;
    await objects.putObject({ bucket, key: 'piece', body: first, customerKey });
    const upload = await multipart.createMultipartUpload({ bucket, key: 'whole', customerKey });
    const source = { bucket, key: 'piece', customerKey };
    const parts = [
      await multipart.copyPart({ ...upload, partNumber: 1, source, customerKey }),
      await multipart.uploadPart({ ...upload, partNumber: 2, body, customerKey }),
    ];
    await multipart.completeMultipartUpload({ ...upload, parts, customerKey });
    const found = await readBack(provider, 'whole', customerKey);
    expect(found.bytes.equals(Buffer.concat([first, body]))).toBe(true);
  });
});
