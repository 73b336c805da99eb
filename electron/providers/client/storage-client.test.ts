import { describe, expect, test } from 'vitest';
import { AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions, RequestRecord } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import {
  errorXml,
  instantPace,
  type ScriptedAnswer,
  ScriptedTransport,
} from '../testing/scripted-transport.ts';

function open(answers: ScriptedAnswer[], changes: Partial<ProviderOptions> = {}) {
  const transport = new ScriptedTransport(...answers);
  const pace = instantPace();
  const records: RequestRecord[] = [];
  const options = localOptions(9_000, { onRequest: (record) => records.push(record), ...changes });
  return { provider: openProvider(options, { transport, pace }), transport, pace, records };
}

async function errorOf(call: Promise<unknown>) {
  try {
    await call;
  } catch (thrown) {
    return toAppError(thrown);
  }
  throw new Error('did not reject');
}

const noBuckets: ScriptedAnswer = {
  status: 200,
  body: '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>',
};
const put = { bucket: 'b', key: 'k', body: Buffer.from('x') };

describe('retrying', () => {
  test('waits longer each time, signs anew with the time of day, and gives up after five attempts', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const busy: ScriptedAnswer = { status: 503, body: errorXml('SlowDown') };
    const { provider, transport, pace } = open(Array(5).fill(busy), {
      now: () => {
        nowMs += 1_000;
        return nowMs;
      },
    });
    expect(await errorOf(provider.service.listBuckets())).toMatchObject({
      kind: 'throttled',
      code: 'SlowDown',
    });
    expect(pace.delaysMs).toEqual([150, 300, 600, 1_200]);
    expect(new Set(transport.requests.map(({ headers }) => headers['x-amz-date'])).size).toBe(5);
    expect(new Set(transport.requests.map(({ headers }) => headers.authorization)).size).toBe(5);
  });

  test('asks for the keys again, so that a fresh token is used', async () => {
    let calls = 0;
    const { provider, transport } = open([{ status: 500 }, noBuckets], {
      credentials: async () => {
        calls += 1;
        return { accessKeyId: 'K', secretAccessKey: 'S', sessionToken: `token-${calls}`, expiresAtMs: null };
      },
    });
    await provider.service.listBuckets();
    expect(transport.requests.map(({ headers }) => headers['x-amz-security-token'])).toEqual([
      'token-1',
      'token-2',
    ]);
  });

  test('honours Retry-After, and does not sit out a long one', async () => {
    const short = open([{ status: 503, headers: { 'retry-after': '3' } }, noBuckets]);
    await short.provider.service.listBuckets();
    expect(short.pace.delaysMs).toEqual([3_000]);
    const long = open([{ status: 503, headers: { 'retry-after': '120' } }]);
    expect(await errorOf(long.provider.service.listBuckets())).toMatchObject({
      kind: 'throttled',
      retryAfterMs: 120_000,
    });
  });

  test.each([
    [400, 'InvalidArgument'],
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [409, 'BucketNotEmpty'],
    [501, 'NotImplemented'],
  ])('does not repeat what would fail again: %i %s', async (status, code) => {
    const { provider, transport } = open([{ status, body: errorXml(code) }]);
    expect(await errorOf(provider.buckets.deleteBucket({ bucket: 'b' }))).toMatchObject({ code, status });
    expect(transport.requests).toHaveLength(1);
  });
});

