import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Hasher } from '../store/body-files.ts';
import type { StoredChecksum } from '../store/model.ts';
import {
  type CrcKind,
  combineCrc,
  crc32cKind,
  crc32Kind,
  crc64EcmaKind,
  crc64NvmeKind,
  createCrc32c,
  createCrc64,
} from './reflected-crc.ts';

/** The checksums that S3 knows, by the end of their header name. */
export const checksumAlgorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** Those and the checksum that COS and OSS keep of every object. */
export type DigestAlgorithm = ChecksumAlgorithm | 'crc64ecma';

const digestBytes: Record<DigestAlgorithm, number> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  crc64ecma: 8,
  sha1: 20,
  sha256: 32,
};
const crcKinds: Partial<Record<DigestAlgorithm, CrcKind>> = {
  crc32: crc32Kind,
  crc32c: crc32cKind,
  crc64nvme: crc64NvmeKind,
  crc64ecma: crc64EcmaKind,
};

/** True for a name of `checksumAlgorithms`. */
export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return checksumAlgorithms.some((algorithm) => algorithm === name);
}

/** Only CRCs can be told for a whole object from its parts. */
export function isCrc(algorithm: ChecksumAlgorithm): boolean {
  return crcKinds[algorithm] !== undefined;
}

/** A running digest: MD5, the checksums of S3, and the one of COS and OSS. */
export function createDigest(algorithm: DigestAlgorithm | 'md5'): Hasher {
  if (algorithm === 'crc32c') return createCrc32c();
  if (algorithm === 'crc64nvme') return createCrc64(crc64NvmeKind);
  if (algorithm === 'crc64ecma') return createCrc64(crc64EcmaKind);
  if (algorithm === 'crc32') return createCrc32();
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

/** True for base64 of as many bytes as the algorithm gives. */
export function isDigestText(algorithm: DigestAlgorithm | 'md5', text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  const wanted = algorithm === 'md5' ? 16 : digestBytes[algorithm];
  return bytes.length === wanted && bytes.toString('base64') === text;
}

/**
 * The checksum of an object from those of its parts: `FULL_OBJECT` as if all bytes were read in one go (CRCs only),
 * `COMPOSITE` over the checksums of the parts, with `-` and their number.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function combineChecksums(
  algorithm: DigestAlgorithm,
  type: StoredChecksum['type'],
  parts: readonly { readonly value: string; readonly sizeBytes: number }[],
): StoredChecksum {
  const kind = crcKinds[algorithm];
  if (type === 'FULL_OBJECT' && kind !== undefined) {
    const value = parts.reduce(
      (sum, part) => combineCrc(kind, sum, readNumber(part.value), part.sizeBytes),
      0n,
    );
    const text = value.toString(16).padStart(kind.bits / 4, '0');
    return { algorithm, type, value: Buffer.from(text, 'hex').toString('base64') };
  }
  const digest = createDigest(algorithm);
  for (const part of parts) digest.update(Buffer.from(part.value, 'base64'));
  const value = `${digest.digest().toString('base64')}-${parts.length}`;
  return { algorithm, type: 'COMPOSITE', value };
}

/** A CRC as COS and OSS write it in a header: its number in decimal. `value` is base64, as the store keeps it. */
export function crcDecimal(value: string): string {
  return readNumber(value).toString();
}

function readNumber(base64: string): bigint {
  return BigInt(`0x${Buffer.from(base64, 'base64').toString('hex')}`);
}

function createCrc32(): Hasher {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest() {
      const result = Buffer.alloc(4);
      result.writeUInt32BE(value);
      return result;
    },
  };
}
