import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTreeKey, treeKey } from './tree-targets.ts';

it('finds the row of a key again, whatever its names hold', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (connectionId, bucket) => {
      for (const target of [
        { type: 'connection', connectionId },
        { type: 'bucket', connectionId, bucket },
        { type: 'retry', connectionId },
      ] as const) {
        expect(parseTreeKey(treeKey(target))).toEqual(target);
      }
    }),
  );
  expect(parseTreeKey(null)).toBeNull();
});