describe('healing', () => {
  test('a wrong region named by the server is used at once and remembered', async () => {
    const wrong: ScriptedAnswer = {
      status: 400,
      body: errorXml('AuthorizationHeaderMalformed', 'w', '<Region>eu-x-1</Region>'),
    };
    const { provider, transport } = open([wrong, { status: 200 }, { status: 200 }], { region: null });
    await provider.objects.putObject(put);
    await provider.objects.putObject(put);
    expect(
      transport.requests.map(({ headers }) => /\/([\w-]+)\/s3\//.exec(headers.authorization ?? '')?.[1]),
    ).toEqual(['us-east-1', 'eu-x-1', 'eu-x-1']);
  });

  test('a redirect without a region asks for the location, and on Amazon changes the host', async () => {
    const { provider, transport } = open(
      [
        { status: 301 },
        { status: 200, body: '<LocationConstraint>EU</LocationConstraint>' },
        { status: 200 },
      ],
      { region: null, endpoint: { host: 's3.amazonaws.com', port: null, usesTls: true } },
    );
    await provider.objects.headObject({ bucket: 'b', key: 'k' });
    expect(transport.requests.map(({ hostname, target }) => hostname + target)).toEqual([
      'b.s3.us-east-1.amazonaws.com/k',
      's3.us-east-1.amazonaws.com/b?location',
      'b.s3.eu-west-1.amazonaws.com/k',
    ]);
  });

  test('a region that stays wrong is reported after one healing', async () => {
    const answer = (region: string): ScriptedAnswer => ({
      status: 400,
      body: errorXml('AuthorizationHeaderMalformed', 'w', `<Region>${region}</Region>`),
    });
    const { provider, transport } = open([answer('eu-x-1'), answer('eu-x-2')]);
    expect(await errorOf(provider.objects.putObject(put))).toMatchObject({
      kind: 'wrong-region',
      action: { type: 'use-region', region: 'eu-x-2' },
    });
    expect(transport.requests).toHaveLength(2);
  });

  test('a clock an hour off is corrected by the Date header, for later requests too', async () => {
    const serverMs = Date.UTC(2026, 0, 2, 4, 4, 5);
    const skewed: ScriptedAnswer = {
      status: 403,
      headers: { date: new Date(serverMs).toUTCString() },
      body: errorXml('RequestTimeTooSkewed'),
    };
    const { provider, transport } = open([skewed, noBuckets, noBuckets]);
    await provider.service.listBuckets();
    await provider.service.listBuckets();
    expect(transport.requests.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20260102T030405Z',
      '20260102T040405Z',
      '20260102T040405Z',
    ]);
    const link = await provider.sharing.presign({
      method: 'GET',
      bucket: 'b',
      key: 'k',
      expiresInSeconds: 60,
    });
    expect(link.expiresAtMs).toBe(serverMs + 60_000);
  });

  test('a HEAD has no body: the clock is judged by its Date header', async () => {
    const headers = { date: new Date(Date.UTC(2026, 0, 2, 5)).toUTCString() };
    const { provider, transport } = open([{ status: 403, headers }, { status: 200 }]);
    await provider.objects.headObject({ bucket: 'b', key: 'k' });
    expect(transport.requests[1]?.headers['x-amz-date']).toBe('20260102T050000Z');
  });

  test('a clock that stays wrong is reported', async () => {
    const skewed: ScriptedAnswer = {
      status: 403,
      headers: { date: 'Fri, 02 Jan 2026 09:00:00 GMT' },
      body: errorXml('RequestTimeTooSkewed'),
    };
    const { provider } = open([skewed, skewed]);
    expect(await errorOf(provider.service.listBuckets())).toMatchObject({ kind: 'clock-skew' });
  });
});

describe('keys', () => {
  const keysOf = (sessionToken: string | null) => ({
    accessKeyId: ' KEY\n',
    secretAccessKey: '\tsecret ',
    sessionToken,
    expiresAtMs: null,
  });
  const expired: ScriptedAnswer = { status: 400, body: errorXml('ExpiredToken') };

  test('are used without the spaces around them', async () => {
    const { provider, transport } = open([noBuckets], { credentials: async () => keysOf(' token ') });
    await provider.service.listBuckets();
    expect(transport.requests[0]?.headers['x-amz-security-token']).toBe('token');
    expect(transport.requests[0]?.headers.authorization).toContain('Credential=KEY/');
  });

  test('that ended early are replaced once, and the request signed with the new ones', async () => {
    const first = keysOf('old');
    const refusals: unknown[] = [];
    const { provider, transport } = open([expired, noBuckets], {
      credentials: async (refused) => {
        if (refused !== undefined) refusals.push(refused);
        return refusals.length > 0 ? keysOf('new') : first;
      },
    });
    await provider.service.listBuckets();
    expect(refusals).toEqual([first]);
    expect(refusals[0]).toBe(first);
    expect(transport.requests.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['old', 'new']);
  });

  test('that have no successor are reported, after one request', async () => {
    const { provider, transport } = open([expired], { credentials: async () => keysOf('old') });
    expect(await errorOf(provider.service.listBuckets())).toMatchObject({
      kind: 'authentication',
      reason: 'expired-token',
      requestId: 'REQ1',
    });
    expect(transport.requests).toHaveLength(1);
  });

  test('whose successor is refused too are reported after two', async () => {
    let count = 0;
    const { provider, transport } = open([expired, expired], {
      credentials: async () => {
        count += 1;
        return keysOf(`token-${count}`);
      },
    });
    expect(await errorOf(provider.service.listBuckets())).toMatchObject({ code: 'ExpiredToken' });
    expect(transport.requests).toHaveLength(2);
  });
});

