import { type AppError, type AppErrorKind, failure, toAppError } from '../../shared/model/app-error.ts';
import type { ItemState } from '../../shared/model/transfer.ts';
import { meetsItself } from './create-job.ts';
import { enumerateJob, JobSources } from './enumerate/enumerate-job.ts';
import { ItemQueue } from './item-queue.ts';
import { journalFailure } from './journal/journal-failure.ts';
import type { ItemRecord, JobRecord } from './journal/records.ts';
import { settleItem } from './journal/settle-item.ts';
import type { LocalSources } from './local-source.ts';
import type { ItemResult, RunContext } from './run/context.ts';
import { copyItem } from './run/copy.ts';
import { copyAcross } from './run/copy-across.ts';
import { deleteItems } from './run/delete.ts';
import { downloadItem } from './run/download.ts';
import { uploadItem } from './run/upload.ts';
import { rankOf } from './schedule/connection-lanes.ts';
import type { FairGate } from './schedule/fair-gate.ts';

/** Failures of one item that every other item of the job would meet too. */
const jobWideKinds: ReadonlySet<AppErrorKind> = new Set([
  'authentication',
  'clock-skew',
  'tls',
  'disk-full',
  'read-only',
  'wrong-region',
]);
const jobWideReasons: ReadonlySet<string> = new Set([
  'source-gone',
  'page-gone',
  'target-missing',
  'target-read-only',
  'disk-read-only',
  'journal-unwritable',
  'connection-missing',
]);
/** Failures of the way to the server: that many in a row without a success, and the job waits for the user. */
const networkKinds: ReadonlySet<AppErrorKind> = new Set(['dns', 'network', 'timeout', 'throttled', 'server']);
const maxNetworkFailures = 8;
/** How long the end of an item may wait for others before it is journalled, and how many at most. */
const settleMs = 15;
const maxSettling = 200;

/** How a run of a job ended. */
export interface RunEnd {
  readonly how: 'ended' | 'stopped';
  /** Why the job cannot go on without the user; null when it can, or is through. */
  readonly error: AppError | null;
}

/**
 * Runs one job until it is through, stopped, or cannot go on: enumerates, pulls a window of items from the journal and
 * gives each to the plan of its kind. Files take turns with those of other jobs at `files`.
 */
export class JobRunner {
  readonly #context: RunContext;
  /** Of what the job writes to: another one only for a copy to another connection. */
  readonly #targetContext: RunContext;
  readonly #job: JobRecord;
  readonly #files: FairGate;
  readonly #sources: LocalSources;
  readonly #stop: AbortController;
  readonly #live = new Map<number, ItemState>();
  readonly #queue: ItemQueue;
  readonly #onFirstItem: () => void;
  readonly #onItemDone: () => void;
  #jobSources: JobSources;
  #blocking: AppError | null = null;
  #networkFailures = 0;
  /** Items that have ended in this run, and how many had when an item last had to wait for another. */
  #endedCount = 0;
  readonly #waitedAt = new Map<number, number>();
  #settling: [itemId: number, result: ItemResult][] = [];
  #settleTimer: NodeJS.Timeout | null = null;

  constructor(input: {
    context: RunContext;
    targetContext: RunContext;
    files: FairGate;
    sources: LocalSources;
    stop: AbortController;
    /** The job found something to do. */
    onFirstItem: () => void;
    onItemDone: () => void;
  }) {
    this.#context = input.context;
    this.#targetContext = input.targetContext;
    this.#job = input.context.job;
    this.#files = input.files;
    this.#sources = input.sources;
    this.#stop = input.stop;
    this.#onFirstItem = input.onFirstItem;
    this.#onItemDone = input.onItemDone;
    this.#queue = new ItemQueue(this.#context.journal.items, this.#job, this.#live);
    this.#jobSources = this.#findSources();
  }

  /** State of an item that runs right now; null for the others. */
  liveState(itemId: number): ItemState | null {
    return this.#live.get(itemId) ?? null;
  }

