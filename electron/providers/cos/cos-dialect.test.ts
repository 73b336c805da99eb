import { describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import {
  errorXml,
  instantPace,
  type ScriptedAnswer,
  ScriptedTransport,
} from '../testing/scripted-transport.ts';
import { addressCos, copySourceOf, tencentRegion } from './addressing.ts';
import { cosDialect } from './cos-dialect.ts';

const bucket = 'photos-1250000000';
const guangzhou = { host: 'cos.ap-guangzhou.myqcloud.com', port: null, usesTls: true };

function open(answers: ScriptedAnswer[], changes: Partial<ProviderOptions> = {}) {
  const transport = new ScriptedTransport(...answers);
  const options = localOptions(0, { provider: 'cos', endpoint: guangzhou, region: null, ...changes });
  const provider = openProvider(options, { transport, pace: instantPace() });
  return {
    provider,
    transport,
    sent: () => transport.requests.map(({ method, headers, target }) => `${method} ${headers.host}${target}`),
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

describe('addresses', () => {
  test.each([
    [
      'cos.ap-guangzhou.myqcloud.com',
      'auto',
      'ap-guangzhou',
      bucket,
      `${bucket}.cos.ap-guangzhou.myqcloud.com/k`,
    ],
    [
      'cos.ap-guangzhou.myqcloud.com',
      'auto',
      'ap-beijing',
      bucket,
      `${bucket}.cos.ap-beijing.myqcloud.com/k`,
    ],
    ['cos.ap-guangzhou.myqcloud.com', 'auto', 'ap-beijing', null, 'cos.ap-guangzhou.myqcloud.com/'],
    [
      'cos.ap-guangzhou.myqcloud.com',
      'path',
      'ap-guangzhou',
      bucket,
      `${bucket}.cos.ap-guangzhou.myqcloud.com/k`,
    ],
    ['service.cos.myqcloud.com', 'auto', 'ap-beijing', null, 'service.cos.myqcloud.com/'],
    ['service.cos.myqcloud.com', 'auto', 'ap-beijing', bucket, `${bucket}.cos.ap-beijing.myqcloud.com/k`],
    ['cos.accelerate.myqcloud.com', 'auto', 'ap-beijing', bucket, `${bucket}.cos.accelerate.myqcloud.com/k`],
    ['cos.accelerate.myqcloud.com', 'auto', 'ap-beijing', null, 'service.cos.myqcloud.com/'],
    [
      'cos-internal.ap-beijing.tencentcos.cn',
      'auto',
      'ap-beijing',
      bucket,
      `${bucket}.cos-internal.ap-beijing.tencentcos.cn/k`,
    ],
    [
      `${bucket}.cos.ap-beijing.myqcloud.com`,
      'auto',
      'ap-beijing',
      bucket,
      `${bucket}.cos.ap-beijing.myqcloud.com/k`,
    ],
    ['cn-south.myqcloud.com', 'auto', 'cn-south', bucket, `${bucket}.cn-south.myqcloud.com/k`],
    ['files.example.test', 'auto', 'ap-beijing', bucket, 'files.example.test/k'],
    ['cos.example.test', 'virtual-host', 'ap-beijing', bucket, `${bucket}.cos.example.test/k`],
    ['cos.localhost', 'auto', 'ap-beijing', bucket, `${bucket}.cos.localhost/k`],
    ['127.0.0.1', 'auto', 'ap-beijing', bucket, `127.0.0.1/${bucket}/k`],
  ] as const)('%s %s %s %s', (host, style, region, name, expected) => {
    const place = { bucket: name, key: name === null ? null : 'k' };
    const { hostHeader, rawPath } = addressCos({ host, port: null, usesTls: true }, style, region, place);
    expect(hostHeader + rawPath).toBe(expected);
  });

  test('a domain of one bucket has no list of buckets', () => {
    const endpoint = { host: 'files.example.test', port: null, usesTls: true };
    expect(() => addressCos(endpoint, 'auto', 'r', { bucket: null, key: null })).toThrow(/own domain/);
  });

  test.each([
    ['cos.ap-beijing.myqcloud.com', 'internal', `${bucket}.cos-internal.ap-beijing.tencentcos.cn/k`],
    ['cos.ap-beijing.myqcloud.com', 'acceleration', `${bucket}.cos.accelerate.myqcloud.com/k`],
    ['files.example.test', 'internal', 'files.example.test/k'],
  ] as const)('%s by %s', (host, network, expected) => {
    const endpoint = { host, port: null, usesTls: true, network };
    const { hostHeader, rawPath } = addressCos(endpoint, 'auto', 'ap-beijing', { bucket, key: 'k' });
    expect(hostHeader + rawPath).toBe(expected);
  });

  test('there is no host for IPv6', () => {
    const endpoint = { ...guangzhou, network: 'dual-stack' } as const;
    expect(() => addressCos(endpoint, 'auto', 'ap-beijing', { bucket, key: 'k' })).toThrow(/IPv6/);
  });

  test('regions in host names', () => {
    expect(tencentRegion('cos.ap-guangzhou.myqcloud.com')).toBe('ap-guangzhou');
    expect(tencentRegion('cos-internal.ap-beijing.tencentcos.cn')).toBe('ap-beijing');
    for (const host of ['service.cos.myqcloud.com', 'cos.accelerate.myqcloud.com', 'cos.example.test']) {
      expect(tencentRegion(host)).toBeNull();
    }
  });

  test.each([
    ['cos.accelerate.myqcloud.com', `${bucket}.cos.ap-beijing.myqcloud.com/a%20b`],
    ['cos-internal.ap-beijing.tencentcos.cn', `${bucket}.cos.ap-beijing.tencentcos.cn/a%20b`],
    ['files.example.test', `${bucket}.cos.ap-beijing.myqcloud.com/a%20b`],
    ['cos.localhost', `${bucket}.cos.localhost/a%20b`],
    ['127.0.0.1', `127.0.0.1/${bucket}/a%20b`],
  ])('a copy asked of %s is read from %s', (host, expected) => {
    const endpoint = { host, port: null, usesTls: true };
    const source = { bucket, key: 'a b', versionQuery: '' };
    expect(copySourceOf({ endpoint, style: 'auto', region: 'ap-beijing', ...source })).toBe(expected);
  });
});

describe('what only COS does', () => {
  test('a bucket of an unknown region is looked up in the list of all buckets, once', async () => {
    const list = `<ListAllMyBucketsResult><Buckets><Bucket><Name>${bucket}</Name><Location>ap-beijing</Location></Bucket></Buckets></ListAllMyBucketsResult>`;
    const { provider, sent } = open([{ status: 200, body: list }, { status: 200 }, { status: 200 }], {
      endpoint: { host: 'service.cos.myqcloud.com', port: null, usesTls: true },
    });
    await provider.objects.headObject({ bucket, key: 'a' });
    await provider.objects.headObject({ bucket, key: 'b' });
    expect(sent()).toEqual([
      'GET service.cos.myqcloud.com/?max-keys=2000',
      `HEAD ${bucket}.cos.ap-beijing.myqcloud.com/a`,
      `HEAD ${bucket}.cos.ap-beijing.myqcloud.com/b`,
    ]);
  });

  test('a bucket that is in nobody’s list is missing', async () => {
    const { provider } = open(
      [{ status: 200, body: '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>' }],
      { endpoint: { host: 'service.cos.myqcloud.com', port: null, usesTls: true } },
    );
    expect(await errorOf(provider.objects.headObject({ bucket, key: 'a' }))).toMatchObject({
      kind: 'not-found',
      code: 'NoSuchBucket',
    });
  });

  test('keys that may not list buckets are told to choose the region', async () => {
    const { provider } = open([{ status: 403, body: errorXml('AccessDenied') }], {
      endpoint: { host: 'service.cos.myqcloud.com', port: null, usesTls: true },
    });
    expect(await errorOf(provider.objects.headObject({ bucket, key: 'a' }))).toMatchObject({
      kind: 'wrong-region',
      reason: 'region-unknown',
      requestId: 'REQ1',
    });
  });

  test('lists by the first version at once, and pages by the marker', async () => {
    const { provider, sent } = open([
      {
        status: 200,
        body: '<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextMarker>a%2Fb</NextMarker></ListBucketResult>',
      },
      { status: 200, body: '<ListBucketResult/>' },
    ]);
    const query = { bucket, prefix: '', delimiter: '/', token: null, maxKeys: 1_000 };
    const page = await provider.objects.listObjects(query);
    await provider.objects.listObjects({ ...query, token: page.nextToken });
    expect(sent()[0]).not.toContain('list-type');
    expect(sent()[1]).toContain('marker=a%2Fb');
  });

  test('buckets are followed by their marker and tell their regions', async () => {
    const page = (name: string, next: string) =>
      `<ListAllMyBucketsResult>${next}<Buckets><Bucket><Name>${name}</Name><Location>ap-beijing</Location></Bucket></Buckets></ListAllMyBucketsResult>`;
    const { provider, sent } = open([
      { status: 200, body: page('a-1', '<IsTruncated>true</IsTruncated><NextMarker>a-1</NextMarker>') },
      { status: 200, body: page('b-1', '') },
    ]);
    expect((await provider.service.listBuckets()).map(({ name, region }) => `${name} ${region}`)).toEqual([
      'a-1 ap-beijing',
      'b-1 ap-beijing',
    ]);
    expect(sent()[1]).toBe('GET cos.ap-guangzhou.myqcloud.com/?marker=a-1');
  });

  test('a write that must not replace anything says so in COS’s own header', async () => {
    const { provider, transport } = open([{ status: 409, body: errorXml('FileAlreadyExists') }]);
    const body = Buffer.from('x');
    const call = provider.objects.putObject({ bucket, key: 'k', body, conditions: { ifNoneMatch: '*' } });
    expect(await errorOf(call)).toMatchObject({
      kind: 'precondition-failed',
      code: 'FileAlreadyExists',
      status: 409,
    });
    expect(transport.requests[0]?.headers).toMatchObject({ 'x-cos-forbid-overwrite': 'true' });
    expect(transport.requests[0]?.headers).not.toHaveProperty('if-none-match');
  });

  test('a condition on an ETag is not offered, and nothing is sent', async () => {
    const { provider, sent } = open([]);
    const body = Buffer.from('x');
    const call = provider.objects.putObject({ bucket, key: 'k', body, conditions: { ifMatch: 'e' } });
    expect(await errorOf(call)).toMatchObject({ kind: 'not-offered' });
    expect(sent()).toEqual([]);
  });

  test('a copy names its source by host and asks for new metadata in COS’s word', async () => {
    const { provider, transport } = open([
      { status: 200, body: '<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>' },
    ]);
    await provider.objects.copyObject({
      source: { bucket, key: 'ü/a b', versionId: 'v/1' },
      bucket,
      key: 'k',
      replace: { userMetadata: { a: '1' }, tags: { t: '1' } },
    });
    expect(transport.requests[0]?.headers).toMatchObject({
      'x-cos-copy-source': `${bucket}.cos.ap-guangzhou.myqcloud.com/%C3%BC/a%20b?versionId=v%2F1`,
      'x-cos-metadata-directive': 'Replaced',
      'x-cos-tagging-directive': 'Replaced',
      'x-cos-meta-a': '1',
    });
  });

  test('the checksum of an answer is told; digests COS cannot compare are not sent', async () => {
    const { provider, transport } = open([
      { status: 200, headers: { etag: '"e"', 'x-cos-hash-crc64ecma': '727031140999736901' } },
    ]);
    const body = Buffer.from('x');
    const checksums = { md5: 'bWQ1', crc32: 'AAAAAA==' };
    const put = await provider.objects.putObject({ bucket, key: 'k', body, checksums });
    expect(put.checksums).toEqual({ crc64ecma: '727031140999736901' });
    expect(
      Object.keys(transport.requests[0]?.headers ?? {}).filter((name) => /checksum|md5/.test(name)),
    ).toEqual(['content-md5']);
  });

  test('the token is sent and signed', async () => {
    const { provider, transport } = open([{ status: 200 }], {
      credentials: async () => ({
        accessKeyId: 'AKID',
        secretAccessKey: 'secret',
        sessionToken: 'TOKEN',
        expiresAtMs: null,
      }),
    });
    await provider.objects.headObject({ bucket, key: 'k' });
    const headers = transport.requests[0]?.headers;
    expect(headers?.['x-cos-security-token']).toBe('TOKEN');
    expect(headers?.authorization).toContain('q-header-list=host;x-cos-security-token');
  });

  test('no bucket is made with locks, or without the account’s number', async () => {
    const { provider } = open([]);
    const locked = { bucket, region: null, hasObjectLock: true };
    expect(await errorOf(provider.buckets.createBucket(locked))).toMatchObject({ kind: 'not-offered' });
    const unnumbered = { bucket: 'photos', region: null, hasObjectLock: false };
    expect(await errorOf(provider.buckets.createBucket(unnumbered))).toMatchObject({
      reason: 'bucket-name-account',
    });
  });

  test('a bucket is made at its region’s host, without a document', async () => {
    const { provider, transport, sent } = open([{ status: 200 }]);
    await provider.buckets.createBucket({ bucket, region: 'ap-beijing', hasObjectLock: false });
    expect(sent()).toEqual([`PUT ${bucket}.cos.ap-beijing.myqcloud.com/`]);
    expect(transport.requests[0]?.body).toBeNull();
  });
});

describe('refusals', () => {
  test('an expired signature is a wrong clock: healed once by the time the server tells', async () => {
    const skewed = {
      status: 403,
      body: errorXml(
        'AccessDenied',
        'Request has expired',
        '<ServerTime>2026-01-02T05:04:05Z</ServerTime><TraceId>T1</TraceId>',
      ),
    };
    const { provider, transport } = open([skewed, { status: 200 }, skewed, skewed]);
    await provider.objects.headObject({ bucket, key: 'k' });
    const signedFor = Date.UTC(2026, 0, 2, 5, 4, 5) / 1_000;
    expect(transport.requests[1]?.headers.authorization).toContain(`q-sign-time=${signedFor - 60};`);
    expect(await errorOf(provider.objects.headObject({ bucket, key: 'k' }))).toMatchObject({
      kind: 'clock-skew',
    });
  });

  test('a denial without a clock’s trouble stays a denial; both ids are told', async () => {
    const { provider } = open([
      {
        status: 403,
        headers: { 'x-cos-request-id': 'R1', 'x-cos-trace-id': 'T1' },
        body: errorXml('AccessDenied', 'Access Denied.'),
      },
    ]);
    const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1 };
    expect(await errorOf(provider.objects.listObjects(query))).toMatchObject({
      kind: 'access-denied',
      requestId: 'R1',
      traceId: 'T1',
    });
  });

  test('an error inside a success is an error', async () => {
    const { provider } = open([
      { status: 200, body: errorXml('AccessDenied') },
      { status: 200, body: errorXml('AccessDenied') },
    ]);
    const upload = { bucket, key: 'k', uploadId: 'u' };
    const parts = [{ partNumber: 1, etag: 'e', sizeBytes: 1 }];
    expect(await errorOf(provider.multipart.completeMultipartUpload({ ...upload, parts }))).toMatchObject({
      kind: 'access-denied',
    });
    const source = { bucket, key: 's' };
    expect(await errorOf(provider.objects.copyObject({ source, bucket, key: 'k' }))).toMatchObject({
      kind: 'access-denied',
    });
  });

  test.each([
    ['KeyTooLong', 400, 'invalid-input'],
    ['NoSuchUpload', 404, 'not-found'],
    ['InvalidDigest', 400, 'integrity'],
    ['EntityTooSmall', 400, 'invalid-input'],
    ['BucketNotEmpty', 409, 'conflict'],
    ['BucketAlreadyExists', 409, 'already-exists'],
    ['InvalidObjectState', 403, 'archived'],
    ['RestoreAlreadyInProgress', 409, 'conflict'],
    ['ExpiredToken', 403, 'authentication'],
    ['SlowDown', 503, 'throttled'],
  ])('%s', (code, status, kind) => {
    expect(cosDialect.meaningOf({ code, status, detail: () => null, headers: {} })?.kind).toBe(kind);
  });
});

test('a link ends when it says, and needs no header', async () => {
  const { provider } = open([]);
  const atMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  const link = await provider.sharing.presign({ method: 'GET', bucket, key: 'a b', expiresInSeconds: 600 });
  expect(link.expiresAtMs).toBe(atMs + 600_000);
  const url = new URL(link.url);
  expect(url.host).toBe(`${bucket}.cos.ap-guangzhou.myqcloud.com`);
  expect(url.searchParams.get('q-sign-time')?.split(';')[1]).toBe(String(atMs / 1_000 + 600));
  expect(url.searchParams.get('q-header-list')).toBe('host');
});