describe('the name of the app', () => {
  test('follows ours', async () => {
    const { provider, transport } = open([noBuckets], { appName: 'nightly-backup/2' });
    await provider.service.listBuckets();
    expect(transport.requests[0]?.headers['user-agent']).toBe('Stowage-test nightly-backup/2');
  });

  test.each(['', 'a\r\nx: y', 'a\nb', 'ü', 'x'.repeat(65)])('%j is refused', (appName) => {
    expect(() => open([], { appName })).toThrow(/printable ASCII/);
  });
});

describe('errors', () => {
  test.each([
    [403, 'InvalidAccessKeyId', 'authentication', 'unknown-access-key'],
    [403, 'SignatureDoesNotMatch', 'authentication', 'wrong-secret'],
    [400, 'ExpiredToken', 'authentication', 'expired-token'],
    [403, 'AccessDenied', 'access-denied', undefined],
    [404, 'NoSuchUpload', 'not-found', 'no-such-upload'],
    [409, 'BucketAlreadyOwnedByYou', 'already-exists', 'bucket-owned'],
    [412, 'PreconditionFailed', 'precondition-failed', undefined],
    [403, 'InvalidObjectState', 'archived', undefined],
    [400, 'KeyTooLongError', 'invalid-input', 'key-refused'],
    [400, 'BadDigest', 'integrity', 'digest-mismatch'],
    [418, 'Teapot', 'invalid-input', undefined],
  ])('%i %s is %s', async (status, code, kind, reason) => {
    const { provider } = open([{ status, headers: { 'x-amz-request-id': 'RID' }, body: errorXml(code) }]);
    const error = await errorOf(provider.buckets.deleteBucket({ bucket: 'b' }));
    expect(error).toMatchObject({ kind, code, status, requestId: 'RID', resource: 'b' });
    expect(error.reason).toBe(reason);
  });

  test.each([
    [{ status: 404, headers: { 'x-minio-error-code': 'NoSuchKey' } }, 'NoSuchKey', 'no-such-key'],
    [{ status: 404, headers: { 'x-minio-error-code': 'NoSuchBucket' } }, 'NoSuchBucket', 'no-such-bucket'],
  ])('HEAD errors without a body take the code of the header', async (answer, code, reason) => {
    const { provider } = open([answer]);
    expect(await errorOf(provider.objects.headObject({ bucket: 'b', key: 'k' }))).toMatchObject({
      code,
      reason,
    });
  });

  test('a bare 404 to HEAD is told apart by asking for the bucket', async () => {
    const noKey = open([{ status: 404 }, { status: 200 }]);
    expect(await errorOf(noKey.provider.objects.headObject({ bucket: 'b', key: 'k' }))).toMatchObject({
      code: 'NoSuchKey',
    });
    const noBucket = open([{ status: 404 }, { status: 404 }]);
    expect(await errorOf(noBucket.provider.objects.headObject({ bucket: 'b', key: 'k' }))).toMatchObject({
      code: 'NoSuchBucket',
    });
  });

  test('an error inside a 200, after white space, is an error and is retried when it may pass', async () => {
    const upload = { bucket: 'b', key: 'k', uploadId: 'u' };
    const parts = [{ partNumber: 1, etag: 'e', sizeBytes: 1 }];
    const late: ScriptedAnswer = { status: 200, body: `  \n${errorXml('InternalError')}` };
    const done: ScriptedAnswer = {
      status: 200,
      body: '<CompleteMultipartUploadResult><ETag>"x-1"</ETag></CompleteMultipartUploadResult>',
    };
    const healed = open([late, done]);
    expect((await healed.provider.multipart.completeMultipartUpload({ ...upload, parts })).etag).toBe('x-1');
    const refused = open([{ status: 200, body: errorXml('AccessDenied') }]);
    const copy = refused.provider.objects.copyObject({
      source: { bucket: 'b', key: 's' },
      bucket: 'b',
      key: 'k',
    });
    expect(await errorOf(copy)).toMatchObject({ kind: 'access-denied', status: 200 });
  });

  test.each([
    ['', 'not-offered'],
    ['<Wrong/>', 'not-offered'],
    ['plain', 'not-offered'],
    ['<CopyObjectResult><ETag>x', 'malformed-response'],
    ['<html><body>Sign in</body></html>', 'malformed-response'],
  ])('a copy answered with %j is %s', async (body, kind) => {
    const { provider } = open([{ status: 200, body }]);
    const copy = provider.objects.copyObject({ source: { bucket: 'b', key: 's' }, bucket: 'b', key: 'k' });
    expect((await errorOf(copy)).kind).toBe(kind);
  });
});

