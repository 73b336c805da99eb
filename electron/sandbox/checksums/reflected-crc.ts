import type { Hasher } from '../store/body-files.ts';

/** A reflected CRC with all ones as start and final XOR, of 32 or 64 bits. */
export interface CrcKind {
  readonly bits: 32 | 64;
  /** The reflected polynomial. */
  readonly polynomial: bigint;
}

/** https://www.rfc-editor.org/rfc/rfc1952#section-8 */
export const crc32Kind: CrcKind = { bits: 32, polynomial: 0xedb88320n };
/** Castagnoli: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 */
export const crc32cKind: CrcKind = { bits: 32, polynomial: 0x82f63b78n };
/** Rocksoft, as NVM Express uses it: https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-nvme */
export const crc64NvmeKind: CrcKind = { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n };
/** ECMA-182 as xz, COS and OSS use it: https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-xz */
export const crc64EcmaKind: CrcKind = { bits: 64, polynomial: 0xc96c5795d7870f42n };

/** CRC-32C of a stream, four bytes, big-endian. */
export function createCrc32c(): Hasher {
  const tables = crc32cTables();
  const [t0, t1, t2, t3] = tables;
  let crc = 0xffffffff;
  return {
    update(bytes) {
      let index = 0;
      const wholeWords = bytes.length - (bytes.length % 4);
      while (index < wholeWords) {
        crc ^=
          at(bytes, index) |
          (at(bytes, index + 1) << 8) |
          (at(bytes, index + 2) << 16) |
          (at(bytes, index + 3) << 24);
        crc =
          at(t3, crc & 0xff) ^ at(t2, (crc >>> 8) & 0xff) ^ at(t1, (crc >>> 16) & 0xff) ^ at(t0, crc >>> 24);
        index += 4;
      }
      for (; index < bytes.length; index += 1) {
        crc = at(t0, (crc ^ at(bytes, index)) & 0xff) ^ (crc >>> 8);
      }
    },
    digest() {
      const result = Buffer.alloc(4);
      result.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
      return result;
    },
  };
}

/** A CRC of 64 bits of a stream, eight bytes, big-endian. They are kept in two halves: BigInt is far too slow. */
export function createCrc64(kind: CrcKind): Hasher {
  const { low: lowTable, high: highTable } = crc64Tables(kind);
  let low = 0xffffffff;
  let high = 0xffffffff;
  return {
    update(bytes) {
      for (let index = 0; index < bytes.length; index += 1) {
        const slot = (low ^ at(bytes, index)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ at(lowTable, slot);
        high = (high >>> 8) ^ at(highTable, slot);
      }
    },
    digest() {
      const result = Buffer.alloc(8);
      result.writeUInt32BE(~high >>> 0, 0);
      result.writeUInt32BE(~low >>> 0, 4);
      return result;
    },
  };
}

/**
 * The CRC of two runs of bytes one after the other, from their own CRCs: `first` is moved past `secondBytes` zero
 * bytes, which in the polynomial ring is a multiplication by x to the power of 8 times that length.
 */
export function combineCrc(kind: CrcKind, first: bigint, second: bigint, secondBytes: number): bigint {
  return multiply(kind, first, powerOfX(kind, 8n * BigInt(secondBytes))) ^ second;
}

type FourTables = readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

let crc32cTablesMade: FourTables | null = null;

function crc32cTables(): FourTables {
  if (crc32cTablesMade !== null) return crc32cTablesMade;
  const first = new Uint32Array(256);
  for (let slot = 0; slot < 256; slot += 1) {
    first[slot] = Number(crcOfByte(crc32cKind, slot));
  }
  const next = (table: Uint32Array) => table.map((value) => (at(first, value & 0xff) ^ (value >>> 8)) >>> 0);
  const second = next(first);
  const third = next(second);
  crc32cTablesMade = [first, second, third, next(third)];
  return crc32cTablesMade;
}

const crc64TablesMade = new Map<CrcKind, { low: Uint32Array; high: Uint32Array }>();

function crc64Tables(kind: CrcKind): { low: Uint32Array; high: Uint32Array } {
  const made = crc64TablesMade.get(kind);
  if (made !== undefined) return made;
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
  for (let slot = 0; slot < 256; slot += 1) {
    const value = crcOfByte(kind, slot);
    low[slot] = Number(value & 0xffffffffn);
    high[slot] = Number(value >> 32n);
  }
  const tables = { low, high };
  crc64TablesMade.set(kind, tables);
  return tables;
}

function crcOfByte({ polynomial }: CrcKind, byte: number): bigint {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return value;
}

const powers = new Map<string, bigint>();

/** x to the power of `exponent`, reduced; in a reflected CRC the highest bit is the factor of 1. */
function powerOfX(kind: CrcKind, exponent: bigint): bigint {
  const name = `${kind.polynomial}/${exponent}`;
  const known = powers.get(name);
  if (known !== undefined) return known;
  let result = 1n << BigInt(kind.bits - 1);
  let square = 1n << BigInt(kind.bits - 2);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(kind, result, square);
    square = multiply(kind, square, square);
  }
  // All parts of an upload but the last have one length, so a handful of entries serves ten thousand parts.
  if (powers.size > 64) powers.clear();
  powers.set(name, result);
  return result;
}

function multiply({ bits, polynomial }: CrcKind, first: bigint, second: bigint): bigint {
  let product = 0n;
  let moved = second;
  for (let mask = 1n << BigInt(bits - 1); mask > 0n; mask >>= 1n) {
    if (first & mask) product ^= moved;
    moved = moved & 1n ? (moved >> 1n) ^ polynomial : moved >> 1n;
  }
  return product;
}

function at(bytes: Uint8Array | Uint32Array, index: number): number {
  return bytes[index] ?? 0;
}
