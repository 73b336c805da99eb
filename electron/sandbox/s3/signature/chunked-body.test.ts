import { createHash, createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChunkSigner, createChunkedDecoder } from './chunked-body.ts';

/** The published example of AWS: 65 KiB and 1 KiB of the letter a. */
const example = {
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  amzDate: '20130524T000000Z',
  scope: '20130524/us-east-1/s3/aws4_request',
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  signatures: [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ],
};
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const key = example.scope
  .split('/')
  .reduce<Buffer>((last, text) => hmac(last, text), Buffer.from(`AWS4${example.secret}`));
const signer: ChunkSigner = {
  key,
  amzDate: example.amzDate,
  scope: example.scope,
  seedSignature: example.seed,
};

const chunk = (data: Buffer, signature: string | null) =>
  Buffer.concat([
    Buffer.from(
      `${data.length.toString(16)}${signature === null ? '' : `;chunk-signature=${signature}`}\r\n`,
    ),
    data,
    Buffer.from('\r\n'),
  ]);

interface Frame {
  readonly body: Buffer;
  readonly last: string;
}

function frame(pieces: readonly Buffer[], trailer: string | null): Frame {
  let last = example.seed;
  const sign = (data: Buffer) => {
    const text = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      example.amzDate,
      example.scope,
      last,
      hash(''),
      hash(data),
    ].join('\n');
    last = hmac(key, text).toString('hex');
    return last;
  };
  const chunks = pieces.map((data) => chunk(data, sign(data)));
  const end = `0;chunk-signature=${sign(Buffer.alloc(0))}\r\n`;
  if (trailer === null) return { body: Buffer.concat([...chunks, Buffer.from(`${end}\r\n`)]), last };
  const text = ['AWS4-HMAC-SHA256-TRAILER', example.amzDate, example.scope, last, hash(`${trailer}\n`)].join(
    '\n',
  );
  const signature = hmac(key, text).toString('hex');
  const tail = `${end}${trailer}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
  return { body: Buffer.concat([...chunks, Buffer.from(tail)]), last };
}

function decode(
  body: Buffer,
  options: {
    signer?: ChunkSigner | null;
    decodedBytes: number;
    trailerNames?: string[] | null;
    stepBytes?: number;
  },
) {
  const decoder = createChunkedDecoder({
    signer: options.signer === undefined ? signer : options.signer,
    decodedBytes: options.decodedBytes,
    trailerNames: options.trailerNames ?? null,
  });
  const stepBytes = options.stepBytes ?? body.length;
  const output: Buffer[] = [];
  for (let from = 0; from < body.length; from += stepBytes) {
    output.push(...decoder.push(body.subarray(from, from + stepBytes)).map((piece) => Buffer.from(piece)));
  }
  const trailer = decoder.finish();
  return { bytes: Buffer.concat(output), trailer: Object.fromEntries(trailer) };
}

const twoChunks = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1_024, 'a')];

test('the published example passes, however the network cuts it', () => {
  const body = Buffer.concat([
    ...twoChunks.map((data, index) => chunk(data, example.signatures[index] ?? '')),
    Buffer.from(`0;chunk-signature=${example.signatures[2]}\r\n\r\n`),
  ]);
  for (const stepBytes of [1, 7, 65_535, body.length]) {
    expect(decode(body, { decodedBytes: 66_560, stepBytes }).bytes.equals(Buffer.concat(twoChunks))).toBe(
      true,
    );
  }
});

test('any cut of any body gives the same bytes and trailer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      (pieces, stepBytes) => {
        const buffers = pieces.map((piece) => Buffer.from(piece));
        const whole = Buffer.concat(buffers);
        const { body } = frame(buffers, 'x-amz-checksum-crc32:AAAAAA==');
        const decoded = decode(body, {
          decodedBytes: whole.length,
          trailerNames: ['x-amz-checksum-crc32'],
          stepBytes,
        });
        expect(decoded.bytes.equals(whole)).toBe(true);
        expect(decoded.trailer).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
      },
    ),
  );
});

describe('a body that is not as it was signed is refused', () => {
  const small = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];
  const whole = 11;
  const { body } = frame(small, null);
  const text = body.toString('latin1');
  const parts = text.split(/(?<=\r\n\w+\r\n)/);

  test('as it is, it passes', () => {
    expect(decode(body, { decodedBytes: whole }).bytes.toString()).toBe('onetwothree');
  });

  test.each<[string, () => Buffer, string]>([
    ['one byte changed', () => Buffer.from(text.replace('two', 'twO'), 'latin1'), 'SignatureDoesNotMatch'],
    [
      'two chunks exchanged',
      () => Buffer.from([parts[1], parts[0], ...parts.slice(2)].join(''), 'latin1'),
      'SignatureDoesNotMatch',
    ],
    [
      'one chunk left out',
      () => Buffer.from([parts[0], ...parts.slice(2)].join(''), 'latin1'),
      'SignatureDoesNotMatch',
    ],
    [
      'one chunk twice',
      () => Buffer.from([parts[0], parts[0], ...parts.slice(1)].join(''), 'latin1'),
      'SignatureDoesNotMatch',
    ],
    [
      'the last chunk cut off',
      () => Buffer.from(text.slice(0, text.lastIndexOf('\r\n0;') + 2), 'latin1'),
      'IncompleteBody',
    ],
    [
      'the last signature forged',
      () =>
        Buffer.from(
          text.replace(/[0-9a-f](?=\r\n\r\n$)/, (c) => (c === '0' ? '1' : '0')),
          'latin1',
        ),
      'SignatureDoesNotMatch',
    ],
    ['something after the end', () => Buffer.from(`${text}more`, 'latin1'), 'InvalidRequest'],
    ['chunks without signatures', () => Buffer.from('b\r\nonetwothree\r\n0\r\n\r\n'), 'InvalidRequest'],
    ['a size of nonsense', () => Buffer.from(`x${text}`, 'latin1'), 'InvalidRequest'],
    ['a line that never ends', () => Buffer.alloc(10_000, '1'), 'InvalidRequest'],
    ['a line feed alone', () => Buffer.from(text.replace('\r\n', '\n'), 'latin1'), 'InvalidRequest'],
  ])('%s', (_name, make, code) => {
    expect(() => decode(make(), { decodedBytes: whole })).toThrow(expect.objectContaining({ code }));
  });

  test.each([10, 12])('a declared length of %i instead of 11', (decodedBytes) => {
    expect(() => decode(body, { decodedBytes })).toThrow(expect.objectContaining({ code: 'IncompleteBody' }));
  });
});

describe('a trailer', () => {
  const declared = { decodedBytes: 3, trailerNames: ['x-amz-checksum-crc32'] };
  const { body } = frame([Buffer.from('one')], 'x-amz-checksum-crc32:AAAAAA==');
  const text = body.toString('latin1');

  test.each<[string, () => Buffer, string]>([
    [
      'with another value',
      () => Buffer.from(text.replace('AAAAAA', 'AAAAAB'), 'latin1'),
      'SignatureDoesNotMatch',
    ],
    [
      'without its signature',
      () => Buffer.from(text.replace(/x-amz-trailer-signature:\w+\r\n/, ''), 'latin1'),
      'SignatureDoesNotMatch',
    ],
    [
      'without a colon',
      () => Buffer.from(text.replace('crc32:', 'crc32 '), 'latin1'),
      'MalformedTrailerError',
    ],
    [
      'that is too long',
      () => Buffer.from(text.replace('crc32:', `crc32:${'a'.repeat(5_000)}`), 'latin1'),
      'InvalidRequest',
    ],
  ])('%s is refused', (_name, make, code) => {
    expect(() => decode(make(), declared)).toThrow(expect.objectContaining({ code }));
  });

  test('that was not declared is refused, and so is a declared one that is missing', () => {
    const code = 'MalformedTrailerError';
    expect(() => decode(body, { ...declared, trailerNames: ['x-amz-checksum-sha1'] })).toThrow(
      expect.objectContaining({ code }),
    );
    const unsigned = { signer: null, decodedBytes: 3 };
    const bare = Buffer.from('3\r\none\r\n0\r\n\r\n');
    expect(() => decode(bare, { ...unsigned, trailerNames: ['x-amz-checksum-crc32'] })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(decode(bare, { ...unsigned, trailerNames: [] }).bytes.toString()).toBe('one');
  });
});