describe('guards', () => {
  test('a read-only connection sends nothing that changes', async () => {
    const { provider, transport } = open([{ status: 200 }], { isReadOnly: true });
    const upload = { bucket: 'b', key: 'k', uploadId: 'u' };
    const calls = [
      () => provider.objects.putObject(put),
      () => provider.objects.copyObject({ source: put, bucket: 'b', key: 'c' }),
      () => provider.objects.deleteObject(put),
      () => provider.objects.deleteObjects({ bucket: 'b', targets: [{ key: 'k' }, { key: '\u0001' }] }),
      () => provider.buckets.createBucket({ bucket: 'bucket', region: null, hasObjectLock: false }),
      () => provider.buckets.deleteBucket({ bucket: 'b' }),
      () => provider.multipart.createMultipartUpload(put),
      () => provider.multipart.uploadPart({ ...upload, partNumber: 1, body: put.body }),
      () => provider.multipart.completeMultipartUpload({ ...upload, parts: [] }),
      () => provider.multipart.abortMultipartUpload(upload),
      () => provider.sharing.presign({ method: 'DELETE', bucket: 'b', key: 'k', expiresInSeconds: 60 }),
      () => provider.configuration.put({ bucket: 'b', document: 'tagging', value: {} }),
      () => provider.configuration.delete({ bucket: 'b', document: 'cors' }),
      () => provider.configuration.delete({ bucket: 'b', document: 'logging' }),
      () => provider.configuration.putPolicy({ bucket: 'b', policy: '{}' }),
      () => provider.configuration.deletePolicy({ bucket: 'b' }),
      () => provider.tags.setObjectTags({ bucket: 'b', key: 'k', tags: {} }),
      () => provider.tags.deleteObjectTags({ bucket: 'b', key: 'k' }),
      () => provider.lock.setRetention({ bucket: 'b', key: 'k', retention: {} }),
      () => provider.lock.setLegalHold({ bucket: 'b', key: 'k', isOn: true }),
      () => provider.objects.putObjectAcl({ bucket: 'b', key: 'k', acl: {} }),
      () => provider.configuration.putAcl({ bucket: 'b', canned: 'private' }),
      () => provider.objects.restoreObject({ bucket: 'b', key: 'k', days: 1 }),
      () => provider.configuration.setPrefixPolicy({ bucket: 'b', prefix: '', policy: 'READ_ONLY' }),
    ];
    for (const call of calls) expect((await errorOf(call())).kind).toBe('read-only');
    expect(transport.requests).toHaveLength(0);
    await provider.objects.headObject({ bucket: 'b', key: 'k' });
  });

  test.each([
    ['', 'key-empty'],
    ['\ud800', 'key-not-unicode'],
    ['é'.repeat(513), 'key-too-long'],
  ])('key %j is refused before anything is sent', async (key, reason) => {
    const { provider, transport } = open([]);
    expect(await errorOf(provider.objects.putObject({ ...put, key }))).toMatchObject({
      kind: 'invalid-input',
      reason,
    });
    expect(transport.requests).toHaveLength(0);
  });

  test('an anonymous connection signs nothing', async () => {
    const { provider, transport } = open([{ status: 200 }], { credentials: async () => null });
    await provider.objects.headObject({ bucket: 'b', key: 'k' });
    expect(Object.keys(transport.requests[0]?.headers ?? {}).sort()).toEqual(['host', 'user-agent']);
  });

  test('records hold no secret', async () => {
    const { provider, records, transport } = open([
      { status: 200 },
      new AppFailure(failure('timeout', 'late').appError),
      noBuckets,
    ]);
    await provider.objects.putObject(put);
    await provider.service.listBuckets();
    expect(records.map(({ status, errorKind, attempt }) => [status, errorKind, attempt])).toEqual([
      [200, null, 1],
      [null, 'timeout', 1],
      [200, null, 2],
    ]);
    const signature =
      /Signature=(\w+)/.exec(transport.requests[0]?.headers.authorization ?? '')?.[1] ?? 'none';
    expect(JSON.stringify(records)).not.toMatch(new RegExp(`test-secret|AWS4|${signature}`));
  });
});
