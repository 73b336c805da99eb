import { expect, test } from 'vitest';
import { ItemQueue } from './item-queue.ts';
import type { Journal } from './journal/journal.ts';
import type { ItemRecord, JobRecord } from './journal/records.ts';

test('an item behind the window that is queued again at the very end is not left behind', async () => {
  const queued = new Set([1, 2]);
  const items = {
    queued: (_jobId: string, afterId: number) =>
      [...queued].filter((id) => id > afterId).map((id) => ({ id }) as ItemRecord),
  } as unknown as Journal['items'];
  const queue = new ItemQueue(items, { id: 'j', isCounted: true } as JobRecord, new Map());
  const { signal } = new AbortController();
  const taken: number[] = [];
  const takeOne = async () => {
    const [item] = await queue.take(1, signal);
    if (item === undefined) return false;
    taken.push(item.id);
    queued.delete(item.id);
    return true;
  };
  await takeOne();
  await takeOne();
  queued.add(1);
  expect(await takeOne()).toBe(true);
  expect(await takeOne()).toBe(false);
  expect(taken).toEqual([1, 2, 1]);
});
