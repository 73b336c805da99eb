import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { openProvider } from '../open-provider.ts';
import { serveBluntly } from '../testing/blunt-server.ts';
import { localOptions } from '../testing/local-servers.ts';

let folder = '';
let sandbox: Awaited<ReturnType<typeof startSandbox>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stowage-conformance-cli-'));
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

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command; `interruptAt` sends it Ctrl-C once its output matches. */
function run(endpoint: string, more: readonly string[] = [], interruptAt?: RegExp): Promise<Ended> {
  const keys = ['--access-key', 'TESTKEY', '--secret-key', 'test-secret', '--dialect', 's3'];
  const program = join(import.meta.dirname, 'conformance-cli.ts');
  const child = spawn(process.execPath, [program, '--endpoint', endpoint, ...keys, ...more]);
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    let isInterrupted = false;
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (isInterrupted || !interruptAt?.test(stdout)) return;
      isInterrupted = true;
      child.kill('SIGINT');
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('npm run conformance', () => {
  test('prints a line for each operation, and writes them for programs', async () => {
    const file = join(folder, 'results.json');
    const endpoint = `http://127.0.0.1:${sandbox.endpoint.port}`;
    const { code, stdout, stderr } = await run(endpoint, ['--only', 'tags', '--json', file]);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^\d+ passed, 0 failed, 0 skipped$/);
    const { summary, results } = JSON.parse(await readFile(file, 'utf8'));
    expect(summary).toBe(lines.at(-1));
    expect(results).toHaveLength(lines.length - 1);
    expect(results[0]).toMatchObject({ group: 'tags', outcome: 'passed', requestId: null });
    expect(stdout + stderr).not.toContain('test-secret');
  });

  test('removes what it made after Ctrl-C, says so and fails', async () => {
    const endpoint = `http://127.0.0.1:${sandbox.endpoint.port}`;
    const { code, stdout, stderr } = await run(endpoint, [], /copyObject/);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Stopping, and removing what was made.*\nThe run was stopped before its end\.\n$/,
    );
    expect(stdout).toMatch(/\d+ passed, 0 failed, \d+ skipped\n$/);
    const provider = openProvider(localOptions(sandbox.endpoint.port, { now: Date.now, region: null }));
    expect(await provider.service.listBuckets()).toEqual([]);
    await provider.close();
  });

  test('says in one line that nothing answers', async () => {
    const { code, stdout, stderr } = await run('http://127.0.0.1:1');
    expect(code).toBe(1);
    expect(stdout).toBe('0 passed, 1 failed, 0 skipped\n');
    expect(stderr).toMatch(/^The suite could not begin: Nothing answers at 127\.0\.0\.1:1\..*\n$/);
  });

  test('fails when an endpoint offers nothing at all', async () => {
    const server = await serveBluntly('501');
    const { code, stdout, stderr } = await run(`http://127.0.0.1:${server.port}`);
    await server.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n0 passed, 0 failed, \d{3} skipped\n$/);
    expect(stdout).toMatch(
      /^not offered buckets: createBucket \(0 ms\) — There is no bucket to try it in: 501 NotImplemented .*Not here\.$/m,
    );
    expect(stderr).toMatch(/^This endpoint offers nothing .*\n$/);
  });

  test('says in one line which option is wrong', async () => {
    const { code, stdout, stderr } = await run('http://127.0.0.1:1', ['--only', 'all']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^--only is one of .*\n$/);
  });
});
