import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import type { ReportCard, ReportScratch } from '../../../shared/model/report-card.ts';
import { type IgnoranceKind, serveIgnorance } from '../testing/ignorant-server.ts';
import { type LocalServer, localOptions, serveHttp } from '../testing/local-servers.ts';
import { makeReportCard } from './make-report-card.ts';

let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

function report(
  port: number,
  scratch: ReportScratch = { type: 'none' },
  bucket: string | null = null,
): Promise<ReportCard> {
  return makeReportCard({
    provider: localOptions(port, { now: Date.now, idleTimeoutMs: 2_000 }),
    bucket,
    scratch,
    signal: new AbortController().signal,
  });
}

async function serve(listener: RequestListener): Promise<number> {
  server = await serveHttp(listener);
  return server.port;
}

const buckets =
  '<ListAllMyBucketsResult><Buckets><Bucket><Name>some-bucket</Name></Bucket></Buckets></ListAllMyBucketsResult>';
const listing = `<ListBucketResult><Name>some-bucket</Name><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount>
<Contents><Key>key</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>9</Size></Contents></ListBucketResult>`;

/** What is offered though it is no store of buckets and objects that lists. */
function believed(card: ReportCard): string[] {
  return card.findings
    .filter(({ verdict }) => verdict === 'offered')
    .map(({ item, side }) => `${item} ${side}`);
}

describe('a server that says yes', () => {
  test('with nothing, is no object store', async () => {
    const port = await serve((_request, response) => response.end());
    const error = toAppError(await report(port).catch((thrown: unknown) => thrown));
    expect(error.kind).toBe('malformed-response');
  });

  test('with a web page, is no object store', async () => {
    const port = await serve((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><html><body>Welcome</body></html>');
    });
    const error = toAppError(await report(port).catch((thrown: unknown) => thrown));
    expect(error.kind).toBe('malformed-response');
  });

  test('with a listing to everything, is believed nothing and found out', async () => {
    const port = await serve((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/xml');
      response.end(request.url?.split('?')[0] === '/' ? buckets : listing);
    });
    const card = await report(port, { type: 'bucket', bucket: 'some-bucket' });
    expect(believed(card)).toEqual([]);
    expect(card.faults.map(({ id }) => id)).toContain('says-yes-to-anything');
    expect(card.faults.map(({ id }) => id)).toContain('unknown-answered-as-known');
  });
});

describe('a server that knows no sub-resource', () => {
  const kinds: readonly IgnoranceKind[] = ['ignores', 400, 404, 405, 501, 'empty 200'];
  test.each(kinds)('%s', { timeout: 60_000 }, async (kind) => {
    const ignorant = await serveIgnorance(kind);
    server = ignorant;
    const bystander = { body: Buffer.from('content'), headers: {}, modifiedAt: new Date(0) };
    ignorant.buckets.set('bystander-1', new Map([['key', bystander]]));
    const card = await report(ignorant.port, { type: 'bucket', bucket: 'bystander-1' });
    const settings = [
      'lifecycle',
      'cors',
      'policy',
      'lock',
      'versioning',
      'version-list',
      'object-tags',
      'upload-list',
    ];
    expect(believed(card).filter((one) => settings.includes(one.split(' ')[0] ?? ''))).toEqual([]);
    expect(believed(card)).toContain('put write');
    expect(ignorant.damage.filter((one) => !one.startsWith('POST'))).toEqual([]);
    expect([...(ignorant.buckets.get('bystander-1')?.keys() ?? [])]).toEqual(['key']);
    expect(card.leftBehind).toEqual([]);
  });
});

describe('a server that hangs', () => {
  test('from the first question on, fails in time', { timeout: 30_000 }, async () => {
    const port = await serve(() => undefined);
    const startedMs = performance.now();
    const error = toAppError(await report(port).catch((thrown: unknown) => thrown));
    expect(error.kind).toBe('timeout');
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  test('for all but lists, is left alone after a while, and says so', { timeout: 90_000 }, async () => {
    const port = await serve((request, response) => {
      const [path, query = ''] = (request.url ?? '').split('?');
      if (path === '/') response.end(buckets);
      else if (
        /^\/some-bucket\/?$/.test(path ?? '') &&
        /list-type|max-keys=1&prefix|max-keys=1$/.test(query)
      ) {
        response.end(listing);
      }
    });
    const card = await report(port);
    expect(card.problem).toMatchObject({ kind: 'timeout', reason: 'report-unanswered' });
    expect(card.faults.map(({ id }) => id)).toContain('slow-silence');
    expect(card.durationMs).toBeLessThan(75_000);
    expect(believed(card)).toContain('list-v2 read');
  });
});

test('a server without a bucket is asked what it can be', async () => {
  const port = await serve((_request, response) => {
    response.end('<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>');
  });
  const card = await report(port);
  expect(card.problem).toMatchObject({ reason: 'report-without-bucket' });
  expect(believed(card)).toEqual(['bucket-list read']);
});

test('what a server quotes of the keys is hidden', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/') return void response.end(buckets);
    if (request.url?.includes('list-type')) return void response.end(listing);
    response.statusCode = 400;
    response.end('<Error><Code>Odd</Code><Message>TESTKEY may not, with test-secret</Message></Error>');
  });
  const card = await report(port);
  expect(JSON.stringify(card)).toContain('(hidden) may not');
  expect(JSON.stringify(card)).not.toMatch(/TESTKEY|test-secret/);
});
