import { describe, expect, test } from 'vitest';
import { setUpAttackedSandbox } from '../../testing/attacked-sandbox.ts';
import { edit, type Wire } from '../../testing/forger.ts';
import { runSandbox } from '../../testing/running-sandbox.ts';

const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const { signed, presigned, send, expectRefused, state } = setUpAttackedSandbox(startMs);

describe('a signed header', () => {
  test('right: accepted', async () => {
    expect(await send(signed())).toMatchObject({ status: 200, text: 'content' });
    const unsignedPayload = signed({ method: 'PUT', body: 'content', payloadHash: 'UNSIGNED-PAYLOAD' });
    expect((await send(unsignedPayload)).status).toBe(200);
  });

  test.each<[string, () => Wire, number, string]>([
    ['another method', () => edit(signed(), (wire) => (wire.method = 'HEAD')), 403, ''],
    [
      'another path',
      () => edit(signed(), (wire) => (wire.path = '/attacked/other')),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'another host',
      () => edit(signed(), (wire) => (wire.headers.host = 'localhost')),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a parameter added',
      () => edit(signed(), (wire) => wire.query.push(['versionId', 'null'])),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a signed header changed',
      () =>
        edit(signed({ headers: { 'x-amz-meta-a': '1' } }), (wire) => (wire.headers['x-amz-meta-a'] = '2')),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a signed header removed',
      () => edit(signed({ headers: { range: 'bytes=0-1' } }), (wire) => delete wire.headers.range),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'an x-amz header that is not signed',
      () => edit(signed(), (wire) => (wire.headers['x-amz-meta-evil'] = '1')),
      403,
      'AccessDenied',
    ],
    [
      'a host that is not signed',
      () => signed({ signedHeaders: ['x-amz-content-sha256', 'x-amz-date'] }),
      403,
      'AccessDenied',
    ],
    [
      'unsorted signed headers',
      () => signed({ signedHeaders: ['x-amz-date', 'host', 'x-amz-content-sha256'] }),
      400,
      'AuthorizationHeaderMalformed',
    ],
    [
      'a header that is signed as empty and never sent',
      () => signed({ signedHeaders: ['host', 'range', 'x-amz-content-sha256', 'x-amz-date'] }),
      403,
      'SignatureDoesNotMatch',
    ],
    ['another secret', () => signed({ secret: 'guess' }), 403, 'SignatureDoesNotMatch'],
    ['an unknown key', () => signed({ accessKeyId: 'NOBODY' }), 403, 'InvalidAccessKeyId'],
    [
      'no signature at all',
      () => edit(signed(), (wire) => delete wire.headers.authorization),
      403,
      'AccessDenied',
    ],
    [
      'a signature cut short',
      () =>
        edit(
          signed(),
          (wire) => (wire.headers.authorization = wire.headers.authorization?.slice(0, -2) ?? ''),
        ),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'another region',
      () => signed({ scope: '20260102/eu-west-1/s3/aws4_request' }),
      400,
      'AuthorizationHeaderMalformed',
    ],
    [
      'another service',
      () => signed({ scope: '20260102/us-east-1/sts/aws4_request' }),
      400,
      'AuthorizationHeaderMalformed',
    ],
    [
      'another terminator',
      () => signed({ scope: '20260102/us-east-1/s3/aws5_request' }),
      400,
      'AuthorizationHeaderMalformed',
    ],
    [
      'a scope of another day',
      () => signed({ scope: '20260101/us-east-1/s3/aws4_request' }),
      400,
      'AuthorizationHeaderMalformed',
    ],
    ['a date of nonsense', () => signed({ date: '20260102T030405' }), 403, 'AccessDenied'],
    ['a clock 16 minutes slow', () => signed({ atMs: startMs - 16 * 60_000 }), 403, 'RequestTimeTooSkewed'],
    ['a clock 16 minutes fast', () => signed({ atMs: startMs + 16 * 60_000 }), 403, 'RequestTimeTooSkewed'],
    ['no payload hash', () => signed({ payloadHash: null }), 400, 'InvalidRequest'],
    ['a payload hash of nonsense', () => signed({ payloadHash: 'abc' }), 400, 'InvalidArgument'],
    [
      'a payload form that is unknown',
      () => signed({ payloadHash: 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' }),
      501,
      'NotImplemented',
    ],
    [
      'another body',
      () => edit(signed({ method: 'PUT', body: 'content' }), (wire) => (wire.body = 'CONTENT')),
      400,
      'XAmzContentSHA256Mismatch',
    ],
    [
      'a payload hash that is not of the empty body',
      () => signed({ payloadHash: 'a'.repeat(64) }),
      400,
      'XAmzContentSHA256Mismatch',
    ],
    [
      'the old signature',
      () => edit(signed(), (wire) => (wire.headers.authorization = 'AWS TESTKEY:abc=')),
      400,
      'InvalidRequest',
    ],
    [
      'a scheme of another kind',
      () => edit(signed(), (wire) => (wire.headers.authorization = 'Bearer abc')),
      400,
      'InvalidRequest',
    ],
    [
      'a header of half a form',
      () => edit(signed(), (wire) => (wire.headers.authorization = 'AWS4-HMAC-SHA256 Credential=a')),
      400,
      'AuthorizationHeaderMalformed',
    ],
    ['a token that nobody gave out', () => signed({ token: 'forged' }), 400, 'InvalidToken'],
    [
      'a temporary key without its token',
      () => signed({ accessKeyId: 'TEMPKEY', secret: 'temp-secret' }),
      403,
      'InvalidAccessKeyId',
    ],
    [
      'a temporary key with another token',
      () => signed({ accessKeyId: 'TEMPKEY', secret: 'temp-secret', token: 'the-tokem' }),
      400,
      'InvalidToken',
    ],
    [
      'both forms at once',
      () => edit(signed(), (wire) => wire.query.push(...presigned().query)),
      400,
      'InvalidRequest',
    ],
    [
      'a host of somebody else',
      () => edit(signed(), (wire) => (wire.headers.host = 'evil.example')),
      400,
      'InvalidRequest',
    ],
  ])('%s: refused', async (_name, make, status, code) => {
    await expectRefused(make(), status, code);
  });

  test('a clock 14 minutes off is accepted', async () => {
    expect((await send(signed({ atMs: startMs - 14 * 60_000 }))).status).toBe(200);
    expect((await send(signed({ atMs: startMs + 14 * 60_000 }))).status).toBe(200);
  });

  test('a temporary key is accepted until it expires', async () => {
    const temporary = () => signed({ accessKeyId: 'TEMPKEY', secret: 'temp-secret', token: 'the-token' });
    expect((await send(temporary())).status).toBe(200);
    state.nowMs = startMs + 3_600_000;
    await expectRefused(temporary(), 400, 'ExpiredToken');
    state.nowMs = startMs;
  });

  test('the question for the location may be signed for us-east-1 and nothing else may', async () => {
    const elsewhere = await runSandbox({ region: 'eu-central-1', now: () => state.nowMs });
    const original = state.sandbox;
    state.sandbox = elsewhere;
    const scope = '20260102/eu-central-1/s3/aws4_request';
    const document =
      '<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>';
    expect((await send(signed({ method: 'PUT', path: '/there', body: document, scope }))).status).toBe(200);
    const probe = await send(signed({ path: '/there', query: [['location', '']] }));
    expect(probe).toMatchObject({ status: 200 });
    expect(probe.text).toContain('>eu-central-1</LocationConstraint>');
    const refused = await send(signed({ path: '/there' }));
    expect(refused.text).toContain('<Region>eu-central-1</Region>');
    state.sandbox = original;
    await elsewhere.end();
  });
});
