import { describe, expect, test } from 'vitest';
import { setUpAttackedSandbox } from '../../testing/attacked-sandbox.ts';
import { edit, type Wire } from '../../testing/forger.ts';

const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const { presigned, send, expectRefused, state } = setUpAttackedSandbox(startMs);

describe('a presigned URL', () => {
  test('right: accepted, also with response overrides and a token', async () => {
    expect(await send(presigned())).toMatchObject({ status: 200, text: 'content' });
    const override: [string, string][] = [['response-content-type', 'text/x-mine']];
    expect((await send(presigned({ query: override }))).status).toBe(200);
    const temporary = presigned({ accessKeyId: 'TEMPKEY', secret: 'temp-secret', token: 'the-token' });
    expect((await send(temporary)).status).toBe(200);
  });

  const without = (name: string) => () =>
    edit(presigned(), (wire) => (wire.query = wire.query.filter(([given]) => given !== name)));
  const change = (name: string, value: string) => () =>
    edit(presigned(), (wire) => {
      wire.query = wire.query.map(([given, old]) => [given, given === name ? value : old]);
    });

  test.each<[string, () => Wire, number, string]>([
    ['after its time', () => presigned({ atMs: startMs - 601_000 }), 403, 'AccessDenied'],
    ['long before its time', () => presigned({ atMs: startMs + 16 * 60_000 }), 403, 'AccessDenied'],
    [
      'for longer than a week',
      () => presigned({ expires: '604801' }),
      400,
      'AuthorizationQueryParametersError',
    ],
    ['for no time', () => presigned({ expires: '0' }), 400, 'AuthorizationQueryParametersError'],
    ['for a negative time', () => presigned({ expires: '-1' }), 400, 'AuthorizationQueryParametersError'],
    ['for a time of words', () => presigned({ expires: 'long' }), 400, 'AuthorizationQueryParametersError'],
    ['with its time changed', change('X-Amz-Expires', '6000'), 403, 'SignatureDoesNotMatch'],
    [
      'with another algorithm',
      change('X-Amz-Algorithm', 'AWS4-HMAC-SHA1'),
      400,
      'AuthorizationQueryParametersError',
    ],
    [
      'with another key',
      change('X-Amz-Credential', 'NOBODY/20260102/us-east-1/s3/aws4_request'),
      403,
      'InvalidAccessKeyId',
    ],
    [
      'with half a credential',
      change('X-Amz-Credential', 'TESTKEY/20260102'),
      400,
      'AuthorizationQueryParametersError',
    ],
    [
      'with a scope of another day',
      () => presigned({ scope: '20260101/us-east-1/s3/aws4_request' }),
      400,
      'AuthorizationQueryParametersError',
    ],
    ['with a date of nonsense', change('X-Amz-Date', 'today'), 400, 'AuthorizationQueryParametersError'],
    ['with another signature', change('X-Amz-Signature', '0'.repeat(64)), 403, 'SignatureDoesNotMatch'],
    ['without an algorithm', without('X-Amz-Algorithm'), 400, 'AuthorizationQueryParametersError'],
    ['without a credential', without('X-Amz-Credential'), 400, 'AuthorizationQueryParametersError'],
    ['without a date', without('X-Amz-Date'), 400, 'AuthorizationQueryParametersError'],
    ['without an end', without('X-Amz-Expires'), 400, 'AuthorizationQueryParametersError'],
    ['without signed headers', without('X-Amz-SignedHeaders'), 400, 'AuthorizationQueryParametersError'],
    ['without a signature', without('X-Amz-Signature'), 400, 'AuthorizationQueryParametersError'],
    [
      'with two ends',
      () => edit(presigned(), (wire) => wire.query.push(['X-Amz-Expires', '604800'])),
      400,
      'InvalidArgument',
    ],
    [
      'used for another method',
      () => edit(presigned(), (wire) => (wire.method = 'DELETE')),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'used for another key',
      () => edit(presigned(), (wire) => (wire.path = '/attacked/other')),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'with an override added',
      () => edit(presigned(), (wire) => wire.query.push(['response-content-type', 'text/html'])),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'with an x-amz header added',
      () => edit(presigned({ method: 'PUT' }), (wire) => (wire.headers['x-amz-acl'] = 'private')),
      403,
      'AccessDenied',
    ],
    [
      'with a pinned content type that is another',
      () =>
        edit(
          presigned({
            method: 'PUT',
            headers: { 'content-type': 'image/png' },
            signedHeaders: ['content-type', 'host'],
          }),
          (wire) => (wire.headers['content-type'] = 'text/html'),
        ),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'with a host that is not signed',
      () => presigned({ headers: { a: '1' }, signedHeaders: ['a'] }),
      403,
      'AccessDenied',
    ],
    ['with a token that nobody gave out', () => presigned({ token: 'forged' }), 400, 'InvalidToken'],
    [
      'with the token added after signing',
      () =>
        edit(presigned({ accessKeyId: 'TEMPKEY', secret: 'temp-secret' }), (wire) =>
          wire.query.push(['X-Amz-Security-Token', 'the-token']),
        ),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'in the old form',
      () =>
        edit(
          presigned(),
          (wire) =>
            (wire.query = [
              ['AWSAccessKeyId', 'TESTKEY'],
              ['Signature', 'a'],
              ['Expires', '9999999999'],
            ]),
        ),
      400,
      'InvalidRequest',
    ],
  ])('%s: refused', async (_name, make, status, code) => {
    await expectRefused(make(), status, code);
  });
});

test('an override on a request without a signature is refused', async () => {
  const wire: Wire = {
    method: 'GET',
    path: '/attacked/key',
    query: [['response-content-type', 'text/html']],
    headers: { host: `127.0.0.1:${state.sandbox.endpoint.port}` },
    body: '',
  };
  await expectRefused(wire, 403, 'AccessDenied');
});
