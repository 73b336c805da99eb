import { createHash } from 'node:crypto';
import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { ItemRecord } from '../journal/records.ts';
import { partCountOf, partSpan } from '../part-size.ts';
import type { TransferPart, TransferWrite } from '../storage-port.ts';
import {
  changesEtags,
  failedResult,
  type ItemResult,
  isMd5Etag,
  type RunContext,
  retried,
} from './context.ts';
import { deleteSource, finishMove, objectGone, takeAsItIs } from './copy-source.ts';
import { partCountOfEtag } from './download-digest.ts';
import { lookAt } from './look.ts';
import { remoteFile } from './remote-file.ts';
import { type UploadJob, uploadObject } from './upload.ts';

/**
 * Copies one item to another connection, whatever its provider, part by part through memory; a move deletes the source
 * at the end. Where the ETag of the source tells its parts, the same parts are sent, so that both ETags must be equal.
 * `from` reads, `to` writes. Never rejects.
 */
export async function copyAcross(from: RunContext, to: RunContext, item: ItemRecord): Promise<ItemResult> {
  try {
    const { request } = from.job;
    if (request.kind !== 'copy' && request.kind !== 'move') throw failure('internal', 'Not a copy.');
    const source = await lookAt(from, request.bucket, item.key);
    if (item.isCopied && (source === null || source.etag === item.etag)) {
      return await finishMove(from, item, source);
    }
    if (source === null) throw objectGone(from, item.key);
    await takeAsItIs(from, to, item, source);
    const { sizeBytes, modifiedAtMs, etag } = source;
    const upload: UploadJob = {
      context: to,
      // What is uploaded is called by its target's name.
      item: { ...item, key: item.otherName, sizeBytes, modifiedAtMs, etag },
      file: remoteFile(from, source),
      bucket: request.target.bucket,
      write: await writeOf(from, source),
      incoming: { sizeBytes, modifiedAtMs, etag },
      partBytes: await partBytesOf(from, to, source),
      checkParts: (parts) => checkParts(to, upload, source, parts),
    };
    const result = await uploadObject(upload);
    if (request.kind !== 'move' || result.state !== 'done') return result;
    to.change(() => {
      const { targetName } = result;
      to.journal.items.setCopied(item.id, { etag, targetName, guard: result.guard ?? 'none' });
    });
    await deleteSource(from, item.key, etag);
    return result;
  } catch (error) {
    return failedResult(from, error);
  }
}

/** Headers, metadata and tags. Classes, keys and access lists are the source's provider's own and mean nothing elsewhere. */
async function writeOf(from: RunContext, source: ObjectInfo): Promise<TransferWrite> {
  const { headers, userMetadata, key } = source;
  if (source.tagCount === 0) return { headers, userMetadata };
  const place = { bucket: from.job.request.bucket, key, info: source, isInParts: true };
  const { write } = await retried(from, () => from.storage.readCarried(place, { signal: from.abortSignal }));
  return { headers, userMetadata, ...(write.tags && { tags: write.tags }) };
}

/** The size of the source's own parts, where it tells them and the target takes them; null for the usual size. */
async function partBytesOf(from: RunContext, to: RunContext, source: ObjectInfo): Promise<number | null> {
  const partCount = partCountOfEtag(source.etag);
  if (partCount === null) return null;
  const { limits } = to.storage;
  try {
    const name = { bucket: from.job.request.bucket, key: source.key, partNumber: 1 };
    const { etag, sizeBytes } = await from.storage.getPartSize(name, { signal: from.abortSignal });
    const isFitting =
      etag === source.etag &&
      partCountOf(source.sizeBytes, sizeBytes) === partCount &&
      sizeBytes <= limits.maxPartSizeBytes &&
      (partCount === 1 || sizeBytes >= limits.minPartSizeBytes) &&
      partCount <= limits.maxPartCount;
    return isFitting ? sizeBytes : null;
  } catch {
    return null;
  }
}

/**
 * Compares what was sent with the source before the upload is completed: by ETag where it was sent in the source's own
 * parts, else by reading the source once more. Rejects with `integrity`, reason `etag-mismatch`.
 */
async function checkParts(
  context: RunContext,
  { file, item, bucket }: UploadJob,
  source: ObjectInfo,
  parts: readonly TransferPart[],
): Promise<void> {
  const [first] = parts;
  if (first === undefined || changesEtags(source.encryption)) return;
  const sentMd5s = parts.map(({ etag }) => etag.toLowerCase());
  if (!sentMd5s.every(isMd5Etag)) return;
  const joined = createHash('md5')
    .update(Buffer.from(sentMd5s.join(''), 'hex'))
    .digest('hex');
  if (`${joined}-${parts.length}` === source.etag.toLowerCase()) return;
  for (const [index, part] of parts.entries()) {
    const { offsetBytes, lengthBytes } = partSpan(index + 1, item.sizeBytes, first.sizeBytes);
    const buffer = await context.pool.take(lengthBytes, context.stopSignal);
    try {
      await retried(context, () => file.read(buffer.bytes, offsetBytes, context.abortSignal));
      if ((await context.hashing.md5(buffer.bytes)) === part.etag.toLowerCase()) continue;
    } finally {
      buffer.release();
    }
    throw failure('integrity', `${source.key} did not come the same when it was read again.`, {
      reason: 'etag-mismatch',
      resource: `${bucket}/${item.key}`,
    });
  }
}
