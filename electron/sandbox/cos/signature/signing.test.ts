import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCosForger } from '../../testing/cos-forger.ts';
import { createForger, edit, type Wire } from '../../testing/forger.ts';
import { type RunningSandbox, runSandbox, testKeys } from '../../testing/running-sandbox.ts';

const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const startSeconds = startMs / 1_000;
const hosts = {
  attacked: 'attacked-1250000000.cos.localhost',
  other: 'other-1250000000.cos.localhost',
} as const;

let sandbox: RunningSandbox;
let nowMs = startMs;
const { signed, presigned } = createCosForger(() => ({ host: hosts.attacked, nowMs }));
const { send } = createForger(() => ({ port: sandbox.endpoint.port, nowMs }));

beforeAll(async () => {
  const temporary = {
    accessKeyId: 'TEMPKEY',
    secretAccessKey: 'temp-secret',
    name: testKeys.name,
    sessionToken: 'the-token',
    expiresAtMs: startMs + 3_600_000,
  };
  sandbox = await runSandbox({ faces: ['cos'], now: () => nowMs, credentials: [testKeys, temporary] });
  for (const host of Object.values(hosts)) {
    const { signed: signedThere } = createCosForger(() => ({ host, nowMs }));
    expect((await send(signedThere({ method: 'PUT', path: '/' }))).status).toBe(200);
    const put = signedThere({ method: 'PUT', body: `content of ${host}` });
    expect((await send(put)).status).toBe(200);
  }
});
afterAll(() => sandbox.end());

type Attack = [what: string, wire: () => Wire, status: number, code: string];

async function expectRefused(wire: Wire, status: number, code: string): Promise<void> {
  const answer = await send(wire);
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
  for (const secret of [testKeys.secretAccessKey, 'temp-secret', 'the-token']) {
    expect(answer.text).not.toContain(secret);
  }
}

const temporary = { accessKeyId: 'TEMPKEY', secret: 'temp-secret' } as const;
const withHeader = { headers: { 'x-cos-meta-a': '1' } } as const;
const withQuery: { query: [string, string][] } = { query: [['response-content-type', 'text/x-a']] };

