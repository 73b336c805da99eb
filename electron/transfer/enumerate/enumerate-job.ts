import { failure } from '../../../shared/model/app-error.ts';
import type { JobRecord } from '../journal/records.ts';
import { nameRulesOf } from '../local-names.ts';
import type { LocalSource, LocalSources } from '../local-source.ts';
import { type RunContext, retried } from '../run/context.ts';
import type { TransferStorage } from '../storage-port.ts';
import { copyDraft, deleteDraft, downloadDraft } from './drafts.ts';
import type { Enumeration } from './enumeration.ts';
import { enumerateChosenFiles, enumerateLocalFiles } from './local-files.ts';
import { enumerateObjects, type FoundObject } from './objects.ts';

/** The enumeration that fits a job; `targetLimits` are those of what it writes to. Rejects with `local-file`, reason `source-gone`, when a source is not to be found. */
export function enumerateJob(
  context: RunContext,
  sources: JobSources,
  targetLimits: TransferStorage['limits'],
): Enumeration {
  const { job, journal, storage, stopSignal, tuning } = context;
  const { request } = job;
  if (request.kind === 'upload') {
    const { prefix, paths } = request;
    const common = { prefix, limits: storage.limits, signal: stopSignal };
    return paths === undefined
      ? enumerateLocalFiles({ sources: sources.all(), ...common })
      : enumerateChosenFiles({ source: sources.at(0), paths, ...common });
  }
  const rules = nameRulesOf(tuning.platform);
  const draft = (object: FoundObject) => {
    if (request.kind === 'download') return downloadDraft(object, request, job.id, journal.names, rules);
    return request.kind === 'delete' ? deleteDraft(object) : copyDraft(object, request, targetLimits);
  };
  return enumerateObjects({
    storage,
    bucket: request.bucket,
    selection: request.selection,
    keySizesBytes: request.kind === 'delete' ? (request.keySizesBytes ?? []) : null,
    cursor: job.cursor,
    signal: stopSignal,
    retried: (attempt) => retried(context, attempt),
    drafts: (objects) => journal.transaction(() => objects.map(draft).filter((item) => item !== null)),
  });
}

/** The local sources of an upload, found in this run's registry or by what the journal kept of them. */
export class JobSources {
  readonly #found = new Map<number, LocalSource>();
  readonly #job: JobRecord;
  readonly #records: readonly { ordinal: number; refId: string; journalRef: string | null }[];
  readonly #sources: LocalSources;

  constructor(
    job: JobRecord,
    records: readonly { ordinal: number; refId: string; journalRef: string | null }[],
    sources: LocalSources,
  ) {
    this.#job = job;
    this.#records = records;
    this.#sources = sources;
  }

  all(): { ordinal: number; source: LocalSource }[] {
    return this.#records.map(({ ordinal }) => ({ ordinal, source: this.at(ordinal) }));
  }

  /**
   * Rejects with `local-file`: reason `source-gone` and the advice to choose the files again, or `file-gone` for an item
   * whose source was replaced by others that do not have it.
   */
  at(ordinal: number): LocalSource {
    const known = this.#found.get(ordinal);
    if (known !== undefined) return known;
    const record = this.#records.find((other) => other.ordinal === ordinal);
    if (record === undefined) {
      throw failure('local-file', 'It is not among the files that were chosen again.', {
        reason: 'file-gone',
      });
    }
    const found =
      this.#sources.byRefId(record.refId) ??
      (record.journalRef === null ? null : this.#sources.byJournalRef(record.journalRef));
    if (found === null) {
      throw failure('local-file', 'The files of this transfer are not at hand any more. Choose them again.', {
        reason: 'source-gone',
        action: { type: 'choose-files-again', jobId: this.#job.id },
      });
    }
    this.#found.set(ordinal, found);
    return found;
  }
}
