import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeStorage } from './testing/fake-storage.ts';
import { downloadOf, openWorkbench, seededBytes, smallPartLimits, smallParts } from './testing/workbench.ts';

const mib = 1_048_576;

test.each([10, 3 * mib])(
  'an object of %i bytes that could not be looked at when it was chosen is downloaded whole when it can',
  async (sizeBytes) => {
    const storage = new FakeStorage({
      limits: smallPartLimits,
      faults: ({ method, count }) =>
        method === 'headObject' && count === 1 ? { type: 'error', kind: 'access-denied' } : null,
    });
    const bench = await openWorkbench(storage, { tuning: smallParts });
    try {
      const bytes = seededBytes(sizeBytes, 1);
      storage.put('a', bytes);
      const { id } = await bench.engine.create(downloadOf(['a']), { isReviewed: false });
      expect(await bench.settled(id)).toMatchObject({ state: 'failed', failedCount: 1 });
      await bench.engine.retryFailed(id);
      expect(await bench.settled(id)).toMatchObject({ state: 'done', doneCount: 1, totalBytes: sizeBytes });
      expect(readFileSync(join(bench.target, 'a')).equals(bytes)).toBe(true);
    } finally {
      await bench.close();
    }
  },
);
