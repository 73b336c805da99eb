import { crc32 as zlibCrc32 } from 'node:zlib';

/** The checksums that storage servers speak, each with its name in this code. */
export type ChecksumName = 'crc32' | 'crc32c' | 'crc64nvme' | 'crc64ecma';

const CRC32C_POLYNOMIAL = 0x82f63b78;
/** Reflected polynomials of the two 64-bit checksums, high and low half. */
const CRC64_POLYNOMIALS = {
  crc64nvme: [0x9a6c9329, 0xac4bc9b5],
  crc64ecma: [0xc96c5795, 0xd7870f42],
} as const;

/**
 * A running checksum; `digest` may be read at any time. CRC-32 and CRC-32C are 4 bytes, the others 8, big-endian.
 * Parameters: https://reveng.sourceforge.io/crc-catalogue/all.htm (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME,
 * CRC-64/XZ).
 */
export interface Checksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

function createChecksum(name: ChecksumName): Checksum {
  if (name === 'crc32') return wordChecksum((bytes, value) => zlibCrc32(bytes, value));
  if (name === 'crc32c') return wordChecksum(crc32c);
  return longChecksum(name);
}

/** Checksum of bytes at hand. */
export function checksumOf(name: ChecksumName, bytes: Uint8Array): Buffer {
  const checksum = createChecksum(name);
  checksum.update(bytes);
  return checksum.digest();
}

function wordChecksum(step: (bytes: Uint8Array, value: number) => number): Checksum {
  let value = 0;
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

const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? CRC32C_POLYNOMIAL : 0);
  return value;
});

function crc32c(bytes: Uint8Array, previous: number): number {
  let value = ~previous;
  for (let at = 0; at < bytes.length; at += 1) {
    value = (value >>> 8) ^ (crc32cTable[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return ~value >>> 0;
}

type Table = { readonly high: Uint32Array; readonly low: Uint32Array };
const tables = new Map<string, Table>();

/** Two halves of 32 bits each, because BigInt arithmetic is fifty times slower. */
function tableOf(name: keyof typeof CRC64_POLYNOMIALS): Table {
  const known = tables.get(name);
  if (known) return known;
  const [polynomialHigh, polynomialLow] = CRC64_POLYNOMIALS[name];
  const table = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let index = 0; index < 256; index += 1) {
    let high = 0;
    let low = index;
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (isOdd) {
        high ^= polynomialHigh;
        low ^= polynomialLow;
      }
    }
    table.high[index] = high;
    table.low[index] = low;
  }
  tables.set(name, table);
  return table;
}

function longChecksum(name: keyof typeof CRC64_POLYNOMIALS): Checksum {
  const table = tableOf(name);
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += 1) {
        const index = (low ^ (bytes[at] ?? 0)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (table.low[index] ?? 0);
        high = (high >>> 8) ^ (table.high[index] ?? 0);
      }
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(~high >>> 0, 0);
      digest.writeUInt32BE(~low >>> 0, 4);
      return digest;
    },
  };
}
