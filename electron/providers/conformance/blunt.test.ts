import { describe, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { type ProviderId, providerIds } from '../../../shared/model/connection.ts';
import { type Bluntness, serveBluntly } from '../testing/blunt-server.ts';
import { localOptions } from '../testing/local-servers.ts';
import { instantPace } from '../testing/scripted-transport.ts';
import { chapters } from './chapters.ts';
import { nameOf } from './results.ts';
import { runConformance } from './suite.ts';

/** A run against a server that answers everything alike. */
async function runAgainst(kind: Bluntness, provider: ProviderId) {
  const server = await serveBluntly(kind);
  try {
    const options = localOptions(server.port, { now: Date.now, provider, idleTimeoutMs: 300 });
    const call = runConformance({
      provider: options,
      bucketPrefix: 'check',
      account: '1',
      pace: instantPace(),
    });
    const { results, problem } = await call.then(
      (found) => ({ results: found, problem: null }),
      (thrown: unknown) => ({ results: [], problem: toAppError(thrown) }),
    );
    const named = (outcome: string) => results.filter((result) => result.outcome === outcome).map(nameOf);
    return {
      problem,
      passed: named('passed'),
      failed: named('failed'),
      lacks: named('not-offered'),
      asked: server.asked,
    };
  } finally {
    await server.close();
  }
}

const lineCount = chapters.flat().length;

describe.each(providerIds)('in %s', (provider) => {
  test.each<Bluntness>(['listing', 'list of buckets', 'empty 200', 'HTML', 'JSON'])(
    'a server that says yes to everything (%s) fails once, and offers nothing else',
    async (kind) => {
      const { passed, failed, lacks, asked } = await runAgainst(kind, provider);
      expect(passed).toEqual([]);
      expect(failed).toEqual(['putObject (kept at all)']);
      expect(lacks).toHaveLength(lineCount);
      // A bucket, an object, and the bucket away again.
      expect(asked.length).toBeLessThan(15);
    },
  );

  test.each<Bluntness>(['501', 'S3 404', 'empty 404'])(
    'a server that says no to everything (%s) offers nothing',
    async (kind) => {
      const { passed, failed, lacks, asked } = await runAgainst(kind, provider);
      expect([passed, failed]).toEqual([[], []]);
      expect(lacks).toHaveLength(lineCount);
      expect(asked.length).toBeLessThan(10);
    },
  );
});

test.each<readonly [Bluntness, string]>([
  ['closes', 'network'],
  ['hangs', 'timeout'],
  ['redirect to itself', 'wrong-region'],
])('nothing is begun with a server that %s', { timeout: 20_000 }, async (kind, reason) => {
  const { problem, passed, failed } = await runAgainst(kind, 's3');
  expect([passed, failed]).toEqual([[], []]);
  expect(problem?.kind).toBe(reason);
});
