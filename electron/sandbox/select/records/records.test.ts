import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOutput, csvWithHeader, runQuery } from '../testing/run-query.ts';

const json = { kind: 'json', recordDelimiter: '\n' } as const;
const lines = { kind: 'json', type: 'LINES' } as const;
const documents = { kind: 'json', type: 'DOCUMENT' } as const;
const noHeader = { ...csvWithHeader, header: 'NONE', comment: '' } as const;

describe('records', () => {
  it('are the same in whatever pieces CSV comes, and CSV that was written is read again', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '#', 'ü', '日') });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, chunkBytes) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const content = rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
        const asked = { input: noHeader, chunkBytes };
        const { records, error } = await runQuery('SELECT * FROM S3Object', content, {
          ...asked,
          output: json,
        });
        expect(error).toBeNull();
        const read = records
          .split('\n')
          .filter(Boolean)
          .map((line) => Object.values(JSON.parse(line)));
        expect(read).toEqual(rows);
        const written = await runQuery('SELECT * FROM S3Object', content, asked);
        const again = await runQuery('SELECT * FROM S3Object', written.records, { ...asked, output: json });
        expect(again.records).toBe(records);
      }),
      { numRuns: 300 },
    );
  });

  it('of JSON keep their values in whatever pieces they come', async () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((given) => JSON.stringify(given) !== undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ v: value }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (given, chunkBytes) => {
          const ofLines = given.map((one) => `${JSON.stringify(one)}\n`).join('');
          const spread = given.map((one) => JSON.stringify(one, null, 2)).join('\n');
          for (const [input, content] of [
            [lines, ofLines],
            [documents, spread],
          ] as const) {
            const { records, error } = await runQuery('SELECT * FROM S3Object', content, {
              input,
              output: json,
              chunkBytes,
            });
            expect(error).toBeNull();
            expect(
              records
                .split('\n')
                .filter(Boolean)
                .map((line) => JSON.parse(line)),
            ).toEqual(given.map((one) => JSON.parse(JSON.stringify(one))));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keep the digits of large integers and the order of fields', async () => {
    const content = '{"2": 9007199254740993, "1": 1, "__proto__": 2, "a": 1.50, "a": 3}\n';
    const { records } = await runQuery('SELECT * FROM S3Object', content, { input: lines, output: json });
    expect(records).toBe('{"2":9007199254740993,"1":1,"__proto__":2,"a":1.5,"a":3}\n');
  });

  it('of a document that is a list are opened by [*]; plain values are _1', async () => {
    const asked = { input: documents, output: json };
    const opened = await runQuery('SELECT * FROM S3Object[*] s', '[{"n": 1}, {"n": 2}]', asked);
    expect(opened.records).toBe('{"n":1}\n{"n":2}\n');
    const plain = await runQuery('SELECT s._1 FROM S3Object s', '1 "a\\"{" true\n[2]', {
      ...asked,
      chunkBytes: 1,
    });
    expect(plain.records).toBe('{"_1":1}\n{"_1":"a\\"{"}\n{"_1":true}\n{"_1":[2]}\n');
  });

  it.each([
    ['a bracket too many', '{"a": 1}}', documents, 'JSONParsingError'],
    ['a document that does not end', '{"a": [1, 2', documents, 'JSONParsingError'],
    ['a line that is no JSON', '{"a": 1}\nnot json\n', lines, 'JSONParsingError'],
    ['too deep a document', '['.repeat(200) + ']'.repeat(200), documents, 'JSONParsingError'],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0x0a, 0xff, 0x0a]), noHeader, 'InvalidTextEncoding'],
    ['a record of more than 1 MB', `${'x'.repeat(1_100_000)}\n`, noHeader, 'OverMaxRecordSize'],
    ['a quote that never ends', `"${'x'.repeat(1_100_000)}`, noHeader, 'OverMaxRecordSize'],
    ['a line of more than 1 MB', `"${'x'.repeat(1_100_000)}"`, lines, 'OverMaxRecordSize'],
  ])('that are wrong are refused: %s', async (_what, content, input, code) => {
    const { error } = await runQuery('SELECT * FROM S3Object', content, { input, chunkBytes: 65_536 });
    expect(error?.code).toBe(code);
  });
});

