import { failure, toAppError } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import { meetsItself } from '../create-job.ts';
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
  etagDigest,
  failedResult,
  type ItemResult,
  isFailure,
  isFromEarlierRun,
  isMd5Etag,
  isUploadGone,
  onLane,
  proved,
  type RunContext,
  resultOf,
  retried,
} from './context.ts';
import { deleteSource, finishMove, objectGone, takeAsItIs } from './copy-source.ts';
import { drive } from './drive.ts';
import { lookAt, versionOf } from './look.ts';
import { MultipartSession } from './multipart-session.ts';
import { sourceChanged } from './remote-file.ts';

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
  if (item.isCopied && (source === null || source.etag === item.etag)) {
    return finishMove(context, item, source);
  }
  if (source === null) throw objectGone(context, item.key);
  if (
    meetsItself(request) &&
    target.key !== item.key &&
    context.journal.items.isUnfinished(job.id, target.key)
  ) {
    return { state: 'waits', error: placeInUse(item.key, target).appError };
  }
  await takeAsItIs(context, context, item, source);
  const partBytes =
    item.partBytes ?? partSizeFor(source.sizeBytes, context.tuning.copyPartBytes, storage.limits);
  const partCount =
    source.sizeBytes > storage.limits.maxSingleCopyBytes ? partCountOf(source.sizeBytes, partBytes) : null;
  const sized = { ...item, sizeBytes: source.sizeBytes };
  const carried = await retried(context, () =>
    storage.readCarried(
      { bucket: request.bucket, key: item.key, info: source, isInParts: partCount !== null },
      { signal: abortSignal },
    ),
  );
  const session = new MultipartSession(context, sized, {
    ...target,
    partBytes,
    partCount: partCount ?? 1,
    write: carried.write,
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
    lanes: context.tuning.lanes.most.perFile,
    hasUpload,
  });
  const from = { bucket: request.bucket, key: item.key, ifMatch: source.etag };
  let copiedEtag = '';
  let unlock = () => {};

  async function perform(step: ServerCopyStep): Promise<ServerCopyEvent> {
    switch (step.type) {
      case 'look':
        return look(step.name);
      case 'compare':
        return { type: 'compared', isSame: step.existing.etag === source?.etag ? true : null };
      case 'copy':
        return onLane(context, item, 0, () => copyWhole(step.name));
      case 'send-part':
        return onLane(context, item, context.tuning.copyPartBytes, () => copyPart(step.partNumber));
      case 'reconcile':
        // A part of unknown origin is copied again: it moves no byte through this machine.
        return session.reconcile(async () => false);
      case 'verify': {
        const verified = await (partCount === null ? verifyWhole(step.name) : session.perform(step));
        const copy = { bucket: target.bucket, key: step.name };
        await retried(context, () => carried.giveAccess(copy, { signal: abortSignal }));
        return verified;
      }
      case 'delete-source':
        context.change(() => {
          const targetName = step.name === target.key ? null : step.name;
          context.journal.items.setCopied(item.id, { etag: from.ifMatch, targetName, guard: step.guard });
        });
        await deleteSource(context, item.key, from.ifMatch);
        return { type: 'source-deleted' };
      default:
        return session.perform(step);
    }
  }

  /** From the look at a name until the write to it nobody else of this program may take it. */
  async function lockAndLook(key: string): Promise<ObjectInfo | null> {
    unlock();
    unlock = await context.names.lock(`${target.bucket}/${key}`, context.stopSignal);
    return lookAt(context, target.bucket, key);
  }

  async function look(key: string): Promise<ServerCopyEvent> {
    const existing = await lockAndLook(key);
    const isSource = target.bucket === from.bucket && key === from.key;
    const isOwn =
      existing !== null &&
      !isSource &&
      existing.sizeBytes === sized.sizeBytes &&
      existing.etag === from.ifMatch &&
      isFromEarlierRun(context, existing.modifiedAtMs);
    return isOwn ? { type: 'found-own' } : { type: 'looked', existing: versionOf(existing) };
  }

  async function copyWhole(key: string): Promise<ServerCopyEvent> {
    const { etag } = await retried(context, () =>
      storage.copyObject(
        { bucket: target.bucket, key, source: from, set: carried.write },
        { signal: abortSignal },
      ),
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

  try {
    const ended = await drive(serverCopy, start, perform, context.stopSignal);
    if (hasGivenUpCopy(ended.state)) throw session.vanished();
    const made = partCount === null ? etagDigest(copiedEtag) : session.digests().target;
    return proved(resultOf(ended.outcome, target.key), { source: etagDigest(from.ifMatch), target: made });
  } catch (error) {
    if (!isFailure(error, 'precondition-failed') || isSourceChanged(error)) throw error;
    throw sourceChanged(context, item.key, error);
  } finally {
    unlock();
  }
}

function isSourceChanged(thrown: unknown): boolean {
  return toAppError(thrown).reason === 'source-changed';
}

function placeInUse(key: string, target: { bucket: string; key: string }) {
  return failure(
    'conflict',
    `${key} would take the place of ${target.key}, which is to be copied itself and is still there.`,
    { reason: 'place-in-use', resource: `${target.bucket}/${target.key}`, retry: 'after-user-acts' },
  );
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
