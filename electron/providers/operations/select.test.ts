import type { RequestListener, ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { undiciTransport } from '../http/undici-transport.ts';
import type { BodyControl } from '../interface/body.ts';
import type { SelectInput, SelectStats } from '../interface/select.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { printEventFrame } from '../select/event-stream.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { type LocalServer, localOptions, serveHttp } from '../testing/local-servers.ts';
import { errorXml, instantPace } from '../testing/scripted-transport.ts';

let server: LocalServer | null = null;
let provider: StorageProvider | null = null;

afterEach(async () => {
  await provider?.close();
  await server?.close();
  server = null;
  provider = null;
});

const csvQuestion: SelectInput = {
  bucket: 'b',
  key: 'dir/k.csv',
  expression: 'select * from S3Object',
  source: { format: 'csv', header: 'use' },
  target: { format: 'csv' },
};

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A provider on a server that a test plays, and what the server was asked. */
async function serve(
  answer: (response: ServerResponse, asked: Asked) => void,
  changes: Partial<ProviderOptions> = {},
) {
  const asked: Asked[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const question = {
        method: request.method ?? '',
        url: request.url ?? '',
        body: Buffer.concat(chunks).toString(),
      };
      asked.push(question);
      answer(response, question);
    });
  };
  server = await serveHttp(listener);
  const options = localOptions(server.port, changes);
  provider = openProvider(options, { transport: undiciTransport(options), pace: instantPace() });
  return { provider, asked };
}

/** Asks, and collects what came. */
async function ask(on: StorageProvider, input: Partial<SelectInput> = {}) {
  const pieces: string[] = [];
  const progress: SelectStats[] = [];
  let control: BodyControl | null = null;
  const receiver = {
    start: (head: { control: BodyControl }) => {
      control = head.control;
    },
    data: (chunk: Uint8Array) => {
      pieces.push(Buffer.from(chunk).toString());
    },
  };
  const outcome = await on.objects
    .selectObjectContent({ ...csvQuestion, ...input }, receiver, {
      onProgress: (stats) => progress.push(stats),
    })
    .then(
      (result) => ({ result, error: null }),
      (thrown) => ({ result: null, error: toAppError(thrown) }),
    );
  return { ...outcome, records: pieces.join(''), pieces, progress, control: control as BodyControl | null };
}

function frame(type: string, payload: Buffer | string = ''): Buffer {
  return printEventFrame({
    headers: { ':message-type': 'event', ':event-type': type },
    payload: Buffer.from(payload),
  });
}

const statsXml = (root: string, scanned: number) =>
  `<?xml version="1.0" encoding="UTF-8"?><${root}><BytesScanned>${scanned}</BytesScanned><BytesProcessed>${scanned * 2}</BytesProcessed><BytesReturned>8</BytesReturned></${root}>`;

const whole = [
  frame('Records', 'Jane,10\n'),
  frame('Cont'),
  frame('Progress', statsXml('Progress', 5)),
  frame('Records', 'Ann,2\n'),
  frame('Stats', statsXml('Stats', 9)),
  frame('End'),
];

