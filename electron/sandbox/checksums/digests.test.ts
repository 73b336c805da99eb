import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checksumAlgorithms,
  combineChecksums,
  crcDecimal,
  createDigest,
  type DigestAlgorithm,
  isCrc,
  isDigestText,
} from './digests.ts';

const check = Buffer.from('123456789');

function digestOf(algorithm: DigestAlgorithm, bytes: Uint8Array, cuts: number[] = []) {
  const digest = createDigest(algorithm);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    digest.update(bytes.subarray(from, cut));
    from = cut;
  }
  return digest.digest().toString('base64');
}

test.each([
  ['crc32', 'y/Q5Jg=='],
  ['crc32c', '4waSgw=='],
  ['crc64nvme', 'rosUhgp5mIg='],
  ['sha1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
  ['sha256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
] as const)('%s gives the published check value', (algorithm, expected) => {
  expect(digestOf(algorithm, check)).toBe(expected);
});

test.each([
  ['', '0'],
  ['123456789', '11051210869376104954'],
  ['hello world', '5981764153023615706'],
])('CRC-64/XZ of %j is %s, as COS and OSS write it', (text, expected) => {
  expect(crcDecimal(digestOf('crc64ecma', Buffer.from(text)))).toBe(expected);
});

test('a digest does not depend on how the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<DigestAlgorithm>(...checksumAlgorithms, 'crc64ecma'),
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.nat(300)),
      (algorithm, bytes, places) => {
        const cuts = places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b);
        expect(digestOf(algorithm, bytes, cuts)).toBe(digestOf(algorithm, bytes));
      },
    ),
  );
});

test('the CRC of a whole is told from its parts alone', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<DigestAlgorithm>(...checksumAlgorithms.filter(isCrc), 'crc64ecma'),
      fc.array(fc.uint8Array({ maxLength: 100 }), { minLength: 1, maxLength: 6 }),
      (algorithm, parts) => {
        const combined = combineChecksums(
          algorithm,
          'FULL_OBJECT',
          parts.map((part) => ({ value: digestOf(algorithm, part), sizeBytes: part.length })),
        );
        expect(combined).toEqual({
          algorithm,
          type: 'FULL_OBJECT',
          value: digestOf(algorithm, Buffer.concat(parts)),
        });
      },
    ),
  );
});

test('a composite checksum covers the checksums of the parts and counts them', () => {
  const parts = [check, Buffer.from('more')].map((bytes) => ({
    value: digestOf('sha256', bytes),
    sizeBytes: bytes.length,
  }));
  const joined = Buffer.concat(parts.map(({ value }) => Buffer.from(value, 'base64')));
  expect(combineChecksums('sha256', 'COMPOSITE', parts).value).toBe(`${digestOf('sha256', joined)}-2`);
});

test.each([
  ['md5', 'JfnnlDI7RTiF9RgfG2JNCw==', true],
  ['md5', 'JfnnlDI7RTiF9RgfG2JN', false],
  ['crc32', 'y/Q5Jg==', true],
  ['crc32', 'y/Q5Jg', false],
  ['crc32', '!!!!', false],
] as const)('%s %s is a digest text: %s', (algorithm, text, expected) => {
  expect(isDigestText(algorithm, text)).toBe(expected);
});
