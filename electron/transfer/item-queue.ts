import type { ItemState } from '../../shared/model/transfer.ts';
import type { Journal } from './journal/journal.ts';
import type { ItemRecord, JobRecord } from './journal/records.ts';

/** Items that are in memory ahead of their turn, whatever the size of the job. */
const windowItems = 128;

/** The queued items of one job, pulled from the journal a window at a time. */
export class ItemQueue {
  readonly #items: Journal['items'];
  readonly #job: JobRecord;
  readonly #live: ReadonlyMap<number, ItemState>;
  #window: ItemRecord[] = [];
  #afterId = 0;
  #wake = Promise.withResolvers<void>();

  constructor(items: Journal['items'], job: JobRecord, live: ReadonlyMap<number, ItemState>) {
    this.#items = items;
    this.#job = job;
    this.#live = live;
  }

  /** Something may have come, or may have ended. */
  wake(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** Looks at all items again. */
  restart(): void {
    this.#window = [];
    this.#afterId = 0;
    this.wake();
  }

  /**
   * Up to `count` items that nobody runs; waits while the enumeration may find more or an item that runs may come back.
   * Empty when none is left at all, and after `signal`.
   */
  async take(count: number, signal: AbortSignal): Promise<ItemRecord[]> {
    while (!signal.aborted) {
      const woken = this.#wake.promise;
      const items = this.#next(count);
      if (items.length > 0) return items;
      if (this.#job.isCounted && this.#live.size === 0) {
        // Items behind the window may have been queued again in this very moment: they are not to be left behind.
        this.#afterId = 0;
        return this.#next(count);
      }
      await untilWoken(woken, signal);
    }
    return [];
  }

  #next(count: number): ItemRecord[] {
    if (this.#window.length === 0) {
      const found = this.#items.queued(this.#job.id, this.#afterId, Math.max(count, windowItems));
      this.#afterId = found.at(-1)?.id ?? this.#afterId;
      this.#window = found.filter((item) => !this.#live.has(item.id)).reverse();
    }
    const items: ItemRecord[] = [];
    while (items.length < count) {
      const item = this.#window.pop();
      if (item === undefined) break;
      items.push(item);
    }
    return items;
  }
}

async function untilWoken(woken: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort = () => {};
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
  });
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([woken, aborted]);
  signal.removeEventListener('abort', onAbort);
}
