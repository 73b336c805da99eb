import type { JobPriority } from '../../../shared/model/transfer.ts';
import { FairGate, type Visitor } from './fair-gate.ts';
import { type LaneBounds, LaneTuner } from './lane-tuner.ts';

const lookMs = 500;

/** A request that moves this much or more weighs as much as several small ones. */
const heavyBytes = 1_048_576;
const heavyWeight = 4;

/** Who goes first at a gate. */
export function rankOf(priority: JobPriority): number {
  return { high: 1, normal: 0, low: -1 }[priority];
}

/** Weight of a request that moves so many bytes. */
export function laneWeightOf(sizeBytes: number): number {
  return sizeBytes >= heavyBytes ? heavyWeight : 1;
}

/** The lanes to one server: a gate for its requests, whose width follows what the server makes of it. */
export class ConnectionLanes {
  readonly #tuner: LaneTuner;
  readonly #gate: FairGate;
  readonly #now: () => number;
  readonly #onChange: () => void;
  #timer: NodeJS.Timeout | null = null;
  #lookedAtMs = 0;
  #movedBytes = 0;
  #endedRequests = 0;
  #troubleCount = 0;
  #wasLimited = false;

  constructor(bounds: LaneBounds, now: () => number, onChange: () => void) {
    this.#tuner = new LaneTuner(bounds);
    this.#now = now;
    this.#onChange = onChange;
    this.#gate = new FairGate(
      () => this.#tuner.count.total,
      () => this.#tuner.count.perFile,
    );
  }

  /** Sum of the weights that may be inside at once. */
  get width(): number {
    return this.#tuner.count.total;
  }

  /** Runs `work` on a lane. Rejects with `cancelled` when `signal` aborts before there is one. */
  async run<Result>(visitor: Visitor, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const leave = await this.#gate.enter(visitor, signal);
    this.#watch();
    try {
      return await work();
    } finally {
      this.#wasLimited ||= this.#gate.waitingCount > 0;
      this.#endedRequests += 1;
      leave();
    }
  }

  /** Bytes went over the wire; negative when they have to go again. */
  moved(bytes: number): void {
    this.#movedBytes += bytes;
  }

  /** The server said that it has too much to do, or did not answer in time. */
  troubled(): void {
    this.#troubleCount += 1;
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #watch(): void {
    if (this.#timer !== null) return;
    this.#forget();
    this.#timer = setInterval(() => this.#look(), lookMs).unref();
  }

  #look(): void {
    const elapsedMs = this.#now() - this.#lookedAtMs;
    if (elapsedMs <= 0) return;
    const hasChanged = this.#tuner.look({
      elapsedMs,
      movedBytes: Math.max(0, this.#movedBytes),
      endedRequests: this.#endedRequests,
      isLimited: this.#wasLimited || this.#gate.waitingCount > 0,
      troubleCount: this.#troubleCount,
    });
    this.#forget();
    if (hasChanged) {
      this.#gate.refresh();
      this.#onChange();
    }
    if (this.#gate.insideWeight === 0 && this.#gate.waitingCount === 0) this.close();
  }

  #forget(): void {
    this.#lookedAtMs = this.#now();
    this.#movedBytes = 0;
    this.#endedRequests = 0;
    this.#troubleCount = 0;
    this.#wasLimited = false;
  }
}
