import { expect, it } from 'vitest';
import { layTiles } from './treemap.ts';

const sum = (name: string, sizeBytes: number) => ({ name, sizeBytes, objectCount: 1 });

it('gives each part an area like its bytes, side by side', () => {
  const tiles = layTiles([sum('a/', 600), sum('b/', 300), sum('c/', 100)], 1_000, 400);
  const share = (at: number) => ((tiles[at]?.width ?? 0) * (tiles[at]?.height ?? 0)) / (1_000 * 400);
  expect(share(0)).toBeCloseTo(0.6, 1);
  expect(share(1)).toBeCloseTo(0.3, 1);
  for (const { left, top, width, height } of tiles) {
    expect(left >= 0 && top >= 0 && left + width <= 1_000 && top + height <= 400).toBe(true);
  }
});

it('shows what has no bytes, and nothing where there is nothing', () => {
  const [big, none] = layTiles([sum('a/', 1_000_000), sum('b/', 0)], 600, 300);
  expect((big?.width ?? 0) > 500 && (none?.height ?? 0) > 0).toBe(true);
  expect(layTiles([], 600, 300)).toEqual([]);
});