  liveItemIds(): number[] {
    return [...this.#live.keys()];
  }

  verifying(itemId: number): void {
    if (this.#live.has(itemId)) this.#live.set(itemId, 'verifying');
  }

  /** Items were queued again, or have another source: looks from the beginning. */
  requeued(): void {
    this.#jobSources = this.#findSources();
    this.#queue.restart();
  }

  /** Only finds the items. */
  async plan(): Promise<RunEnd> {
    await this.#enumerate();
    return this.#end();
  }

  /** Finds and transfers. */
  async run(): Promise<RunEnd> {
    const enumeration = this.#enumerate();
    if (meetsItself(this.#job.request)) await enumeration;
    const running = new Set<Promise<void>>();
    const isDelete = this.#job.request.kind === 'delete';
    while (!this.#stop.signal.aborted) {
      const items = await this.#queue.take(
        isDelete ? this.#context.storage.limits.maxDeleteBatch : 1,
        this.#stop.signal,
      );
      if (items.length === 0) break;
      for (const item of items) this.#live.set(item.id, 'queued');
      const leave = await this.#files
        .enter({ group: this.#job.id, rank: rankOf(this.#job.priority) }, this.#stop.signal)
        .catch(() => null);
      if (leave === null) break;
      const run: Promise<void> = this.#runItems(items)
        .catch((error: unknown) => this.#block(toAppError(journalFailure(error))))
        .finally(() => {
          leave();
          running.delete(run);
          this.#queue.wake();
        });
      running.add(run);
    }
    await Promise.all([enumeration, ...running]);
    this.#settleNow();
    this.#live.clear();
    return this.#end();
  }

  #end(): RunEnd {
    const isThrough = this.#job.isCounted && this.#blocking === null && !this.#stop.signal.aborted;
    return { how: isThrough ? 'ended' : 'stopped', error: this.#blocking };
  }

  async #enumerate(): Promise<void> {
    const { journal, change } = this.#context;
    const job = this.#job;
    if (job.isCounted) return;
    try {
      for await (const batch of enumerateJob(
        this.#context,
        this.#jobSources,
        this.#targetContext.storage.limits,
      )) {
        if (this.#stop.signal.aborted) return;
        change(() => {
          job.cursor = batch.cursor;
          for (const draft of batch.items) {
            if (!journal.items.add(job.id, draft)) continue;
            job.itemCount += 1;
            if (draft.error !== null) job.failedCount += 1;
            job.totalBytes += draft.sizeBytes;
          }
        });
        this.#queue.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      change(() => {
        job.isCounted = true;
      });
    } catch (thrown) {
      if (!this.#stop.signal.aborted) this.#block(toAppError(journalFailure(thrown)));
    } finally {
      this.#queue.wake();
    }
  }

  async #runItems(items: readonly ItemRecord[]): Promise<void> {
    this.#onFirstItem();
    for (const item of items) this.#live.set(item.id, 'running');
    const [item] = items;
    if (item === undefined) return;
    if (this.#job.request.kind === 'delete') {
      const results = await deleteItems(this.#context, items);
      for (const each of items) this.#settleSoon(each.id, results.get(each.id) ?? { state: 'interrupted' });
      return;
    }
    this.#settleSoon(item.id, await this.#runItem(item));
  }

  /** Items that end at about the same time share a transaction: one each would cost more than a small file itself. */
  #settleSoon(itemId: number, result: ItemResult): void {
    this.#settling.push([itemId, result]);
    if (this.#settling.length >= maxSettling) this.#settleNow();
    else this.#settleTimer ??= setTimeout(() => this.#settleNow(), settleMs);
  }

  #settleNow(): void {
    if (this.#settleTimer !== null) clearTimeout(this.#settleTimer);
    this.#settleTimer = null;
    const settling = this.#settling;
    this.#settling = [];
    if (settling.length === 0) return;
    try {
      this.#context.change(() => {
        for (const [itemId, result] of settling) this.#settle(itemId, result);
      });
    } catch (error) {
      this.#block(toAppError(journalFailure(error)));
    }
    this.#queue.wake();
  }

  async #runItem(item: ItemRecord): Promise<ItemResult> {
    switch (this.#job.request.kind) {
      case 'upload':
        try {
          return await uploadItem(this.#context, item, this.#jobSources.at(item.source));
        } catch (error) {
          return { state: 'failed', error: toAppError(journalFailure(error)) };
        }
      case 'download':
        return downloadItem(this.#context, item);
      default:
        return this.#targetContext === this.#context
          ? copyItem(this.#context, item)
          : copyAcross(this.#context, this.#targetContext, item);
    }
  }

  #settle(itemId: number, result: ItemResult): void {
    this.#live.delete(itemId);
    if (result.state === 'interrupted') {
      // It stays queued for the next run, which must not be this one over and over.
      if (!this.#stop.signal.aborted) this.#block(failure('internal', 'A transfer stood still.').appError);
      return;
    }
    if (result.state === 'waits') {
      // Looked at again when the others are through, unless none has ended since the last time.
      const isStuck = this.#waitedAt.get(itemId) === this.#endedCount;
      this.#waitedAt.set(itemId, this.#endedCount);
      if (isStuck)
        settleItem(this.#context.journal, this.#job, itemId, { state: 'failed', error: result.error });
      return;
    }
    this.#endedCount += 1;
    if (result.state === 'failed') {
      if (this.#isJobWide(result.error)) {
        // The item stays queued: it is not the item that is wrong.
        this.#block(result.error);
        return;
      }
    } else {
      this.#networkFailures = 0;
    }
    if (result.state === 'done') this.#onItemDone();
    settleItem(this.#context.journal, this.#job, itemId, result);
  }

  #isJobWide(error: AppError): boolean {
    if (jobWideKinds.has(error.kind) || (error.reason !== undefined && jobWideReasons.has(error.reason)))
      return true;
    if (!networkKinds.has(error.kind)) return false;
    this.#networkFailures += 1;
    return this.#networkFailures >= maxNetworkFailures;
  }

  #block(error: AppError): void {
    this.#blocking ??= error;
    this.#stop.abort();
  }

  #findSources(): JobSources {
    return new JobSources(this.#job, this.#context.journal.jobs.sources(this.#job.id), this.#sources);
  }
}
