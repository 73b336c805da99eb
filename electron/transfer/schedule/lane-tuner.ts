/** How many requests may run at once: in all, as weights of the gate, and for one file. */
export interface LaneCount {
  readonly total: number;
  readonly perFile: number;
}

/** What was seen of a server since the last look. */
export interface LaneMeasure {
  readonly elapsedMs: number;
  readonly movedBytes: number;
  readonly endedRequests: number;
  /** Somebody waited for a lane: more of them would be used. */
  readonly isLimited: boolean;
  /** Answers that say that the server has too much to do (503, SlowDown), and requests that timed out. */
  readonly troubleCount: number;
}

/** Bounds of the tuner; units as of `LaneCount`. */
export interface LaneBounds {
  readonly least: LaneCount;
  readonly start: LaneCount;
  readonly most: LaneCount;
}

const growth = 1.5;
/** More lanes are kept when they brought this much more. */
const worthwhileGain = 1.05;
/** How long nothing is tried after lanes that brought nothing, doubled each time, and after trouble. */
const restMs = 4_000;
const longestRestMs = 64_000;
const troubleRestMs = 10_000;

/**
 * Finds out how many lanes a server is worth: tries more of them while somebody waits for one, keeps what made transfers
 * faster, takes back what did not, and halves them at once when the server says that it is overloaded. On a line of a
 * long delay the number of lanes decides the speed, on a short one a few are enough and more only cost memory.
 */
export class LaneTuner {
  readonly #bounds: LaneBounds;
  #count: LaneCount;
  /** What was there before the lanes that are being tried, and what it brought. */
  #trial: { readonly before: LaneCount; readonly bytesPerMs: number; readonly requestsPerMs: number } | null =
    null;
  #restMs = 0;
  #nextRestMs = restMs;

  constructor(bounds: LaneBounds) {
    this.#bounds = bounds;
    this.#count = bounds.start;
  }

  get count(): LaneCount {
    return this.#count;
  }

  /** Takes a look in; true when the number of lanes changed. Looks are best some hundred milliseconds apart. */
  look(measure: LaneMeasure): boolean {
    const before = this.#count;
    this.#restMs = Math.max(0, this.#restMs - measure.elapsedMs);
    if (measure.troubleCount > 0) this.#shrink();
    else this.#judge(measure);
    return before.total !== this.#count.total || before.perFile !== this.#count.perFile;
  }

  #judge(measure: LaneMeasure): void {
    const bytesPerMs = measure.movedBytes / measure.elapsedMs;
    const requestsPerMs = measure.endedRequests / measure.elapsedMs;
    const trial = this.#trial;
    this.#trial = null;
    if (trial !== null && measure.isLimited) {
      const hasGained =
        bytesPerMs > trial.bytesPerMs * worthwhileGain ||
        requestsPerMs > trial.requestsPerMs * worthwhileGain;
      if (!hasGained) {
        this.#count = trial.before;
        this.#restMs = this.#nextRestMs;
        this.#nextRestMs = Math.min(longestRestMs, this.#nextRestMs * 2);
        return;
      }
      this.#nextRestMs = restMs;
    }
    if (!measure.isLimited || this.#restMs > 0) return;
    const { most } = this.#bounds;
    const grown = {
      total: Math.min(most.total, Math.ceil(this.#count.total * growth)),
      perFile: Math.min(most.perFile, Math.ceil(this.#count.perFile * growth)),
    };
    if (grown.total === this.#count.total && grown.perFile === this.#count.perFile) return;
    this.#trial = { before: this.#count, bytesPerMs, requestsPerMs };
    this.#count = grown;
  }

  #shrink(): void {
    const { least } = this.#bounds;
    this.#trial = null;
    this.#restMs = troubleRestMs;
    this.#count = {
      total: Math.max(least.total, Math.floor(this.#count.total / 2)),
      perFile: Math.max(least.perFile, Math.floor(this.#count.perFile / 2)),
    };
  }
}
