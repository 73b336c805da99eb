import type { JobControl } from './job-control.ts';
import type { JobRecord } from './journal/records.ts';
import type { LocalSource, LocalSources } from './local-source.ts';

const batchFiles = 250;

type File = { readonly key: string; readonly sizeBytes: number; readonly modifiedAtMs: number | null };

/**
 * Gives the items of an upload new sources: those whose path, size and time are found there. Sources that cannot be
 * found any more are then forgotten: an enumeration that was cut off goes on in the new ones, and an item that is not
 * in them fails alone. When nothing at all was found the choice was a wrong one, and everything stays as it was.
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
  // Before any item points to them, so that a crash leaves no item without a source.
  control.change(job, () => {
    found.forEach((source, index) => {
      const refId = refIds[index] ?? '';
      jobs.addSource(job.id, { ordinal: firstOrdinal + index, refId, journalRef: source.journalRef });
    });
  });
  let matchedCount = 0;
  let endedCount = 0;
  for (const [index, source] of found.entries()) {
    for await (const files of batchesOf(job, source)) {
      control.change(job, () => {
        for (const file of files) {
          const match = items.matchSource(job.id, firstOrdinal + index, file);
          if (match === 'unfinished') matchedCount += 1;
          if (match === 'ended') endedCount += 1;
        }
      });
    }
  }
  const missingCount = items.countBefore(job.id, firstOrdinal);
  const isWrongChoice = matchedCount + endedCount === 0 && job.itemCount > 0;
  control.change(job, () => {
    for (const { ordinal, refId, journalRef } of known) {
      const isLost =
        sources.byRefId(refId) === null && (journalRef === null || sources.byJournalRef(journalRef) === null);
      if (isLost && !isWrongChoice) jobs.removeSource(job.id, ordinal);
    }
    if (isWrongChoice) found.forEach((_, index) => void jobs.removeSource(job.id, firstOrdinal + index));
  });
  return { matchedCount, missingCount };
}

/** What a source holds, by the keys that its items have. */
async function* batchesOf(job: JobRecord, source: LocalSource): AsyncGenerator<File[]> {
  const prefix = job.request.kind === 'upload' ? job.request.prefix : '';
  let batch: File[] = [];
  for await (const { type, relativePath, sizeBytes, modifiedAtMs } of source.walk(
    new AbortController().signal,
  )) {
    if (type === 'unreadable') continue;
    const isFolder = type === 'empty-folder';
    const key = `${prefix}${relativePath}${isFolder ? '/' : ''}`;
    batch.push({ key, sizeBytes, modifiedAtMs: isFolder ? null : modifiedAtMs });
    if (batch.length < batchFiles) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
