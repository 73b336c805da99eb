import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../../shared/model/app-error.ts';
import type {
  FolderSync,
  PlanForm,
  SyncChange,
  SyncEntry,
  SyncPlan,
} from '../../../shared/model/folder-sync.ts';
import { syncChanges } from '../../../shared/model/folder-sync.ts';
import type { Job, JobRequest } from '../../../shared/model/transfer.ts';
import type { Hashing } from '../hashing.ts';
import { localFailure } from '../local-failure.ts';
import { nameRulesOf } from '../local-names.ts';
import { withRetry } from '../retry.ts';
import type { EngineOptions, EngineTuning } from '../transfer-engine.ts';
import { comparePlaces } from './compare-places.ts';
import { isMoved, planText } from './plan-text.ts';

/** Plans that are kept to be looked at and run; the oldest goes first. */
const mostPlans = 8;

interface KeptPlan {
  readonly plan: SyncPlan;
  readonly entries: readonly SyncEntry[];
  readonly folder: string;
}

/**
 * Comparisons of folders with prefixes, and what makes them the same: nothing runs before somebody has seen the plan.
 * Methods reject with `not-found` for a plan or a folder that is not at hand any more.
 */
export class SyncPlans {
  readonly #options: EngineOptions;
  readonly #tuning: EngineTuning;
  readonly #hashing: Hashing;
  readonly #createJob: (request: JobRequest) => Promise<Job>;
  readonly #plans = new Map<string, KeptPlan>();

  constructor(
    options: EngineOptions,
    tuning: EngineTuning,
    hashing: Hashing,
    createJob: (request: JobRequest) => Promise<Job>,
  ) {
    this.#options = options;
    this.#tuning = tuning;
    this.#hashing = hashing;
    this.#createJob = createJob;
  }

  /** Compares; `planId` names the result. */
  async make(request: FolderSync, signal: AbortSignal): Promise<SyncPlan> {
    if (request.prefix !== '' && !request.prefix.endsWith('/')) {
      throw failure('invalid-input', 'The prefix to compare with has to end in a slash.', {
        reason: 'prefix-without-slash',
      });
    }
    const folder = this.#options.sources.targetFolder(request.folderRefId);
    if (folder === null) throw gone();
    const facts = await stat(folder).catch((error: unknown) => {
      throw localFailure(error, folder);
    });
    if (!facts.isDirectory()) throw gone();
    const storage = await this.#options.openStorage(request.connectionId);
    const entries = await comparePlaces(request, folder, {
      storage,
      hashing: this.#hashing,
      rules: nameRulesOf(this.#tuning.platform),
      ownPartBytes: this.#tuning.minPartBytes,
      signal,
      // Somebody waits for the answer: a server that is away is told of soon.
      retried: (attempt) => withRetry(attempt, { delaysMs: this.#tuning.retryDelaysMs.slice(0, 2), signal }),
    });
    const plan = {
      planId: randomBytes(6).toString('hex'),
      request,
      atMs: this.#options.now(),
      counts: countsOf(entries),
      bytes: entries.filter(isMoved).reduce((sum, entry) => sum + sizeOf(request, entry), 0),
    };
    this.#plans.set(plan.planId, { plan, entries, folder });
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > mostPlans && oldest !== undefined) this.#plans.delete(oldest);
    return plan;
  }

  get(planId: string): SyncPlan {
    return this.#find(planId).plan;
  }

  /** Entries of a plan from `offset` on, all or those of one change. */
  list(planId: string, change: SyncChange | null, offset: number, limit: number): SyncEntry[] {
    const { entries } = this.#find(planId);
    return entries
      .filter((entry) => change === null || entry.change === change)
      .slice(offset, offset + limit);
  }

  text(planId: string, form: PlanForm): string {
    const { plan, entries, folder } = this.#find(planId);
    return planText(plan, entries, folder, form);
  }

  /**
   * Begins the jobs of a plan: one that moves, and for a mirror what deletes. Local files are deleted here and now, each
   * only while it is as long as the plan says.
   */
  async run(planId: string, signal: AbortSignal): Promise<Job[]> {
    const { plan, entries, folder } = this.#find(planId);
    const { direction, connectionId, bucket, prefix, folderRefId, isMirror } = plan.request;
    const place = { connectionId, bucket };
    const moved = entries.filter(isMoved);
    const deleted = isMirror ? entries.filter(({ change }) => change === 'deleted') : [];
    const jobs: Job[] = [];
    if (moved.length > 0 && direction === 'up') {
      const paths = moved.map(({ localPath }) => localPath);
      const from = { prefix, sourceRefIds: [folderRefId], paths };
      jobs.push(await this.#createJob({ kind: 'upload', ...place, ...from, conflict: 'overwrite' }));
    }
    if (moved.length > 0 && direction === 'down') {
      const selection = { keys: moved.map(({ key }) => key), prefixes: [] };
      const to = { basePrefix: prefix, selection, targetRefId: folderRefId };
      jobs.push(await this.#createJob({ kind: 'download', ...place, ...to, conflict: 'overwrite' }));
    }
    if (direction === 'up' && deleted.length > 0) {
      const selection = { keys: deleted.map(({ key }) => key), prefixes: [] };
      const keySizesBytes = deleted.map(({ objectSizeBytes }) => objectSizeBytes ?? 0);
      jobs.push(await this.#createJob({ kind: 'delete', ...place, selection, keySizesBytes }));
    }
    if (direction === 'down') await this.#deleteLocal(folder, deleted, signal);
    return jobs;
  }

  async #deleteLocal(folder: string, entries: readonly SyncEntry[], signal: AbortSignal): Promise<void> {
    for (const { localPath, localSizeBytes } of entries) {
      signal.throwIfAborted();
      const file = join(folder, localPath);
      const facts = await stat(file).catch(() => null);
      if (facts?.isFile() && facts.size === localSizeBytes) await rm(file);
    }
  }

  #find(planId: string): KeptPlan {
    const found = this.#plans.get(planId);
    if (found === undefined) {
      throw failure('not-found', 'This comparison is not at hand any more. Compare again.', {
        reason: 'plan-gone',
      });
    }
    return found;
  }
}

function gone() {
  return failure('not-found', 'The chosen folder is not at hand any more. Choose it again.', {
    reason: 'target-gone',
  });
}

function sizeOf({ direction }: FolderSync, { localSizeBytes, objectSizeBytes }: SyncEntry): number {
  return (direction === 'up' ? localSizeBytes : objectSizeBytes) ?? 0;
}

function countsOf(entries: readonly SyncEntry[]): Record<SyncChange, number> {
  const counts = { new: 0, changed: 0, deleted: 0, same: 0, unknown: 0 };
  for (const change of syncChanges)
    counts[change] = entries.filter((entry) => entry.change === change).length;
  return counts;
}
