import { expect, test } from 'vitest';
import { localOptions } from '../testing/local-servers.ts';
import { runConformance } from './suite.ts';

const { STOWAGE_MINIO_ENDPOINT, STOWAGE_MINIO_ACCESS_KEY, STOWAGE_MINIO_SECRET_KEY } = process.env;

/** What this server is known not to take; anything else that is not offered is news. */
const knownGaps = [
  'key with double slash',
  'key with leading slash',
  'key with dot segments',
  'wrong region (healed)',
];

test('real MinIO passes every operation that it offers', { timeout: 180_000 }, async () => {
  const [, scheme, host, port] = /^(https?):\/\/([^:/]+):(\d+)/.exec(STOWAGE_MINIO_ENDPOINT ?? '') ?? [];
  if (!host || !STOWAGE_MINIO_ACCESS_KEY || !STOWAGE_MINIO_SECRET_KEY) {
    throw new Error(
      'STOWAGE_MINIO_ENDPOINT, STOWAGE_MINIO_ACCESS_KEY and STOWAGE_MINIO_SECRET_KEY must be set.',
    );
  }
  const accessKeyId = STOWAGE_MINIO_ACCESS_KEY;
  const secretAccessKey = STOWAGE_MINIO_SECRET_KEY;
  const provider = localOptions(Number(port), {
    endpoint: { host, port: Number(port), usesTls: scheme === 'https' },
    region: null,
    now: Date.now,
    idleTimeoutMs: 60_000,
    credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken: null, expiresAtMs: null }),
  });
  const results = await runConformance({ provider, bucketPrefix: 'stowage-check' });
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const gaps = results.filter(({ outcome }) => outcome === 'not-offered').map(({ operation }) => operation);
  expect(gaps.filter((operation) => !knownGaps.includes(operation))).toEqual([]);
  expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(60);
});