describe.each([
  ['in the header', signed],
  ['in a link', presigned],
] as const)('a signature %s', (_, sign) => {
  test('that is right is accepted', async () => {
    expect(await send(sign())).toMatchObject({ status: 200, text: `content of ${hosts.attacked}` });
    expect((await send(sign(withQuery))).status).toBe(200);
    const put = sign({ method: 'PUT', path: '/with-metadata', body: 'x', ...withHeader });
    expect((await send(put)).status).toBe(200);
    expect((await send(sign({ ...temporary, token: 'the-token' }))).status).toBe(200);
  });

  test.each<Attack>([
    ['another method', () => edit(sign(), (wire) => (wire.method = 'DELETE')), 403, 'SignatureDoesNotMatch'],
    ['another key', () => edit(sign(), (wire) => (wire.path = '/other')), 403, 'SignatureDoesNotMatch'],
    [
      'replayed at the host of another bucket',
      () => edit(sign(), (wire) => (wire.headers.host = hosts.other)),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a host that is not signed, and so could be any',
      () => edit(sign({ headerList: [] }), (wire) => (wire.headers.host = hosts.other)),
      403,
      'AccessDenied',
    ],
    [
      'a header changed',
      () => edit(sign(withHeader), (wire) => (wire.headers['x-cos-meta-a'] = '2')),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a header taken away',
      () => edit(sign(withHeader), (wire) => delete wire.headers['x-cos-meta-a']),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a header of COS added',
      () => edit(sign(), (wire) => (wire.headers['x-cos-acl'] = 'public-read')),
      403,
      'AccessDenied',
    ],
    [
      'a header that is not in q-header-list',
      () => sign({ ...withHeader, headerList: ['host'] }),
      403,
      'AccessDenied',
    ],
    [
      'a parameter added',
      () => edit(sign(), (wire) => wire.query.push(['versionId', 'null'])),
      403,
      'AccessDenied',
    ],
    [
      'a parameter changed',
      () =>
        edit(sign(withQuery), (wire) => {
          wire.query[0] = ['response-content-type', 'text/html'];
        }),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a parameter taken away',
      () => edit(sign(withQuery), (wire) => wire.query.splice(0, 1)),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a parameter that is not in q-url-param-list',
      () => sign({ ...withQuery, parameterList: [] }),
      403,
      'AccessDenied',
    ],
    [
      'a parameter sent twice',
      () => edit(sign(withQuery), (wire) => wire.query.push(['response-content-type', 'text/html'])),
      403,
      'SignatureDoesNotMatch',
    ],
    ['an unknown key', () => sign({ accessKeyId: 'NOBODY' }), 403, 'InvalidAccessKeyId'],
    ['a wrong secret', () => sign({ secret: 'wrong' }), 403, 'SignatureDoesNotMatch'],
    ['a temporary key without its token', () => sign(temporary), 403, 'InvalidAccessKeyId'],
    ['a wrong token', () => sign({ ...temporary, token: 'another' }), 403, 'InvalidToken'],
    ['a token that belongs to no such key', () => sign({ token: 'the-token' }), 403, 'InvalidToken'],
    [
      'a time that is over',
      () => sign({ startSeconds: startSeconds - 601, endSeconds: startSeconds - 1 }),
      403,
      'AccessDenied',
    ],
    ['a time far ahead', () => sign({ startSeconds: startSeconds + 901 }), 403, 'RequestTimeTooSkewed'],
    [
      'q-sign-time made longer afterwards',
      () => sign({ parts: { 'q-sign-time': `${startSeconds};${startSeconds + 9_999}` } }),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'q-key-time made longer afterwards',
      () => sign({ parts: { 'q-key-time': `${startSeconds};${startSeconds + 9_999}` } }),
      403,
      'SignatureDoesNotMatch',
    ],
    ['a time that ends before it begins', () => sign({ endSeconds: startSeconds }), 400, 'InvalidArgument'],
    ['another algorithm', () => sign({ parts: { 'q-sign-algorithm': 'md5' } }), 400, 'InvalidArgument'],
    [
      'a list out of order',
      () => sign({ ...withHeader, headerList: ['x-cos-meta-a', 'host'] }),
      400,
      'InvalidArgument',
    ],
    ['a list in upper case', () => sign({ headerList: ['Host'] }), 400, 'InvalidArgument'],
    [
      'a list that names a header twice',
      () => sign({ headerList: ['host', 'host'] }),
      400,
      'InvalidArgument',
    ],
    ['no signature in it', () => sign({ parts: { 'q-signature': '' } }), 400, 'InvalidArgument'],
    ['half a signature', () => sign({ parts: { 'q-signature': 'abc' } }), 403, 'SignatureDoesNotMatch'],
  ])('%s: refused', async (_what, wire, status, code) => {
    await expectRefused(wire(), status, code);
  });

  test('ends with its time, and a temporary key with its own', async () => {
    const wire = sign();
    const lasting = sign({ ...temporary, token: 'the-token', endSeconds: startSeconds + 7_200 });
    try {
      nowMs = startMs + 600_000;
      expect((await send(wire)).status).toBe(200);
      nowMs = startMs + 601_000;
      await expectRefused(wire, 403, 'AccessDenied');
      nowMs = startMs + 3_600_000;
      await expectRefused(lasting, 403, 'ExpiredToken');
    } finally {
      nowMs = startMs;
    }
  });
});

describe('what is no signature of COS', () => {
  test.each<Attack>([
    ['both ways at once', () => ({ ...presigned(), headers: signed().headers }), 400, 'InvalidRequest'],
    ['none', () => edit(signed(), (wire) => delete wire.headers.authorization), 403, 'AccessDenied'],
    [
      'that of S3',
      () => edit(signed(), (wire) => (wire.headers.authorization = 'AWS4-HMAC-SHA256 Credential=a')),
      400,
      'InvalidArgument',
    ],
    [
      'a part that is there twice',
      () => edit(signed(), (wire) => (wire.headers.authorization += '&q-ak=OTHER')),
      400,
      'InvalidArgument',
    ],
  ])('%s: refused', async (_what, wire, status, code) => {
    await expectRefused(wire(), status, code);
  });
});
