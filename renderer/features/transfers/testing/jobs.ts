import type { Job, JobState } from '../../../../shared/model/transfer.ts';

/** A job for tests: half of an upload, with changes. */
export function job(id: string, state: JobState, change: Partial<Job> = {}): Job {
  return {
    id,
    kind: 'upload',
    state,
    title: id,
    moreCount: 0,
    connectionId: 'c',
    bucket: 'b',
    from: 'disk',
    to: 'b/',
    conflict: 'ask',
    priority: 'normal',
    position: Number(id.replace(/\D/g, '')),
    createdAtMs: Number(id.replace(/\D/g, '')),
    finishedAtMs: null,
    isCounted: true,
    itemCount: 2,
    doneCount: 1,
    skippedCount: 0,
    failedCount: 0,
    needsUserCount: 0,
    totalBytes: 100,
    doneBytes: 40,
    bytesPerSecond: 0,
    secondsLeft: null,
    error: null,
    ...change,
  };
}
