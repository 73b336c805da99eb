import { failure } from '../../shared/model/app-error.ts';

interface Waiter {
  readonly resolve: (leave: () => void) => void;
}

/**
 * Lets at most `capacity` through at once. Those who wait belong to groups (jobs, files), and groups take turns: one
 * with ten thousand waiting does not keep another's one from its turn.
 */
export class FairGate {
  readonly #capacity: () => number;
  /** Insertion order is the order of turns. */
  readonly #groups = new Map<string, Waiter[]>();
  #inside = 0;

  constructor(capacity: () => number) {
    this.#capacity = capacity;
  }

  get insideCount(): number {
    return this.#inside;
  }

  /** Resolves with the way out, to be called once; rejects with `cancelled` when `signal` aborts first. */
  enter(group: string, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(failure('cancelled', 'The transfer was stopped.'));
    if (this.#groups.size === 0 && this.#inside < this.#capacity()) return Promise.resolve(this.#admit());
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve: (leave) => {
          signal.removeEventListener('abort', onAbort);
          resolve(leave);
        },
      };
      const onAbort = () => {
        const waiting = this.#groups.get(group) ?? [];
        waiting.splice(waiting.indexOf(waiter), 1);
        if (waiting.length === 0) this.#groups.delete(group);
        reject(failure('cancelled', 'The transfer was stopped.'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const waiting = this.#groups.get(group);
      if (waiting === undefined) this.#groups.set(group, [waiter]);
      else waiting.push(waiter);
      this.#serve();
    });
  }

  /** Looks again after the capacity grew. */
  refresh(): void {
    this.#serve();
  }

  #admit(): () => void {
    this.#inside += 1;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#inside -= 1;
      this.#serve();
    };
  }

  #serve(): void {
    while (this.#inside < this.#capacity()) {
      const [turn] = this.#groups;
      if (turn === undefined) return;
      const [group, waiting] = turn;
      const waiter = waiting.shift();
      this.#groups.delete(group);
      if (waiting.length > 0) this.#groups.set(group, waiting);
      waiter?.resolve(this.#admit());
    }
  }
}
