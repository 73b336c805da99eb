import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
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

describe('the sandbox', () => {
  /** Of these it says itself what it does not have. */
  const settings = ['configuration', 'policies', 'tags', 'lock', 'access'];

  test('passes the whole suite, every hostile key included', { timeout: 120_000 }, async () => {
    const results = await runConformance({ provider: options(), bucketPrefix: 'check' });
    const rest = results.filter(
      ({ outcome, group }) =>
        outcome === 'failed' || (outcome === 'not-offered' && !settings.includes(group)),
    );
    expect(rest.map(({ group, operation, detail }) => `${group}: ${operation}: ${detail}`)).toEqual([]);
    expect(results.length).toBeGreaterThan(60);
  });

  test('leaves nothing behind', async () => {
    const { openProvider } = await import('../open-provider.ts');
    const provider = openProvider(options());
    expect(await provider.service.listBuckets()).toEqual([]);
    await provider.close();
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
