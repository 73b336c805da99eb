import type { Job } from '../../../shared/model/transfer.ts';
import { isEnded } from './job-list.ts';

/** What can be done with a job now, in the order of its buttons. */
export type JobAction = 'run' | 'pause' | 'resume' | 'retryFailed' | 'revealLocal' | 'cancel' | 'remove';

/** The actions that fit a job. `canReveal` is true on the desktop, which can open a folder. */
export function jobActions(job: Job, canReveal: boolean): readonly JobAction[] {
  const { state } = job;
  if (state === 'planned') return ['run', 'cancel'];
  if (state === 'paused') return ['resume', 'cancel'];
  if (state === 'needs-user') return job.error === null ? ['cancel'] : ['resume', 'cancel'];
  if (!isEnded(job)) return ['pause', 'cancel'];
  const actions: JobAction[] = [];
  if (state === 'failed' || state === 'done-with-failures') actions.push('retryFailed');
  if (canReveal && job.kind === 'download' && job.doneCount > 0) actions.push('revealLocal');
  return [...actions, 'remove'];
}

/** What a row says when the numbers do not: the way out that the state asks for. */
export type JobProblem =
  | 'conflict'
  | 'choose-files'
  | 'choose-target'
  | 'stopped'
  | 'failed'
  | 'some-failed'
  | null;

/** Reasons why the files of an upload are not at hand, whoever found it out. */
const lostFiles: readonly (string | undefined)[] = ['page-gone', 'source-gone'];

export function jobProblem(job: Job): JobProblem {
  if (job.error?.action?.type === 'choose-files-again') return 'choose-files';
  if (job.error?.action?.type === 'choose-target-again') return 'choose-target';
  if (job.state === 'needs-user' && job.error !== null)
    return lostFiles.includes(job.error.reason) ? 'choose-files' : 'stopped';
  if (job.needsUserCount > 0) return 'conflict';
  if (job.state === 'failed') return 'failed';
  return job.failedCount > 0 ? 'some-failed' : null;
}
