import { describe, expect, it } from 'vitest';
import { startSelect } from './run-select.ts';
import { csvOutput, csvWithHeader, runQuery } from './testing/run-query.ts';

const row = 'some text,1234567\n';

describe('the frames of a query', () => {
  it('are records in pieces, progress when asked for, statistics and the end', async () => {
    const content = `k,v\n${row.repeat(200_000)}`;
    const plain = await runQuery('SELECT * FROM S3Object', content, { chunkBytes: 65_536 });
    expect(plain.records).toBe(row.repeat(200_000));
    expect(plain.events.slice(-2)).toEqual(['Stats', 'End']);
    expect(plain.events.filter((event) => event === 'Records').length).toBeGreaterThan(40);
    expect(plain.events).not.toContain('Progress');
    expect(plain.stats).toContain(`<BytesScanned>${content.length}</BytesScanned>`);
    expect(plain.stats).toContain(`<BytesReturned>${plain.records.length}</BytesReturned>`);
    const told = await runQuery('SELECT count(*) FROM S3Object', content, {
      chunkBytes: 65_536,
      wantsProgress: true,
    });
    expect(told.events).toEqual(['Progress', 'Progress', 'Progress', 'Records', 'Progress', 'Stats', 'End']);
  });

  it('tell of a failure by status before the first of them, and by the last of them afterwards', async () => {
    const asked = { chunkBytes: 65_536 };
    const early = await runQuery('SELECT CAST(s.k AS INT) FROM S3Object s', `k,v\n${row}`, asked);
    expect(early).toEqual({
      records: '',
      events: [],
      stats: null,
      error: { code: 'CastFailed', where: 'status' },
    });
    const content = `k,v\n${'1,1\n'.repeat(100_000)}x,1\n`;
    const late = await runQuery('SELECT CAST(s.k AS INT) FROM S3Object s', content, asked);
    expect(late.error).toEqual({ code: 'CastFailed', where: 'frame' });
    expect(late.events.at(-1)).toBe('error');
    expect(late.events).not.toContain('End');
  });

  it('keep a silent connection alive', async () => {
    let nowMs = 0;
    const frames = await startSelect(
      {
        expression: 'SELECT count(*) FROM S3Object',
        table: 'S3Object',
        input: csvWithHeader,
        compression: 'NONE',
        output: csvOutput,
        wantsProgress: false,
        scanRange: null,
      },
      {
        sizeBytes: 40,
        async *read() {
          for (let count = 0; count < 4; count += 1) {
            nowMs += 600;
            yield Buffer.from('k,v\naa,1\n');
          }
        },
      },
      () => nowMs,
    );
    const kinds: string[] = [];
    for await (const frame of frames)
      kinds.push(/Cont|Records|Stats|End/.exec(frame.toString('latin1'))?.[0] ?? '');
    expect(kinds).toEqual(['Cont', 'Cont', 'Records', 'Stats', 'End']);
  });

  it('end the reading of the object when nobody reads them', async () => {
    let isClosed = false;
    const frames = await startSelect(
      {
        expression: 'SELECT * FROM S3Object',
        table: 'S3Object',
        input: csvWithHeader,
        compression: 'NONE',
        output: csvOutput,
        wantsProgress: false,
        scanRange: null,
      },
      {
        sizeBytes: Number.MAX_SAFE_INTEGER,
        async *read() {
          try {
            for (;;) yield Buffer.from(row.repeat(4_000));
          } finally {
            isClosed = true;
          }
        },
      },
      () => 0,
    );
    await frames.next();
    await frames.next();
    expect(isClosed).toBe(false);
    await frames.return(undefined);
    expect(isClosed).toBe(true);
  });
});

describe('an expression', () => {
  it('of more than 256 KB, or nested too deeply, is refused', async () => {
    const long = await runQuery(`SELECT * FROM S3Object WHERE '${'x'.repeat(300_000)}' = ''`, 'k\n1\n');
    expect(long.error?.code).toBe('ExpressionTooLong');
    const deep = await runQuery(
      `SELECT * FROM S3Object WHERE ${'('.repeat(5_000)}1=1${')'.repeat(5_000)}`,
      'k\n1\n',
    );
    expect(deep.error?.code).toBe('UnsupportedSqlStructure');
    const many = await runQuery(`SELECT ${'-'.repeat(5_000)}1 FROM S3Object`, 'k\n1\n');
    expect(many.error?.code).toBe('ParseExpectedExpression');
    const calls = await runQuery(
      `SELECT ${'lower('.repeat(5_000)}k${')'.repeat(5_000)} FROM S3Object`,
      'k\n1\n',
    );
    expect(calls.error?.code).toBe('UnsupportedSqlStructure');
  });

  it('that overflows an integer of 64 bits is refused', async () => {
    for (const sum of ['9223372036854775807 + 1', '-9223372036854775807 - 2', '3037000500 * 3037000500']) {
      const { error } = await runQuery(`SELECT ${sum} FROM S3Object`, 'k\n1\n');
      expect({ sum, code: error?.code }).toEqual({ sum, code: 'IntegerOverflow' });
    }
  });

  it.each([
    ['%', '', true],
    ['', 'a', false],
    ['a%b%c', 'a-b-b-c', true],
    ['a%b%c', 'a-b-b-d', false],
    ['_', '😀', true],
    ['%%_', 'xy', true],
    [`${'%a'.repeat(30)}%b`, 'a'.repeat(3_000), false],
  ])('LIKE %s', async (pattern, text, isLike) => {
    const { records } = await runQuery(
      `SELECT k FROM S3Object s WHERE s.k LIKE '${pattern}'`,
      `"k",v\n"${text}",1\n`,
    );
    expect(records !== '').toBe(isLike);
  });

  it('with a wrong escape is refused', async () => {
    for (const end of ["'a!x' ESCAPE '!'", "'a!' ESCAPE '!'", "'a' ESCAPE '!!'"]) {
      const { error } = await runQuery(`SELECT k FROM S3Object s WHERE s.k LIKE ${end}`, 'k\nab\n');
      expect(error?.code).toBe('LikeInvalidInputs');
    }
  });
});
