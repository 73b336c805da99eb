import type { DatabaseSync } from 'node:sqlite';
import { type JobRecord, jobOfRow } from './records.ts';

/** A source of an upload: how to find it in this run, and after a restart. */
export interface SourceRecord {
  readonly ordinal: number;
  readonly refId: string;
  readonly journalRef: string | null;
}

const columns = [
  'position',
  'state',
  'title',
  'to_text',
  'local_folder',
  'conflict',
  'priority',
  'finished_at_ms',
  'is_counted',
  'is_clean',
  'cursor',
  'item_count',
  'done_count',
  'skipped_count',
  'failed_count',
  'needs_user_count',
  'total_bytes',
  'done_bytes',
  'error',
];
/** Rows that go in one transaction when a job is taken apart. */
const removeBatch = 2_000;

/** The jobs of a journal. Every call is one short transaction, unless `Journal.transaction` wraps it. */
export function openJobs(database: DatabaseSync) {
  const all = database.prepare('SELECT * FROM jobs WHERE is_removed = 0 ORDER BY position');
  const insert = database.prepare(
    `INSERT INTO jobs (id, request, from_text, created_at_ms, is_reviewed, ${columns.join(', ')})
     VALUES (?, ?, ?, ?, ?, ${columns.map(() => '?').join(', ')})`,
  );
  const update = database.prepare(
    `UPDATE jobs SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
  );
  const lastPosition = database.prepare('SELECT max(position) AS position FROM jobs');
  const insertSource = database.prepare(
    'INSERT INTO sources (job_id, ordinal, ref_id, journal_ref) VALUES (?, ?, ?, ?)',
  );
  const sourcesOf = database.prepare(
    'SELECT ordinal, ref_id, journal_ref FROM sources WHERE job_id = ? ORDER BY ordinal',
  );
  const removeSource = database.prepare('DELETE FROM sources WHERE job_id = ? AND ordinal = ?');
  const markRemoved = database.prepare('UPDATE jobs SET is_removed = 1 WHERE id = ?');
  const removed = database.prepare('SELECT id FROM jobs WHERE is_removed = 1');
  const removeSomeItems = database.prepare(
    `DELETE FROM items WHERE id IN (SELECT id FROM items WHERE job_id = ? LIMIT ${removeBatch})`,
  );
  const removeSomeNames = database.prepare(
    `DELETE FROM names WHERE job_id = ?1 AND fold IN (SELECT fold FROM names WHERE job_id = ?1 LIMIT ${removeBatch})`,
  );
  const removeJob = database.prepare('DELETE FROM jobs WHERE id = ?');
  const readSetting = database.prepare('SELECT value FROM settings WHERE name = ?');
  const writeSetting = database.prepare(
    'INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );

  return {
    all: (): JobRecord[] => all.all().map(jobOfRow),
    nextPosition: (): number => Number(lastPosition.get()?.position ?? 0) + 1,
    insert(job: JobRecord): void {
      insert.run(
        job.id,
        JSON.stringify(job.request),
        job.from,
        job.createdAtMs,
        Number(job.isReviewed),
        ...changing(job),
      );
    },
    /** Writes everything about a job that can change. */
    save(job: JobRecord): void {
      update.run(...changing(job), job.id);
    },
    addSource(jobId: string, source: SourceRecord): void {
      insertSource.run(jobId, source.ordinal, source.refId, source.journalRef);
    },
    sources: (jobId: string): SourceRecord[] =>
      sourcesOf.all(jobId).map((row) => ({
        ordinal: Number(row.ordinal),
        refId: String(row.ref_id),
        journalRef: typeof row.journal_ref === 'string' ? row.journal_ref : null,
      })),
    removeSource: (jobId: string, ordinal: number): void => void removeSource.run(jobId, ordinal),
    /** Takes a job off the list at once; `removeSome` takes it apart later. */
    markRemoved: (jobId: string): void => void markRemoved.run(jobId),
    /** Deletes some rows of removed jobs; true while there are more. */
    removeSome(): boolean {
      const row = removed.get();
      if (row === undefined) return false;
      const jobId = String(row.id);
      if (Number(removeSomeItems.run(jobId).changes) > 0) return true;
      if (Number(removeSomeNames.run(jobId).changes) > 0) return true;
      removeJob.run(jobId);
      return true;
    },
    isPaused: (): boolean => readSetting.get('paused')?.value === 'yes',
    setPaused: (isPaused: boolean): void => void writeSetting.run('paused', isPaused ? 'yes' : 'no'),
  };
}

function changing(job: JobRecord) {
  return [
    job.position,
    job.state,
    job.title,
    job.to,
    job.localFolder,
    job.conflict,
    job.priority,
    job.finishedAtMs,
    Number(job.isCounted),
    Number(job.isClean),
    job.cursor,
    job.itemCount,
    job.doneCount,
    job.skippedCount,
    job.failedCount,
    job.needsUserCount,
    job.totalBytes,
    job.doneBytes,
    job.error === null ? null : JSON.stringify(job.error),
  ];
}
