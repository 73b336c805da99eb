import mime from 'mime';
import { failure } from '../../../shared/model/app-error.ts';
import type { ItemRecord } from '../journal/records.ts';
import type { LocalFile, LocalSource } from '../local-source.ts';
import { changed } from '../path-file.ts';
import type { Version } from '../plans/name-plan.ts';
import { type SinglePutEvent, type SinglePutStep, singlePut, startSinglePut } from '../plans/single-put.ts';
import type { TransferPart, TransferWrite } from '../storage-port.ts';
import { meterOf, sendBuffer } from './body.ts';
import {
  base64OfHex,
  changesEtags,
  clockRoundingMs,
  etagDigest,
  failedResult,
  type ItemResult,
  isFailure,
  isFromEarlierRun,
  isMd5Etag,
  onLane,
  proved,
  type RunContext,
  resultOf,
  retried,
  slowed,
} from './context.ts';
import { drive } from './drive.ts';
import { holdsSameBytes } from './local-digest.ts';
import { lookAt, versionOf } from './look.ts';
import { abandonUpload, uploadInParts } from './upload-parts.ts';

/** Up to here a write that is refused costs less than a look before it. */
const cheapBytes = 1_048_576;

/** What the ways to upload need of one file. */
export interface UploadJob {
  readonly context: RunContext;
  readonly item: ItemRecord;
  readonly file: LocalFile;
  readonly bucket: string;
  readonly write: TransferWrite;
  readonly incoming: Version;
  /** Size of the parts it has to be sent in; null: whole, or in parts of the usual size. */
  readonly partBytes: number | null;
  /** Looks at all parts before they are put together; what it rejects with ends the upload. */
  readonly checkParts?: (parts: readonly TransferPart[]) => Promise<void>;
}

/** Uploads one item. Never rejects. */
export async function uploadItem(
  context: RunContext,
  item: ItemRecord,
  source: LocalSource,
): Promise<ItemResult> {
  let file: LocalFile | null = null;
  try {
    file = item.type === 'folder' ? emptyFile() : await retried(context, () => source.open(item.otherName));
    return await uploadObject(toUpload(context, await freshFacts(context, item, file), file));
  } catch (error) {
    return failedResult(context, error);
  } finally {
    await file?.close();
  }
}

/** Uploads what a file holds, whole or in parts. Never rejects. */
export async function uploadObject(upload: UploadJob): Promise<ItemResult> {
  const { context, item } = upload;
  try {
    const isWhole =
      item.uploadId === null &&
      upload.partBytes === null &&
      item.sizeBytes <= Math.min(context.tuning.singlePutMaxBytes, context.storage.limits.maxSinglePutBytes);
    return await (isWhole ? uploadWhole(upload) : uploadInParts(upload));
  } catch (error) {
    const result = failedResult(context, error);
    if (result.state === 'failed' && isHopeless(result.error.reason)) await abandonUpload(context, item.id);
    return result;
  }
}

function toUpload(context: RunContext, item: ItemRecord, file: LocalFile): UploadJob {
  const contentType = item.type === 'folder' ? null : mime.getType(item.otherName);
  return {
    context,
    item,
    file,
    bucket: context.job.request.bucket,
    write: contentType === null ? {} : { headers: { contentType } },
    incoming: { sizeBytes: item.sizeBytes, modifiedAtMs: item.modifiedAtMs, etag: null },
    partBytes: null,
  };
}

/** A file that changed before its upload began is taken as it is now; one with parts on the server is another file. */
async function freshFacts(context: RunContext, item: ItemRecord, file: LocalFile): Promise<ItemRecord> {
  if (item.type === 'folder') return item;
  const { sizeBytes, modifiedAtMs } = file;
  if (sizeBytes === item.sizeBytes && modifiedAtMs === item.modifiedAtMs) return item;
  if (item.uploadId !== null) throw changed(item.otherName);
  if (sizeBytes > context.storage.limits.maxObjectBytes) {
    throw failure('invalid-input', `${item.otherName} is larger than the largest object this server takes.`, {
      reason: 'file-too-large',
    });
  }
  context.change(() => {
    context.job.totalBytes += sizeBytes - item.sizeBytes;
    context.journal.items.refresh(item.id, { sizeBytes, modifiedAtMs, etag: null });
  });
  return { ...item, sizeBytes, modifiedAtMs };
}

