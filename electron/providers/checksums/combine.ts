import type { ChecksumName } from './crc.ts';
import { longPolynomials } from './long-crc.ts';

/** A reflected polynomial and its degree. */
interface Field {
  readonly bits: bigint;
  readonly polynomial: bigint;
}

const fields: Readonly<Record<ChecksumName, Field>> = {
  crc32: { bits: 32n, polynomial: 0xedb88320n },
  crc32c: { bits: 32n, polynomial: 0x82f63b78n },
  crc64nvme: { bits: 64n, polynomial: longPolynomials.crc64nvme },
  crc64ecma: { bits: 64n, polynomial: longPolynomials.crc64ecma },
};

/**
 * The checksum of pieces put together, from the checksum and the size of each, without their bytes: a checksum is
 * moved past the bytes that follow by multiplying it with x to the power of their bits
 * (https://github.com/madler/zlib/blob/develop/crc32.c, `crc32_combine`).
 */
export function combineChecksums(
  name: ChecksumName,
  pieces: readonly { readonly digest: Uint8Array; readonly sizeBytes: number }[],
): Buffer {
  const field = fields[name];
  // Parts are of one size but for the last, so that the expensive step is done twice.
  const shifts = new Map<number, bigint>();
  let combined = 0n;
  for (const { digest, sizeBytes } of pieces) {
    const shift = shifts.get(sizeBytes) ?? powerOfX(field, BigInt(sizeBytes) * 8n);
    shifts.set(sizeBytes, shift);
    combined = multiply(field, shift, combined) ^ BigInt(`0x${Buffer.from(digest).toString('hex')}`);
  }
  return Buffer.from(combined.toString(16).padStart(Number(field.bits) / 4, '0'), 'hex');
}

/** Product of two polynomials of the field; the highest bit is the coefficient of 1. */
function multiply({ bits, polynomial }: Field, a: bigint, b: bigint): bigint {
  let product = 0n;
  let shifted = b;
  for (let bit = bits - 1n; bit >= 0n; bit -= 1n) {
    if ((a >> bit) & 1n) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}

/** x to the power of `exponent`, by squaring. */
function powerOfX(field: Field, exponent: bigint): bigint {
  let result = 1n << (field.bits - 1n);
  let square = 1n << (field.bits - 2n);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(field, square, result);
    square = multiply(field, square, square);
  }
  return result;
}