describe('an answer', () => {
  test('is read with its records, its progress and its count, in pieces of any size', async () => {
    const bytes = Buffer.concat(whole);
    for (const size of [1, 7, 100, bytes.length]) {
      const { provider: on, asked } = await serve((response) => {
        for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size));
        response.end();
      });
      const { result, records, progress } = await ask(on);
      expect(records).toBe('Jane,10\nAnn,2\n');
      expect(progress).toEqual([{ scannedBytes: 5, processedBytes: 10, returnedBytes: 8 }]);
      expect(result).toEqual({
        stats: { scannedBytes: 9, processedBytes: 18, returnedBytes: 8 },
        receivedBytes: 14,
      });
      expect(asked).toMatchObject([{ method: 'POST', url: '/b/dir/k.csv?select&select-type=2' }]);
      expect(on.capabilities().selectObjectContent).toEqual({ status: 'offered' });
      await on.close();
      await server?.close();
    }
  });

  test('without End is a failure, whatever came', async () => {
    const { provider: on, asked } = await serve((response) =>
      response.end(Buffer.concat(whole.slice(0, -1))),
    );
    const { error, records } = await ask(on);
    expect(error).toMatchObject({ kind: 'malformed-response', reason: 'select-without-end' });
    expect(records).toBe('Jane,10\nAnn,2\n');
    expect(asked).toHaveLength(1);
  });

  test('that stops inside a frame, or goes on after its end, is broken', async () => {
    for (const bytes of [Buffer.concat(whole).subarray(0, -1), Buffer.concat([...whole, frame('Cont')])]) {
      const { provider: on } = await serve((response) => response.end(bytes));
      expect((await ask(on)).error).toMatchObject({ kind: 'malformed-response', reason: 'bad-event-stream' });
      await server?.close();
    }
  });

  test('is not sent for again when its connection breaks after a record', async () => {
    const { provider: on, asked } = await serve((response) => {
      response.write(whole[0] ?? '', () => response.destroy());
    });
    const { error, records } = await ask(on);
    expect(error).toMatchObject({ kind: 'integrity', reason: 'body-too-short' });
    expect(records).toBe('Jane,10\n');
    expect(asked).toHaveLength(1);
  });

  test('is sent for again when it breaks before the first record', async () => {
    let count = 0;
    const { provider: on } = await serve((response) => {
      count += 1;
      if (count > 2) response.end(Buffer.concat(whole));
      else if (count === 1) response.writeHead(503).end(errorXml('SlowDown'));
      else response.write(frame('Cont'), () => response.destroy());
    });
    expect(await ask(on)).toMatchObject({ error: null, records: 'Jane,10\nAnn,2\n' });
    expect(count).toBe(3);
  });

  test('damaged anywhere is told by its checksums', async () => {
    const bytes = Buffer.concat(whole);
    // Length, checksum of the prelude, a header, a record, checksum of the frame.
    for (const at of [2, 9, 20, whole[0]?.length ?? 0 - 8, (whole[0]?.length ?? 0) - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x40;
      const { provider: on } = await serve((response) => response.end(damaged));
      const { error, records } = await ask(on);
      expect(error, String(at)).toMatchObject({ kind: 'integrity', reason: 'digest-mismatch' });
      expect(['', 'Jane,10\n']).toContain(records);
      await server?.close();
    }
  });

  test('in which the server gives up says why', async () => {
    const gaveUp = printEventFrame({
      headers: {
        ':message-type': 'error',
        ':error-code': 'InvalidDataType',
        ':error-message': 'no such column',
      },
      payload: Buffer.alloc(0),
    });
    const { provider: on } = await serve((response) =>
      response.end(Buffer.concat([...whole.slice(0, 1), gaveUp])),
    );
    expect((await ask(on)).error).toMatchObject({
      kind: 'invalid-input',
      reason: 'select-gave-up',
      code: 'InvalidDataType',
      message: expect.stringContaining('no such column'),
    });
  });

  test('that is something else says that the server has no select', async () => {
    for (const body of ['<ListBucketResult></ListBucketResult>', 'name,count\nJane,10\n']) {
      const { provider: on } = await serve((response) => response.end(body));
      expect((await ask(on)).error).toMatchObject({ kind: 'not-offered', reason: 'other-answer' });
      expect(on.capabilities().selectObjectContent.status).toBe('not-offered');
      await server?.close();
    }
  });

  test('is held back as long as the receiver wants', async () => {
    const record = 'x'.repeat(64 * 1024 - 1);
    const frames = 512;
    let written = 0;
    const { provider: on } = await serve((response) => {
      const more = (): void => {
        while (written < frames) {
          written += 1;
          if (!response.write(frame('Records', `${record}\n`))) return void response.once('drain', more);
        }
        response.end(frame('End'));
      };
      more();
    });
    let receivedBytes = 0;
    let held: BodyControl | null = null;
    let hasPaused = false;
    const asking = on.objects.selectObjectContent(csvQuestion, {
      start: ({ control }) => {
        held = control;
      },
      data: (chunk) => {
        receivedBytes += chunk.byteLength;
        if (!hasPaused) held?.pause();
        hasPaused = true;
      },
    });
    await vi.waitFor(() => expect(hasPaused).toBe(true));
    const seen: number[] = [];
    await vi.waitFor(() => {
      seen.push(written);
      expect(seen.slice(-3)).toEqual([written, written, written]);
    });
    // What is under way fills the buffers of the connection, and no more comes.
    expect(written).toBeLessThan(frames);
    (held as BodyControl | null)?.resume();
    expect(await asking).toEqual({ stats: null, receivedBytes: frames * 64 * 1024 });
    expect(receivedBytes).toBe(frames * 64 * 1024);
  });
});