async function uploadWhole(upload: UploadJob): Promise<ItemResult> {
  const { context, item, incoming } = upload;
  const start = startSinglePut({
    policy: item.type === 'folder' ? 'overwrite' : (item.decision ?? context.job.conflict),
    canBeAtomic: context.storage.hasConditionalPut,
    isCheap: item.sizeBytes <= cheapBytes,
    name: item.key,
    incoming,
  });
  let sentMd5: string | null = null;
  let madeEtag: string | null = null;
  const startedAtMs = context.now();

  async function perform(step: SinglePutStep): Promise<SinglePutEvent> {
    switch (step.type) {
      case 'look':
        return lookForUpload(upload, step.name);
      case 'compare':
        return { type: 'compared', isSame: await holdsSameBytes(upload, step.existing) };
      case 'confirm': {
        const found = await lookAt(context, upload.bucket, step.name);
        // Only an object written since this item began, now or in an earlier run, can be our own.
        const modifiedAtMs = found?.modifiedAtMs ?? startedAtMs;
        const isRecent =
          modifiedAtMs >= startedAtMs - clockRoundingMs || isFromEarlierRun(context, modifiedAtMs);
        return {
          type: 'confirmed',
          isOurs: found?.etag === sentMd5 && isRecent,
          existing: versionOf(found),
        };
      }
      case 'send':
        return onLane(context, item, item.sizeBytes, () =>
          retried(context, () => send(step.name, step.mustBeAbsent)),
        );
    }
  }

  async function send(key: string, mustBeAbsent: boolean): Promise<SinglePutEvent> {
    const buffer = await readSpan(upload, 0, item.sizeBytes);
    let md5: string;
    try {
      md5 = await context.hashing.md5(buffer.bytes);
    } catch (error) {
      buffer.discard();
      throw error;
    }
    sentMd5 = md5;
    const meter = meterOf((bytes) => context.moved(bytes));
    try {
      const { etag } = await sendBuffer(buffer, (body) =>
        context.storage.putObject(
          {
            bucket: upload.bucket,
            key,
            body: slowed(context, body),
            write: upload.write,
            checksums: { md5: base64OfHex(md5) },
            ...(mustBeAbsent && { conditions: { ifNoneMatch: '*' } }),
          },
          { signal: context.abortSignal, onSentBytes: meter.onSentBytes },
        ),
      );
      await checkEtag(upload, key, etag, md5);
      madeEtag = etag;
      return { type: 'sent' };
    } catch (error) {
      meter.undo();
      if (isFailure(error, 'precondition-failed') && mustBeAbsent) return { type: 'refused' };
      throw error;
    }
  }

  const { outcome } = await drive(singlePut, start, perform, context.stopSignal);
  const source = sentMd5 === null ? null : `md5:${sentMd5}`;
  return proved(resultOf(outcome, item.key), { source, target: etagDigest(madeEtag) });
}

/** What lies at the key of an upload, and whether an earlier run put it there. */
export async function lookForUpload(
  upload: UploadJob,
  key: string,
): Promise<{ type: 'looked'; existing: Version | null } | { type: 'found-own' }> {
  const { context, item } = upload;
  const existing = versionOf(await lookAt(context, upload.bucket, key));
  const isOwn =
    existing !== null &&
    existing.sizeBytes === item.sizeBytes &&
    isFromEarlierRun(context, existing.modifiedAtMs) &&
    (await holdsSameBytes(upload, existing)) === true;
  return isOwn ? { type: 'found-own' } : { type: 'looked', existing };
}

/** The server confirmed other bytes than were sent, unless it encrypts: then its ETag is no MD5. */
async function checkEtag(upload: UploadJob, key: string, etag: string, md5: string): Promise<void> {
  const { context } = upload;
  if (context.learned.hasForeignEtags || !isMd5Etag(etag) || etag.toLowerCase() === md5) return;
  const info = await lookAt(context, upload.bucket, key);
  if (info !== null && changesEtags(info.encryption)) {
    context.learned.hasForeignEtags = true;
    return;
  }
  if (info?.etag.toLowerCase() === md5) return;
  throw failure('integrity', `The server stored other bytes than were sent for ${key}.`, {
    reason: 'etag-mismatch',
    resource: `${upload.bucket}/${key}`,
  });
}

/** A pooled buffer filled from the file. Rejects with `local-file` when the file is no longer that long. */
export async function readSpan(upload: UploadJob, offsetBytes: number, lengthBytes: number) {
  const { context, file, item } = upload;
  const buffer = await context.pool.take(lengthBytes, context.stopSignal);
  try {
    const read = lengthBytes === 0 ? 0 : await file.read(buffer.bytes, offsetBytes, context.abortSignal);
    if (read !== lengthBytes) throw changed(item.otherName);
    return buffer;
  } catch (error) {
    buffer.discard();
    throw error;
  }
}

/** Failures after which the parts on the server are of no use. */
function isHopeless(reason: string | undefined): boolean {
  return ['file-changed', 'file-gone', 'etag-mismatch', 'source-changed'].includes(reason ?? '');
}

function emptyFile(): LocalFile {
  return { sizeBytes: 0, modifiedAtMs: 0, read: async () => 0, close: async () => undefined };
}
