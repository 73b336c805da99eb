import { createHash } from 'node:crypto';
import type { Version } from '../plans/name-plan.ts';
import { isMd5Etag } from './context.ts';
import { readSpan, type UploadJob } from './upload.ts';

const mebibyte = 1_048_576;
/** Part sizes that clients commonly use, tried when an ETag says only how many parts there were. */
const commonPartMib = [8, 16, 5, 10, 15, 20, 25, 32, 50, 64, 100, 128];
/** Each try reads the whole file. */
const maxTries = 3;

/**
 * Whether an object of the same size holds the bytes of the file, by its ETag; null when that cannot be told, because
 * the ETag is no MD5 or the part size is unknown.
 */
export async function holdsSameBytes(upload: UploadJob, existing: Version): Promise<boolean | null> {
  const etag = existing.etag ?? '';
  if (isMd5Etag(etag)) return (await wholeMd5(upload)) === etag.toLowerCase();
  const partCount = Number(/^[0-9a-f]{32}-(\d{1,5})$/iu.exec(etag)?.[1] ?? 0);
  if (partCount === 0) return null;
  for (const partBytes of partSizesFor(upload, partCount)) {
    if ((await partsMd5(upload, partBytes)) === etag.toLowerCase()) return true;
  }
  return null;
}

function partSizesFor(upload: UploadJob, partCount: number): number[] {
  const { item, context } = upload;
  const sizes = [context.tuning.minPartBytes, ...commonPartMib.map((mib) => mib * mebibyte)];
  const fitting = sizes.filter((size) => Math.ceil(item.sizeBytes / size) === partCount);
  return [...new Set(fitting)].slice(0, maxTries);
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
