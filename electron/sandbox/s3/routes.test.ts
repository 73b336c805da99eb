import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createForger, type WireAnswer } from '../testing/forger.ts';
import { type RunningSandbox, runSandbox } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
const forger = createForger(() => ({ port: sandbox.endpoint.port, nowMs: Date.now() }));
beforeAll(async () => {
  sandbox = await runSandbox();
  expect(await ask('PUT', '/routed')).toMatchObject({ status: 200 });
  expect(await ask('PUT', '/routed/key')).toMatchObject({ status: 200 });
});
afterAll(() => sandbox.end());

async function ask(
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<WireAnswer> {
  const [path = '', queryText = ''] = target.split('?');
  const query = queryText
    .split('&')
    .filter(Boolean)
    .map((piece): [string, string] => [piece.split('=')[0] ?? '', piece.split('=')[1] ?? '']);
  return await forger.send(forger.signed({ method, path, query, headers, body }));
}

function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<WireAnswer> {
  return forger.send({ method, path, query: [], headers, body });
}

describe('what is not implemented is refused, never ignored', () => {
  const bucketResources = ['analytics', 'intelligent-tiering', 'metrics', 'made-up'];
  const objectResources = ['torrent', 'made-up'];

  test.each(
    bucketResources.flatMap((name) => ['GET', 'PUT', 'DELETE'].map((method) => [method, `/routed?${name}`])),
  )('%s %s', async (method, target) => {
    expect(await ask(method, target)).toMatchObject({ status: 501, code: 'NotImplemented' });
  });

  test.each(
    objectResources.flatMap((name) =>
      ['GET', 'PUT', 'DELETE', 'POST'].map((method) => [method, `/routed/key?${name}`]),
    ),
  )('%s %s', async (method, target) => {
    expect(await ask(method, target)).toMatchObject({ status: 501, code: 'NotImplemented' });
  });

  test.each([
    ['GET', '/routed?Prefix=a'],
    ['PATCH', '/routed/key'],
    ['GET', '/routed/key?restore'],
    ['PUT', '/routed/key?restore'],
    ['PUT', '/routed/key?attributes'],
    ['DELETE', '/routed?acl'],
    ['DELETE', '/routed?object-lock'],
    ['DELETE', '/routed?logging'],
    ['DELETE', '/routed?notification'],
    ['DELETE', '/routed/key?retention'],
    ['DELETE', '/routed/key?legal-hold'],
    ['PUT', '/routed/key?partNumber=1'],
    ['POST', '/routed?policy'],
    ['OPTIONS', '/'],
  ])('%s %s', async (method, target) => {
    expect(await ask(method, target)).toMatchObject({ status: 501, code: 'NotImplemented' });
  });

  test.each([
    ['x-amz-website-redirect-location', '/x'],
    ['x-amz-server-side-encryption-context', 'e30='],
    ['x-amz-server-side-encryption-bucket-key-enabled', 'true'],
    ['x-amz-write-offset-bytes', '0'],
    ['x-amz-made-up', '1'],
    ['x-minio-force-delete', 'true'],
    ['if-none-match', '"abc"'],
    ['if-unmodified-since', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ])('a PUT with %s: %s', async (name, value) => {
    expect(await ask('PUT', '/routed/refused', { [name]: value })).toMatchObject({
      status: 501,
      code: 'NotImplemented',
    });
    expect(await ask('HEAD', '/routed/refused')).toMatchObject({ status: 404 });
  });

  test('a DELETE that asks to remove more than one key', async () => {
    const headers = { 'x-minio-force-delete': 'true' };
    expect(await ask('DELETE', '/routed/key', headers)).toMatchObject({ status: 501 });
    expect(await ask('HEAD', '/routed/key')).toMatchObject({ status: 200 });
  });
});

test('methods that S3 does not have there are refused as such', async () => {
  for (const [method, target] of [
    ['POST', '/routed'],
    ['DELETE', '/'],
    ['PUT', '/'],
    ['POST', '/routed/key'],
  ] as const) {
    expect(await ask(method, target)).toMatchObject({ status: 405, code: 'MethodNotAllowed' });
  }
});

test('an error names code, message, resource, request and host', async () => {
  const { text, headers } = await ask('GET', '/routed/not%20there');
  expect(text).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>.+<\/Message>/,
  );
  expect(text).toContain(
    '<BucketName>routed</BucketName><Key>not there</Key><Resource>/routed/not there</Resource>',
  );
  expect(text).toContain(
    `<RequestId>${headers['x-amz-request-id']}</RequestId><HostId>${headers['x-amz-id-2']}</HostId>`,
  );
  expect(headers['content-type']).toBe('application/xml');
});

test.each([
  [
    'PUT',
    '/routed?versioning',
    '<VersioningConfiguration><Status>On</Status></VersioningConfiguration>',
    'MalformedXML',
  ],
  [
    'PUT',
    '/routed?versioning',
    '<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>',
    'MalformedXML',
  ],
  ['PUT', '/routed?tagging', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>', 'MalformedXML'],
  [
    'PUT',
    '/routed/key?tagging',
    `<Tagging><TagSet>${'<Tag><Key>a</Key><Value>b</Value></Tag>'.repeat(2)}</TagSet></Tagging>`,
    'InvalidTag',
  ],
  ['POST', '/routed?delete', '<Delete><Object><Key>a</Key></Object></Delete>', 'InvalidRequest'],
  ['PUT', '/routed/k?partNumber=1&uploadId=none', 'x', 'NoSuchUpload'],
  ['PUT', '/%FF', '', 'InvalidURI'],
  ['GET', '/routed?list-type=3', '', 'InvalidArgument'],
  ['GET', '/routed?events=s3:Made:Up', '', 'InvalidArgument'],
  ['GET', '/routed?events=s3:ObjectCreated:*&ping=0', '', 'InvalidArgument'],
])('%s %s with %j: %s', async (method, target, body, code) => {
  expect(await ask(method, target, {}, body)).toMatchObject({ code });
});

test('a body that is too large for a document is refused', async () => {
  const body = `<VersioningConfiguration>${' '.repeat(100_000)}</VersioningConfiguration>`;
  expect(await ask('PUT', '/routed?versioning', {}, body)).toMatchObject({
    status: 400,
    code: 'EntityTooLarge',
  });
});

test('metadata over 2 KiB is refused', async () => {
  const headers = { 'x-amz-meta-a': 'x'.repeat(2_048) };
  expect(await ask('PUT', '/routed/meta', headers)).toMatchObject({ status: 400, code: 'MetadataTooLarge' });
});

test('a target that is an address of elsewhere is refused', async () => {
  const { status, code } = await send('GET', 'http://evil.example/routed', { host: '127.0.0.1' }, '');
  expect({ status, code }).toEqual({ status: 400, code: 'InvalidURI' });
});
