import type { ItemResult } from '../run/context.ts';
import type { Journal } from './journal.ts';
import type { ItemRecord, JobRecord } from './records.ts';

/** Writes how an item ended and counts it with its job, both in the caller's transaction. */
export function settleItem(
  journal: Journal,
  job: JobRecord,
  itemId: number,
  result: Exclude<ItemResult, { state: 'interrupted' | 'waits' }>,
): void {
  const item = journal.items.get(itemId);
  if (item === null) return;
  uncount(job, item);
  const isThrough = result.state === 'done' || result.state === 'skipped';
  const doneBytes = isThrough ? item.sizeBytes : item.doneBytes;
  job.doneBytes += doneBytes - item.doneBytes;
  if (result.state === 'failed') {
    job.failedCount += 1;
    const { guard, targetName } = item;
    journal.items.settle(itemId, {
      state: 'failed',
      doneBytes,
      guard,
      error: result.error,
      targetName,
      existing: null,
    });
    return;
  }
  if (result.state === 'needs-user') {
    job.needsUserCount += 1;
    journal.items.settle(itemId, { ...result, doneBytes, guard: null, error: null });
    return;
  }
  if (result.state === 'done') job.doneCount += 1;
  else job.skippedCount += 1;
  if (item.partBytes !== null) journal.items.clearUpload(itemId);
  journal.items.settle(itemId, { ...result, doneBytes, error: null, existing: null });
}

/** Takes an item out of the count of the state it was in. */
export function uncount(job: JobRecord, item: ItemRecord): void {
  if (item.state === 'done') job.doneCount -= 1;
  if (item.state === 'skipped') job.skippedCount -= 1;
  if (item.state === 'failed') job.failedCount -= 1;
  if (item.state === 'needs-user') job.needsUserCount -= 1;
}
