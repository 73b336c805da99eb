import { describe, expect, it } from 'vitest';
import { runQuery } from './testing/run-query.ts';
import { selectCases, selectObjects } from './testing/select-cases.ts';

describe('the select language', () => {
  it.each(selectCases)('$sql', async ({ sql, object, gives, minioDiffers: _, ...formats }) => {
    const { records, error } = await runQuery(sql, selectObjects[object], { ...formats, chunkBytes: 7 });
    if (typeof gives === 'string') expect({ records, error }).toEqual({ records: gives, error: null });
    else expect(error?.code).toBe(gives.refused);
  });
});
