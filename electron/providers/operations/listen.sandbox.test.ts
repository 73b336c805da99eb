import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toAppError } from '../../../shared/model/app-error.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { openProvider } from '../open-provider.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { expectStream } from '../testing/listening.ts';
import { localOptions } from '../testing/local-servers.ts';

let folder = '';
let sandbox: Sandbox;
let provider: StorageProvider;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-listen-'));
  sandbox = await startSandbox({
    dataDir: folder,
    port: 0,
    faces: ['s3'],
    credentials: [{ accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret', name: 'test' }],
    region: 'eu-test-1',
    now: Date.now,
    fillSample: false,
  });
  provider = openProvider(localOptions(sandbox.endpoint.port, { now: Date.now, region: null }));
  await provider.buckets.createBucket({ bucket: 'live', region: null, hasObjectLock: false });
});

afterAll(async () => {
  await provider.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

test('the sandbox tells of changes while they happen', async () => {
  await expectStream(provider, 'live');
});

test('no bucket, and an event that is none, are refused in the words of the server', async () => {
  const listener = { opened: () => {}, change: () => {}, interrupted: () => {} };
  const errorOf = (bucket: string, events?: string[]) =>
    provider.live.listen({ bucket, ...(events ? { events } : {}) }, listener).catch(toAppError);
  expect(await errorOf('missing')).toMatchObject({ kind: 'not-found', reason: 'no-such-bucket' });
  expect(await errorOf('live', ['s3:ObjectEaten:*'])).toMatchObject({
    kind: 'invalid-input',
    code: 'InvalidArgument',
  });
});
