import { failure } from '../../shared/model/app-error.ts';
import type { Receipt } from '../../shared/model/receipt.ts';
import type { ItemState, JobItem } from '../../shared/model/transfer.ts';
import { findSources, findTarget, newJob } from './create-job.ts';
import { hasEnded, JobControl } from './job-control.ts';
import { jobPlanText } from './job-plan.ts';
import { openJournal } from './journal/journal.ts';
import { type ItemRecord, type JobRecord, type StoredItemState, showItem } from './journal/records.ts';
import { Leftovers } from './leftovers.ts';
import { replaceSources } from './replace-sources.ts';
import { defaultRetryDelaysMs } from './retry.ts';
import { SyncPlans } from './sync/sync-plans.ts';
import type { EngineOptions, EngineTuning, TransferEngine } from './transfer-engine.ts';

const mebibyte = 1_048_576;

const defaultTuning: EngineTuning = {
  retryDelaysMs: defaultRetryDelaysMs,
  singlePutMaxBytes: 16 * mebibyte,
  minPartBytes: 8 * mebibyte,
  copyPartBytes: 256 * mebibyte,
  lanes: {
    least: { total: 8, perFile: 1 },
    start: { total: 64, perFile: 4 },
    most: { total: 256, perFile: 16 },
  },
  platform: process.platform,
};

/**
 * Opens the engine on its journal and goes on with what an earlier run left. Rejects with `local-file` or `disk-full`
 * when the journal cannot be opened.
 */
export async function openEngine(options: EngineOptions): Promise<TransferEngine> {
  const journal = openJournal(options.journalPath, options.now);
  if (journal.setAsidePath !== null) options.onJournalSetAside?.(journal.setAsidePath);
  const tuning = { ...defaultTuning, ...options.tuning };
  const control = new JobControl(journal, options, tuning);
  control.restore();
  return engineOver(control, options, tuning);
}

