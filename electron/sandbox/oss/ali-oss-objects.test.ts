import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAliOss, localAgent } from '../testing/ali-oss.ts';
import { type RunningSandbox, runSandbox, testKeys } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
let count = 0;

beforeAll(async () => {
  sandbox = await runSandbox({ faces: ['oss', 's3'] });
});
afterAll(() => sandbox.end());

async function inBucket(more: object = {}) {
  count += 1;
  const bucket = `objects-${count}`;
  const client = connectAliOss(sandbox, { ...more, bucket });
  await client.putBucket(bucket);
  return { client, bucket };
}

function read(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      { method: options.method ?? 'GET', headers: options.headers ?? {}, agent: localAgent },
      async (incoming) => {
        const pieces: Buffer[] = [];
        for await (const piece of incoming) pieces.push(piece as Buffer);
        const text = Buffer.concat(pieces).toString();
        resolve({ status: incoming.statusCode ?? 0, text, headers: incoming.headers });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

describe.each([
  { version: 1, authorizationV4: false },
  { version: 4, authorizationV4: true },
])('ali-oss with signatures of version $version', ({ authorizationV4 }) => {
  const open = () => inBucket({ authorizationV4 });

  test('put, head, get, ranges, overrides', async () => {
    const { client } = await open();
    const key = "目录/ü +%25~()*'!.txt";
    const put = await client.put(key, Buffer.from('hello world'), {
      meta: { uid: '1' },
      headers: { 'Cache-Control': 'no-cache', 'x-oss-object-acl': 'public-read', 'x-oss-tagging': 'a=b' },
    });
    expect(put.res.headers['x-oss-hash-crc64ecma']).toBe('5981764153023615706');
    const head = await client.head(key);
    expect(head).toMatchObject({ status: 200, meta: { uid: '1' } });
    expect(head.res.headers).toMatchObject({
      'content-length': '11',
      'cache-control': 'no-cache',
      'x-oss-object-type': 'Normal',
      'x-oss-tagging-count': '1',
      etag: `"${createHash('md5').update('hello world').digest('hex')}"`,
    });
    const got = await client.get(key, { headers: { Range: 'bytes=6-10' } });
    expect([got.res.status, String(got.content)]).toEqual([206, 'world']);
    const outside = await client.get(key, { headers: { Range: 'bytes=50-60' } });
    expect([outside.res.status, String(outside.content)]).toEqual([200, 'hello world']);
    await expect(
      client.get(key, { headers: { Range: 'bytes=50-60', 'x-oss-range-behavior': 'standard' } }),
    ).rejects.toMatchObject({ status: 416, code: 'InvalidRange' });
    const named = await client.get(key, { subres: { 'response-content-type': 'text/x-own' } });
    expect(named.res.headers['content-type']).toBe('text/x-own');
    const meta = await client.getObjectMeta(key);
    expect(Object.keys(meta.res.headers)).not.toContain('cache-control');
    expect(meta.res.headers['content-length']).toBe('11');
    expect((await client.getACL(key)).acl).toBe('public-read');
    await client.putACL(key, 'default');
    expect((await client.getACL(key)).acl).toBe('default');
    await expect(client.get('missing')).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
  });

  test('streams of unknown length, streams back, and appends', async () => {
    const { client } = await open();
    await client.putStream('stream.bin', Readable.from([Buffer.from('hello '), Buffer.from('world')]));
    const { stream } = await client.getStream('stream.bin');
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('hello world');
    const first = await client.append('log.txt', Buffer.from('hello '));
    expect(first.nextAppendPosition).toBe('6');
    const second = await client.append('log.txt', Buffer.from('world'), { position: '6' });
    expect(second.res.headers['x-oss-hash-crc64ecma']).toBe('5981764153023615706');
    await expect(client.append('log.txt', Buffer.from('x'), { position: '3' })).rejects.toMatchObject({
      status: 409,
      code: 'PositionNotEqualToLength',
    });
    await expect(client.append('stream.bin', Buffer.from('x'), { position: '11' })).rejects.toMatchObject({
      code: 'ObjectNotAppendable',
    });
    const { objects } = await client.list({ 'max-keys': 10 });
    expect(objects.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
      ['log.txt', 'Appendable'],
      ['stream.bin', 'Normal'],
    ]);
  });

  test('copies, metadata, symlinks and tags', async () => {
    const { client, bucket } = await open();
    await client.put('dir/a b.txt', Buffer.from('content'), { meta: { first: '1' } });
    await client.copy('copied.txt', 'dir/a b.txt');
    expect((await client.head('copied.txt')).meta).toEqual({ first: '1' });
    await client.copy('other.txt', 'dir/a b.txt', bucket, { meta: { second: '2' } });
    expect((await client.head('other.txt')).meta).toEqual({ second: '2' });
    await client.putMeta('other.txt', { third: '3' });
    expect((await client.head('other.txt')).meta).toEqual({ third: '3' });
    await client.putSymlink('link', 'dir/a b.txt', { storageClass: 'IA' });
    expect((await client.getSymlink('link')).targetName).toBe('dir/a b.txt');
    const linked = await client.get('link');
    expect([String(linked.content), linked.res.headers['x-oss-object-type']]).toEqual(['content', 'Symlink']);
    await expect(client.getSymlink('copied.txt')).rejects.toMatchObject({ code: 'NotSymlink' });
    await client.putObjectTagging('copied.txt', { a: 'b c', d: '1' });
    expect((await client.getObjectTagging('copied.txt')).tag).toEqual({ a: 'b c', d: '1' });
    await client.deleteObjectTagging('copied.txt');
    expect((await client.getObjectTagging('copied.txt')).tag).toEqual({});
  });

  test('listings by page, in both versions', async () => {
    const { client } = await open();
    const keys = ['a/1', 'a/2', 'b+ü', 'c'];
    for (const key of keys) await client.put(key, Buffer.from(key));
    const first = await client.list({ 'max-keys': 2, delimiter: '/' });
    expect(first).toMatchObject({ prefixes: ['a/'], isTruncated: true, nextMarker: 'b+ü' });
    const second = await client.list({ 'max-keys': 2, delimiter: '/', marker: first.nextMarker });
    expect(second.objects.map(({ name }: { name: string }) => name)).toEqual(['c']);
    const encoded = await client.list({ 'max-keys': 10, 'encoding-type': 'url' });
    expect(encoded.objects.map(({ name }: { name: string }) => name)).toEqual(keys.map(encodeURIComponent));
    const pageOne = await client.listV2({ 'max-keys': 3, 'fetch-owner': true });
    expect(pageOne).toMatchObject({ keyCount: 3, isTruncated: true });
    expect(pageOne.objects[0].owner.id).toBe('1000000000000001');
    const pageTwo = await client.listV2({ 'continuation-token': pageOne.nextContinuationToken });
    expect(pageTwo.objects.map(({ name }: { name: string }) => name)).toEqual(['c']);
  });

  test('versions are kept, listed and removed', async () => {
    const { client, bucket } = await open();
    await client.putBucketVersioning(bucket, 'Enabled');
    expect((await client.getBucketVersioning(bucket)).versionStatus).toBe('Enabled');
    await client.put('k', Buffer.from('one'));
    const two = await client.put('k', Buffer.from('two'));
    await client.delete('k');
    const listed = await client.getBucketVersions({ 'max-keys': 10 });
    expect(listed.objects).toHaveLength(2);
    expect(listed.deleteMarker).toHaveLength(1);
    const versionId = listed.objects[1].versionId;
    expect(String((await client.get('k', { versionId })).content)).toBe('one');
    expect(two.res.headers['x-oss-version-id']).toBe(listed.objects[0].versionId);
    await client.deleteMulti([
      { key: 'k', versionId },
      { key: 'k', versionId: listed.deleteMarker[0].versionId },
    ]);
    expect(String((await client.get('k')).content)).toBe('two');
  });

  test('multipart uploads, by parts, at once and by copy', async () => {
    const { client, bucket } = await open();
    const bytes = randomBytes(250 * 1024);
    const { uploadId } = await client.initMultipartUpload('big.bin');
    const parts = [];
    for (const [index, start] of [0, 100, 200].entries()) {
      const body = bytes.subarray(start * 1024, (start + 100) * 1024);
      const { etag } = await client._uploadPart('big.bin', uploadId, index + 1, {
        stream: Readable.from([body]),
        size: body.length,
      });
      parts.push({ number: index + 1, etag });
    }
    expect((await client.listParts('big.bin', uploadId)).parts).toHaveLength(3);
    expect((await client.listUploads({ 'max-uploads': 10 })).uploads).toMatchObject([{ uploadId }]);
    const done = await client.completeMultipartUpload('big.bin', uploadId, parts);
    expect(done.etag).toMatch(/-3"$/);
    const got = await client.get('big.bin');
    expect(got.content.equals(bytes)).toBe(true);
    expect(got.res.headers['x-oss-object-type']).toBe('Multipart');
    await client.multipartUploadCopy(
      'copy.bin',
      { sourceKey: 'big.bin', sourceBucketName: bucket },
      { partSize: 102_400 },
    );
    expect((await client.get('copy.bin')).content.equals(bytes)).toBe(true);
    expect((await client.head('copy.bin')).res.headers['x-oss-hash-crc64ecma']).toBe(
      got.res.headers['x-oss-hash-crc64ecma'],
    );
    const other = await client.initMultipartUpload('gone.bin');
    await client.abortMultipartUpload('gone.bin', other.uploadId);
    await expect(client.listParts('gone.bin', other.uploadId)).rejects.toMatchObject({
      code: 'NoSuchUpload',
    });
  });

  test('signed links read, write, and end', async () => {
    const { client, bucket } = await open();
    const make = (key: string, method: string, expires = 600): Promise<string> | string =>
      authorizationV4
        ? client.signatureUrlV4(method, expires, {}, key)
        : client.signatureUrl(key, { method, expires });
    const put = await read(await make('dir/k ü', 'PUT'), { method: 'PUT', body: 'by link' });
    expect([put.status, put.text]).toEqual([200, '']);
    const get = await read(await make('dir/k ü', 'GET'));
    expect([get.status, get.text]).toEqual([200, 'by link']);
    const wrongMethod = await read(await make('dir/k ü', 'GET'), { method: 'DELETE' });
    expect(wrongMethod.text).toContain('<Code>SignatureDoesNotMatch</Code>');
    const anonymous = await read(`http://${bucket}.oss.localhost:${sandbox.endpoint.port}/dir/k%20%C3%BC`);
    expect([anonymous.status, /<Code>(\w+)/.exec(anonymous.text)?.[1]]).toEqual([403, 'AccessDenied']);
  });

  test('batches of deletes, restores, and what is refused', async () => {
    const { client } = await open();
    for (const key of ['a', 'b\u0001c', 'd']) await client.put(key, Buffer.from(key));
    const { deleted } = await client.deleteMulti(['a', 'd'], { quiet: false });
    expect(deleted.map(({ Key }: { Key: string }) => Key)).toEqual(['a', 'd']);
    await client.put('cold', Buffer.from('x'), { headers: { 'x-oss-storage-class': 'Archive' } });
    await expect(client.get('cold')).rejects.toMatchObject({ code: 'InvalidObjectState' });
    expect((await client.restore('cold')).res.status).toBe(202);
    expect((await client.head('cold')).res.headers['x-oss-restore']).toContain('ongoing-request="true"');
    await expect(client.restore('cold')).rejects.toMatchObject({ code: 'RestoreAlreadyInProgress' });
    await expect(
      client.put('again', Buffer.from('x'), { callback: { url: 'http://a.test', body: 'a=b' } }),
    ).rejects.toMatchObject({ status: 501, code: 'NotImplemented' });
  });
});

test('who is not known, or signs with another secret, is told so in the words of OSS', async () => {
  const { bucket } = await inBucket();
  for (const authorizationV4 of [false, true]) {
    const stranger = connectAliOss(sandbox, { bucket, authorizationV4, accessKeyId: 'NOBODY' });
    await expect(stranger.list({ 'max-keys': 1 })).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
      ecCode: '0002-00000902',
    });
    const liar = connectAliOss(sandbox, { bucket, authorizationV4, accessKeySecret: 'another' });
    await expect(liar.list({ 'max-keys': 1 })).rejects.toMatchObject({
      status: 403,
      code: 'SignatureDoesNotMatch',
      hostId: `${bucket}.oss.localhost`,
    });
    const late = connectAliOss(sandbox, { bucket, authorizationV4, amendTimeSkewed: 3_600_000 });
    await expect(late.list({ 'max-keys': 1 })).rejects.toMatchObject({ code: 'RequestTimeTooSkewed' });
  }
  const elsewhere = connectAliOss(sandbox, { bucket, region: 'oss-cn-hangzhou' });
  await expect(elsewhere.list({ 'max-keys': 1 })).rejects.toMatchObject({ code: 'InvalidArgument' });
  expect(testKeys.secretAccessKey).not.toBe('another');
});

