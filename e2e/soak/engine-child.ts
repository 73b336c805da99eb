import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, JobItem, JobRequest } from '../../shared/model/transfer.ts';
import type { EngineCommand, EngineReport, SoakConnection } from './soak-messages.ts';

const script = fileURLToPath(new URL('./soak-engine.ts', import.meta.url));
const answerMs = 30_000;

/** The engine's process over its lives: killed with SIGKILL, it is started again on the same journal. */
export class EngineChild {
  /** What the engine last said of each job. */
  readonly jobs = new Map<string, Job>();
  killCount = 0;
  readonly #journalPath: string;
  readonly #connections: readonly SoakConnection[];
  readonly #answers = new Map<number, (report: EngineReport) => void>();
  #child: ChildProcess | null = null;
  #commandCount = 0;

  constructor(journalPath: string, connections: readonly SoakConnection[]) {
    this.#journalPath = journalPath;
    this.#connections = connections;
  }

  /** Resolves when the engine has read its journal and goes on with what it found. */
  async start(): Promise<void> {
    const child = fork(script, [this.#journalPath, JSON.stringify(this.#connections)]);
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.on('exit', (code) => reject(new Error(`the engine ended by itself with ${code}`)));
      child.on('message', (report: EngineReport) => {
        if ('jobs' in report) for (const job of report.jobs) this.jobs.set(job.id, job);
        if (report.type === 'ready') resolve();
        if ('id' in report) this.#answers.get(report.id)?.(report);
      });
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    this.killCount += 1;
  }

  /** False when the process died although nobody killed it. */
  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async create(request: JobRequest): Promise<Job> {
    const report = await this.#ask({ type: 'create', request });
    if (report.type !== 'created') throw new Error(`a job was refused: ${JSON.stringify(report)}`);
    this.jobs.set(report.job.id, report.job);
    return report.job;
  }

  async items(jobId: string): Promise<readonly JobItem[]> {
    const report = await this.#ask({ type: 'items', jobId });
    return report.type === 'items' ? report.items : [];
  }

  async removeEnded(): Promise<void> {
    await this.#ask({ type: 'remove-ended' });
  }

  again(jobId: string): void {
    this.#commandCount += 1;
    this.#child?.send({ type: 'again', jobId, id: this.#commandCount } satisfies EngineCommand);
  }

  async #ask(
    command:
      | { type: 'create'; request: JobRequest }
      | { type: 'items'; jobId: string }
      | { type: 'remove-ended' },
  ) {
    this.#commandCount += 1;
    const id = this.#commandCount;
    return await new Promise<EngineReport>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the engine did not answer ${command.type}`)),
        answerMs,
      );
      this.#answers.set(id, (report) => {
        clearTimeout(timer);
        this.#answers.delete(id);
        resolve(report);
      });
      this.#child?.send({ ...command, id } satisfies EngineCommand);
    });
  }
}