test('cancelling closes the connection', async () => {
  const closed = vi.fn();
  const { provider: on } = await serve((response) => {
    response.write(whole[0] ?? '');
    response.once('close', closed);
  });
  const abort = new AbortController();
  const receiver = { start: () => {}, data: () => abort.abort() };
  const asking = on.objects.selectObjectContent(csvQuestion, receiver, { signal: abort.signal });
  expect(await asking.catch(toAppError)).toMatchObject({ kind: 'cancelled' });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
});

test('a read-only connection may ask', async () => {
  const { provider: on } = await serve((response) => response.end(Buffer.concat(whole)), {
    isReadOnly: true,
  });
  expect(await ask(on)).toMatchObject({ error: null, records: 'Jane,10\nAnn,2\n' });
});

describe('a question', () => {
  test('to COS has the root of COS, and every part in its place', async () => {
    const { provider: on, asked } = await serve((response) => response.end(Buffer.concat(whole)), {
      provider: 'cos',
      addressing: 'path',
    });
    await ask(on, {
      source: { format: 'json', layout: 'document' },
      compression: 'bzip2',
      target: { format: 'csv', quoteFields: 'as-needed', recordDelimiter: '\r\n', quoteCharacter: "'" },
      scanRange: { startBytes: 1, endBytes: 9 },
      hasProgress: true,
    });
    expect(asked[0]?.body).toBe(
      '<SelectRequest><Expression>select * from S3Object</Expression><ExpressionType>SQL</ExpressionType>' +
        '<InputSerialization><JSON><Type>DOCUMENT</Type></JSON><CompressionType>BZIP2</CompressionType></InputSerialization>' +
        '<OutputSerialization><CSV><QuoteFields>ASNEEDED</QuoteFields><RecordDelimiter>&#13;&#10;</RecordDelimiter>' +
        "<QuoteCharacter>'</QuoteCharacter></CSV></OutputSerialization>" +
        '<RequestProgress><Enabled>true</Enabled></RequestProgress><ScanRange><Start>1</Start><End>9</End></ScanRange></SelectRequest>',
    );
  });

  test('that cannot be is refused before it is sent', async () => {
    const { provider: on, asked } = await serve((response) => response.end());
    expect((await ask(on, { expression: '' })).error).toMatchObject({ reason: 'select-expression' });
    expect((await ask(on, { expression: 'x'.repeat(256 * 1024 + 1) })).error).toMatchObject({
      kind: 'invalid-input',
    });
    expect((await ask(on, { source: { format: 'parquet' }, compression: 'gzip' })).error).toMatchObject({
      reason: 'parquet-compression',
    });
    expect(asked).toEqual([]);
  });
});

