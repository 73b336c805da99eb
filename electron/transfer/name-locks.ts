import { failure } from '../../shared/model/app-error.ts';

/**
 * Lets one at a time through for each name, in the order they came. It closes the gap between a look and a write where
 * the server itself cannot: two that look for a free name would both find the same.
 */
export class NameLocks {
  readonly #tails = new Map<string, Promise<void>>();

  /** Resolves with the way out, to be called any number of times; rejects with `cancelled` after `signal`. */
  async lock(name: string, signal: AbortSignal): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#tails.get(name);
    const tail = before === undefined ? promise : before.then(() => promise);
    this.#tails.set(name, tail);
    const unlock = () => {
      resolve();
      if (this.#tails.get(name) === tail) this.#tails.delete(name);
    };
    await before;
    if (!signal.aborted) return unlock;
    unlock();
    throw failure('cancelled', 'The transfer was stopped.');
  }
}
