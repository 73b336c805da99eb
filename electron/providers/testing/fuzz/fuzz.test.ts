import { expect, test } from 'vitest';
import { fuzzOnce } from './fuzz.ts';

test.each(['s3', 'cos', 'oss'] as const)(
  'damaged answers of %s end in a result or in an error that says what happened',
  { timeout: 120_000 },
  async (provider) => {
    const findings = [];
    for (let seed = 1; seed <= 1_500; seed += 1) {
      const finding = await fuzzOnce(provider, seed);
      if (finding !== null) findings.push(finding);
    }
    expect(findings).toEqual([]);
  },
);