describe('OSS', () => {
  const ossFrame = (type: number, payload: Buffer): Buffer => {
    const bytes = Buffer.alloc(12 + payload.length + 4);
    bytes.writeUInt32BE(0x01_00_00_00 + type, 0);
    bytes.writeUInt32BE(payload.length, 4);
    payload.copy(bytes, 12);
    bytes.writeUInt32BE(crc32(payload), 12 + payload.length);
    return bytes;
  };
  const offset = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
  };
  const data = (at: number, text: string) =>
    ossFrame(8_388_609, Buffer.concat([offset(at), Buffer.from(text)]));
  const alive = (at: number) => ossFrame(8_388_612, offset(at));
  const end = (scanned: number, status: number, message: string) => {
    const code = Buffer.alloc(4);
    code.writeUInt32BE(status);
    return ossFrame(8_388_613, Buffer.concat([offset(scanned), offset(scanned), code, Buffer.from(message)]));
  };
  const serveOss = (...frames: Buffer[]) =>
    serve((response) => response.writeHead(206).end(Buffer.concat(frames)), {
      provider: 'oss',
      addressing: 'path',
    });

  test('asks in base64 and answers in frames of its own', async () => {
    const { provider: on, asked } = await serveOss(
      data(8, 'Jane,10\n'),
      alive(12),
      data(14, 'Ann,2\n'),
      end(14, 206, '.'),
    );
    const source = { format: 'csv', header: 'use', fieldDelimiter: ',', commentCharacter: '#' } as const;
    const { result, records, progress } = await ask(on, { source, compression: 'gzip' });
    expect(records).toBe('Jane,10\nAnn,2\n');
    expect(progress).toEqual([{ scannedBytes: 12, processedBytes: null, returnedBytes: null }]);
    expect(result).toEqual({
      stats: { scannedBytes: 14, processedBytes: null, returnedBytes: null },
      receivedBytes: 14,
    });
    expect(asked[0]?.url).toBe('/b/dir/k.csv?x-oss-process=csv%2Fselect');
    expect(asked[0]?.body).toBe(
      '<SelectRequest><Expression>c2VsZWN0ICogZnJvbSBTM09iamVjdA==</Expression><InputSerialization>' +
        '<CompressionType>GZIP</CompressionType><CSV><FileHeaderInfo>USE</FileHeaderInfo>' +
        '<FieldDelimiter>LA==</FieldDelimiter><CommentCharacter>Iw==</CommentCharacter></CSV></InputSerialization>' +
        '<OutputSerialization><CSV></CSV><OutputRawData>false</OutputRawData><EnablePayloadCrc>true</EnablePayloadCrc>' +
        '</OutputSerialization></SelectRequest>',
    );
  });

  test('gives up, breaks off and damages like the others', async () => {
    const errorOf = async (...frames: Buffer[]) => {
      const { provider: on } = await serveOss(...frames);
      const { error } = await ask(on);
      await server?.close();
      return error;
    };
    expect(
      await errorOf(data(3, 'a\n'), end(3, 400, 'InvalidSqlFunction.There is no such function.')),
    ).toMatchObject({
      kind: 'invalid-input',
      reason: 'select-gave-up',
      code: 'InvalidSqlFunction',
    });
    expect(await errorOf(data(3, 'a\n'))).toMatchObject({ reason: 'select-without-end' });
    expect(await errorOf(data(3, 'a\n').subarray(0, -2))).toMatchObject({ kind: 'malformed-response' });
    const damaged = data(3, 'abc\n');
    damaged[21] = 0x7a;
    expect(await errorOf(damaged, end(3, 200, ''))).toMatchObject({ kind: 'integrity' });
    expect(await errorOf(ossFrame(1, offset(1)))).toMatchObject({ reason: 'bad-event-stream' });
    expect(await errorOf(Buffer.from('name,count\nJane,10\n'))).toMatchObject({ reason: 'other-answer' });
  });

  test('says what it cannot be asked', async () => {
    const { provider: on, asked } = await serveOss(end(0, 200, ''));
    const refused: Partial<SelectInput>[] = [
      { source: { format: 'parquet' } },
      { compression: 'bzip2' },
      { scanRange: { startBytes: 0 } },
      { target: { format: 'json' } },
      { target: { format: 'csv', quoteFields: 'always' } },
      { source: { format: 'csv', quoteEscapeCharacter: '\\' } },
    ];
    for (const input of refused) {
      expect((await ask(on, input)).error).toMatchObject({ kind: 'invalid-input', reason: 'select-option' });
    }
    expect(asked).toEqual([]);
    // One question it cannot be asked says nothing about others.
    expect(on.capabilities().selectObjectContent.status).toBe('offered');
  });
});
