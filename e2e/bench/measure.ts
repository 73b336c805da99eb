import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** What one run of one contestant cost. */
export interface RunCost {
  /** From the start of the job to its end, as far as the contestant tells; else of its whole process. */
  readonly seconds: number;
  /** Of the client alone, user and system. */
  readonly cpuSeconds: number;
  /** Resident memory at its highest, MiB. */
  readonly peakMib: number;
  /** Delay of the event loop of the thread that sends and receives; null for contestants without one. */
  readonly loopDelayP99Ms?: number;
}

const measuredSchema = z.object({
  exitCode: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakMib: z.number(),
});

/** Runs a command to its end and counts what it cost. Rejects with the command's own words when it fails. */
export async function measureCommand(
  measuredRun: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunCost> {
  const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1_048_576 };
  const { stdout, stderr } = await run(measuredRun, [...command], options);
  const { exitCode, ...cost } = measuredSchema.parse(JSON.parse(stdout));
  if (exitCode === 0) return cost;
  throw new Error(`${command[0]} ended with ${exitCode}: ${stderr.trim().slice(-2_000)}`);
}

/** The middle one; of an even number, the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}
