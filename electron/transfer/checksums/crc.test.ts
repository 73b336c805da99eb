import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CrcName, crcNames, startCrc } from './crc.ts';

function crcOf(name: CrcName, ...pieces: Uint8Array[]): string {
  const crc = startCrc(name);
  for (const piece of pieces) crc.add(piece);
  return crc.end();
}

/** Bit by bit, from the definition alone. */
function slowly(bits: number, polynomial: bigint, bytes: Uint8Array): string {
  const ones = (1n << BigInt(bits)) - 1n;
  let value = ones;
  for (const byte of bytes) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = (value >> 1n) ^ (value & 1n ? polynomial : 0n);
  }
  return (value ^ ones).toString(16).padStart(bits / 4, '0');
}

describe('CRCs', () => {
  // The check values of the catalogue: https://reveng.sourceforge.io/crc-catalogue/all.htm
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    ['crc64ecma', '995dc9bbdf1939fa'],
  ] as const)('%s of 123456789 is %s', (name, hex) => {
    expect(crcOf(name, Buffer.from('123456789'))).toBe(hex);
  });

  it.each([
    ['crc32', 32, 0xedb88320n],
    ['crc32c', 32, 0x82f63b78n],
    ['crc64nvme', 64, 0x9a6c9329ac4bc9b5n],
    ['crc64ecma', 64, 0xc96c5795d7870f42n],
  ] as const)('%s is what its definition says, of any bytes in any pieces', (name, bits, polynomial) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        expect(crcOf(name, bytes.subarray(0, cut), bytes.subarray(cut))).toBe(
          slowly(bits, polynomial, bytes),
        );
      }),
    );
  });

  it.each(crcNames)('%s of more bytes than fit at once is the same in one piece and in many', (name) => {
    const bytes = Buffer.alloc(2_500_001, 'some text that does not repeat evenly');
    const pieces = Array.from({ length: 251 }, (_, index) =>
      bytes.subarray(index * 10_000, (index + 1) * 10_000),
    );
    expect(crcOf(name, bytes)).toBe(crcOf(name, ...pieces));
  });

  it.each(crcNames)('%s of nothing is 0', (name) => {
    expect(BigInt(`0x${crcOf(name)}`)).toBe(0n);
  });
});
