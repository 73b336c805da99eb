import { expect, test } from 'vitest';
import { type LaneMeasure, LaneTuner } from './lane-tuner.ts';

const bounds = {
  least: { total: 8, perFile: 1 },
  start: { total: 64, perFile: 4 },
  most: { total: 256, perFile: 16 },
};

/** A server that answers each request after a delay, up to a number of bytes per millisecond that it cannot exceed. */
function server(options: { delayMs: number; requestBytes: number; mostBytesPerMs: number }) {
  return (lanes: number): LaneMeasure => {
    const bytesPerMs = Math.min(options.mostBytesPerMs, (lanes * options.requestBytes) / options.delayMs);
    return {
      elapsedMs: 500,
      movedBytes: bytesPerMs * 500,
      endedRequests: (bytesPerMs * 500) / options.requestBytes,
      isLimited: true,
      troubleCount: 0,
    };
  };
}

test('a line of a long delay gets lanes until it is full', () => {
  const tuner = new LaneTuner(bounds);
  const measure = server({ delayMs: 100, requestBytes: 8_192, mostBytesPerMs: 1e9 });
  for (let look = 0; look < 20; look += 1) tuner.look(measure(tuner.count.total));
  expect(tuner.count).toEqual({ total: 256, perFile: 16 });
});

test('a server that is full already keeps the lanes it began with, and is asked less and less often', () => {
  const tuner = new LaneTuner(bounds);
  const measure = server({ delayMs: 1, requestBytes: 1_000_000, mostBytesPerMs: 1_000_000 });
  let changes = 0;
  for (let look = 0; look < 400; look += 1) changes += Number(tuner.look(measure(tuner.count.total)));
  expect([64, 96]).toContain(tuner.count.total);
  // Tries at 0, 4, 12, 28, 60, 124, 188 seconds: two changes each.
  expect(changes).toBeLessThanOrEqual(16);
});

test('when nobody waits for a lane none is added', () => {
  const tuner = new LaneTuner(bounds);
  for (let look = 0; look < 10; look += 1) {
    tuner.look({
      elapsedMs: 500,
      movedBytes: 1e9 * look,
      endedRequests: 9,
      isLimited: false,
      troubleCount: 0,
    });
  }
  expect(tuner.count).toEqual(bounds.start);
});

test('a server that says it is overloaded is left half of the lanes at once, down to the least', () => {
  const tuner = new LaneTuner(bounds);
  const trouble = { elapsedMs: 500, movedBytes: 0, endedRequests: 1, isLimited: true, troubleCount: 3 };
  expect(tuner.look(trouble)).toBe(true);
  expect(tuner.count).toEqual({ total: 32, perFile: 2 });
  for (let look = 0; look < 9; look += 1) tuner.look(trouble);
  expect(tuner.count).toEqual(bounds.least);
  // It rests before it tries more.
  const quiet = { ...trouble, movedBytes: 1e9, troubleCount: 0 };
  for (let look = 0; look < 18; look += 1) tuner.look(quiet);
  expect(tuner.count).toEqual(bounds.least);
  const widths = [1, 2, 3].map(() => tuner.look(quiet) && tuner.count.total);
  expect(widths).toContain(12);
});
