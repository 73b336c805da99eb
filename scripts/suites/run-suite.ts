import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Counts } from './counts.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs a program of the project with its words on this terminal, and answers its exit code and what it printed. */
export async function runProgram(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const [tool = '', ...args] = command;
  return await new Promise((resolve) => {
    const child = spawn(tool, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    let output = '';
    const pass = (chunk: Buffer, to: NodeJS.WriteStream) => {
      output += chunk.toString();
      to.write(chunk);
    };
    child.stdout.on('data', (chunk: Buffer) => pass(chunk, process.stdout));
    child.stderr.on('data', (chunk: Buffer) => pass(chunk, process.stderr));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a test runner whose reporter writes its counts, and answers them. A runner that failed without naming a failed
 * test, or that counted nothing, counts as one failure of its own: silence is not a pass.
 */
export async function runCounted(
  name: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Counts> {
  const target = path.join(root, 'test-results/counts', `${name}.json`);
  await mkdir(path.dirname(target), { recursive: true });
  await rm(target, { force: true });
  const { code } = await runProgram(command, { ...env, STOWAGE_COUNTS: target });
  const text = await readFile(target, 'utf8').catch(() => null);
  if (text === null)
    return { passedCount: 0, failed: [`${name}: the runner ended before it counted`], skipped: [] };
  const counts = JSON.parse(text) as Counts;
  const ran = counts.passedCount + counts.failed.length + counts.skipped.length;
  if (ran === 0) return { ...counts, failed: [`${name}: there was no test`] };
  if (code !== 0 && counts.failed.length === 0) {
    return { ...counts, failed: [`${name}: the runner failed with exit code ${code}`] };
  }
  return counts;
}

/**
 * Runs one of the project's own suites that ends with the line `N passed, N failed` (and perhaps `, N skipped`), and
 * answers those counts. Skips are named by lines `skipped NAME — REASON` or `not offered NAME — REASON`, failures by
 * lines `failed NAME — REASON`.
 */
export async function runSelfCounting(
  name: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Counts> {
  const { code, output } = await runProgram(command, env);
  const lines = [...output.matchAll(/^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?.*$/gm)];
  const last = lines.at(-1);
  if (last === undefined)
    return { passedCount: 0, failed: [`${name}: ended without its closing line`], skipped: [] };
  const [passedCount = 0, failedCount = 0, skippedCount = 0] = last.slice(1).map((text) => Number(text ?? 0));
  const named = (kinds: string) => [...output.matchAll(new RegExp(`^(?:${kinds})\\s+(.+?) — (.+)$`, 'gm'))];
  const failures = named('failed');
  const failed = Array.from(
    { length: failedCount },
    (_, index) => `${name}: ${failures[index]?.[1] ?? `failure ${index + 1} of ${failedCount}`}`,
  );
  if (code !== 0 && failedCount === 0) failed.push(`${name}: exit code ${code}`);
  if (passedCount + failedCount === 0) failed.push(`${name}: there was no test`);
  const skips = named('skipped|not offered');
  const skipped = Array.from({ length: skippedCount }, (_, index) => {
    const [, test, reason] = skips[index] ?? [];
    return { name: test === undefined ? name : `${name}: ${test}`, reason: reason ?? 'no reason was given' };
  });
  return { passedCount, failed, skipped };
}
