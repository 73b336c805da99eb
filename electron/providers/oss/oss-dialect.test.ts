import fc from 'fast-check';
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
import { addressOss, alibabaRegion } from './addressing.ts';
import { decodeMetadata, encodeMetadata } from './metadata.ts';
import { ossDialect } from './oss-dialect.ts';

const bucket = 'photos';
const hangzhou = { host: 'oss-cn-hangzhou.aliyuncs.com', port: null, usesTls: true };
const accelerate = { host: 'oss-accelerate.aliyuncs.com', port: null, usesTls: true };

function open(answers: ScriptedAnswer[], changes: Partial<ProviderOptions> = {}) {
  const transport = new ScriptedTransport(...answers);
  const options = localOptions(0, { provider: 'oss', endpoint: hangzhou, region: null, ...changes });
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

const networkRows = [
  ['oss-cn-hangzhou.aliyuncs.com', 'internal', 'k', 'photos.oss-cn-beijing-internal.aliyuncs.com/k'],
  ['oss-cn-hangzhou.aliyuncs.com', 'acceleration', 'k', 'photos.oss-accelerate.aliyuncs.com/k'],
  [
    'oss-accelerate-overseas.aliyuncs.com',
    'acceleration',
    'k',
    'photos.oss-accelerate-overseas.aliyuncs.com/k',
  ],
  ['oss-cn-hangzhou.aliyuncs.com', 'acceleration', null, 'photos.oss-cn-beijing.aliyuncs.com/'],
  ['oss-cn-hangzhou.aliyuncs.com', 'dual-stack', 'k', 'photos.cn-beijing.oss.aliyuncs.com/k'],
  ['cn-hangzhou.oss.aliyuncs.com', undefined, 'k', 'photos.cn-beijing.oss.aliyuncs.com/k'],
  ['files.example.test', 'internal', 'k', 'files.example.test/k'],
] as const;

const elsewhere = errorXml(
  'AccessDenied',
  'The bucket you are attempting to access must be addressed using the specified endpoint.',
  '<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>',
);

describe('addresses', () => {
  test.each([
    ['oss-cn-hangzhou.aliyuncs.com', 'auto', 'cn-hangzhou', bucket, 'photos.oss-cn-hangzhou.aliyuncs.com/k'],
    ['oss-cn-hangzhou.aliyuncs.com', 'auto', 'cn-beijing', bucket, 'photos.oss-cn-beijing.aliyuncs.com/k'],
    ['oss-cn-hangzhou.aliyuncs.com', 'auto', 'cn-beijing', null, 'oss-cn-hangzhou.aliyuncs.com/'],
    ['oss-cn-hangzhou.aliyuncs.com', 'path', 'cn-hangzhou', bucket, 'oss-cn-hangzhou.aliyuncs.com/photos/k'],
    [
      'oss-cn-hangzhou-internal.aliyuncs.com',
      'auto',
      'cn-hangzhou',
      bucket,
      'photos.oss-cn-hangzhou-internal.aliyuncs.com/k',
    ],
    ['oss-accelerate.aliyuncs.com', 'auto', 'cn-beijing', bucket, 'photos.oss-accelerate.aliyuncs.com/k'],
    [
      'oss-accelerate-overseas.aliyuncs.com',
      'auto',
      'us-west-1',
      bucket,
      'photos.oss-accelerate-overseas.aliyuncs.com/k',
    ],
    [
      'photos.oss-cn-hangzhou.aliyuncs.com',
      'auto',
      'cn-hangzhou',
      bucket,
      'photos.oss-cn-hangzhou.aliyuncs.com/k',
    ],
    ['files.example.test', 'auto', 'cn-hangzhou', bucket, 'files.example.test/k'],
    ['oss.example.test', 'virtual-host', 'cn-hangzhou', bucket, 'photos.oss.example.test/k'],
    ['oss.localhost', 'auto', 'cn-hangzhou', bucket, 'photos.oss.localhost/k'],
    ['[::1]', 'auto', 'cn-hangzhou', bucket, '[::1]/photos/k'],
  ] as const)('%s %s %s %s', (host, style, region, name, expected) => {
    const place = { bucket: name, key: name === null ? null : 'k' };
    const { hostHeader, rawPath } = addressOss({ host, port: null, usesTls: true }, style, region, place);
    expect(hostHeader + rawPath).toBe(expected);
  });

  test.each(networkRows)('%s by %s, key %s', (host, network, key, expected) => {
    const endpoint = { host, port: null, usesTls: true, network };
    const { hostHeader, rawPath } = addressOss(endpoint, 'auto', 'cn-beijing', { bucket, key });
    expect(hostHeader + rawPath).toBe(expected);
  });

  test('regions in host names', () => {
    expect(alibabaRegion('oss-cn-hangzhou.aliyuncs.com')).toBe('cn-hangzhou');
    expect(alibabaRegion('photos.oss-us-west-1-internal.aliyuncs.com')).toBe('us-west-1');
    for (const host of ['oss-accelerate.aliyuncs.com', 'oss-accelerate-overseas.aliyuncs.com', 'a.test']) {
      expect(alibabaRegion(host)).toBeNull();
    }
  });
});

describe('what only OSS does', () => {
  test('a bucket elsewhere is asked for there from then on', async () => {
    const { provider, transport, sent } = open([
      { status: 403, body: elsewhere },
      { status: 200, body: '<ListBucketResult/>' },
      { status: 200, body: '<ListBucketResult/>' },
    ]);
    const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1 };
    await provider.objects.listObjects(query);
    await provider.objects.listObjects(query);
    expect(sent().map((line) => line.split('/')[0])).toEqual([
      'GET photos.oss-cn-hangzhou.aliyuncs.com',
      'GET photos.oss-cn-beijing.aliyuncs.com',
      'GET photos.oss-cn-beijing.aliyuncs.com',
    ]);
    expect(transport.requests[1]?.headers.authorization).toContain('/cn-beijing/oss/');
  });

  test('behind an acceleration host the region is asked for first, and a refusal answers as well', async () => {
    const { provider, transport, sent } = open([{ status: 403, body: elsewhere }, { status: 200 }], {
      endpoint: accelerate,
    });
    await provider.objects.headObject({ bucket, key: 'k' });
    expect(sent()).toEqual([
      'GET photos.oss-cn-hangzhou.aliyuncs.com/?location',
      'HEAD photos.oss-accelerate.aliyuncs.com/k',
    ]);
    expect(transport.requests[1]?.headers.authorization).toContain('/cn-beijing/oss/');
  });

  test('a location is read without the prefix that documents give it', async () => {
    const body = '<LocationConstraint>oss-us-west-1</LocationConstraint>';
    const { provider } = open([{ status: 200, body }]);
    expect(await provider.buckets.getBucketLocation({ bucket })).toEqual({ region: 'us-west-1' });
  });

  test('the bucket is signed though a domain of its own does not name it', async () => {
    const endpoint = { host: 'files.example.test', port: null, usesTls: true };
    const authorizationFor = async (name: string) => {
      const { provider, transport } = open([{ status: 200 }], { endpoint, region: 'cn-hangzhou' });
      await provider.objects.headObject({ bucket: name, key: 'k' });
      expect(transport.requests[0]?.target).toBe('/k');
      return transport.requests[0]?.headers.authorization;
    };
    expect(await authorizationFor('one')).not.toBe(await authorizationFor('other'));
    expect(await errorOf(open([], { endpoint }).provider.service.listBuckets())).toMatchObject({
      kind: 'not-offered',
      reason: 'custom-domain',
    });
  });

  test('version 1 signs when it is asked for', async () => {
    const { provider, transport } = open([{ status: 200 }], { signatureVersion: 'v1' });
    await provider.objects.headObject({ bucket, key: 'k' });
    expect(transport.requests[0]?.headers.authorization).toMatch(/^OSS TESTKEY:/);
    const { url } = await provider.sharing.presign({
      method: 'GET',
      bucket,
      key: 'k',
      expiresInSeconds: 30 * 86_400,
    });
    expect(new URL(url).searchParams.get('OSSAccessKeyId')).toBe('TESTKEY');
  });

  test('links live for a week at most', async () => {
    const { provider } = open([]);
    const link = { method: 'GET', bucket, key: 'k' } as const;
    const week = 7 * 86_400;
    expect(await errorOf(provider.sharing.presign({ ...link, expiresInSeconds: week + 1 }))).toMatchObject({
      reason: 'link-lifetime',
    });
    const { url } = await provider.sharing.presign({ ...link, expiresInSeconds: week });
    expect(new URL(url).searchParams.get('x-oss-expires')).toBe(String(week));
  });

  test('a range asks to be refused when it is past the end', async () => {
    const { provider, transport } = open([
      { status: 206, headers: { 'content-range': 'bytes 5-6/9', 'content-length': '0' } },
    ]);
    const receiver = { start: () => {}, data: () => {} };
    await provider.objects.getObject(
      { bucket, key: 'k', range: { offsetBytes: 5, lengthBytes: 2 } },
      receiver,
    );
    expect(transport.requests[0]?.headers).toMatchObject({
      range: 'bytes=5-6',
      'x-oss-range-behavior': 'standard',
    });
  });

  test('a copy names its source by path', async () => {
    const { provider, transport } = open([
      { status: 200, body: '<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>' },
    ]);
    const source = { bucket: 'src', key: 'ü/a b', versionId: 'v1' };
    await provider.objects.copyObject({ source, bucket, key: 'k', replace: { tags: { a: '1' } } });
    expect(transport.requests[0]?.headers).toMatchObject({
      'x-oss-copy-source': '/src/%C3%BC/a%20b?versionId=v1',
      'x-oss-metadata-directive': 'REPLACE',
      'x-oss-tagging-directive': 'Replace',
    });
  });

  test('parts tell their checksum, and joining them does not repeat it', async () => {
    const { provider, transport } = open([
      {
        status: 200,
        body: '<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>"e"</ETag><Size>3</Size><HashCrc64ecma>42</HashCrc64ecma></Part></ListPartsResult>',
      },
      {
        status: 200,
        body: '<CompleteMultipartUploadResult><ETag>"e-1"</ETag></CompleteMultipartUploadResult>',
      },
    ]);
    const upload = { bucket, key: 'k', uploadId: 'u' };
    const parts = await provider.multipart.listParts(upload);
    expect(parts).toEqual([{ partNumber: 1, etag: 'e', sizeBytes: 3, checksums: { crc64ecma: '42' } }]);
    await provider.multipart.completeMultipartUpload({ ...upload, parts });
    const { body, headers } = transport.requests[1] ?? { headers: {} };
    expect(String(body)).toBe(
      '<CompleteMultipartUpload><Part><ETag>&quot;e&quot;</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>',
    );
    expect(headers).toHaveProperty('content-md5');
  });
});

