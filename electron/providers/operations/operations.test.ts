import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { failure, toAppError } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import {
  errorXml,
  instantPace,
  type ScriptedAnswer,
  ScriptedTransport,
} from '../testing/scripted-transport.ts';

function open(answers: ScriptedAnswer[], changes: Partial<ProviderOptions> = {}) {
  const transport = new ScriptedTransport(...answers);
  const provider = openProvider(localOptions(9_000, changes), { transport, pace: instantPace() });
  return {
    provider,
    transport,
    targets: () => transport.requests.map(({ method, target }) => `${method} ${target}`),
  };
}

async function errorOf(call: Promise<unknown>) {
  try {
    await call;
  } catch (thrown) {
    return toAppError(thrown);
  }
  throw new Error('did not reject');
}

const lost = failure('network', 'lost', { reason: 'connection-lost' });

describe('listing', () => {
  const query = { bucket: 'b', prefix: 'p/', delimiter: '/', token: null, maxKeys: 2 };

  test('pages by the opaque token, encoded', async () => {
    const { provider, transport } = open([
      {
        status: 200,
        body: '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a+/=b</NextContinuationToken></ListBucketResult>',
      },
      { status: 200, body: '<ListBucketResult></ListBucketResult>' },
    ]);
    const { nextToken } = await provider.objects.listObjects(query);
    expect((await provider.objects.listObjects({ ...query, token: nextToken })).nextToken).toBeNull();
    expect(transport.requests[1]?.target).toContain('continuation-token=a%2B%2F%3Db');
  });

  test('falls back to version 1 for good where version 2 is refused, and then pages by the last key', async () => {
    const pageOne =
      '<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>p/a</Key></Contents><Contents><Key>p/b[minio_cache:v2]</Key></Contents></ListBucketResult>';
    const { provider, targets } = open([
      { status: 501, body: errorXml('NotImplemented') },
      { status: 200, body: pageOne },
      { status: 200, body: '<ListBucketResult></ListBucketResult>' },
      { status: 200, body: '<ListBucketResult></ListBucketResult>' },
    ]);
    const { nextToken } = await provider.objects.listObjects(query);
    await provider.objects.listObjects({ ...query, token: nextToken });
    await provider.objects.listObjects(query);
    expect(targets().map((target) => /list-type=2|marker=[^&]*|max-keys/.exec(target)?.[0])).toEqual([
      'list-type=2',
      'max-keys',
      'max-keys',
      'max-keys',
    ]);
    expect(targets()[2]).toContain('marker=p%2Fb%5Bminio_cache%3Av2%5D');
  });

  test('a listing that goes on without saying where is malformed', async () => {
    const { provider } = open([
      { status: 200, body: '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>' },
    ]);
    expect(await errorOf(provider.objects.listObjects(query))).toMatchObject({
      reason: 'listing-without-token',
    });
  });

  test('buckets are followed over pages', async () => {
    const page = (name: string, more: string) =>
      `<ListAllMyBucketsResult><Buckets><Bucket><Name>${name}</Name><BucketRegion>eu-1</BucketRegion></Bucket></Buckets>${more}</ListAllMyBucketsResult>`;
    const { provider } = open([
      { status: 200, body: page('a', '<ContinuationToken>t</ContinuationToken>') },
      { status: 200, body: page('b', '') },
    ]);
    expect(await provider.service.listBuckets()).toEqual([
      { name: 'a', createdAtMs: null, region: 'eu-1' },
      { name: 'b', createdAtMs: null, region: 'eu-1' },
    ]);
  });
});

