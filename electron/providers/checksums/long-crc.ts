import type { Checksum } from './crc.ts';

/** Reflected polynomials of the two 64-bit checksums. */
export const longPolynomials = {
  crc64nvme: 0x9a6c9329_ac4bc9b5n,
  crc64ecma: 0xc96c5795_d7870f42n,
} as const;

/** A checksum of 64 bits by its name. */
export type LongName = keyof typeof longPolynomials;

/**
 * Halves of 32 bits, because BigInt arithmetic is fifty times slower; eight tables after another, of which table `n`
 * is of a byte that `n` more bytes follow.
 */
interface Tables {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

const made = new Map<LongName, Tables>();

function tablesOf(name: LongName): Tables {
  const known = made.get(name);
  if (known) return known;
  const high = new Int32Array(8 * 256);
  const low = new Int32Array(8 * 256);
  for (let index = 0; index < 256; index += 1) {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1) value = (value >> 1n) ^ (value & 1n ? longPolynomials[name] : 0n);
    high[index] = Number(BigInt.asIntN(32, value >> 32n));
    low[index] = Number(BigInt.asIntN(32, value));
  }
  for (let index = 256; index < high.length; index += 1) {
    const beforeHigh = high[index - 256] as number;
    const beforeLow = low[index - 256] as number;
    const next = beforeLow & 0xff;
    low[index] = ((beforeLow >>> 8) | (beforeHigh << 24)) ^ (low[next] as number);
    high[index] = (beforeHigh >>> 8) ^ (high[next] as number);
  }
  const tables = { high, low };
  made.set(name, tables);
  return tables;
}

/** A running CRC-64, from a value on. */
export function crc64(name: LongName, start: bigint): Checksum {
  const tables = tablesOf(name);
  let high = ~Number(BigInt.asIntN(32, start >> 32n));
  let low = ~Number(BigInt.asIntN(32, start));
  return {
    update(bytes) {
      const tableHigh = tables.high;
      const tableLow = tables.low;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const blocksEnd = bytes.length - (bytes.length % 8);
      let valueHigh = high;
      let valueLow = low;
      let at = 0;
      for (; at < blocksEnd; at += 8) {
        const first = valueLow ^ view.getInt32(at, true);
        const second = valueHigh ^ view.getInt32(at + 4, true);
        const a = 1792 + (first & 0xff);
        const b = 1536 + ((first >>> 8) & 0xff);
        const c = 1280 + ((first >>> 16) & 0xff);
        const d = 1024 + (first >>> 24);
        const e = 768 + (second & 0xff);
        const f = 512 + ((second >>> 8) & 0xff);
        const g = 256 + ((second >>> 16) & 0xff);
        const h = second >>> 24;
        valueLow =
          (tableLow[a] as number) ^
          (tableLow[b] as number) ^
          (tableLow[c] as number) ^
          (tableLow[d] as number) ^
          (tableLow[e] as number) ^
          (tableLow[f] as number) ^
          (tableLow[g] as number) ^
          (tableLow[h] as number);
        valueHigh =
          (tableHigh[a] as number) ^
          (tableHigh[b] as number) ^
          (tableHigh[c] as number) ^
          (tableHigh[d] as number) ^
          (tableHigh[e] as number) ^
          (tableHigh[f] as number) ^
          (tableHigh[g] as number) ^
          (tableHigh[h] as number);
      }
      for (; at < bytes.length; at += 1) {
        const index = (valueLow ^ (bytes[at] as number)) & 0xff;
        valueLow = ((valueLow >>> 8) | (valueHigh << 24)) ^ (tableLow[index] as number);
        valueHigh = (valueHigh >>> 8) ^ (tableHigh[index] as number);
      }
      high = valueHigh;
      low = valueLow;
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(~high >>> 0, 0);
      digest.writeUInt32BE(~low >>> 0, 4);
      return digest;
    },
  };
}
