import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { ItemRecord } from '../journal/records.ts';
import { partCountOf, partSizeFor, partSpan } from '../part-size.ts';
import { settledName, startName } from '../plans/name-plan.ts';
import {
  hasGivenUpCopy,
  type ServerCopyEvent,
  type ServerCopyStep,
  serverCopy,
  startServerCopy,
} from '../plans/server-copy.ts';
import {
  changesEtags,
  failedResult,
  type ItemResult,
  isFailure,
  isMd5Etag,
  isUploadGone,
  onLane,
  type RunContext,
  resultOf,
  retried,
} from './context.ts';
import { drive } from './drive.ts';
import { lookAt, versionOf } from './look.ts';
import { MultipartSession } from './multipart-session.ts';

const mebibyte = 1_048_576;
/** Parts of a copy cost no memory here, so they may be large. */
const copyPartBytes = 256 * mebibyte;

/** Copies one item inside a connection, and for a move deletes its source at the end. Never rejects. */
export async function copyItem(context: RunContext, item: ItemRecord): Promise<ItemResult> {
  try {
    return await copy(context, item);
  } catch (error) {
    return failedResult(context, error);
  }
}

async function copy(context: RunContext, item: ItemRecord): Promise<ItemResult> {
  const { job, storage, abortSignal } = context;
  const { request } = job;
  if (request.kind !== 'copy' && request.kind !== 'move') throw failure('internal', 'Not a copy.');
  const target = { bucket: request.target.bucket, key: item.otherName };
  const source = await lookAt(context, request.bucket, item.key);
  if (source === null) {
    // A move whose source was deleted in the instant before a crash is a finished one.
    const copied =
      job.request.kind === 'move'
        ? await lookAt(context, target.bucket, item.targetName ?? target.key)
        : null;
    if (copied !== null && copied.etag === item.etag)
      return { state: 'done', guard: item.guard, targetName: item.targetName };
    throw failure('not-found', `${item.key} is not there any more.`, {
      reason: 'object-gone',
      resource: `${request.bucket}/${item.key}`,
    });
  }
  const partBytes = item.partBytes ?? partSizeFor(source.sizeBytes, copyPartBytes, storage.limits);
  const partCount =
    source.sizeBytes > storage.limits.maxSingleCopyBytes ? partCountOf(source.sizeBytes, partBytes) : null;
  const sized = { ...item, sizeBytes: source.sizeBytes };
  const session = new MultipartSession(context, sized, {
    ...target,
    partBytes,
    partCount: partCount ?? 1,
    write: { headers: source.headers, userMetadata: source.userMetadata },
  });
  const naming = {
    policy: item.decision ?? job.conflict,
    canBeAtomic: partCount !== null && storage.hasConditionalPut,
    incoming: { sizeBytes: source.sizeBytes, modifiedAtMs: source.modifiedAtMs, etag: source.etag },
  };
  const hasUpload = item.uploadId !== null && partCount !== null;
  const start = startServerCopy({
    name: hasUpload
      ? settledName({
          ...naming,
          name: item.targetName ?? target.key,
          guard: item.guard ?? 'none',
          mustBeAbsent: item.mustBeAbsent,
        })
      : startName({ ...naming, isCheap: false, name: target.key }),
    isMove: request.kind === 'move',
    partCount,
    lanes: context.tuning.lanesPerFile,
    hasUpload,
  });
  const from = { bucket: request.bucket, key: item.key, ifMatch: source.etag };
  let copiedEtag = '';

  async function perform(step: ServerCopyStep): Promise<ServerCopyEvent> {
    switch (step.type) {
      case 'look':
        return { type: 'looked', existing: versionOf(await lookAt(context, target.bucket, step.name)) };
      case 'compare':
        return { type: 'compared', isSame: step.existing.etag === source?.etag ? true : null };
      case 'copy':
        return onLane(context, item, () => copyWhole(step.name));
      case 'send-part':
        return onLane(context, item, () => copyPart(step.partNumber));
      case 'reconcile':
        // A part of unknown origin is copied again: it moves no byte through this machine.
        return session.reconcile(async () => false);
      case 'verify':
        return partCount === null ? verifyWhole(step.name) : session.perform(step);
      case 'delete-source':
        return deleteSource();
      default:
        return session.perform(step);
    }
  }

  async function copyWhole(key: string): Promise<ServerCopyEvent> {
    const { etag } = await retried(context, () =>
      storage.copyObject({ bucket: target.bucket, key, source: from }, { signal: abortSignal }),
    );
    copiedEtag = etag;
    return { type: 'copied' };
  }

  async function copyPart(partNumber: number): Promise<ServerCopyEvent> {
    const range = partSpan(partNumber, sized.sizeBytes, partBytes);
    try {
      const part = await retried(context, () =>
        storage.copyPart(
          { ...session.uploadId(), partNumber, source: { ...from, range } },
          { signal: abortSignal },
        ),
      );
      session.record({ ...part, partNumber, sizeBytes: range.lengthBytes });
      return { type: 'part-sent', partNumber };
    } catch (error) {
      if (isUploadGone(error)) return { type: 'gone', partNumber };
      throw error;
    }
  }

  async function verifyWhole(key: string): Promise<ServerCopyEvent> {
    context.verifying(item.id);
    const made = await lookAt(context, target.bucket, key);
    if (made !== null && isCopyOf(made, source, copiedEtag)) return { type: 'verified' };
    throw failure('integrity', `The copy of ${item.key} is not the same as the original, which was kept.`, {
      reason: 'copy-differs',
      resource: `${target.bucket}/${key}`,
    });
  }

  async function deleteSource(): Promise<ServerCopyEvent> {
    const now = await lookAt(context, request.bucket, item.key);
    if (now !== null && now.etag !== source?.etag) {
      throw failure(
        'precondition-failed',
        `${item.key} changed while it was moved. Its copy was made, and it was kept.`,
        {
          reason: 'source-changed',
          resource: `${request.bucket}/${item.key}`,
        },
      );
    }
    if (now !== null) {
      await retried(context, async () => {
        const targets = [{ key: item.key }];
        const [answer] = await storage.deleteObjects(
          { bucket: request.bucket, targets },
          { signal: abortSignal },
        );
        if (answer?.error) throw failure(answer.error.kind, answer.error.message, answer.error);
      });
    }
    return { type: 'source-deleted' };
  }

  try {
    const ended = await drive(serverCopy, start, perform, context.stopSignal);
    if (hasGivenUpCopy(ended.state)) throw session.vanished();
    return resultOf(ended.outcome, target.key);
  } catch (error) {
    if (!isFailure(error, 'precondition-failed')) throw error;
    throw failure('precondition-failed', `${item.key} changed while it was copied. Copy it again.`, {
      reason: 'source-changed',
      resource: `${request.bucket}/${item.key}`,
      cause: error,
    });
  }
}

/** Sizes must agree; ETags too, where both are MD5s of the whole and the server does not encrypt. */
function isCopyOf(made: ObjectInfo, source: ObjectInfo | null, copiedEtag: string): boolean {
  if (source === null || made.sizeBytes !== source.sizeBytes) return false;
  if (copiedEtag !== '' && made.etag !== copiedEtag) return false;
  const isComparable =
    isMd5Etag(made.etag) &&
    isMd5Etag(source.etag) &&
    !changesEtags(made.encryption) &&
    !changesEtags(source.encryption);
  return !isComparable || made.etag === source.etag;
}
