import { failure } from '../../../shared/model/app-error.ts';
import type { ItemRecord } from '../journal/records.ts';
import { partCountOf, partSizeFor, partSpan } from '../part-size.ts';
import {
  hasGivenUp,
  type MultipartPutEvent,
  type MultipartPutStep,
  multipartPut,
  startMultipartPut,
} from '../plans/multipart-put.ts';
import { settledName, startName } from '../plans/name-plan.ts';
import type { TransferPart } from '../storage-port.ts';
import { meterOf, sendBuffer } from './body.ts';
import {
  base64OfHex,
  type ItemResult,
  isMd5Etag,
  isUploadGone,
  onLane,
  proved,
  type RunContext,
  resultOf,
  retried,
  slowed,
} from './context.ts';
import { drive } from './drive.ts';
import { holdsSameBytes } from './local-digest.ts';
import { MultipartSession } from './multipart-session.ts';
import { lookForUpload, readSpan, type UploadJob } from './upload.ts';

/** Uploads one large item in parts, or goes on with the upload that the journal names. */
export async function uploadInParts(upload: UploadJob): Promise<ItemResult> {
  const { context, item, bucket } = upload;
  const partBytes =
    item.uploadId !== null && item.partBytes !== null
      ? item.partBytes
      : (upload.partBytes ??
        partSizeFor(item.sizeBytes, context.tuning.minPartBytes, context.storage.limits));
  const partCount = partCountOf(item.sizeBytes, partBytes);
  const { key } = item;
  const shape = { bucket, key, partBytes, partCount, write: upload.write };
  const session = new MultipartSession(context, item, shape);
  const naming = {
    policy: item.decision ?? context.job.conflict,
    canBeAtomic: context.storage.hasConditionalPut,
    incoming: upload.incoming,
  };
  const start = startMultipartPut({
    name:
      item.uploadId === null
        ? startName({ ...naming, isCheap: false, name: item.key })
        : settledName({
            ...naming,
            name: item.targetName ?? item.key,
            guard: item.guard ?? 'none',
            mustBeAbsent: item.mustBeAbsent,
          }),
    partCount,
    lanes: context.tuning.lanes.most.perFile,
    hasUpload: item.uploadId !== null,
  });

  async function perform(step: MultipartPutStep): Promise<MultipartPutEvent> {
    switch (step.type) {
      case 'look':
        return lookForUpload(upload, step.name);
      case 'compare':
        return { type: 'compared', isSame: await holdsSameBytes(upload, step.existing) };
      case 'send-part':
        return onLane(context, item, partBytes, () => sendPart(step.partNumber));
      case 'reconcile':
        return session.reconcile((part) => isStillTrue(part));
      case 'complete':
        await upload.checkParts?.(context.journal.items.parts(item.id));
        return session.perform(step);
      default:
        return session.perform(step);
    }
  }

  async function sendPart(partNumber: number): Promise<MultipartPutEvent> {
    try {
      const part = await retried(context, (tries) => tryPart(partNumber, tries));
      session.record(part);
      return { type: 'part-sent', partNumber };
    } catch (error) {
      if (isUploadGone(error)) return { type: 'gone', partNumber };
      throw error;
    }
  }

  async function tryPart(partNumber: number, tries: number): Promise<TransferPart> {
    const { offsetBytes, lengthBytes } = partSpan(partNumber, item.sizeBytes, partBytes);
    const buffer = await readSpan(upload, offsetBytes, lengthBytes);
    let md5: string;
    try {
      md5 = await context.hashing.md5(buffer.bytes);
    } catch (error) {
      buffer.discard();
      throw error;
    }
    const meter = meterOf((bytes) => context.moved(bytes));
    try {
      const part = await sendBuffer(buffer, (body) =>
        context.storage.uploadPart(
          {
            ...session.uploadId(),
            partNumber,
            body: slowed(context, body),
            checksums: { md5: base64OfHex(md5) },
          },
          { signal: context.abortSignal, onSentBytes: meter.onSentBytes },
        ),
      );
      checkPartEtag(partNumber, part.etag, md5, tries);
      return { ...part, partNumber, sizeBytes: lengthBytes };
    } catch (error) {
      meter.undo();
      throw error;
    }
  }

  /** The same answer twice means that this server's ETags are no MD5s; the look at the end tells whether it may. */
  function checkPartEtag(partNumber: number, etag: string, md5: string, tries: number): void {
    if (context.learned.hasForeignEtags || !isMd5Etag(etag) || etag.toLowerCase() === md5) return;
    if (tries >= 2) {
      session.hasForeignEtags = true;
      return;
    }
    throw failure('integrity', `The server stored other bytes than were sent for part ${partNumber}.`, {
      reason: 'part-etag-mismatch',
    });
  }

  /** A part that the server has and the journal does not: it was sent in the instant before a crash. */
  async function isStillTrue(part: TransferPart): Promise<boolean> {
    if (!isMd5Etag(part.etag)) return false;
    const { offsetBytes, lengthBytes } = partSpan(part.partNumber, item.sizeBytes, partBytes);
    const buffer = await readSpan(upload, offsetBytes, lengthBytes);
    try {
      return (await context.hashing.md5(buffer.bytes)) === part.etag.toLowerCase();
    } finally {
      buffer.release();
    }
  }

  const ended = await drive(multipartPut, start, perform, context.stopSignal);
  if (hasGivenUp(ended.state)) throw session.vanished();
  return proved(resultOf(ended.outcome, item.key), session.digests());
}

/** Aborts the open upload of an item, if it has one; what the server does not answer stays in the journal. */
export async function abandonUpload(context: RunContext, itemId: number): Promise<void> {
  const item = context.journal.items.get(itemId);
  if (item === null || item.uploadId === null) return;
  const { bucket } = targetOf(context, item);
  const key = item.targetName ?? targetOf(context, item).key;
  try {
    await context.storage.abortMultipartUpload({ bucket, key, uploadId: item.uploadId });
    forgetUpload(context, item);
  } catch {
    // The job keeps the upload id, and its removal tries again.
  }
}

/** Forgets an upload that is no longer on the server, with the bytes that were safe in it. */
export function forgetUpload(context: RunContext, item: ItemRecord): void {
  const doneBytes = context.journal.items.get(item.id)?.doneBytes ?? 0;
  context.change(() => {
    context.job.doneBytes -= doneBytes;
    context.journal.items.clearUpload(item.id);
  });
}

/** Bucket and first choice of key that an item writes to. */
export function targetOf(context: RunContext, item: ItemRecord): { bucket: string; key: string } {
  const { request } = context.job;
  return request.kind === 'copy' || request.kind === 'move'
    ? { bucket: request.target.bucket, key: item.otherName }
    : { bucket: request.bucket, key: item.key };
}
