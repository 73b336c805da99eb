import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSandbox, runSandbox, testKeys } from '../../testing/running-sandbox.ts';

/** A signer written for these attacks alone: it signs whatever it is told to, right or wrong. */
const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);
const hash = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const dateOf = (atMs: number) => new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

let sandbox: RunningSandbox;
let nowMs = startMs;

beforeAll(async () => {
  const token = {
    accessKeyId: 'TEMPKEY',
    secretAccessKey: 'temp-secret',
    name: 'temporary',
    sessionToken: 'the-token',
    expiresAtMs: startMs + 3_600_000,
  };
  sandbox = await runSandbox({ now: () => nowMs, credentials: [testKeys, token] });
  expect((await send(signed({ method: 'PUT', path: '/attacked' }))).status).toBe(200);
  expect((await send(signed({ method: 'PUT', path: '/attacked/key', body: 'content' }))).status).toBe(200);
});
afterAll(() => sandbox.end());

interface Wire {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  body: string | Buffer;
}

interface Signing {
  method?: string;
  path?: string;
  query?: [string, string][];
  headers?: Record<string, string>;
  body?: string | Buffer;
  payloadHash?: string | null;
  atMs?: number;
  date?: string;
  scope?: string;
  accessKeyId?: string;
  secret?: string;
  token?: string;
  signedHeaders?: string[];
  expires?: string;
}

const host = () => `127.0.0.1:${sandbox.endpoint.port}`;

function signature(wire: Wire, signing: Signing, names: string[], payloadHash: string): string {
  const amzDate = signing.date ?? dateOf(signing.atMs ?? nowMs);
  const scope = signing.scope ?? `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const query = wire.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const canonical = [
    wire.method,
    wire.path,
    query.join('&'),
    names.map((name) => `${name}:${wire.headers[name] ?? ''}\n`).join(''),
    names.join(';'),
    payloadHash,
  ].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (last, text) => hmac(last, text),
      `AWS4${signing.secret ?? testKeys.secretAccessKey}`,
    );
  return hmac(Buffer.from(key), ['AWS4-HMAC-SHA256', amzDate, scope, hash(canonical)].join('\n')).toString(
    'hex',
  );
}

function signed(signing: Signing = {}): Wire {
  const { method = 'GET', path = '/attacked/key', query = [], body = '' } = signing;
  const amzDate = signing.date ?? dateOf(signing.atMs ?? nowMs);
  const payloadHash = signing.payloadHash === undefined ? hash(body) : signing.payloadHash;
  const headers: Record<string, string> = { host: host(), 'x-amz-date': amzDate, ...signing.headers };
  if (payloadHash !== null) headers['x-amz-content-sha256'] = payloadHash;
  if (signing.token !== undefined) headers['x-amz-security-token'] = signing.token;
  const wire: Wire = { method, path, query, headers, body };
  const names = signing.signedHeaders ?? Object.keys(headers).sort();
  const scope = signing.scope ?? `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const credential = `${signing.accessKeyId ?? testKeys.accessKeyId}/${scope}`;
  const value = signature(wire, signing, names, payloadHash ?? hash(body));
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${value}`;
  return wire;
}

function presigned(signing: Signing = {}): Wire {
  const { method = 'GET', path = '/attacked/key', query = [], body = '' } = signing;
  const amzDate = signing.date ?? dateOf(signing.atMs ?? nowMs);
  const scope = signing.scope ?? `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const headers: Record<string, string> = { host: host(), ...signing.headers };
  const names = signing.signedHeaders ?? ['host'];
  const all: [string, string][] = [
    ...query,
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${signing.accessKeyId ?? testKeys.accessKeyId}/${scope}`],
    ['X-Amz-Date', amzDate],
    ['X-Amz-Expires', signing.expires ?? '600'],
    ['X-Amz-SignedHeaders', names.join(';')],
  ];
  if (signing.token !== undefined) all.push(['X-Amz-Security-Token', signing.token]);
  const wire: Wire = { method, path, query: all, headers, body };
  const value = signature(wire, signing, names, signing.payloadHash ?? 'UNSIGNED-PAYLOAD');
  return { ...wire, query: [...all, ['X-Amz-Signature', value]] };
}

function send(wire: Wire): Promise<{ status: number; code: string; text: string }> {
  const query = wire.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: sandbox.endpoint.port,
        method: wire.method,
        path: query === '' ? wire.path : `${wire.path}?${query}`,
        headers: { 'content-length': String(Buffer.byteLength(wire.body)), ...wire.headers },
        agent: false,
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (piece) => {
          text += piece;
        });
        incoming.on('end', () => {
          const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? '';
          resolve({ status: incoming.statusCode ?? 0, code, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(wire.body);
  });
}

async function expectRefused(wire: Wire, status: number, code: string) {
  const answer = await send(wire);
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
  expect(answer.text).not.toContain(testKeys.secretAccessKey);
}

function edit(wire: Wire, change: (copy: Wire) => void): Wire {
  const copy: Wire = { ...wire, headers: { ...wire.headers }, query: [...wire.query] };
  change(copy);
  return copy;
}

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
      () => signed({ payloadHash: hash('x') }),
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
    nowMs = startMs + 3_600_000;
    await expectRefused(temporary(), 400, 'ExpiredToken');
    nowMs = startMs;
  });

  test('the question for the location may be signed for us-east-1 and nothing else may', async () => {
    const elsewhere = await runSandbox({ region: 'eu-central-1', now: () => nowMs });
    const original = sandbox;
    sandbox = elsewhere;
    const scope = '20260102/eu-central-1/s3/aws4_request';
    const document =
      '<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>';
    expect((await send(signed({ method: 'PUT', path: '/there', body: document, scope }))).status).toBe(200);
    const probe = await send(signed({ path: '/there', query: [['location', '']] }));
    expect(probe).toMatchObject({ status: 200 });
    expect(probe.text).toContain('>eu-central-1</LocationConstraint>');
    const refused = await send(signed({ path: '/there' }));
    expect(refused.text).toContain('<Region>eu-central-1</Region>');
    sandbox = original;
    await elsewhere.end();
  });
});

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
    headers: { host: host() },
    body: '',
  };
  await expectRefused(wire, 403, 'AccessDenied');
});
