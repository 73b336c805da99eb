import { setTimeout as wait } from 'node:timers/promises';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { ItemRecord } from '../journal/records.ts';
import { applyDelete, nextDelete, startDelete } from '../plans/delete.ts';
import { failedResult, type ItemResult, onLane, type RunContext, retried } from './context.ts';

/** Deletes a batch of items; one result for each, by its id. Never rejects. */
export async function deleteItems(
  context: RunContext,
  items: readonly ItemRecord[],
): Promise<Map<number, ItemResult>> {
  const { job, storage, abortSignal, stopSignal } = context;
  const [first] = items;
  let state = startDelete(
    items.map(({ key }) => key),
    storage.limits.maxDeleteBatch,
  );
  let stopped: unknown = null;
  while (stopped === null && first !== undefined) {
    const batch = nextDelete(state);
    if (batch === null) break;
    state = batch.state;
    try {
      if (batch.tries > 0)
        await wait(context.tuning.retryDelaysMs[batch.tries - 1] ?? 0, undefined, { signal: stopSignal });
      const targets = batch.keys.map((key) => ({ key }));
      const answers = await onLane(context, first, 0, () =>
        retried(context, () =>
          storage.deleteObjects({ bucket: job.request.bucket, targets }, { signal: abortSignal }),
        ),
      );
      state = applyDelete(state, answers);
    } catch (error) {
      stopped = error;
    }
  }
  const ended = new Map<string, AppError | null>(state.ended.map(({ key, error }) => [key, error]));
  return new Map(items.map((item) => [item.id, resultFor(context, ended.get(item.key), stopped)]));
}

function resultFor(context: RunContext, error: AppError | null | undefined, stopped: unknown): ItemResult {
  if (error === null) return { state: 'done', guard: null, targetName: null };
  if (error !== undefined) return { state: 'failed', error };
  if (toAppError(stopped).kind === 'cancelled' || context.stopSignal.aborted) return { state: 'interrupted' };
  return failedResult(context, stopped);
}
