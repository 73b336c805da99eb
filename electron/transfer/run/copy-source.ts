import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { ItemRecord } from '../journal/records.ts';
import { type ItemResult, type RunContext, retried } from './context.ts';
import { lookAt } from './look.ts';
import { sourceChanged } from './remote-file.ts';
import { abandonUpload } from './upload-parts.ts';

/** The failure of a copy whose source is not there. */
export function objectGone({ job }: RunContext, key: string) {
  return failure('not-found', `${key} is not there any more.`, {
    reason: 'object-gone',
    resource: `${job.request.bucket}/${key}`,
  });
}

/** The source as it is now is what is copied to `to`; parts of what it was before are of no use. */
export async function takeAsItIs(
  context: RunContext,
  to: RunContext,
  item: ItemRecord,
  source: ObjectInfo,
): Promise<void> {
  const { sizeBytes, modifiedAtMs, etag } = source;
  if (etag === item.etag && sizeBytes === item.sizeBytes) return;
  if (item.uploadId !== null) {
    await abandonUpload(to, item.id);
    throw sourceChanged(context, item.key);
  }
  context.change(() => {
    context.job.totalBytes += sizeBytes - item.sizeBytes;
    context.journal.items.refresh(item.id, { sizeBytes, modifiedAtMs, etag });
  });
}

/** Goes on with a move that had only its source to delete. */
export async function finishMove(
  context: RunContext,
  item: ItemRecord,
  source: ObjectInfo | null,
): Promise<ItemResult> {
  if (source !== null) await deleteSource(context, item.key, item.etag ?? '');
  return { state: 'done', guard: item.guard, targetName: item.targetName };
}

/** Deletes the source of a move, unless it is no longer the one that was copied. */
export async function deleteSource(context: RunContext, key: string, etag: string): Promise<void> {
  const { job, storage, abortSignal } = context;
  const { request } = job;
  const now = await lookAt(context, request.bucket, key);
  if (now === null) return;
  if (now.etag !== etag) {
    throw failure(
      'precondition-failed',
      `${key} changed while it was moved. Its copy was made, and it was kept.`,
      { reason: 'source-changed', resource: `${request.bucket}/${key}` },
    );
  }
  await retried(context, async () => {
    const [answer] = await storage.deleteObjects(
      { bucket: request.bucket, targets: [{ key }] },
      { signal: abortSignal },
    );
    if (answer?.error) throw failure(answer.error.kind, answer.error.message, answer.error);
  });
}
