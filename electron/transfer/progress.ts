import type { TransferTotals } from '../../shared/model/transfer.ts';
import type { JobRecord } from './journal/records.ts';

const windowMs = 4_000;
const sampleMs = 250;
const minGapMs = 100;
/** A time left that is told sooner is wrong by hours. */
const settledMs = 1_500;

/** Bytes per second over the last seconds. */
export class RateMeter {
  readonly #samples: { atMs: number; bytes: number }[] = [];

  add(bytes: number, nowMs: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && nowMs - last.atMs < sampleMs) last.bytes += bytes;
    else this.#samples.push({ atMs: nowMs, bytes });
    this.#forget(nowMs);
  }

  /** Over the window, or over the time since the first byte when that is shorter (and at least a second). */
  bytesPerSecond(nowMs: number): number {
    this.#forget(nowMs);
    const first = this.#samples[0];
    if (first === undefined) return 0;
    const spanMs = Math.min(windowMs, Math.max(1_000, nowMs - first.atMs));
    const bytes = this.#samples.reduce((sum, sample) => sum + sample.bytes, 0);
    return Math.max(0, Math.round((bytes / spanMs) * 1_000));
  }

  /** Whether bytes have moved for long enough to tell from them how long the rest takes. */
  isSettled(nowMs: number): boolean {
    const first = this.#samples[0];
    return first !== undefined && nowMs - first.atMs >= settledMs;
  }

  #forget(nowMs: number): void {
    let old = 0;
    while ((this.#samples[old]?.atMs ?? Number.POSITIVE_INFINITY) < nowMs - windowMs) old += 1;
    this.#samples.splice(0, old);
  }
}

/**
 * Decides when listeners hear of changes: at most one message in 100 ms for all jobs together, at once when the last
 * one is long enough ago. While bytes move, rates are told again even when nothing else changed.
 */
export class ChangeFeed {
  readonly #now: () => number;
  readonly #emit: (jobIds: ReadonlySet<string>, removedJobIds: string[]) => void;
  readonly #meters = new Map<string, RateMeter>();
  #dirty = new Set<string>();
  #removed: string[] = [];
  #isDirty = false;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #ticker: NodeJS.Timeout | null = null;

  constructor(now: () => number, emit: (jobIds: ReadonlySet<string>, removedJobIds: string[]) => void) {
    this.#now = now;
    this.#emit = emit;
  }

  /** Bytes went over the wire for a job; taken back with a negative number when they have to go again. */
  moved(jobId: string, bytes: number): void {
    let meter = this.#meters.get(jobId);
    if (meter === undefined) {
      meter = new RateMeter();
      this.#meters.set(jobId, meter);
    }
    meter.add(bytes, this.#now());
    this.touch(jobId);
    this.#ticker ??= setInterval(() => this.#tick(), 500).unref();
  }

  touch(jobId: string): void {
    this.#dirty.add(jobId);
    this.#schedule();
  }

  touchAll(): void {
    this.#schedule();
  }

  removed(jobId: string): void {
    this.#meters.delete(jobId);
    this.#removed.push(jobId);
    this.#schedule();
  }

  rateOf(jobId: string): number {
    return this.#meters.get(jobId)?.bytesPerSecond(this.#now()) ?? 0;
  }

  /** Seconds until a job is through; null while that cannot be told. */
  secondsLeftOf(job: JobRecord): number | null {
    const rate = this.rateOf(job.id);
    const isSettled = this.#meters.get(job.id)?.isSettled(this.#now()) === true;
    if (!job.isCounted || rate === 0 || !isSettled) return null;
    return Math.ceil(Math.max(0, job.totalBytes - job.doneBytes) / rate);
  }

  /** Tells what is left to tell and stops. */
  close(): void {
    if (this.#ticker !== null) clearInterval(this.#ticker);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isDirty) this.#flush();
  }

  #schedule(): void {
    this.#isDirty = true;
    if (this.#timer !== null) return;
    const waitMs = Math.max(0, this.#lastAtMs + minGapMs - this.#now());
    this.#timer = setTimeout(() => this.#flush(), Math.min(waitMs, minGapMs));
  }

  #flush(): void {
    this.#timer = null;
    this.#isDirty = false;
    this.#lastAtMs = this.#now();
    const dirty = this.#dirty;
    const removed = this.#removed;
    this.#dirty = new Set();
    this.#removed = [];
    this.#emit(dirty, removed);
  }

  #tick(): void {
    let isMoving = false;
    for (const [jobId, meter] of this.#meters) {
      if (meter.bytesPerSecond(this.#now()) === 0) this.#meters.delete(jobId);
      else isMoving = true;
      this.touch(jobId);
    }
    if (!isMoving && this.#ticker !== null) {
      clearInterval(this.#ticker);
      this.#ticker = null;
    }
  }
}

/** Sums over all jobs for the status bar. */
export function totalsOf(jobs: Iterable<JobRecord>, rateOf: (jobId: string) => number): TransferTotals {
  const totals = {
    runningCount: 0,
    waitingCount: 0,
    needsUserCount: 0,
    uploadBytesPerSecond: 0,
    downloadBytesPerSecond: 0,
  };
  for (const job of jobs) {
    if (job.state === 'running' || job.state === 'planning') totals.runningCount += 1;
    if (job.state === 'queued' || job.state === 'paused' || job.state === 'planned') totals.waitingCount += 1;
    if (job.state === 'needs-user') totals.needsUserCount += 1;
    if (job.request.kind === 'upload') totals.uploadBytesPerSecond += rateOf(job.id);
    if (job.request.kind === 'download') totals.downloadBytesPerSecond += rateOf(job.id);
  }
  return totals;
}
