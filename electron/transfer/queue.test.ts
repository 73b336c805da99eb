import { expect, test } from 'vitest';
import { measureQueue } from './testing/queue-figures.ts';

const mebibyte = 1_048_576;

test('a queue of 100,000 files costs little memory and never holds the thread for long', async () => {
  const figures = await measureQueue(100_000);
  expect(figures.itemCount).toBe(100_000);
  expect(figures.heapCountedBytes).toBeLessThan(30 * mebibyte);
  expect(figures.heapEndedBytes).toBeLessThan(30 * mebibyte);
  // What blocks holds for seconds; how short a turn is on a quiet machine is told by `npm run bench -- queue`.
  expect(figures.turnP999Ms).toBeLessThan(200);
  expect(figures.messageCount).toBeLessThanOrEqual(figures.endedMs / 95 + 2);
  // Work begins while the files are still being found.
  expect(figures.firstByteMs).toBeLessThan(figures.countedMs);
}, 120_000);