describe('deleting many', () => {
  test('a refused batch falls back to single deletes, in order, one outcome each', async () => {
    const { provider, targets } = open([
      { status: 501, body: errorXml('NotImplemented') },
      { status: 204 },
      { status: 403, body: errorXml('AccessDenied') },
    ]);
    const outcomes = await provider.objects.deleteObjects({
      bucket: 'b',
      targets: [{ key: 'x' }, { key: 'y' }],
    });
    expect(outcomes.map(({ key, error }) => [key, error?.kind ?? null])).toEqual([
      ['x', null],
      ['y', 'access-denied'],
    ]);
    expect(targets()).toEqual(['POST /b?delete', 'DELETE /b/x', 'DELETE /b/y']);
  });

  test('keys that XML cannot carry are deleted one by one, the rest in a batch with its MD5', async () => {
    const { provider, transport, targets } = open([
      {
        status: 200,
        body: '<DeleteResult><Error><Key>y</Key><Code>AccessDenied</Code></Error></DeleteResult>',
      },
      { status: 204 },
    ]);
    const outcomes = await provider.objects.deleteObjects({
      bucket: 'b',
      targets: [{ key: 'x' }, { key: 'a\u0001' }, { key: 'y' }],
    });
    expect(outcomes.map(({ key, error }) => [key, error?.kind ?? null])).toEqual([
      ['x', null],
      ['a\u0001', null],
      ['y', 'access-denied'],
    ]);
    expect(targets()[1]).toBe('DELETE /b/a%01');
    const [batch] = transport.requests;
    const body = batch?.body as Uint8Array;
    expect(batch?.headers['content-md5']).toBe(createHash('md5').update(body).digest('base64'));
  });

  test('a batch refused key by key for its region is sent again to the right one', async () => {
    const refused = '<Error><Key>x</Key><Code>AuthorizationHeaderMalformed</Code></Error>';
    const { provider, transport } = open([
      { status: 200, body: `<DeleteResult>${refused}</DeleteResult>` },
      { status: 200, body: '<LocationConstraint>eu-test-1</LocationConstraint>' },
      { status: 200, body: '<DeleteResult><Deleted><Key>x</Key></Deleted></DeleteResult>' },
    ]);
    const outcomes = await provider.objects.deleteObjects({ bucket: 'b', targets: [{ key: 'x' }] });
    expect(outcomes.map(({ error }) => error)).toEqual([null]);
    expect(transport.requests[2]?.headers.authorization).toContain('/eu-test-1/s3/');
  });

  test('nothing to delete sends nothing', async () => {
    expect(await open([]).provider.objects.deleteObjects({ bucket: 'b', targets: [] })).toEqual([]);
  });
});

describe('writes whose answer got lost', () => {
  const body = Buffer.from('mine');
  const md5 = createHash('md5').update(body).digest('hex');
  const put = { bucket: 'b', key: 'k', body, conditions: { ifNoneMatch: '*' } } as const;

  test('a conditional put that meets its own object has succeeded', async () => {
    const { provider } = open([lost, { status: 412 }, { status: 200, headers: { etag: `"${md5}"` } }]);
    expect((await provider.objects.putObject(put)).etag).toBe(md5);
  });

  test('one that meets another object, or was refused at once, has failed', async () => {
    const other = open([lost, { status: 412 }, { status: 200, headers: { etag: '"other"' } }]);
    expect((await errorOf(other.provider.objects.putObject(put))).kind).toBe('precondition-failed');
    const once = open([{ status: 412 }]);
    expect((await errorOf(once.provider.objects.putObject(put))).kind).toBe('precondition-failed');
    expect(once.provider.capabilities().conditionalPut).toEqual({ status: 'offered' });
  });

  test('a completion that finds no upload any more is proved by the ETag of the object', async () => {
    const etags = [md5, createHash('md5').update('2').digest('hex')];
    const joined = createHash('md5')
      .update(Buffer.from(etags.join(''), 'hex'))
      .digest('hex');
    const gone: ScriptedAnswer = { status: 404, body: errorXml('NoSuchUpload') };
    const complete = (etag: string) => {
      const { provider } = open([lost, gone, { status: 200, headers: { etag } }]);
      const parts = etags.map((part, at) => ({ partNumber: at + 1, etag: part, sizeBytes: 1 }));
      return provider.multipart.completeMultipartUpload({ bucket: 'b', key: 'k', uploadId: 'u', parts });
    };
    expect((await complete(`"${joined}-2"`)).etag).toBe(`${joined}-2`);
    expect(await errorOf(complete('"something else"'))).toMatchObject({ code: 'NoSuchUpload' });
  });
});