function engineOver(control: JobControl, options: EngineOptions, tuning: EngineTuning): TransferEngine {
  const { journal } = control;

  function find(jobId: string): JobRecord {
    const job = control.jobs.get(jobId);
    if (job === undefined)
      throw failure('not-found', 'This transfer is not on the list any more.', { reason: 'job-gone' });
    return job;
  }

  function allow(job: JobRecord, isAllowed: boolean): void {
    if (isAllowed) return;
    throw failure('conflict', 'The transfer is in a state in which this cannot be done.', {
      reason: 'job-state',
      values: { state: job.state },
      retry: 'after-user-acts',
    });
  }

  /** Starts a job unless everything is held back: then it waits in the queue. */
  function begin(job: JobRecord): void {
    if (control.isHeld) control.setState(job, 'queued');
    else control.start(job);
  }

  function pause(job: JobRecord): void {
    control.setState(job, 'paused');
    control.stop(job);
  }

  const isActive = (job: JobRecord) =>
    job.state === 'planning' || job.state === 'queued' || job.state === 'running';

  async function requeueAll(job: JobRecord, state: 'failed' | 'needs-user'): Promise<void> {
    for (let changed = -1; changed !== 0; ) {
      control.change(job, () => {
        changed = journal.items.requeueSome(job.id, state);
        if (state === 'failed') job.failedCount -= changed;
        else job.needsUserCount -= changed;
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const engine: TransferEngine = {
    sync: new SyncPlans(options, tuning, control.hashing, (request) =>
      engine.create(request, { isReviewed: false }),
    ),

    leftovers: new Leftovers(options.openStorage, journal, control.jobs),

    async create(request, { isReviewed }) {
      const { job, sources } = newJob(request, {
        isReviewed,
        position: journal.jobs.nextPosition(),
        nowMs: options.now(),
        sources: options.sources,
        downloadFolder: options.settings().downloadFolder,
      });
      journal.transaction(() => {
        journal.jobs.insert(job);
        for (const source of sources) journal.jobs.addSource(job.id, source);
      });
      control.add(job);
      begin(job);
      return control.show(job);
    },

    async run(jobId) {
      const job = find(jobId);
      allow(job, job.state === 'planned');
      begin(job);
      return control.show(job);
    },

    async pause(jobId) {
      const job = find(jobId);
      allow(job, isActive(job) || job.state === 'paused');
      if (job.state !== 'paused') pause(job);
      return control.show(job);
    },

    async resume(jobId) {
      const job = find(jobId);
      allow(job, !hasEnded(job.state) && job.state !== 'planned');
      if (!control.isRunning(job)) control.start(job);
      return control.show(job);
    },

    async cancel(jobId) {
      const job = find(jobId);
      allow(job, !hasEnded(job.state));
      control.cancel(job);
      return control.show(job);
    },

    async retryFailed(jobId) {
      const job = find(jobId);
      allow(job, job.state !== 'cancelled' && job.state !== 'done' && job.state !== 'planned');
      await requeueAll(job, 'failed');
      // It may have been cancelled or taken off the list meanwhile.
      allow(find(jobId), job.state !== 'cancelled');
      if (control.isRunning(job)) control.requeued(job);
      else if (job.state !== 'paused') begin(job);
      return control.show(job);
    },

    async remove(jobId) {
      const job = find(jobId);
      allow(job, hasEnded(job.state));
      control.remove(job);
    },

    async removeEnded() {
      for (const job of [...control.jobs.values()]) if (hasEnded(job.state)) control.remove(job);
    },

    async pauseAll() {
      control.setPaused(true);
      for (const job of control.jobs.values()) if (isActive(job)) pause(job);
    },

    async resumeAll() {
      control.setPaused(false);
      for (const job of control.jobs.values()) {
        if (job.state === 'paused' || (job.state === 'queued' && !control.isRunning(job))) begin(job);
      }
    },

    async setPriority({ jobId, priority }) {
      const job = find(jobId);
      control.change(job, () => {
        job.priority = priority;
      });
      return control.show(job);
    },

    async move({ jobId, beforeJobId }) {
      const job = find(jobId);
      const before = beforeJobId === null ? null : find(beforeJobId);
      control.moveBefore(job, before);
      return control.show(job);
    },

    checkWindow() {
      control.checkWindow();
    },

    async list() {
      const jobs = [...control.jobs.values()].map((job) => control.show(job));
      const { isPaused, windowOpensAtMs } = control;
      return { jobs, totals: control.totals(), isPaused, windowOpensAtMs };
    },

    async listItems({ jobId, state, afterId, limit }) {
      return { items: listItems(control, find(jobId), state, afterId, limit) };
    },

    async resolveConflict({ jobId, itemId, decision, appliesToAll }) {
      const job = find(jobId);
      const item = journal.items.get(itemId);
      allow(job, !hasEnded(job.state) && item?.jobId === jobId && item.state === 'needs-user');
      control.change(job, () => {
        journal.items.decide(itemId, decision);
        job.needsUserCount -= 1;
        if (appliesToAll) job.conflict = decision;
      });
      if (appliesToAll) await requeueAll(job, 'needs-user');
      if (control.isRunning(job)) control.requeued(job);
      else if (job.state === 'needs-user' && job.error === null) begin(job);
    },

    async replaceSources({ jobId, sourceRefIds }) {
      const job = find(jobId);
      allow(job, job.request.kind === 'upload' && !hasEnded(job.state));
      const found = findSources(sourceRefIds, options.sources);
      const result = await replaceSources(control, job, found, sourceRefIds, options.sources);
      // What runs may still ask, again and again, a page that is gone: it is begun anew with the files of now.
      const wasRunning = control.isRunning(job);
      if (wasRunning) control.stop(job);
      if (wasRunning || job.state === 'needs-user') begin(job);
      return result;
    },

    async replaceTarget({ jobId, targetRefId }) {
      const job = find(jobId);
      localFolderOf(job);
      allow(job, !hasEnded(job.state) && !control.isRunning(job));
      const { downloadFolder } = options.settings();
      const folder = findTarget(targetRefId, { sources: options.sources, downloadFolder });
      control.change(job, () => {
        job.localFolder = folder;
        job.to = folder;
        job.error = null;
      });
      if (job.state === 'needs-user') begin(job);
      return control.show(job);
    },

    serverTroubled(connectionId) {
      control.lanes.of(connectionId).troubled();
    },

    wakeSources() {
      for (const job of control.jobs.values()) {
        const reason = job.state === 'needs-user' ? job.error?.reason : undefined;
        if (reason === 'page-gone' || reason === 'source-gone') begin(job);
      }
    },

    receipt: async ({ jobId, afterId, limit }) => receiptOf(control, find(jobId), afterId, limit),

    planText: async ({ jobId, form, ...page }) => jobPlanText(find(jobId), journal, form, page),
    repeat: async (jobId, choice) => engine.create(find(jobId).request, choice),

    async localFolder(jobId) {
      return localFolderOf(find(jobId));
    },

    close: () => control.close(),
  };
  return engine;
}

function localFolderOf(job: JobRecord): string {
  if (job.localFolder !== null) return job.localFolder;
  throw failure('not-offered', 'Only a download has a folder on this machine.', {
    reason: 'no-local-folder',
  });
}

function receiptOf(control: JobControl, job: JobRecord, afterId: number, limit: number): Receipt {
  const records = control.journal.items.list(job.id, null, afterId, limit);
  const { kind, connectionId, bucket } = job.request;
  const { from, to, createdAtMs, finishedAtMs } = job;
  return {
    ...{ jobId: job.id, kind, connectionId, bucket, from, to, createdAtMs, finishedAtMs },
    items: records.map(({ key, otherName, targetName, state, sizeBytes, digests, error }) => ({
      ...{ key, otherName: targetName ?? otherName, state, sizeBytes, error },
      sourceDigest: digests?.source ?? null,
      targetDigest: digests?.target ?? null,
    })),
    nextAfterId: records.length < limit ? null : (records.at(-1)?.id ?? null),
  };
}

/** Items as they are right now: what runs is known to the runner alone. */
function listItems(
  control: JobControl,
  job: JobRecord,
  state: ItemState | null,
  afterId: number,
  limit: number,
): JobItem[] {
  const { items } = control.journal;
  const isCancelled = job.state === 'cancelled';
  const stateOf = (item: ItemRecord): ItemState => {
    if (isCancelled && (item.state === 'queued' || item.state === 'needs-user')) return 'cancelled';
    return control.liveState(job.id, item.id) ?? item.state;
  };
  if (state === 'running' || state === 'verifying') {
    const live = control.liveItemIds(job.id).sort((a, b) => a - b);
    const records = live.filter((id) => id > afterId).map((id) => items.get(id));
    return records
      .flatMap((item) => (item === null || stateOf(item) !== state ? [] : [showItem(item, state)]))
      .slice(0, limit);
  }
  const found: JobItem[] = [];
  const stored: StoredItemState | null = state === 'cancelled' ? 'queued' : state;
  for (let after = afterId; found.length < limit; ) {
    const page = items.list(job.id, stored, after, limit);
    for (const item of page) {
      const now = stateOf(item);
      if (state === null || now === state) found.push(showItem(item, now));
    }
    after = page.at(-1)?.id ?? after;
    if (page.length < limit) break;
  }
  return found.slice(0, limit);
}
