import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { ItemRecord } from '../journal/records.ts';
import { changesEtags, isMd5Etag, type RunContext } from './context.ts';

type Way = 'md5' | 'sha256' | 'crc32';

/**
 * The digest of a finished download in the way in which the object's own is known; null when the server tells nothing
 * that can be computed from the bytes. `memoryMd5` saves reading a small file again.
 */
export async function digestOfFile(
  context: RunContext,
  path: string,
  item: ItemRecord,
  info: ObjectInfo,
  memoryMd5: string | null,
): Promise<string | null> {
  const way = wayOf(item, info);
  if (way === null) return null;
  if (way === 'md5' && memoryMd5 !== null) return memoryMd5;
  return context.hashing.file(path, way);
}

/** Whether a digest from `digestOfFile` is the object's. */
export function matchesObject(digest: string, item: ItemRecord, info: ObjectInfo): boolean {
  switch (wayOf(item, info)) {
    case 'sha256':
      return base64ToHex(info.checksums.sha256) === digest;
    case 'crc32':
      return base64ToHex(info.checksums.crc32) === digest;
    case 'md5':
      return (item.etag ?? '').toLowerCase() === digest;
    default:
      return true;
  }
}

/** A checksum over the whole object is worth more than an ETag, which may mean anything where the server encrypts. */
function wayOf(item: ItemRecord, info: ObjectInfo): Way | null {
  if (isWholeChecksum(info.checksums.sha256, 44)) return 'sha256';
  if (isWholeChecksum(info.checksums.crc32, 8)) return 'crc32';
  return isMd5Etag(item.etag ?? '') && !changesEtags(info.encryption) ? 'md5' : null;
}

/** A checksum of checksums ends in `-count`, so its length is another. */
function isWholeChecksum(value: string | undefined, length: number): boolean {
  return value !== undefined && value.length === length && /^[A-Za-z0-9+/]+=*$/u.test(value);
}

function base64ToHex(value: string | undefined): string {
  return Buffer.from(value ?? '', 'base64').toString('hex');
}
