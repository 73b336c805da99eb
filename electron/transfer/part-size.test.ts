import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partCountOf, partSizeFor, partSpan } from './part-size.ts';

const mib = 1_048_576;
const limits = { minPartSizeBytes: 5 * mib, maxPartSizeBytes: 5_120 * mib, maxPartCount: 10_000 };

test.each([
  [17 * mib, 8 * mib],
  [8_192 * mib, 8 * mib],
  [8_193 * mib, 16 * mib],
  [200_000 * mib, 20 * mib],
])('%d bytes are cut into parts of %d', (size, part) => {
  expect(partSizeFor(size, 8 * mib, limits)).toBe(part);
});

test('any file up to the limit fits, and its parts cover it once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_120 * mib * 10_000 }), (size) => {
      const part = partSizeFor(size, 8 * mib, limits);
      const count = partCountOf(size, part);
      expect(count).toBeLessThanOrEqual(10_000);
      const last = partSpan(count, size, part);
      expect(last.offsetBytes + last.lengthBytes).toBe(size);
      expect(last.lengthBytes).toBeGreaterThan(0);
    }),
  );
});

test('a file beyond the limit is refused', () => {
  expect(() => partSizeFor(5_120 * mib * 10_000 + 1, 8 * mib, limits)).toThrow(/larger than the largest/);
});