describe('compression', () => {
  it('is undone, and both sizes are counted', async () => {
    const content = `k,v\n${'a,1\n'.repeat(10_000)}`;
    const { records, stats } = await runQuery('SELECT count(*) FROM S3Object', content, {
      isZipped: true,
      chunkBytes: 100,
    });
    expect(records).toBe('10000\n');
    expect(stats).toMatch(/<BytesScanned>\d{2,3}<\/BytesScanned><BytesProcessed>40004<.*<BytesReturned>6</);
  });

  it('that is none, or that ends too early, is refused', async () => {
    const asked = { compression: 'GZIP', chunkBytes: 10 } as const;
    const none = await runQuery('SELECT * FROM S3Object', 'k,v\na,1\n', asked);
    expect(none.error).toEqual({ code: 'InvalidCompressionFormat', where: 'status' });
    const { gzipSync } = await import('node:zlib');
    const cut = gzipSync('k,v\na,1\n').subarray(0, -9);
    expect((await runQuery('SELECT * FROM S3Object', cut, asked)).error?.code).toBe('TruncatedInput');
  });

  it('is not read further than a LIMIT needs', async () => {
    const content = `k,v\n${Array.from({ length: 50_000 }, (_, index) => `${index},${Math.sqrt(index)}\n`).join('')}`;
    const { records, stats } = await runQuery('SELECT k FROM S3Object LIMIT 1', content, {
      isZipped: true,
      chunkBytes: 1_000,
    });
    expect(records).toBe('0\n');
    expect(Number(/<BytesProcessed>(\d+)/.exec(stats ?? '')?.[1])).toBeLessThan(content.length / 2);
  });
});

describe('a scan range', () => {
  const content = 'k,v\r\naa,1\r\nbb,2\r\ncc,3\r\n';
  const input = { ...csvWithHeader, recordDelimiter: '\r\n' };
  const starts = [5, 11, 17];

  it('covers each record exactly once, wherever it is cut and however its bytes come', async () => {
    for (let cut = 0; cut < content.length - 1; cut += 1) {
      for (const chunkBytes of [1, 2, 3, 64]) {
        const asked = { input, chunkBytes };
        const sql = 'SELECT s.k FROM S3Object s';
        const before = await runQuery(sql, content, { ...asked, scanRange: { start: 0, end: cut } });
        const after = await runQuery(sql, content, { ...asked, scanRange: { start: cut + 1, end: null } });
        expect({ cut, chunkBytes, records: before.records + after.records }).toEqual({
          cut,
          chunkBytes,
          records: 'aa\nbb\ncc\n',
        });
        expect(before.records.length / 3).toBe(starts.filter((start) => start <= cut).length);
      }
    }
  });

  it('without a start is the last bytes', async () => {
    const { records } = await runQuery('SELECT s.k FROM S3Object s', content, {
      input,
      scanRange: { start: null, end: 9 },
    });
    expect(records).toBe('cc\n');
  });

  it('behind the end gives nothing; of JSON documents and compressed objects there is none', async () => {
    const scanRange = { start: 1_000, end: 2_000 };
    expect(await runQuery('SELECT count(*) FROM S3Object', content, { input, scanRange })).toMatchObject({
      records: '0\n',
    });
    for (const more of [{ isZipped: true }, { input: documents }]) {
      const { error } = await runQuery('SELECT * FROM S3Object', content, {
        ...more,
        scanRange,
        output: csvOutput,
      });
      expect(error?.code).toBe('UnsupportedScanRangeInput');
    }
  });
});