test('forms of both versions are stored', async () => {
  const { client, bucket } = await inBucket();
  const port = sandbox.endpoint.port;
  const expiration = new Date(Date.now() + 600_000).toISOString();
  const send = async (fields: Record<string, string>) => {
    const mark = 'form-mark';
    const parts = Object.entries(fields).map(
      ([name, value]) => `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const file = `--${mark}\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\nContent-Type: text/plain\r\n\r\nposted\r\n--${mark}--\r\n`;
    return await read(`http://${bucket}.oss.localhost:${port}/`, {
      method: 'POST',
      headers: { 'Content-Type': `multipart/form-data; boundary=${mark}` },
      body: parts.join('') + file,
    });
  };
  const { OSSAccessKeyId, Signature, policy } = client.calculatePostSignature({
    expiration,
    conditions: [{ bucket }, ['starts-with', '$key', 'form/']],
  });
  const old = await send({
    OSSAccessKeyId,
    Signature,
    policy,
    key: 'form/v1',
    'x-oss-object-acl': 'public-read',
  });
  expect([old.status, old.text]).toEqual([204, '']);
  expect((await client.getACL('form/v1')).acl).toBe('public-read');
  const refused = await send({ OSSAccessKeyId, Signature, policy, key: 'other/v1' });
  expect(refused.text).toContain('<Code>AccessDenied</Code>');
  const wrong = await send({ OSSAccessKeyId, Signature: 'AAAA', policy, key: 'form/v1' });
  expect(wrong.text).toContain('<Code>SignatureDoesNotMatch</Code>');
});
