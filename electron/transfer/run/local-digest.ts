import { createHash } from 'node:crypto';
import { commonPartSizes } from '../checksums/part-sizes.ts';
import type { Version } from '../plans/name-plan.ts';
import { isMd5Etag } from './context.ts';
import { partCountOfEtag } from './download-digest.ts';
import { readSpan, type UploadJob } from './upload.ts';

/**
 * Whether an object of the same size holds the bytes of the file, by its ETag; null when that cannot be told, because
 * the ETag is no MD5 or the part size is unknown.
 */
export async function holdsSameBytes(upload: UploadJob, existing: Version): Promise<boolean | null> {
  const etag = existing.etag ?? '';
  if (isMd5Etag(etag)) return (await wholeMd5(upload)) === etag.toLowerCase();
  const partCount = partCountOfEtag(etag);
  if (partCount === null) return null;
  const { item, context } = upload;
  for (const partBytes of commonPartSizes(item.sizeBytes, partCount, context.tuning.minPartBytes)) {
    if ((await partsMd5(upload, partBytes)) === etag.toLowerCase()) return true;
  }
  return null;
}

async function wholeMd5(upload: UploadJob): Promise<string> {
  const { context, item } = upload;
  const stream = context.hashing.md5Stream();
  for (let offset = 0; offset < item.sizeBytes; offset += context.tuning.minPartBytes) {
    const length = Math.min(context.tuning.minPartBytes, item.sizeBytes - offset);
    const buffer = await readSpan(upload, offset, length);
    try {
      await stream.add(buffer.bytes);
    } finally {
      buffer.release();
    }
  }
  return stream.end();
}

async function partsMd5(upload: UploadJob, partBytes: number): Promise<string> {
  const { context, item } = upload;
  const digests: string[] = [];
  for (let offset = 0; offset < item.sizeBytes; offset += partBytes) {
    const buffer = await readSpan(upload, offset, Math.min(partBytes, item.sizeBytes - offset));
    try {
      digests.push(await context.hashing.md5(buffer.bytes));
    } finally {
      buffer.release();
    }
  }
  const whole = createHash('md5')
    .update(Buffer.from(digests.join(''), 'hex'))
    .digest('hex');
  return `${whole}-${digests.length}`;
}
