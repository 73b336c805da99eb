import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Job } from '../../shared/model/transfer.ts';
import type { EngineReport, EngineTask } from './engine-process.ts';

const script = fileURLToPath(new URL('./engine-process.ts', import.meta.url));

/** What one life of the engine told before it ended or was killed. */
export interface EngineLife {
  readonly sentParts: number[];
  readonly createdUploads: number;
  /** null when it was killed. */
  readonly job: Job | null;
}

/** Runs the engine until its job has ended, or kills it with SIGKILL as soon as `isTime` says so. */
export async function runEngine(task: EngineTask, isTime: () => boolean): Promise<EngineLife> {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const life = collect(child);
  const exited = once(child, 'exit');
  const watch = setInterval(() => isTime() && child.kill('SIGKILL'), 2);
  await exited;
  clearInterval(watch);
  return life;
}

function collect(child: ChildProcess): EngineLife {
  const life = { sentParts: [] as number[], createdUploads: 0, job: null as Job | null };
  if (child.stdout === null) throw new Error('the process has no output');
  createInterface(child.stdout).on('line', (line) => {
    if (!line.endsWith('}')) return;
    const report: EngineReport = JSON.parse(line);
    if (report.type === 'part') life.sentParts.push(report.partNumber);
    if (report.type === 'created') life.createdUploads += 1;
    if (report.type === 'ended') life.job = report.job;
  });
  return life;
}
