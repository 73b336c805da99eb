import { crc64 } from './long-crc.ts';
import { crc32, crc32c } from './word-crc.ts';

/** The checksums that storage servers speak, each with its name in this code. */
export type ChecksumName = 'crc32' | 'crc32c' | 'crc64nvme' | 'crc64ecma';

/**
 * A running checksum; `digest` may be read at any time. CRC-32 and CRC-32C are 4 bytes, the others 8, big-endian.
 * Parameters: https://reveng.sourceforge.io/crc-catalogue/all.htm (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME,
 * CRC-64/XZ).
 */
export interface Checksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

/** Begins a checksum, or goes on with the digest of what came before. */
export function createChecksum(name: ChecksumName, before?: Uint8Array): Checksum {
  const start = before === undefined ? 0n : BigInt(`0x${Buffer.from(before).toString('hex')}`);
  switch (name) {
    case 'crc32':
      return crc32(Number(start));
    case 'crc32c':
      return crc32c(Number(start));
    default:
      return crc64(name, start);
  }
}

/** Checksum of bytes at hand. */
export function checksumOf(name: ChecksumName, bytes: Uint8Array): Buffer {
  const checksum = createChecksum(name);
  checksum.update(bytes);
  return checksum.digest();
}
