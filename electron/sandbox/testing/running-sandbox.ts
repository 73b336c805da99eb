import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, type SandboxOptions, startSandbox } from '../start-sandbox.ts';

/** Keys that every sandbox of a test accepts. */
export const testKeys = { accessKeyId: 'TESTKEY', secretAccessKey: 'test-secret', name: 'tester' } as const;

/** A sandbox of one test in a folder of its own. */
export interface RunningSandbox extends Sandbox {
  readonly dataDir: string;
  readonly url: string;
  /** Closes it and removes its folder. */
  end(): Promise<void>;
}

/** Starts an empty sandbox on a free port; `options` replace what is usual for tests. */
export async function runSandbox(options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'stowage-sandbox-'));
  const sandbox = await startSandbox({
    port: 0,
    faces: ['s3'],
    credentials: [testKeys],
    region: 'us-east-1',
    now: Date.now,
    fillSample: false,
    ...options,
    dataDir,
  }).catch((error: unknown) => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    throw error;
  });
  const { host, port } = sandbox.endpoint;
  return {
    ...sandbox,
    dataDir,
    url: `http://${host}:${port}`,
    async end() {
      await sandbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
