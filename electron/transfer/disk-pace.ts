/** A disk that took this long was waited for: it is no cached file. */
const slowMs = 2;
/** Steps that go by another thread after a slow one. */
const stepsAside = 64;

/**
 * Decides step by step whether a small piece of work on the disk is done at once or on another thread. What a local disk
 * has in its cache is read in microseconds, several times faster than a thread can be asked for it; a disk that has to
 * be waited for (a spinning one, a network share) must not hold the thread that owns the sockets, so after one slow step
 * the next ones are done aside.
 */
export class DiskPace {
  readonly #nowMs: () => number;
  #asideCount = 0;

  constructor(nowMs: () => number = performance.now.bind(performance)) {
    this.#nowMs = nowMs;
  }

  /** Runs `atOnce`, or `aside` while the disk is slow; passes on whatever they throw. */
  async run<Result>(atOnce: () => Result, aside: () => Promise<Result>): Promise<Result> {
    if (this.#asideCount > 0) {
      this.#asideCount -= 1;
      return await aside();
    }
    const startMs = this.#nowMs();
    try {
      return atOnce();
    } finally {
      if (this.#nowMs() - startMs > slowMs) this.#asideCount = stepsAside;
    }
  }
}
