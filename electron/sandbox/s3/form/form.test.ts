import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutBucketAclCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Client } from 'minio';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readForm } from '../../face/form/form-reader.ts';
import { connectAws } from '../../testing/clients.ts';
import { type RunningSandbox, runSandbox, testKeys } from '../../testing/running-sandbox.ts';

const Bucket = 'forms';
let sandbox: RunningSandbox;
let client: S3Client;
beforeAll(async () => {
  sandbox = await runSandbox();
  client = connectAws(sandbox);
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await sandbox.end();
});

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The fields of a signed form. Conditions for the fields of the signature are added; those of `fields` are not. */
function sign(
  conditions: unknown[],
  fields: Record<string, string>,
  options: { expiresInMs?: number; secret?: string } = {},
): [string, string][] {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = date.slice(0, 8);
  const signing = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${testKeys.accessKeyId}/${day}/us-east-1/s3/aws4_request`,
    'x-amz-date': date,
  };
  const policy = Buffer.from(
    JSON.stringify({
      expiration: new Date(Date.now() + (options.expiresInMs ?? 60_000)).toISOString(),
      conditions: [...conditions, ...Object.entries(signing).map(([name, value]) => ({ [name]: value }))],
    }),
  ).toString('base64');
  const key = [day, 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(
    (last, text) => hmac(last, text),
    `AWS4${options.secret ?? testKeys.secretAccessKey}`,
  );
  const signature = hmac(key, policy).toString('hex');
  return Object.entries({ ...fields, ...signing, policy, 'x-amz-signature': signature });
}

async function post(fields: [string, string][], body: string | Uint8Array = 'file text', name = 'a b.txt') {
  const form = new FormData();
  for (const [field, value] of fields) form.append(field, value);
  form.append('file', new Blob([Buffer.from(body)], { type: 'text/plain' }), name);
  const answer = await fetch(`${sandbox.url}/${Bucket}`, { method: 'POST', body: form, redirect: 'manual' });
  const text = await answer.text();
  return { status: answer.status, code: /<Code>(.*?)</.exec(text)?.[1] ?? '', text, headers: answer.headers };
}
const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket, Key }));
const bucketIs = { bucket: Bucket };

test('the form of minio stores its file', async () => {
  const minio = new Client({
    endPoint: '127.0.0.1',
    port: sandbox.endpoint.port,
    useSSL: false,
    accessKey: testKeys.accessKeyId,
    secretKey: testKeys.secretAccessKey,
  });
  const policy = minio.newPostPolicy();
  policy.setBucket(Bucket);
  policy.setKey('from minio');
  policy.setExpires(new Date(Date.now() + 60_000));
  policy.setContentType('text/plain');
  policy.setContentLengthRange(1, 100);
  policy.setUserMetaData({ note: 'kept' });
  const { postURL, formData } = await minio.presignedPostPolicy(policy);
  expect(new URL(postURL).pathname).toBe(`/${Bucket}`);
  expect((await post(Object.entries(formData))).status).toBe(204);
  expect(await head('from minio')).toMatchObject({
    ContentLength: 9,
    ContentType: 'text/plain',
    Metadata: { note: 'kept' },
  });
});

describe('what a form asks for', () => {
  test('is answered: 201 with a document, 200, a way to go on', async () => {
    const any = [bucketIs, ['starts-with', '$key', 'up/'], ['starts-with', '$success_action_status', '']];
    const created = await post(sign(any, { key: `up/$${'{filename}'}`, success_action_status: '201' }));
    expect(created.status).toBe(201);
    expect(created.text).toContain('<Key>up/a b.txt</Key>');
    expect(created.headers.get('location')).toMatch(/\/forms\/up\/a%20b\.txt$/);
    expect((await head('up/a b.txt')).ContentLength).toBe(9);
    expect((await post(sign(any, { key: 'up/b', success_action_status: '200' }))).status).toBe(200);
    expect((await post(sign(any, { key: 'up/b', success_action_status: '418' }))).status).toBe(204);
    const target = 'https://example.com/done?x=1';
    const on = await post(
      sign([...any, { success_action_redirect: target }], { key: 'up/c', success_action_redirect: target }),
    );
    expect([on.status, new URL(on.headers.get('location') ?? '').searchParams.get('key')]).toEqual([
      303,
      'up/c',
    ]);
  });

  test('may be written in capitals', async () => {
    const fields = sign([bucketIs, { KEY: 'capital' }], { key: 'capital' });
    expect((await post(fields.map(([name, value]) => [name.toUpperCase(), value]))).status).toBe(204);
    expect((await head('capital')).ContentType).toBe('text/plain');
  });

  test('streams a file of any size', async () => {
    const bytes = Buffer.alloc(9_000_001, 'abc\r\n--');
    expect((await post(sign([bucketIs, { key: 'large' }], { key: 'large' }), bytes)).status).toBe(204);
    expect((await head('large')).ContentLength).toBe(bytes.length);
  });
});

describe('a form is refused', () => {
  const key = { key: 'refused' };
  const usual = [bucketIs, key];
  test.each<[string, () => [string, string][], number, string]>([
    ['expired', () => sign(usual, key, { expiresInMs: -1 }), 403, 'AccessDenied'],
    ['with a wrong secret', () => sign(usual, key, { secret: 'x' }), 403, 'SignatureDoesNotMatch'],
    ['for another key', () => sign([bucketIs, { key: 'x' }], key), 403, 'AccessDenied'],
    ['for another prefix', () => sign([bucketIs, ['starts-with', '$key', 'up/']], key), 403, 'AccessDenied'],
    ['for another bucket', () => sign([{ bucket: 'other' }, key], key), 403, 'AccessDenied'],
    ['without a wanted field', () => sign([...usual, { acl: 'private' }], key), 403, 'AccessDenied'],
    [
      'with a field that no condition covers',
      () => sign(usual, { ...key, acl: 'private' }),
      403,
      'AccessDenied',
    ],
    ['too large', () => sign([...usual, ['content-length-range', 0, 8]], key), 400, 'EntityTooLarge'],
    ['too small', () => sign([...usual, ['content-length-range', 10, 20]], key), 400, 'EntityTooSmall'],
    [
      'with a condition of nonsense',
      () => sign([...usual, ['like', '$key', 'x']], key),
      400,
      'InvalidPolicyDocument',
    ],
    ['without a key', () => sign([bucketIs], {}), 400, 'InvalidArgument'],
    [
      'with a changed policy',
      () => sign(usual, key).map(([n, v]) => [n, n === 'policy' ? `${v}=` : v]),
      403,
      'SignatureDoesNotMatch',
    ],
    ['with an unknown feature', () => sign(usual, { ...key, 'x-amz-made-up': '1' }), 501, 'NotImplemented'],
    [
      'with an unknown access key',
      () => sign(usual, key).map(([n, v]) => [n, v.replace('TESTKEY/', 'NOKEY/')]),
      403,
      'InvalidAccessKeyId',
    ],
    [
      'without a signature',
      () => sign(usual, key).filter(([n]) => n !== 'x-amz-signature'),
      400,
      'InvalidArgument',
    ],
    ['without a policy, in a private bucket', () => [['key', 'refused']], 403, 'AccessDenied'],
  ])('%s', async (_name, fields, status, code) => {
    const answer = await post(fields());
    expect([answer.status, answer.code]).toEqual([status, code]);
    await expect(head('refused')).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('in the middle of a large file, and its sender still hears why', async () => {
    const fields = sign([...usual, ['content-length-range', 0, 1_000_000]], key);
    const answer = await post(fields, Buffer.alloc(20_000_000));
    expect([answer.status, answer.code]).toEqual([400, 'EntityTooLarge']);
    await vi.waitFor(() => expect(readdirSync(join(sandbox.dataDir, 'unfinished'))).toEqual([]));
  });

  test('but an open bucket takes one that nobody signed', async () => {
    await client.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
    expect((await post([['key', 'open']])).status).toBe(204);
    await client.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }));
  });

  test('with a file too many limits at both ends are kept to the byte', async () => {
    const sized = (from: number, to: number) =>
      post(sign([bucketIs, { key: 'sized' }, ['content-length-range', from, to]], { key: 'sized' }));
    expect((await sized(9, 9)).status).toBe(204);
    expect((await sized(10, 10)).code).toBe('EntityTooSmall');
    expect((await sized(0, 8)).code).toBe('EntityTooLarge');
  });
});

describe('the reader of forms', () => {
  const type = 'multipart/form-data; boundary="b-1"';
  const source = [
    '--b-1\r\nContent-Disposition: form-data; name="Key"\r\n\r\nvalue\r\n',
    '--b-1\r\nContent-Disposition: form-data; name="file"; filename="f"\r\nContent-Type: a/b\r\n\r\n',
    'one\r\n--b-\r\n\r\n--b\r\n--b-1--\r\n',
  ].join('');
  async function* inPieces(text: string, size: number) {
    for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
  }
  const read = async (text: string, size: number) => {
    const { file, ...rest } = await readForm(type, inPieces(text, size));
    const pieces: Uint8Array[] = [];
    for await (const piece of file) pieces.push(piece);
    return { ...rest, file: Buffer.concat(pieces).toString() };
  };

  test('finds every mark, however the bytes are cut', async () => {
    for (let size = 1; size < source.length; size += 1) {
      expect(await read(source, size)).toEqual({
        fields: [{ name: 'key', value: 'value' }],
        fileName: 'f',
        fileType: 'a/b',
        file: 'one\r\n--b-\r\n\r\n--b',
      });
    }
  });

  test('refuses a form that breaks off at any byte, has no file or no end of fields', async () => {
    for (let end = 0; end < source.length - 4; end += 1) {
      await expect(read(source.slice(0, end), 16)).rejects.toMatchObject({ name: 'FaceError' });
    }
    await expect(read('--b-1--\r\n', 4)).rejects.toMatchObject({ code: 'InvalidArgument' });
    const field = `--b-1\r\nContent-Disposition: form-data; name="x"\r\n\r\n${'x'.repeat(30_000)}`;
    await expect(read(field, 1_000)).rejects.toMatchObject({ code: 'MaxPostPreDataLengthExceededError' });
    await expect(readForm('multipart/form-data', inPieces(source, 9))).rejects.toMatchObject({
      code: 'MalformedPOSTRequest',
    });
  });
});
