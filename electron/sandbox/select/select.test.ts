import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  PutObjectCommand,
  type S3Client,
  SelectObjectContentCommand,
  type SelectObjectContentCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAnonymously, connectAws } from '../testing/clients.ts';
import { type RunningSandbox, runSandbox } from '../testing/running-sandbox.ts';
import { runQuery } from './testing/run-query.ts';
import { selectCases, selectObjects } from './testing/select-cases.ts';
import { askServer } from './testing/select-client.ts';

describe('the select language', () => {
  it.each(selectCases)('$sql', async ({ sql, object, gives, minioDiffers: _, ...formats }) => {
    const { records, error } = await runQuery(sql, selectObjects[object], { ...formats, chunkBytes: 7 });
    if (typeof gives === 'string') expect({ records, error }).toEqual({ records: gives, error: null });
    else expect(error?.code).toBe(gives.refused);
  });
});

describe('a query by the AWS SDK', () => {
  const bucket = 'queries';
  let sandbox: RunningSandbox;
  let client: S3Client;
  beforeAll(async () => {
    sandbox = await runSandbox();
    client = connectAws(sandbox);
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    for (const [key, content] of Object.entries(selectObjects)) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
    }
  });
  afterAll(() => sandbox.end());

  it.each(selectCases)('$sql', async (asked) => {
    const { records, error } = await askServer(client, bucket, asked);
    if (typeof asked.gives === 'string')
      expect({ records, error }).toEqual({ records: asked.gives, error: null });
    else expect(error).toEqual({ code: asked.gives.refused, where: 'status' });
  });

  it('of a compressed object tells of its progress and ends with what it came to', async () => {
    const rows = `k,v\n${'some text,1234567\n'.repeat(300_000)}`;
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'zipped', Body: gzipSync(rows, { level: 0 }) }),
    );
    const { Payload = [] } = await client.send(
      new SelectObjectContentCommand({
        Bucket: bucket,
        Key: 'zipped',
        Expression: 'SELECT * FROM S3Object s WHERE s.v = 1234567',
        ExpressionType: 'SQL',
        InputSerialization: { CSV: { FileHeaderInfo: 'USE' }, CompressionType: 'GZIP' },
        OutputSerialization: { CSV: {} },
        RequestProgress: { Enabled: true },
      }),
    );
    let recordBytes = 0;
    const events = [];
    for await (const event of Payload) {
      recordBytes += event.Records?.Payload?.length ?? 0;
      if (event.Records === undefined) events.push(event);
    }
    expect(recordBytes).toBe(rows.length - 4);
    expect(events.filter(({ Progress }) => Progress !== undefined).length).toBeGreaterThan(3);
    expect(events.at(-2)?.Stats?.Details).toMatchObject({
      BytesProcessed: rows.length,
      BytesReturned: recordBytes,
    });
    expect(events.at(-1)).toHaveProperty('End');
  });

  it('is refused with the code of what is wrong with it', async () => {
    const ask = (more: Partial<SelectObjectContentCommandInput>) =>
      client.send(
        new SelectObjectContentCommand({
          Bucket: bucket,
          Key: 'people.csv',
          Expression: 'SELECT * FROM S3Object',
          ExpressionType: 'SQL',
          InputSerialization: { CSV: {} },
          OutputSerialization: { CSV: {} },
          ...more,
        }),
      );
    for (const [more, name] of [
      [{ Key: 'nothing' }, 'NoSuchKey'],
      [{ Bucket: 'no-such-bucket' }, 'NoSuchBucket'],
      [{ InputSerialization: { CSV: {}, CompressionType: 'GZIP' } }, 'InvalidCompressionFormat'],
      [{ InputSerialization: { CSV: {}, CompressionType: 'BZIP2' } }, 'InvalidCompressionFormat'],
      [{ InputSerialization: { Parquet: {} } }, 'InvalidDataSource'],
      [{ InputSerialization: { CSV: {}, JSON: { Type: 'LINES' } } }, 'InvalidDataSource'],
      [{ InputSerialization: { JSON: {} } }, 'InvalidJsonType'],
      [{ OutputSerialization: {} }, 'ObjectSerializationConflict'],
      [{ InputSerialization: { CSV: { FieldDelimiter: 'abc' } } }, 'InvalidRequestParameter'],
      [{ InputSerialization: { CSV: { FileHeaderInfo: 'MAYBE' as 'USE' } } }, 'InvalidFileHeaderInfo'],
      [{ ScanRange: { Start: 9, End: 3 } }, 'InvalidScanRange'],
      [{ Expression: ' ' }, 'MissingRequiredParameter'],
      [{ ExpressionType: 'PROSE' as 'SQL' }, 'InvalidExpressionType'],
    ] as const) {
      await expect(ask(more)).rejects.toMatchObject({ name });
    }
  });

  it('needs the permission to read the object', async () => {
    const anybody = connectAnonymously(sandbox);
    const asked = { sql: 'SELECT * FROM S3Object', object: 'bare.csv' } as const;
    expect((await askServer(anybody, bucket, asked)).error?.code).toBe('AccessDenied');
  });
});
