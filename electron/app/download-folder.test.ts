import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDataFolder, startTestBackend, type TestBackend } from './testing/start-test-backend.ts';

let dataDir: string;
let remove: () => Promise<unknown>;
let backend: TestBackend;

beforeEach(async () => {
  ({ dataDir, remove } = await makeDataFolder());
  backend = await startTestBackend(dataDir);
});
afterEach(async () => {
  await backend.close();
  await remove();
});

/** Downloads an object of the sample into the folder of the settings, until the job has ended or waits. */
async function download() {
  const place = { connectionId: 'sandbox', bucket: 'samples' };
  const selection = { keys: ['README.md'], prefixes: [] };
  const { id } = await backend.call('transfers.create', {
    request: { kind: 'download', ...place, basePrefix: '', selection, targetRefId: null, conflict: 'ask' },
    isReviewed: false,
  });
  for (;;) {
    const { jobs } = await backend.call('transfers.list', {});
    const job = jobs.find((other) => other.id === id);
    if (job?.state === 'done' || job?.state === 'needs-user' || job?.state === 'failed') return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('makes the usual download folder at its first use, as a computer without a desktop has none', async () => {
  const { downloadFolder } = await backend.call('settings.hostInfo', {});
  expect(existsSync(downloadFolder)).toBe(false);
  expect(await download()).toMatchObject({ state: 'done', error: null });
  expect(existsSync(join(downloadFolder, 'README.md'))).toBe(true);
});

it('never makes a folder that the user chose: it may be on a disk that is not there', async () => {
  const chosen = join(dataDir, 'disk');
  mkdirSync(chosen);
  await backend.call('settings.update', { downloadFolder: chosen });
  rmSync(chosen, { recursive: true });
  expect(await download()).toMatchObject({ state: 'needs-user', error: { reason: 'target-missing' } });
  expect(existsSync(chosen)).toBe(false);
});
