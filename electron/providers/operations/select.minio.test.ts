import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findMinio } from '../../../e2e/servers/minio-binary.ts';
import { type MinioServer, startMinio } from '../../../e2e/servers/start-minio.ts';
import { toAppError } from '../../../shared/model/app-error.ts';
import type { SelectInput, SelectStats } from '../interface/select.ts';
import { openProvider } from '../open-provider.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { localOptions } from '../testing/local-servers.ts';

const csv = 'name,count\nJane,10\nAnn,2\n"Zoë, the third",7\n';
const jsonLines = '{"name":"Jane","count":10}\n{"name":"Ann","count":2}\n';
/** Three rows (name, count) as Apache Arrow writes them, without compression. */
const parquet = Buffer.from(
  'UEFSMRUAFToVOiwVBhUAFQYVBhwAAAACAAAABgEEAAAASmFuZQMAAABBbm4EAAAAWm/DqxUAFTwVPCwVBhUAFQYVBhwAAAACAAAABgEKAAAAAAAA' +
    'AAIAAAAAAAAABwAAAAAAAAAVAhk8NQAYBnNjaGVtYRUEABUMJQIYBG5hbWUlAEwcAAAAFQQlAhgFY291bnQAFgYZHBksJgAcFQwZJQYAGRgEbmFt' +
    'ZRUAFgYWYBZgJghJHBUAFQAVAgA8FhYZBhkmAAYAAAAmABwVBBklBgAZGAVjb3VudBUAFgYWYhZiJmhJHBUAFQAVAgA8KQYZJgAGAAAAFsIBFgYm' +
    'CBbCAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGSwcAAAcAAAAxwAAAFBBUjE=',
  'base64',
);

let server: MinioServer;
let provider: StorageProvider;

beforeAll(async () => {
  const binary = await findMinio('as-released');
  if ('missing' in binary) throw new Error(binary.missing);
  server = await startMinio({
    binaryPath: binary.path,
    port: 0,
    usesTls: false,
    env: { MINIO_API_SELECT_PARQUET: 'on' },
  });
  const { endpoint, accessKeyId, secretAccessKey } = server;
  provider = openProvider(
    localOptions(endpoint.port, {
      endpoint,
      region: null,
      now: Date.now,
      idleTimeoutMs: 60_000,
      credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken: null, expiresAtMs: null }),
    }),
  );
  await provider.buckets.createBucket({ bucket: 'records', region: null, hasObjectLock: false });
  const put = (key: string, body: Uint8Array) => provider.objects.putObject({ bucket: 'records', key, body });
  await put('a.csv', Buffer.from(csv));
  await put('a.csv.gz', gzipSync(csv));
  await put('a.jsonl', Buffer.from(jsonLines));
  await put('a.parquet', parquet);
});

afterAll(async () => {
  await provider?.close();
  await server?.close();
});

async function ask(key: string, input: Partial<SelectInput>) {
  const records: Buffer[] = [];
  const progress: SelectStats[] = [];
  const result = await provider.objects.selectObjectContent(
    {
      bucket: 'records',
      key,
      expression: 'select * from S3Object',
      source: { format: 'csv', header: 'use' },
      target: { format: 'csv' },
      ...input,
    },
    { start: () => {}, data: (chunk) => records.push(Buffer.from(chunk)) },
    { onProgress: (stats) => progress.push(stats) },
  );
  return { ...result, records: Buffer.concat(records).toString(), progress };
}

describe('a real MinIO answers', () => {
  test('CSV, with names of columns and in another form', async () => {
    const expression = 'select s.name, s."count" from S3Object s where cast(s."count" as int) > 5';
    const { records, stats, receivedBytes } = await ask('a.csv', {
      expression,
      target: { format: 'csv', fieldDelimiter: ';', quoteFields: 'always', recordDelimiter: '\r\n' },
    });
    expect(records).toBe('"Jane";"10"\r\n"Zoë, the third";"7"\r\n');
    expect(stats).toEqual({
      scannedBytes: Buffer.byteLength(csv),
      processedBytes: Buffer.byteLength(csv),
      returnedBytes: receivedBytes,
    });
  });

  test('CSV that is packed, as JSON, with word of its progress', async () => {
    const { records, stats } = await ask('a.csv.gz', {
      compression: 'gzip',
      target: { format: 'json' },
      hasProgress: true,
    });
    expect(
      records
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { name: 'Jane', count: '10' },
      { name: 'Ann', count: '2' },
      { name: 'Zoë, the third', count: '7' },
    ]);
    expect(stats?.processedBytes).toBe(Buffer.byteLength(csv));
  });

  test('a part of CSV, cut where the range ends and not where a record does', async () => {
    const { records } = await ask('a.csv', {
      source: { format: 'csv', header: 'none' },
      scanRange: { startBytes: csv.indexOf('Ann'), endBytes: csv.indexOf('Ann') + 2 },
    });
    expect(records).toBe('Ann\n');
  });

  test('JSON lines', async () => {
    const { records } = await ask('a.jsonl', {
      expression: 'select s.name from S3Object s where s."count" = 2',
      source: { format: 'json', layout: 'lines' },
      target: { format: 'json', recordDelimiter: '|' },
    });
    expect(records).toBe('{"name":"Ann"}|');
  });

  test('Parquet', async () => {
    const { records } = await ask('a.parquet', {
      expression: 'select s.name from S3Object s where s."count" < 10',
      source: { format: 'parquet' },
    });
    expect(records).toBe('Ann\nZoë\n');
  });

  test('more than memory should hold, with the same count', async () => {
    const rows = 400_000;
    const body = Buffer.from(Array.from({ length: rows }, (_, row) => `${row},${'x'.repeat(20)}\n`).join(''));
    await provider.objects.putObject({ bucket: 'records', key: 'large.csv', body });
    let lines = 0;
    let receivedBytes = 0;
    const result = await provider.objects.selectObjectContent(
      {
        bucket: 'records',
        key: 'large.csv',
        expression: 'select * from S3Object',
        source: { format: 'csv', header: 'none' },
        target: { format: 'csv' },
      },
      {
        start: () => {},
        data(chunk) {
          receivedBytes += chunk.byteLength;
          for (const byte of chunk) if (byte === 0x0a) lines += 1;
        },
      },
    );
    expect({ lines, receivedBytes }).toEqual({ lines: rows, receivedBytes: body.length });
    expect(result.receivedBytes).toBe(body.length);
  });

  test('and refuses, before its answer and amid it, in its own words', async () => {
    const errorOf = (key: string, input: Partial<SelectInput>) =>
      ask(key, input).then(() => null, toAppError);
    expect(await errorOf('a.csv', { expression: 'no sql at all' })).toMatchObject({ kind: 'invalid-input' });
    expect(await errorOf('missing.csv', {})).toMatchObject({ kind: 'not-found', reason: 'no-such-key' });
    const amid = { expression: 'select cast(s.name as int) from S3Object s' };
    expect(await errorOf('a.csv', amid)).toMatchObject({ kind: 'server', code: 'InternalError' });
  });
});
