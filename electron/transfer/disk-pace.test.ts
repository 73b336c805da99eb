import { expect, test } from 'vitest';
import { DiskPace } from './disk-pace.ts';

test('work is done at once while the disk is quick, and aside for a while after it was slow', async () => {
  let nowMs = 0;
  const pace = new DiskPace(() => nowMs);
  const ways: string[] = [];
  const step = (tookMs: number) =>
    pace.run(
      () => {
        nowMs += tookMs;
        ways.push('at once');
      },
      async () => void ways.push('aside'),
    );
  await step(0.1);
  await step(9);
  for (let count = 0; count < 64; count += 1) await step(0.1);
  await step(0.1);
  expect(ways.slice(0, 2)).toEqual(['at once', 'at once']);
  expect(new Set(ways.slice(2, 66))).toEqual(new Set(['aside']));
  expect(ways.at(-1)).toBe('at once');
});

test('what fails slowly counts as slow too', async () => {
  let nowMs = 0;
  const pace = new DiskPace(() => nowMs);
  const failing = pace.run(
    () => {
      nowMs += 50;
      throw new Error('no such file');
    },
    async () => undefined,
  );
  await expect(failing).rejects.toThrow('no such file');
  await expect(
    pace.run(
      () => 'at once',
      async () => 'aside',
    ),
  ).resolves.toBe('aside');
});
