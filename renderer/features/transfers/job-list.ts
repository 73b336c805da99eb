import type { EventPayload, MethodOutput } from '../../../shared/contract/contract.ts';
import type { Job, JobState, TransferTotals } from '../../../shared/model/transfer.ts';

/**
 * The jobs as the host last told: by id, and their order: those that are still to be done as the queue has them, the next
 * one first, then those that have ended, the newest first.
 */
export interface JobList {
  readonly jobs: Readonly<Record<string, Job>>;
  readonly order: readonly string[];
  readonly totals: TransferTotals;
  readonly isPaused: boolean;
  /** Until when the transfer window of the settings holds jobs back; null while it does not. */
  readonly windowOpensAtMs: number | null;
}

export const emptyJobList: JobList = {
  jobs: {},
  order: [],
  totals: {
    runningCount: 0,
    waitingCount: 0,
    needsUserCount: 0,
    uploadBytesPerSecond: 0,
    downloadBytesPerSecond: 0,
  },
  isPaused: false,
  windowOpensAtMs: null,
};

function inOrder(jobs: Readonly<Record<string, Job>>): string[] {
  const later = (a: Job, b: Job) => a.position - b.position || (a.id < b.id ? -1 : 1);
  const all = Object.values(jobs);
  const waiting = all.filter((job) => !isEnded(job)).sort(later);
  const ended = all.filter(isEnded).sort((a, b) => later(b, a));
  return [...waiting, ...ended].map((job) => job.id);
}

/** Where a job can be moved to in the queue. */
export const queueMoves = ['top', 'up', 'down', 'bottom'] as const;
export type QueueMove = (typeof queueMoves)[number];

/** Which job it then stands before; null for the end; undefined when it is there already. */
export function targetOf(list: JobList, jobId: string, move: QueueMove): string | null | undefined {
  const queue = list.order.filter((id) => list.jobs[id] !== undefined && !isEnded(list.jobs[id]));
  const at = queue.indexOf(jobId);
  const last = queue.length - 1;
  if (at === -1 || (move === 'top' || move === 'up' ? at === 0 : at === last)) return undefined;
  if (move === 'top') return queue[0];
  if (move === 'up') return queue[at - 1];
  return (move === 'down' ? queue[at + 2] : undefined) ?? null;
}

/** The list after a snapshot, which replaces everything. */
export function fromSnapshot(snapshot: MethodOutput<'transfers.list'>): JobList {
  const jobs = Object.fromEntries(snapshot.jobs.map((job) => [job.id, job]));
  const { totals, isPaused, windowOpensAtMs } = snapshot;
  return { jobs, order: inOrder(jobs), totals, isPaused, windowOpensAtMs };
}

/** The list after an update. The order keeps its identity while no job comes, ends, goes or moves, so that rows stay put. */
export function afterUpdate(list: JobList, update: EventPayload<'transfers.changed'>): JobList {
  const jobs = { ...list.jobs };
  for (const job of update.jobs) jobs[job.id] = job;
  for (const id of update.removedJobIds) delete jobs[id];
  const isSameOrder =
    update.removedJobIds.every((id) => list.jobs[id] === undefined) &&
    update.jobs.every((job) => {
      const before = list.jobs[job.id];
      return before?.position === job.position && isEnded(before) === isEnded(job);
    });
  const order = isSameOrder ? list.order : inOrder(jobs);
  const { totals, isPaused, windowOpensAtMs } = update;
  return { jobs, order, totals, isPaused, windowOpensAtMs };
}

const endedStates: readonly JobState[] = ['done', 'done-with-failures', 'failed', 'cancelled'];

export function isEnded(job: Job): boolean {
  return endedStates.includes(job.state);
}

export const jobFilters = ['all', 'active', 'done', 'failed'] as const;
export type JobFilter = (typeof jobFilters)[number];

/** Whether a job is shown under a filter; what needs the user counts as active. */
export function passesFilter(job: Job, filter: JobFilter): boolean {
  if (filter === 'active') return !isEnded(job);
  if (filter === 'done') return job.state === 'done';
  if (filter === 'failed') return job.state === 'failed' || job.state === 'done-with-failures';
  return true;
}

/** Counts for the tags of the dock. */
export function countJobs(
  list: JobList,
): Record<'running' | 'waiting' | 'needsUser' | 'done' | 'failed', number> {
  const counts = { running: 0, waiting: 0, needsUser: 0, done: 0, failed: 0 };
  for (const { state, needsUserCount } of Object.values(list.jobs)) {
    if (state === 'needs-user' || needsUserCount > 0) counts.needsUser += 1;
    else if (state === 'running' || state === 'planning') counts.running += 1;
    else if (state === 'queued' || state === 'paused' || state === 'planned') counts.waiting += 1;
    else if (state === 'done') counts.done += 1;
    else if (state !== 'cancelled') counts.failed += 1;
  }
  return counts;
}

/** How far a job is, 0 to 1; null while its whole is not known. Small files count by number, large ones by bytes. */
export function jobProgress(job: Job): number | null {
  if (job.state === 'done') return 1;
  if (!job.isCounted && job.doneBytes === 0 && job.doneCount === 0) return null;
  if (job.kind !== 'delete' && job.totalBytes > 0) return Math.min(1, job.doneBytes / job.totalBytes);
  if (job.itemCount === 0) return job.isCounted ? 1 : null;
  return Math.min(1, (job.doneCount + job.skippedCount) / job.itemCount);
}
