import type { ObjectInfo } from '../../../shared/model/object.ts';
import { commonPartSizes } from '../checksums/part-sizes.ts';
import type { Hashing } from '../hashing.ts';
import type { TransferStorage } from '../storage-port.ts';
import { changesEtags, isMd5Etag } from './context.ts';

/** Checksums over a whole object, the cheapest to compute first, and how long each is in hex. */
const checksums = [
  ['crc32', 8],
  ['crc64ecma', 16],
  ['crc64nvme', 16],
  ['crc32c', 8],
  ['sha256', 64],
  ['sha1', 40],
] as const;

/** Where an object lies that a file is compared with, and what computes. */
export interface ComparedPlace {
  readonly storage: TransferStorage;
  readonly hashing: Hashing;
  readonly bucket: string;
  readonly abortSignal: AbortSignal;
  /** Size of parts of this program. */
  readonly minPartBytes: number;
}

interface ComparedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string | null;
}

/** How the bytes of a finished download compare with what the server says of them. */
export type Comparison =
  | { readonly result: 'unknown' }
  | { readonly result: 'same'; readonly way: string; readonly digest: string }
  /** `isCertain`: a checksum says so. An ETag may be no digest at all; the same `digest` twice means that it is none. */
  | { readonly result: 'differs'; readonly isCertain: boolean; readonly digest: string };

/**
 * Compares a file with the object it was fetched from: by a checksum over the whole object where the server has one, else
 * by an ETag that is an MD5, of the whole or of its parts. `memoryMd5` saves reading a small file again.
 */
export async function compareWithObject(
  place: ComparedPlace,
  path: string,
  object: ComparedObject,
  info: ObjectInfo,
  memoryMd5: string | null,
): Promise<Comparison> {
  const told = toldChecksum(info);
  if (told !== null) {
    const digest = await place.hashing.file(path, told.name);
    return digest === told.hex
      ? { result: 'same', way: told.name, digest }
      : { result: 'differs', isCertain: true, digest };
  }
  const etag = (object.etag ?? '').toLowerCase();
  if (changesEtags(info.encryption)) return { result: 'unknown' };
  if (isMd5Etag(etag)) {
    const digest = memoryMd5 ?? (await place.hashing.file(path, 'md5'));
    return digest === etag
      ? { result: 'same', way: 'md5', digest }
      : { result: 'differs', isCertain: false, digest };
  }
  const partCount = partCountOfEtag(etag);
  return partCount === null ? { result: 'unknown' } : compareParts(place, path, object, etag, partCount);
}

/** The number of parts that an ETag tells; null for one that is none of parts. */
export function partCountOfEtag(etag: string): number | null {
  const count = Number(/^[0-9a-f]{32}-(\d{1,5})$/iu.exec(etag)?.[1] ?? 0);
  return count === 0 ? null : count;
}

/** By the size of the first part, where the server tells it; else by the sizes that are common. */
async function compareParts(
  place: ComparedPlace,
  path: string,
  object: ComparedObject,
  etag: string,
  partCount: number,
): Promise<Comparison> {
  const told = await firstPartBytes(place, object, partCount);
  if (told !== null) {
    const digest = await place.hashing.fileInParts(path, told);
    return digest === etag
      ? { result: 'same', way: 'md5-of-parts', digest }
      : { result: 'differs', isCertain: false, digest };
  }
  for (const partBytes of commonPartSizes(object.sizeBytes, partCount, place.minPartBytes)) {
    const digest = await place.hashing.fileInParts(path, partBytes);
    if (digest === etag) return { result: 'same', way: 'md5-of-parts', digest };
  }
  return { result: 'unknown' };
}

/** null where the server does not look at single parts, or where this one cannot be what the ETag was made of. */
async function firstPartBytes(
  { storage, bucket, abortSignal }: ComparedPlace,
  { key, sizeBytes, etag }: ComparedObject,
  partCount: number,
): Promise<number | null> {
  try {
    const name = { bucket, key, partNumber: 1 };
    const part = await storage.getPartSize(name, { signal: abortSignal });
    const isOfThis = part.etag === etag && Math.ceil(sizeBytes / part.sizeBytes) === partCount;
    return isOfThis ? part.sizeBytes : null;
  } catch {
    return null;
  }
}

/** A checksum of checksums ends in `-count`, so its length is another. */
function toldChecksum({ checksums: told }: ObjectInfo) {
  for (const [name, length] of checksums) {
    const hex = hexOf(told[name], length);
    if (hex !== null) return { name, hex };
  }
  return null;
}

/** Base64, or a decimal number as COS and OSS write it. */
function hexOf(value: string | undefined, length: number): string | null {
  if (value === undefined) return null;
  if (length === 16 && /^\d{1,20}$/u.test(value)) {
    return BigInt(value).toString(16).padStart(length, '0');
  }
  if (!/^[A-Za-z0-9+/]+=*$/u.test(value)) return null;
  const hex = Buffer.from(value, 'base64').toString('hex');
  return hex.length === length ? hex : null;
}
