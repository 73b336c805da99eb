import type { MethodPath } from '../../capabilities/support.ts';
import { answerBodies, answerHeaders, rightBody } from './answers.ts';

/** Numbers from 0 up to 1 that are the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 0x9e37_79b9) >>> 0;
  return () => {
    // mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An answer as it might come over a bad line or from a bad server. */
export interface DamagedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const statuses = [
  200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 204, 206, 301, 304, 307, 400, 401, 403, 404, 405, 409,
  412, 416, 429, 500, 501, 503, 599,
];
const splices = [
  ...[
    '<',
    '</',
    '>',
    '&',
    '&#0;',
    '&#x110000;',
    '<![CDATA[',
    '<!--',
    '\u0000',
    '%',
    '%zz',
    '\ufffd',
    '"',
    '\r\n\r\n',
  ],
  ...[
    '__proto__',
    'constructor',
    '<__proto__>1</__proto__>',
    '<!DOCTYPE x [<!ENTITY a "b">]>&a;',
    'NaN',
    '-1',
  ],
  ...[
    '99999999999999999999999',
    '1e400',
    'true',
    '\u202e',
    '😀',
    '<Error><Code>InternalError</Code></Error>',
  ],
  ...['2025-13-45T99:99:99Z', '{"a":', ']]>', '<?xml version="1.0" encoding="UTF-16"?>', '\ufeff'],
];
/** What opens and never closes, and what grows when it is read. */
const bombs = [
  '<a>'.repeat(4_000),
  `<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(20)}"><!ENTITY c "${'&b;'.repeat(20)}">]><ListBucketResult><Name>${'&c;'.repeat(20)}</Name></ListBucketResult>`,
  `<ListBucketResult>${'<Contents><Key>k</Key></Contents>'.repeat(1_500)}`,
  '['.repeat(20_000),
  `{"Records":[${'{},'.repeat(3_000)}`,
  'x'.repeat(200_000),
];

function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** One answer to a method, damaged or whole: mostly the right one, sometimes to another question. */
export function damagedAnswer(random: () => number, method: MethodPath): DamagedAnswer {
  const status = pick(random, statuses);
  return { status, headers: damagedHeaders(random), body: damagedBody(random, method) };
}

function damagedBody(random: () => number, method: MethodPath): Buffer {
  const kind = random();
  const other = pick(random, answerBodies);
  const body = (random() < 0.7 ? rightBody(method) : null) ?? other;
  if (kind < 0.25) return body;
  if (kind < 0.28) return Buffer.from(pick(random, bombs));
  const at = Math.floor(random() * (body.length + 1));
  if (kind < 0.42) return body.subarray(0, at);
  if (kind < 0.56) {
    const flipped = Buffer.from(body);
    for (let count = 0; count < 1 + random() * 4 && flipped.length > 0; count += 1) {
      const place = Math.floor(random() * flipped.length);
      flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return flipped;
  }
  if (kind < 0.66) return Buffer.concat([body.subarray(0, at), pick(random, answerBodies)]);
  const length = Math.floor(random() * 30);
  return Buffer.concat([
    body.subarray(0, at),
    Buffer.from(pick(random, splices)),
    body.subarray(at + length),
  ]);
}

function damagedHeaders(random: () => number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answerHeaders)) {
    const kind = random();
    if (kind < 0.5) continue;
    headers[name] =
      kind < 0.8
        ? value
        : kind < 0.9
          ? pick(random, splices)
          : value.slice(0, Math.floor(random() * value.length));
  }
  return headers;
}
