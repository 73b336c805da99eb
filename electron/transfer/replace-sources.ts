import type { JobControl } from './job-control.ts';
import type { JobRecord } from './journal/records.ts';
import type { LocalSource, LocalSources } from './local-source.ts';

const batchFiles = 250;

/**
 * Gives the unfinished items of an upload new sources: those whose path, size and time are found there. Sources that
 * cannot be found any more are forgotten, so that an enumeration that was cut off goes on in the new ones.
 */
export async function replaceSources(
  control: JobControl,
  job: JobRecord,
  found: readonly LocalSource[],
  refIds: readonly string[],
  sources: LocalSources,
): Promise<{ matchedCount: number; missingCount: number }> {
  const { jobs, items } = control.journal;
  const known = jobs.sources(job.id);
  const firstOrdinal = Math.max(-1, ...known.map(({ ordinal }) => ordinal)) + 1;
  control.change(job, () => {
    for (const { ordinal, refId, journalRef } of known) {
      const isLost =
        sources.byRefId(refId) === null && (journalRef === null || sources.byJournalRef(journalRef) === null);
      if (isLost) jobs.removeSource(job.id, ordinal);
    }
    found.forEach((source, index) => {
      const refId = refIds[index] ?? '';
      jobs.addSource(job.id, { ordinal: firstOrdinal + index, refId, journalRef: source.journalRef });
    });
  });
  const prefix = job.request.kind === 'upload' ? job.request.prefix : '';
  let matchedCount = 0;
  for (const [index, source] of found.entries()) {
    let batch: { key: string; sizeBytes: number; modifiedAtMs: number }[] = [];
    const flush = () => {
      const files = batch;
      batch = [];
      control.change(job, () => {
        for (const file of files) matchedCount += items.matchSource(job.id, firstOrdinal + index, file);
      });
    };
    for await (const entry of source.walk(new AbortController().signal)) {
      if (entry.type !== 'file') continue;
      batch.push({
        key: prefix + entry.relativePath,
        sizeBytes: entry.sizeBytes,
        modifiedAtMs: entry.modifiedAtMs,
      });
      if (batch.length >= batchFiles) flush();
    }
    flush();
  }
  return { matchedCount, missingCount: items.countBefore(job.id, firstOrdinal) };
}
