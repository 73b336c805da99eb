import { crc32 as zlibCrc32 } from 'node:zlib';
import type { Checksum } from './crc.ts';

const CRC32C_POLYNOMIAL = 0x82f63b78;

/** CRC-32 of the machine's own code, from a value on. */
export function crc32(start: number): Checksum {
  return wordChecksum(start, (bytes, value) => zlibCrc32(bytes, value));
}

/** CRC-32C, from a value on. */
export function crc32c(start: number): Checksum {
  return wordChecksum(start, stepCrc32c);
}

function wordChecksum(start: number, step: (bytes: Uint8Array, value: number) => number): Checksum {
  let value = start;
  return {
    update(bytes) {
      value = step(bytes, value);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value >>> 0);
      return digest;
    },
  };
}

/** Eight tables after another: table `n` is of a byte that `n` more bytes follow. */
const crc32cTables = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let index = 0; index < 256; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? CRC32C_POLYNOMIAL : 0);
    tables[index] = value;
  }
  for (let index = 256; index < tables.length; index += 1) {
    const before = tables[index - 256] as number;
    tables[index] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
}

/** Eight bytes at a time, which is what makes it as fast as a disk. */
function stepCrc32c(bytes: Uint8Array, previous: number): number {
  const table = crc32cTables;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocksEnd = bytes.length - (bytes.length % 8);
  let value = ~previous;
  let at = 0;
  for (; at < blocksEnd; at += 8) {
    const first = value ^ view.getInt32(at, true);
    const second = view.getInt32(at + 4, true);
    value =
      (table[1792 + (first & 0xff)] as number) ^
      (table[1536 + ((first >>> 8) & 0xff)] as number) ^
      (table[1280 + ((first >>> 16) & 0xff)] as number) ^
      (table[1024 + (first >>> 24)] as number) ^
      (table[768 + (second & 0xff)] as number) ^
      (table[512 + ((second >>> 8) & 0xff)] as number) ^
      (table[256 + ((second >>> 16) & 0xff)] as number) ^
      (table[second >>> 24] as number);
  }
  for (; at < bytes.length; at += 1) {
    value = (value >>> 8) ^ (table[(value ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~value >>> 0;
}
