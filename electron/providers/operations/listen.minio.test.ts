import { afterEach, expect, test, vi } from 'vitest';
import { findMinio, type MinioVariant } from '../../../e2e/servers/minio-binary.ts';
import { type MinioServer, startMinio } from '../../../e2e/servers/start-minio.ts';
import { openProvider } from '../open-provider.ts';
import type { StorageProvider } from '../storage-provider.ts';
import { expectStream, startListening } from '../testing/listening.ts';
import { localOptions } from '../testing/local-servers.ts';

let server: MinioServer | null = null;
let provider: StorageProvider | null = null;

afterEach(async () => {
  await provider?.close();
  await server?.close();
  server = null;
  provider = null;
});

async function openOn(variant: MinioVariant): Promise<StorageProvider> {
  const binary = await findMinio(variant);
  if ('missing' in binary) throw new Error(binary.missing);
  server = await startMinio({ binaryPath: binary.path, port: 0, usesTls: false });
  const { endpoint, accessKeyId, secretAccessKey } = server;
  provider = openProvider(
    localOptions(endpoint.port, {
      endpoint,
      region: null,
      now: Date.now,
      idleTimeoutMs: 30_000,
      credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken: null, expiresAtMs: null }),
    }),
  );
  await provider.buckets.createBucket({ bucket: 'live', region: null, hasObjectLock: false });
  return provider;
}

test('a MinIO whose stream works tells of changes while they happen', async () => {
  await expectStream(await openOn('streaming'), 'live');
});

test('MinIO as released is told apart within seconds, and its fault is named', async () => {
  const opened = await openOn('as-released');
  const listening = startListening(opened, { bucket: 'live', pingSeconds: 1 });
  await vi.waitFor(() => expect(listening.ending()).toBeDefined(), 15_000);
  expect(listening.ending()).toMatchObject({ kind: 'not-offered', reason: 'event-stream-silent' });
  expect(listening.isOpen()).toBe(false);
});
