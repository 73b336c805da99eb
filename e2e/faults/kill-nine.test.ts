import { test } from 'vitest';
import { runSandbox, testKeys } from '../../electron/sandbox/testing/running-sandbox.ts';
import { killNine } from './kill-nine-scenario.ts';

test('killed at any moment, an upload and a download go on where they were: against the sandbox', async () => {
  const sandbox = await runSandbox();
  try {
    const { accessKeyId, secretAccessKey } = testKeys;
    await killNine({ name: 'sandbox', port: sandbox.endpoint.port, accessKeyId, secretAccessKey }, 20_261);
  } finally {
    await sandbox.end();
  }
}, 120_000);
