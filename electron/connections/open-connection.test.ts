import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { judgeConnections } from './testing/real-server-suite.ts';

judgeConnections('the sandbox', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'stowage-sandbox-'));
  const keys = { accessKeyId: 'SANDBOXTESTKEY', secretAccessKey: 'sandbox-test-secret' };
  const sandbox = await startSandbox({
    dataDir,
    port: 0,
    faces: ['s3'],
    credentials: [{ ...keys, name: 'test' }],
    region: 'us-east-1',
    now: Date.now,
    fillSample: false,
  });
  return {
    endpoint: sandbox.endpoint,
    ...keys,
    async close() {
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
});
