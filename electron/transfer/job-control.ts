import { type AppError, toAppError } from '../../shared/model/app-error.ts';
import type { ItemState, Job, JobState } from '../../shared/model/transfer.ts';
import { BufferPool } from './buffer-pool.ts';
import { cleanUp } from './clean-up.ts';
import { changedPlaces, targetConnectionOf } from './create-job.ts';
import { Hashing } from './hashing.ts';
import { JobRunner } from './job-runner.ts';
import type { Journal } from './journal/journal.ts';
import { journalFailure } from './journal/journal-failure.ts';
import { type JobRecord, showJob } from './journal/records.ts';
import { NameLocks } from './name-locks.ts';
import { ChangeFeed, totalsOf } from './progress.ts';
import type { RunContext } from './run/context.ts';
import { Bandwidth } from './schedule/bandwidth.ts';
import { FairGate } from './schedule/fair-gate.ts';
import { Lanes } from './schedule/lanes.ts';
import { isWithin, opensAt } from './schedule/transfer-window.ts';
import type { TransferStorage } from './storage-port.ts';
import type { EngineOptions, EngineTuning } from './transfer-engine.ts';

const mebibyte = 1_048_576;
const noLimit = { upBytesPerSecond: null, downBytesPerSecond: null };
const objectsChangedMs = 2_000;
const windowCheckMs = 20_000;
/** Ended jobs that stay on the list; older ones go by themselves. */
const maxEndedJobs = 200;

interface Run {
  readonly stop: AbortController;
  readonly abort: AbortController;
  runner: JobRunner | null;
  done: Promise<void>;
}

/** States in which a job has come to its end. */
export function hasEnded(state: JobState): boolean {
  return state === 'done' || state === 'done-with-failures' || state === 'failed' || state === 'cancelled';
}

/** Starts, stops and ends jobs, and tells listeners. The engine's methods are words for it. */
export class JobControl {
  readonly jobs = new Map<string, JobRecord>();
  readonly journal: Journal;
  readonly pool: BufferPool;
  readonly #options: EngineOptions;
  readonly #tuning: EngineTuning;
  readonly hashing = new Hashing();
  readonly lanes: Lanes;
  readonly #bandwidth: Bandwidth;
  readonly #names = new NameLocks();
  readonly #files: FairGate;
  readonly #feed: ChangeFeed;
  readonly #runs = new Map<string, Run>();
  /** Jobs that have run before, in this process or an earlier one. */
  readonly #hasRun = new Set<string>();
  readonly #background = new Set<Promise<void>>();
  readonly #objectTimers = new Map<string, NodeJS.Timeout>();
  #isClosing = false;
  #isReaping = false;
  readonly #windowTimer: NodeJS.Timeout;
  isPaused: boolean;
  /** When the window lets jobs run again, milliseconds since 1970; null while it does. */
  windowOpensAtMs: number | null;

  constructor(journal: Journal, options: EngineOptions, tuning: EngineTuning) {
    this.journal = journal;
    this.#options = options;
    this.#tuning = tuning;
    this.pool = new BufferPool(() => options.settings().transferMemoryMib * mebibyte);
    this.lanes = new Lanes(tuning.lanes, options.now, () => this.#files.refresh());
    this.#files = new FairGate(() => options.settings().parallelFiles ?? this.lanes.widest);
    this.#bandwidth = new Bandwidth(
      (connectionId) => options.settings().bandwidth?.(connectionId) ?? noLimit,
    );
    this.#feed = new ChangeFeed(options.now, (jobIds, removedJobIds) => this.#tell(jobIds, removedJobIds));
    this.isPaused = journal.jobs.isPaused();
    this.windowOpensAtMs = this.#windowOpensAtMs();
    this.#windowTimer = setInterval(() => this.checkWindow(), windowCheckMs).unref();
    for (const job of journal.jobs.all()) {
      this.jobs.set(job.id, job);
      this.#hasRun.add(job.id);
    }
  }