describe('payload hashes', () => {
  const hashOf = async (usesTls: boolean, checksums: { sha256Hex?: string }, isSliced: boolean) => {
    const { provider, transport } = open([{ status: 200 }], {
      endpoint: { host: '127.0.0.1', port: 9, usesTls },
    });
    const bytes = Buffer.from('hello');
    const body = isSliced ? { sizeBytes: 5, slices: () => [bytes] } : bytes;
    await provider.objects.putObject({ bucket: 'b', key: 'k', body, checksums });
    return transport.requests[0]?.headers['x-amz-content-sha256'];
  };
  const real = createHash('sha256').update('hello').digest('hex');

  test.each([
    [true, {}, false, 'UNSIGNED-PAYLOAD'],
    [true, { sha256Hex: real }, true, 'UNSIGNED-PAYLOAD'],
    [false, {}, false, real],
    [false, { sha256Hex: real }, true, real],
    [false, {}, true, 'UNSIGNED-PAYLOAD'],
  ])('TLS %s, given %j, sliced %s', async (usesTls, checksums, isSliced, expected) => {
    expect(await hashOf(usesTls, checksums, isSliced)).toBe(expected);
  });
});

describe('ranges', () => {
  const receiver = { start: () => {}, data: () => {} };
  const get = (range: { offsetBytes: number; lengthBytes: number | null }) => {
    const { provider, transport } = open([{ status: 206, headers: { 'content-length': '0' } }]);
    return { call: provider.objects.getObject({ bucket: 'b', key: 'k', range }, receiver), transport };
  };

  test('are inclusive on the wire', async () => {
    for (const [offsetBytes, lengthBytes, header] of [
      [0, 1, 'bytes=0-0'],
      [512, 1_024, 'bytes=512-1535'],
      [7, null, 'bytes=7-'],
    ] as const) {
      const { call, transport } = get({ offsetBytes, lengthBytes });
      await call;
      expect(transport.requests[0]?.headers.range).toBe(header);
    }
  });

  test.each([
    [-1, 1],
    [0, 0],
    [0.5, 1],
  ])('from %d of %d bytes are refused', async (offsetBytes, lengthBytes) => {
    expect((await errorOf(get({ offsetBytes, lengthBytes }).call)).kind).toBe('invalid-input');
  });
});

describe('links', () => {
  test('end with the session token that signed them', async () => {
    const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    const credentials = async () => ({
      accessKeyId: 'K',
      secretAccessKey: 'S',
      sessionToken: 'T',
      expiresAtMs: nowMs + 60_000,
    });
    const { provider } = open([], { credentials });
    const input = { method: 'GET', bucket: 'b', key: 'k' } as const;
    expect(await provider.sharing.presign({ ...input, expiresInSeconds: 3_600 })).toMatchObject({
      expiresAtMs: nowMs + 60_000,
      limitedBy: 'credential-expiry',
    });
    expect(await provider.sharing.presign({ ...input, expiresInSeconds: 30 })).toMatchObject({
      expiresAtMs: nowMs + 30_000,
      limitedBy: null,
    });
  });

  test('ask for an unknown region once', async () => {
    const { provider, targets } = open(
      [{ status: 200, body: '<LocationConstraint>eu-x-1</LocationConstraint>' }],
      { region: null },
    );
    const link = () =>
      provider.sharing.presign({ method: 'GET', bucket: 'b', key: 'k', expiresInSeconds: 60 });
    expect((await link()).url).toContain('%2Feu-x-1%2Fs3%2F');
    await link();
    expect(targets()).toEqual(['GET /b?location']);
  });
});
