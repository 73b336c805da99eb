import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import { localOptions } from '../testing/local-servers.ts';
import { runConformance } from './suite.ts';

let folder = '';
let sandbox: Awaited<ReturnType<typeof startSandbox>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-conformance-'));
  sandbox = await startSandbox({
    dataDir: folder,
    port: 0,
    faces: ['s3'],
    credentials: [{ accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret', name: 'test' }],
    region: 'eu-test-1',
    now: Date.now,
    fillSample: false,
  });
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function options(changes: Partial<ProviderOptions> = {}): ProviderOptions {
  return localOptions(sandbox.endpoint.port, {
    now: Date.now,
    region: null,
    idleTimeoutMs: 20_000,
    ...changes,
  });
}

async function bucketNames(): Promise<string[]> {
  const provider = openProvider(options());
  try {
    return (await provider.service.listBuckets()).map(({ name }) => name);
  } finally {
    await provider.close();
  }
}

/** What it says itself that it does not have; anything else that is not offered is news. */
const knownGaps = [
  'get (public-access-block, new bucket)',
  'put (public-access-block)',
  'delete (public-access-block)',
  'get (request-payment, new bucket)',
  'put (request-payment)',
  'get (acceleration, new bucket)',
  'put (acceleration)',
  'get (referer, new bucket)',
  'put (referer)',
  'delete (referer)',
  'get (replication)',
  'delete (replication)',
  'get (policy-status)',
  'restoreObject (not archived)',
];

describe('the sandbox', () => {
  test('passes the whole suite but for what it says it does not have', { timeout: 120_000 }, async () => {
    const results = await runConformance({ provider: options(), bucketPrefix: 'check' });
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const gaps = results.filter(({ outcome }) => outcome === 'not-offered').map(({ operation }) => operation);
    expect(gaps.filter((operation) => !knownGaps.includes(operation))).toEqual([]);
  });

  test('has nothing left of it', async () => {
    expect(await bucketNames()).toEqual([]);
  });

  test('has nothing left of a run that was stopped, and keeps what was there', {
    timeout: 60_000,
  }, async () => {
    const provider = openProvider(options());
    const bystander = { bucket: 'check-bystander', region: null, hasObjectLock: false };
    await provider.buckets.createBucket(bystander);
    await provider.objects.putObject({ bucket: bystander.bucket, key: 'k', body: Buffer.from('x') });
    const stop = new AbortController();
    const seen: string[] = [];
    const results = await runConformance({
      provider: options(),
      bucketPrefix: 'check',
      signal: stop.signal,
      onResult({ operation }) {
        seen.push(operation);
        if (seen.length === 20) stop.abort();
      },
    });
    expect(results.map(({ operation }) => operation)).toEqual(seen);
    expect(seen).toHaveLength(20);
    expect(await bucketNames()).toEqual([bystander.bucket]);
    expect(await provider.objects.headObject({ bucket: bystander.bucket, key: 'k' })).toMatchObject({
      sizeBytes: 1,
    });
    await provider.objects.deleteObject({ bucket: bystander.bucket, key: 'k' });
    await provider.buckets.deleteBucket(bystander);
    await provider.close();
  });

  test('runs one group alone', { timeout: 60_000 }, async () => {
    const results = await runConformance({ provider: options(), bucketPrefix: 'check', only: 'tags' });
    expect(new Set(results.map(({ group }) => group))).toEqual(new Set(['tags']));
  });
});

test('a suite that cannot fail proves nothing: a wrong secret fails it', { timeout: 60_000 }, async () => {
  const credentials = async () => ({
    accessKeyId: 'TESTKEY',
    secretAccessKey: 'wrong',
    sessionToken: null,
    expiresAtMs: null,
  });
  const run = runConformance({ provider: options({ credentials }), bucketPrefix: 'check' });
  await expect(run).rejects.toMatchObject({ appError: { reason: 'wrong-secret' } });
});