  /** Goes on with what an earlier run left. */
  restore(): void {
    for (const job of this.jobs.values()) {
      if (job.state === 'cancelled' && !job.isClean) this.#clean(job);
      const wasActive = job.state === 'planning' || job.state === 'queued' || job.state === 'running';
      if (wasActive && this.isHeld) this.setState(job, 'queued');
      else if (wasActive) this.start(job);
    }
    this.reap();
  }

  show(job: JobRecord): Job {
    return showJob(job, {
      bytesPerSecond: this.#feed.rateOf(job.id),
      secondsLeft: this.#feed.secondsLeftOf(job),
    });
  }

  totals() {
    return totalsOf(this.jobs.values(), (jobId) => this.#feed.rateOf(jobId));
  }

  add(job: JobRecord): void {
    this.jobs.set(job.id, job);
    this.#feed.touch(job.id);
  }

  /** Changes a job and what belongs to it in one transaction. Rejects with `disk-full` or `local-file`. */
  change(job: JobRecord, work: () => void): void {
    const before = { ...job };
    try {
      this.journal.transaction(() => {
        work();
        this.journal.jobs.save(job);
      });
    } catch (error) {
      // Memory must not run ahead of a journal that took nothing.
      Object.assign(job, before);
      throw journalFailure(error);
    }
    this.#feed.touch(job.id);
  }

  setState(job: JobRecord, state: JobState, error: AppError | null = null): void {
    this.change(job, () => {
      job.state = state;
      job.error = error;
      job.finishedAtMs = hasEnded(state) ? this.#options.now() : null;
    });
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.journal.jobs.setPaused(isPaused);
    this.#feed.touchAll();
  }

  /** Nothing begins by itself: everything is paused, or it is not the time for transfers. */
  get isHeld(): boolean {
    return this.isPaused || this.windowOpensAtMs !== null;
  }

  /** When the transfer window has closed, what runs goes back into the queue; when it has opened, the queue goes on. */
  checkWindow(): void {
    const before = this.windowOpensAtMs;
    const opensAtMs = this.#windowOpensAtMs();
    if (opensAtMs === before || this.#isClosing) return;
    this.windowOpensAtMs = opensAtMs;
    const isOutside = opensAtMs !== null;
    const hasChanged = isOutside !== (before !== null);
    for (const job of hasChanged ? this.jobs.values() : []) {
      const isActive = job.state === 'planning' || job.state === 'queued' || job.state === 'running';
      if (!isActive) continue;
      if (isOutside) {
        this.setState(job, 'queued');
        this.stop(job);
      } else if (!this.isPaused && !this.isRunning(job)) this.start(job);
    }
    this.#feed.touchAll();
  }

  /** Gives the jobs of the list new places, with `job` right before `before`, or last for null. */
  moveBefore(job: JobRecord, before: JobRecord | null): void {
    if (job === before) return;
    const order = [...this.jobs.values()]
      .sort((one, other) => one.position - other.position)
      .filter((other) => other !== job);
    order.splice(before === null ? order.length : order.indexOf(before), 0, job);
    this.journal.transaction(() => {
      for (const [index, moved] of order.entries()) {
        if (moved.position === index + 1) continue;
        moved.position = index + 1;
        this.journal.jobs.save(moved);
      }
    });
    this.#feed.touchAll();
  }

  #windowOpensAtMs(): number | null {
    const { transferWindow = null } = this.#options.settings();
    const now = new Date(this.#options.now());
    return transferWindow === null || isWithin(transferWindow, now)
      ? null
      : opensAt(transferWindow, now).getTime();
  }

  /** Begins to run a job; when it still settles from before, after that. */
  start(job: JobRecord): void {
    if (this.#isClosing) return;
    this.setState(job, job.isCounted ? 'queued' : 'planning');
    const previous = this.#runs.get(job.id);
    const run: Run = {
      stop: new AbortController(),
      // A cancel ends what still settles from before, too.
      abort: previous?.abort ?? new AbortController(),
      runner: null,
      done: Promise.resolve(),
    };
    this.#runs.set(job.id, run);
    run.done = (async () => {
      await previous?.done;
      if (!run.stop.signal.aborted) await this.#run(job, run);
      if (this.#runs.get(job.id) === run) this.#runs.delete(job.id);
    })();
  }

  /** Starts nothing new for a job. */
  stop(job: JobRecord): void {
    this.#runs.get(job.id)?.stop.abort();
  }

  /** Ends what runs, then cleans up. */
  cancel(job: JobRecord): void {
    this.setState(job, 'cancelled');
    const run = this.#runs.get(job.id);
    run?.stop.abort();
    run?.abort.abort();
    this.#clean(job, run?.done);
  }

  requeued(job: JobRecord): void {
    this.#runs.get(job.id)?.runner?.requeued();
  }

  isRunning(job: JobRecord): boolean {
    const run = this.#runs.get(job.id);
    return run !== undefined && !run.stop.signal.aborted;
  }

  liveState(jobId: string, itemId: number): ItemState | null {
    return this.#runs.get(jobId)?.runner?.liveState(itemId) ?? null;
  }

  liveItemIds(jobId: string): number[] {
    return this.#runs.get(jobId)?.runner?.liveItemIds() ?? [];
  }

  /** Takes an ended job off the list and out of the journal, and its leftovers off the server and the disk. */
  remove(job: JobRecord): void {
    this.jobs.delete(job.id);
    this.#hasRun.delete(job.id);
    this.#feed.removed(job.id);
    const forget = () => {
      this.journal.jobs.markRemoved(job.id);
      this.reap();
    };
    if (job.isClean || job.state === 'done') forget();
    else this.#later(this.#tryClean(job).then(forget));
  }

  /** Deletes the rows of removed jobs a little at a time. */
  reap(): void {
    if (this.#isReaping || this.#isClosing) return;
    this.#isReaping = true;
    const step = () => {
      if (!this.#isClosing && this.journal.jobs.removeSome()) setImmediate(step);
      else this.#isReaping = false;
    };
    setImmediate(step);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const run of this.#runs.values()) {
      run.stop.abort();
      run.abort.abort();
    }
    await Promise.all([...this.#runs.values()].map(({ done }) => done));
    await Promise.all(this.#background);
    clearInterval(this.#windowTimer);
    for (const timer of this.#objectTimers.values()) clearTimeout(timer);
    this.#feed.close();
    this.lanes.close();
    await this.hashing.close();
    this.journal.close();
  }

  async #run(job: JobRecord, run: Run): Promise<void> {
    try {
      const { connectionId } = job.request;
      const targetId = targetConnectionOf(job.request);
      const context = this.#context(job, run, connectionId, await this.#options.openStorage(connectionId));
      const runner = new JobRunner({
        context,
        targetContext:
          targetId === connectionId
            ? context
            : this.#context(job, run, targetId, await this.#options.openStorage(targetId)),
        files: this.#files,
        sources: this.#options.sources,
        stop: run.stop,
        onFirstItem: () => {
          if (job.state === 'planning' || job.state === 'queued') this.setState(job, 'running');
        },
        onItemDone: () => this.#objectsChanged(job),
      });
      run.runner = runner;
      const isPlanOnly = job.isReviewed && !job.isCounted;
      const end = await (isPlanOnly ? runner.plan() : runner.run());
      if (end.error !== null) this.#endWith(job, end.error);
      else if (end.how === 'ended') this.#endWell(job, isPlanOnly);
    } catch (error) {
      this.#endWith(job, toAppError(journalFailure(error)));
    } finally {
      run.stop.abort();
      this.#hasRun.add(job.id);
      this.#flushObjectsChanged(job);
    }
  }

  #context(job: JobRecord, run: Run, connectionId: string, storage: TransferStorage): RunContext {
    const lanes = this.lanes.of(connectionId);
    return {
      job,
      connectionId,
      storage,
      journal: this.journal,
      pool: this.pool,
      hashing: this.hashing,
      lanes,
      bandwidth: this.#bandwidth,
      names: this.#names,
      tuning: this.#tuning,
      now: this.#options.now,
      stopSignal: run.stop.signal,
      abortSignal: run.abort.signal,
      moved: (bytes) => {
        this.#feed.moved(job.id, bytes);
        lanes.moved(bytes);
      },
      change: (work) => this.change(job, work),
      verifying: (itemId) => run.runner?.verifying(itemId),
      earlierSinceMs: this.#hasRun.has(job.id) ? job.createdAtMs : null,
      learned: { hasForeignEtags: false },
    };
  }

  #endWell(job: JobRecord, isPlanOnly: boolean): void {
    if (isPlanOnly) this.setState(job, 'planned');
    else if (job.needsUserCount > 0) this.setState(job, 'needs-user');
    else if (job.failedCount === 0) this.#ended(job, 'done');
    else this.#ended(job, job.doneCount + job.skippedCount === 0 ? 'failed' : 'done-with-failures');
  }

  /** What the user can mend lets the job wait; the rest ends it. */
  #endWith(job: JobRecord, error: AppError): void {
    // Paused, cancelled and closed jobs have their state already.
    if (this.#isClosing || job.state === 'paused' || hasEnded(job.state)) return;
    const canGoOn = error.retry !== 'never' && error.kind !== 'not-found' && error.kind !== 'invalid-input';
    try {
      if (canGoOn) this.setState(job, 'needs-user', error);
      else this.#ended(job, 'failed', error);
    } catch {
      // The journal itself cannot be written: memory says so, and the next start finds the state before it.
      job.state = 'needs-user';
      job.error = error;
      this.#feed.touch(job.id);
    }
  }

  #ended(job: JobRecord, state: JobState, error: AppError | null = null): void {
    this.setState(job, state, error);
    const ended = [...this.jobs.values()].filter((other) => hasEnded(other.state));
    for (const old of ended.slice(0, Math.max(0, ended.length - maxEndedJobs))) this.remove(old);
  }

  #clean(job: JobRecord, after: Promise<void> = Promise.resolve()): void {
    this.#later(after.then(() => this.#tryClean(job)));
  }

  async #tryClean(job: JobRecord): Promise<void> {
    try {
      const needsServer = job.request.kind !== 'download' && job.request.kind !== 'delete';
      const storage = needsServer ? await this.#options.openStorage(targetConnectionOf(job.request)) : null;
      await cleanUp(job, this.journal, storage);
      this.change(job, () => {
        job.isClean = true;
      });
    } catch {
      // The journal still knows the leftovers: the next start tries again.
    }
  }

  #later(work: Promise<void>): void {
    const tracked: Promise<void> = work
      .catch(() => undefined)
      .finally(() => this.#background.delete(tracked));
    this.#background.add(tracked);
  }

  #objectsChanged(job: JobRecord): void {
    if (job.request.kind === 'download' || this.#objectTimers.has(job.id)) return;
    const timer = setTimeout(() => this.#flushObjectsChanged(job), objectsChangedMs).unref();
    this.#objectTimers.set(job.id, timer);
  }

  #flushObjectsChanged(job: JobRecord): void {
    const timer = this.#objectTimers.get(job.id);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#objectTimers.delete(job.id);
    const byBucket = Map.groupBy(changedPlaces(job.request), (place) =>
      JSON.stringify([place.connectionId, place.bucket]),
    );
    for (const [first, ...rest] of byBucket.values()) {
      if (first === undefined) continue;
      const prefixes = [...new Set([first, ...rest].map(({ prefix }) => prefix))];
      this.#options.onObjectsChanged(first.connectionId, first.bucket, prefixes);
    }
  }

  #tell(jobIds: ReadonlySet<string>, removedJobIds: string[]): void {
    const jobs: Job[] = [];
    for (const id of jobIds) {
      const job = this.jobs.get(id);
      if (job !== undefined) jobs.push(this.show(job));
    }
    const { isPaused, windowOpensAtMs } = this;
    this.#options.onChange({ jobs, removedJobIds, totals: this.totals(), isPaused, windowOpensAtMs });
  }
}
