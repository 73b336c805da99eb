import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { ChangeLines } from './change-lines.ts';

const nowMs = Date.UTC(2026, 0, 2);

function recordOf(key: string, more: object = {}): object {
  return {
    eventTime: '2026-01-01T00:00:00.500Z',
    eventName: 's3:ObjectCreated:Put',
    userIdentity: { principalId: 'someone' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    s3: {
      bucket: { name: 'b' },
      object: {
        key,
        size: 3,
        eTag: '"e"',
        sequencer: '1A',
        ...more,
      },
    },
  };
}

const lineOf = (...records: object[]) => `${JSON.stringify({ Records: records })}\n`;

function readAll(chunks: readonly Uint8Array[]) {
  const lines = new ChangeLines(() => nowMs);
  return chunks.flatMap((chunk) => [...lines.push(chunk)]).filter((change) => change !== null);
}

function errorOf(...texts: string[]) {
  try {
    readAll(texts.map((text) => Buffer.from(text)));
  } catch (thrown) {
    return toAppError(thrown);
  }
  throw new Error('did not throw');
}

test('a record becomes a change', () => {
  expect(readAll([Buffer.from(lineOf(recordOf('a b/ü+1%.txt')))])).toEqual([
    {
      bucket: 'b',
      key: 'a b/ü+1%.txt',
      eventName: 's3:ObjectCreated:Put',
      atMs: Date.UTC(2026, 0, 1, 0, 0, 0, 500),
      sizeBytes: 3,
      etag: 'e',
      contentType: null,
      versionId: null,
      principal: 'someone',
      sourceAddress: '127.0.0.1',
      userAgent: null,
      sequencer: '1A',
    },
  ]);
});

test('signs of life are no changes, and lines may hold several or none', () => {
  const text = `   \n\n{"Records":null}\n  {"Records":[]}\r\n${lineOf(recordOf('a'), recordOf('b'))} `;
  expect(readAll([Buffer.from(text)]).map(({ key }) => key)).toEqual(['a', 'b']);
});

test('wherever the chunks are cut, also inside a character, the changes are the same', () => {
  const keys = ['plain', '名前/ü', '🪣', 'a+b c'];
  const bytes = Buffer.from(
    keys.map((key) => ` ${lineOf({ ...recordOf(key), 名: key })}{"Records":null}\n`).join(''),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
      const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
      const chunks = ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
      expect(readAll(chunks).map(({ key }) => key)).toEqual(keys);
    }),
  );
  expect(readAll([...bytes].map((byte) => Buffer.from([byte]))).map(({ key }) => key)).toEqual(keys);
});

test('Amazon encodes keys and leaves the s3: away', () => {
  const amazon = {
    ...recordOf('a+b%2B%C3%BC'),
    eventSource: 'aws:s3',
    eventName: 'ObjectRemoved:Delete',
    eventTime: 'soon',
  };
  expect(readAll([Buffer.from(lineOf(amazon))])).toMatchObject([
    { key: 'a b+ü', eventName: 's3:ObjectRemoved:Delete', atMs: nowMs },
  ]);
});

test('another answer is told at its first character', () => {
  for (const start of ['<?xml version="1.0"?><ListBucketResult>', ' \n <', '<html>']) {
    expect(errorOf(start)).toMatchObject({ kind: 'not-offered', reason: 'event-stream-other-answer' });
  }
});

test('what is no change, or has no end, is refused', () => {
  const kind = 'malformed-response';
  expect(errorOf('hello\n')).toMatchObject({ kind });
  expect(errorOf('{"Records":[{}]}\n')).toMatchObject({ kind });
  expect(errorOf('[]\n')).toMatchObject({ kind });
  const endless = Array.from({ length: 17 }, () => 'x'.repeat(64 * 1024));
  expect(errorOf(...endless)).toMatchObject({ kind });
  // Spaces alone may come for ever.
  expect(readAll(Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024, ' ')))).toEqual([]);
});