describe('metadata', () => {
  test('any text comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeMetadata(encodeMetadata(text))).toBe(text);
      }),
    );
    for (const text of ['%41', '100%', 'a%20b', 'ü', 'a\r\nb', '%zz', '%E4']) {
      const encoded = encodeMetadata(text);
      expect(encoded).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeMetadata(encoded)).toBe(text);
    }
  });

  test('plain text is sent as it is', () => {
    expect(encodeMetadata('plain; text=1')).toBe('plain; text=1');
  });
});

describe('refusals', () => {
  test('an answer without a body has its document in a header', async () => {
    const document = errorXml('NoSuchBucket');
    const { provider, sent } = open([
      {
        status: 404,
        headers: {
          'x-oss-err': Buffer.from(document).toString('base64'),
          'x-oss-request-id': 'R1',
          'x-oss-ec': '0015-00000101',
        },
      },
    ]);
    expect(await errorOf(provider.objects.headObject({ bucket, key: 'k' }))).toMatchObject({
      kind: 'not-found',
      code: 'NoSuchBucket',
      requestId: 'R1',
      traceId: '0015-00000101',
    });
    expect(sent()).toHaveLength(1);
  });

  test('a header that holds no document is no answer at all', async () => {
    const { provider } = open([{ status: 403, headers: { 'x-oss-err': '%%%' } }]);
    expect(await errorOf(provider.objects.headObject({ bucket, key: 'k' }))).toMatchObject({
      kind: 'access-denied',
      code: 'AccessDenied',
    });
  });

  test('a signature for another region is named as that', async () => {
    const body = errorXml('InvalidArgument', 'Invalid signing region in Authorization header.');
    const endpoint = { host: 'files.example.test', port: null, usesTls: true };
    const { provider } = open(
      [
        { status: 400, body },
        { status: 400, body },
      ],
      { endpoint },
    );
    const query = { bucket, prefix: '', delimiter: null, token: null, maxKeys: 1 };
    expect(await errorOf(provider.objects.listObjects(query))).toMatchObject({ kind: 'wrong-region' });
  });

  test('a write that met an object', async () => {
    const { provider, transport } = open([{ status: 409, body: errorXml('FileAlreadyExists') }]);
    const put = { bucket, key: 'k', body: Buffer.from('x'), conditions: { ifNoneMatch: '*' } as const };
    expect(await errorOf(provider.objects.putObject(put))).toMatchObject({ kind: 'precondition-failed' });
    expect(transport.requests[0]?.headers).toMatchObject({ 'x-oss-forbid-overwrite': 'true' });
  });

  test.each([
    ['SecurityTokenExpired', 403, 'authentication'],
    ['InvalidAccessKeyId', 403, 'authentication'],
    ['FileImmutable', 409, 'access-denied'],
    ['PositionNotEqualToLength', 409, 'conflict'],
    ['SecondLevelDomainForbidden', 403, 'invalid-input'],
    ['InvalidObjectName', 400, 'invalid-input'],
    ['NoSuchUpload', 404, 'not-found'],
    ['InvalidObjectState', 403, 'archived'],
    ['RequestTimeTooSkewed', 403, 'clock-skew'],
  ])('%s', (code, status, kind) => {
    expect(ossDialect.meaningOf({ code, status, detail: () => null, headers: {} })?.kind).toBe(kind);
  });
});
