import { createHash, randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CosBucket, type CosTrial, cosRegion, open, sourceOf } from '../../testing/cos-client.ts';

const md5Of = (bytes: Buffer | string) => createHash('md5').update(bytes).digest('hex');

/** Objects whole: put, read, copied, tagged, queried, linked to. */
export function tryObjects(trial: () => CosTrial): void {
  describe('objects', () => {
    let bucket: CosBucket;
    beforeAll(async () => {
      bucket = await trial().made('objects');
    });
    const at = (Key: string) => ({ ...bucket, Key });

    test('are put with headers and metadata and read whole, in part and as streams', async () => {
      const { client } = trial();
      const bytes = randomBytes(70_000);
      const md5 = md5Of(bytes);
      const stored = await client.putObject({
        ...at('a/b'),
        Body: bytes,
        ContentType: 'image/x-test',
        CacheControl: 'max-age=5',
        ContentDisposition: 'attachment; filename="a b.txt"',
        StorageClass: 'STANDARD_IA',
        Headers: { 'x-cos-meta-colour': 'blue' },
      });
      expect(stored.ETag).toBe(`"${md5}"`);
      const { headers } = await client.headObject(at('a/b'));
      expect(headers).toMatchObject({
        'content-type': 'image/x-test',
        'cache-control': 'max-age=5',
        'content-disposition': 'attachment; filename="a b.txt"',
        'x-cos-storage-class': 'STANDARD_IA',
        'x-cos-meta-colour': 'blue',
        'x-cos-hash-crc64ecma': expect.stringMatching(/^\d+$/),
        'content-length': '70000',
      });
      expect(md5Of((await client.getObject(at('a/b'))).Body)).toBe(md5);
      const part = await client.getObject({ ...at('a/b'), Range: 'bytes=10-19' });
      expect(part).toMatchObject({ statusCode: 206, Body: bytes.subarray(10, 20) });
      const output = new PassThrough();
      const read = buffer(output);
      await client.getObject({ ...at('a/b'), Output: output });
      expect(md5Of(await read)).toBe(md5);
      const stream: unknown = client.getObjectStream(at('a/b'));
      expect(md5Of(await buffer(stream as NodeJS.ReadableStream))).toBe(md5);
      const unchanged = client.getObject({ ...at('a/b'), IfNoneMatch: `"${md5}"` });
      await expect(unchanged).rejects.toMatchObject({ statusCode: 304 });
      await expect(client.headObject(at('none'))).rejects.toMatchObject({ statusCode: 404 });
      await expect(client.getObject(at('none'))).rejects.toMatchObject({ code: 'NoSuchKey' });
    });

    test('of every name come back under it', async () => {
      const { client, made } = trial();
      const place = await made('names');
      const keys = [
        'a b+c%20',
        '%',
        '007',
        'x/../y',
        'd//e',
        '腾讯云/图.png',
        "q'(!)*~",
        'line\u0001',
        '?a=b#c&d',
      ];
      for (const key of keys) await client.putObject({ ...place, Key: key, Body: key });
      for (const key of keys) {
        expect(String((await client.getObject({ ...place, Key: key })).Body)).toBe(key);
      }
      const listed = await client.getBucket({ ...place, EncodingType: 'url' });
      const found = listed.Contents.map(({ Key }) => decodeURIComponent(Key));
      expect(found.sort()).toEqual([...keys].sort());
      const { Deleted, Error: failed } = await client.deleteMultipleObject({
        ...place,
        Objects: keys.filter((key) => key !== 'line\u0001').map((Key) => ({ Key })),
      });
      expect(failed).toEqual([]);
      expect(Deleted).toHaveLength(keys.length - 1);
    });

    test('are listed page by page, and by folder', async () => {
      const { client, made } = trial();
      const place = await made('pages');
      for (const key of ['a/1', 'a/2', 'b', 'c', 'd/1']) {
        await client.putObject({ ...place, Key: key, Body: key });
      }
      const first = await client.getBucket({ ...place, Delimiter: '/', MaxKeys: 2 });
      expect(first.IsTruncated).toBe('true');
      const next = await client.getBucket({ ...place, Delimiter: '/', Marker: String(first.NextMarker) });
      expect(next.IsTruncated).toBe('false');
      const all = [first, next];
      expect(all.flatMap((page) => page.Contents.map(({ Key }) => Key))).toEqual(['b', 'c']);
      expect(all.flatMap((page) => page.CommonPrefixes.map(({ Prefix }) => Prefix))).toEqual(['a/', 'd/']);
      expect((await client.getBucket({ ...place, Prefix: 'a/' })).Contents).toHaveLength(2);
    });

    test('are copied', async () => {
      const { client } = trial();
      await client.putObject({ ...at('from ü'), Body: 'content', Headers: { 'x-cos-meta-a': '1' } });
      const copied = await client.putObjectCopy({ ...at('to'), CopySource: sourceOf(bucket, 'from ü') });
      expect(copied.ETag).toBe(`"${md5Of('content')}"`);
      const { headers } = await client.headObject(at('to'));
      expect(headers?.['x-cos-meta-a']).toBe('1');
      await client.putObjectCopy({
        ...at('to'),
        CopySource: sourceOf(bucket, 'from ü'),
        MetadataDirective: 'Replaced',
        Headers: { 'x-cos-meta-b': '2' },
      });
      const replaced = (await client.headObject(at('to'))).headers ?? {};
      expect(replaced['x-cos-meta-b']).toBe('2');
      expect(replaced).not.toHaveProperty('x-cos-meta-a');
      await expect(
        client.putObjectCopy({ ...at('to'), CopySource: sourceOf(bucket, 'none') }),
      ).rejects.toMatchObject({ code: 'NoSuchKey' });
    });

    test('have tags', async () => {
      const { client } = trial();
      await client.putObject({ ...at('tagged'), Body: 'x', Headers: { 'x-cos-tagging': 'a=1&b=2' } });
      const tags = async () => (await client.getObjectTagging(at('tagged'))).Tags;
      expect(await tags()).toEqual([
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ]);
      await client.putObjectTagging({ ...at('tagged'), Tags: [{ Key: 'c', Value: 'd/e' }] });
      expect(await tags()).toEqual([{ Key: 'c', Value: 'd/e' }]);
      await client.deleteObjectTagging(at('tagged'));
      expect(await tags()).toEqual([]);
    });

    test('are appended to', async () => {
      const { client } = trial();
      const first = await client.appendObject({ ...at('log'), Body: 'one,', Position: 0 });
      expect(first.headers?.['x-cos-next-append-position']).toBe('4');
      await client.appendObject({ ...at('log'), Body: 'two', Position: 4 });
      expect(String((await client.getObject(at('log'))).Body)).toBe('one,two');
      await expect(client.appendObject({ ...at('log'), Body: 'x', Position: 1 })).rejects.toMatchObject({
        statusCode: 409,
      });
    });

    test('are restored from the archive', async () => {
      const { client, moveClock } = trial();
      await client.putObject({ ...at('cold'), Body: 'content', StorageClass: 'ARCHIVE' });
      await expect(client.getObject(at('cold'))).rejects.toMatchObject({ code: 'InvalidObjectState' });
      const request = { Days: 2, CASJobParameters: { Tier: 'Expedited' as const } };
      expect(await client.restoreObject({ ...at('cold'), RestoreRequest: request })).toMatchObject({
        statusCode: 202,
      });
      expect((await client.headObject(at('cold'))).headers?.['x-cos-restore']).toBe('ongoing-request="true"');
      await expect(client.restoreObject({ ...at('cold'), RestoreRequest: request })).rejects.toMatchObject({
        code: 'RestoreAlreadyInProgress',
      });
      moveClock(6 * 60_000);
      expect(String((await client.getObject(at('cold'))).Body)).toBe('content');
      moveClock(0);
    });

    test('are queried', async () => {
      const { client } = trial();
      await client.putObject({ ...at('rows.csv'), Body: 'name,size\na,1\nb,22\nc,333\n' });
      const query = {
        ...at('rows.csv'),
        SelectType: 2,
        SelectRequest: {
          Expression: 'SELECT s.name FROM COSObject s WHERE CAST(s.size AS INT) > 10',
          ExpressionType: 'SQL',
          InputSerialization: { CompressionType: 'NONE', CSV: { FileHeaderInfo: 'USE' } },
          OutputSerialization: { CSV: {} },
          RequestProgress: { Enabled: 'FALSE' },
        },
      };
      // Unless it is told `raw`, the SDK writes the records that it read into its own parser again.
      const counted = await client.selectObjectContent({ ...query, DataType: 'raw' } as never);
      expect(counted).toMatchObject({ statusCode: 200, Stats: { BytesScanned: '25', BytesReturned: '4' } });
      const stream: unknown = client.selectObjectContentStream(query, () => undefined);
      expect(String(await buffer(stream as NodeJS.ReadableStream))).toBe('b\nc\n');
      const elsewhere = { ...query.SelectRequest, Expression: 'SELECT * FROM S3Object' };
      const refused = client.selectObjectContent({
        ...query,
        SelectRequest: elsewhere,
        DataType: 'raw',
      } as never);
      await expect(refused).rejects.toMatchObject({ statusCode: 400 });
    });

    test('are linked to, and the link ends', async () => {
      const { client, sandbox } = trial();
      await client.putObject({ ...at('linked ü'), Body: 'content' });
      const link = (Expires: number, options: object = {}) =>
        client.getObjectUrl({ ...at('linked ü'), Sign: true, Expires, ...options }, () => undefined);
      const answer = await open(sandbox, link(60, { Query: { 'response-content-type': 'text/x-asked' } }));
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/x-asked' } });
      expect(String(answer.body)).toBe('content');
      expect((await open(sandbox, `${link(60)}&x=1`)).status).toBe(403);
      expect((await open(sandbox, link(60), { method: 'PUT', body: Buffer.from('x') })).status).toBe(403);
      const signed = client.getAuth({ Method: 'GET', Key: 'linked ü', Expires: 60, ...bucket } as never);
      const authorization =
        typeof signed === 'string' ? signed : String(Reflect.get(signed, 'Authorization'));
      const url = link(60, { Sign: false });
      expect((await open(sandbox, url, { headers: { authorization } })).status).toBe(200);
    });

    test('are asked for by any request', async () => {
      const { client } = trial();
      await client.putObject({ ...at('asked'), Body: 'content' });
      const answer = await client.request({ ...at('asked'), Method: 'GET', RawBody: true });
      expect(String(Reflect.get(answer, 'body') ?? Reflect.get(answer, 'Body'))).toBe('content');
      expect(bucket.Region).toBe(cosRegion);
    });

    test('are not opened by the signature of the JSON API', async () => {
      const { client, sandbox } = trial();
      const authorization = client.getV4Auth({ Bucket: bucket.Bucket, Key: 'asked' });
      const url = client.getObjectUrl({ ...at('asked'), Sign: false }, () => undefined);
      const answer = await open(sandbox, url, { headers: { authorization } });
      expect(answer.status).toBe(400);
      expect(String(answer.body)).toContain('<Code>InvalidArgument</Code>');
    });
  });
}
