import { failure } from '../../../shared/model/app-error.ts';

/** Who wants to come in, and how. */
export interface Visitor {
  /** Groups (jobs, files) take turns. */
  readonly group: string;
  /** A higher rank goes first; 0 when absent. */
  readonly rank?: number;
  /** How much of the capacity it takes; 1 when absent. */
  readonly weight?: number;
}

interface Waiter {
  readonly rank: number;
  readonly weight: number;
  readonly resolve: (leave: () => void) => void;
}

/** Those of one group. */
interface Group {
  readonly waiting: Waiter[];
  insideCount: number;
}

/**
 * Lets as much through at once as `capacity` says. Those who wait belong to groups (jobs, files), and groups of the same
 * rank take turns: one with ten thousand waiting does not keep another's one from its turn. No group has more inside
 * than `groupCapacity`. Somebody who alone is too much for the capacity goes in when nobody else is there.
 */
export class FairGate {
  readonly #capacity: () => number;
  readonly #groupCapacity: () => number;
  /** Groups with somebody inside or waiting; insertion order is the order of turns. */
  readonly #groups = new Map<string, Group>();
  #insideWeight = 0;
  #waitingCount = 0;

  constructor(capacity: () => number, groupCapacity: () => number = () => Number.POSITIVE_INFINITY) {
    this.#capacity = capacity;
    this.#groupCapacity = groupCapacity;
  }

  /** Sum of the weights of those inside. */
  get insideWeight(): number {
    return this.#insideWeight;
  }

  get waitingCount(): number {
    return this.#waitingCount;
  }

  /** Resolves with the way out, to be called once; rejects with `cancelled` when `signal` aborts first. */
  enter({ group: name, rank = 0, weight = 1 }: Visitor, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(cancelled());
    const group = this.#groupOf(name);
    if (this.#waitingCount === 0 && this.#fits(group, weight)) {
      return Promise.resolve(this.#admit(name, group, weight));
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        rank,
        weight,
        resolve: (leave) => {
          signal.removeEventListener('abort', onAbort);
          resolve(leave);
        },
      };
      const onAbort = () => {
        group.waiting.splice(group.waiting.indexOf(waiter), 1);
        this.#waitingCount -= 1;
        this.#forgetIdle(name, group);
        this.#serve();
        reject(cancelled());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      group.waiting.push(waiter);
      this.#waitingCount += 1;
      this.#serve();
    });
  }

  /** Looks again after a capacity grew. */
  refresh(): void {
    this.#serve();
  }

  #groupOf(name: string): Group {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group: Group = { waiting: [], insideCount: 0 };
    this.#groups.set(name, group);
    return group;
  }

  #fits(group: Group, weight: number): boolean {
    if (group.insideCount >= this.#groupCapacity()) return false;
    return this.#insideWeight === 0 || this.#insideWeight + weight <= this.#capacity();
  }

  #admit(name: string, group: Group, weight: number): () => void {
    this.#insideWeight += weight;
    group.insideCount += 1;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#insideWeight -= weight;
      group.insideCount -= 1;
      this.#forgetIdle(name, group);
      this.#serve();
    };
  }

  #serve(): void {
    while (this.#waitingCount > 0) {
      const next = this.#next();
      if (next === null) return;
      const [name, group] = next;
      const waiter = group.waiting.shift();
      if (waiter === undefined) return;
      this.#waitingCount -= 1;
      // The next turn is another group's.
      this.#groups.delete(name);
      this.#groups.set(name, group);
      waiter.resolve(this.#admit(name, group, waiter.weight));
    }
  }

  /**
   * The group whose turn it is: the first of the highest rank that has not all it may have. When there is no room for
   * its first, nobody goes past it, or the heavy would wait for as long as there are light ones.
   */
  #next(): [string, Group] | null {
    let best: [string, Group] | null = null;
    let bestRank = Number.NEGATIVE_INFINITY;
    for (const [name, group] of this.#groups) {
      const first = group.waiting[0];
      if (first === undefined || first.rank <= bestRank || group.insideCount >= this.#groupCapacity())
        continue;
      best = [name, group];
      bestRank = first.rank;
    }
    const weight = best?.[1].waiting[0]?.weight ?? 0;
    return best !== null && this.#fits(best[1], weight) ? best : null;
  }

  #forgetIdle(name: string, group: Group): void {
    if (group.insideCount === 0 && group.waiting.length === 0 && this.#groups.get(name) === group) {
      this.#groups.delete(name);
    }
  }
}

function cancelled() {
  return failure('cancelled', 'The transfer was stopped.');
}
