import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../../shared/model/app-error.ts';
import type {
  BucketCensus,
  IndexState,
  ListingSort,
  ObjectFilter,
} from '../../shared/model/listing-index.ts';
import type { ObjectColumns, ObjectPage } from '../../shared/model/object.ts';
import type { ListingFacts } from './listing-tables.ts';
import { ListingThread } from './listing-thread.ts';
import type { ListingView } from './listing-views.ts';

/** A bucket of a connection. */
export interface IndexedBucket {
  readonly connectionId: string;
  readonly bucket: string;
}

/** How pages of a listing are asked for; what `objects.listObjects` of a provider is. */
export type ListPage = (
  place: IndexedBucket,
  input: { prefix: string; token: string | null },
  signal: AbortSignal,
) => Promise<ObjectPage>;

export interface ListingIndexOptions {
  /** Where index files go, one for each bucket. */
  readonly folder: string;
  readonly listPage: ListPage;
  readonly now: () => number;
  /** Told at most four times a second while a listing runs, and when it ends. */
  readonly onChange: (place: IndexedBucket, state: IndexState) => void;
}

/**
 * The objects of whole buckets on this computer, so that they can be sorted, filtered and counted at once. A bucket is
 * listed when that is asked for, a thousand keys to a request; what Stowage itself changes is listed again by its prefix.
 *
 * Everything rejects with AppFailure. Listing one bucket twice at once is one listing.
 */
export class ListingIndex {
  readonly #options: ListingIndexOptions;
  readonly #thread = new ListingThread();
  readonly #running = new Map<
    string,
    { control: AbortController; ended: Promise<void>; objectCount: number; requestCount: number }
  >();
  readonly #stale = new Set<string>();

  constructor(options: ListingIndexOptions) {
    this.#options = options;
  }

  async state(place: IndexedBucket): Promise<IndexState> {
    return this.#stateOf(place, await this.#ask<ListingFacts>(place, { ask: 'facts' }));
  }

  /** Lists the whole bucket. `cancelled` when `signal` aborts; what came until then stays. */
  async build(place: IndexedBucket, signal: AbortSignal): Promise<IndexState> {
    const name = nameOf(place);
    const known = this.#running.get(name);
    if (known !== undefined) {
      await known.ended;
      return await this.state(place);
    }
    const control = new AbortController();
    const stop = () => control.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const running = { control, ended: Promise.resolve(), objectCount: 0, requestCount: 0 };
    running.ended = this.#list(place, running, control.signal);
    this.#running.set(name, running);
    try {
      await running.ended;
      this.#stale.delete(name);
    } finally {
      signal.removeEventListener('abort', stop);
      this.#running.delete(name);
      const state = await this.state(place).catch(() => null);
      if (state !== null) this.#options.onChange(place, state);
    }
    return await this.state(place);
  }

  /**
   * Stowage changed objects below these prefixes: an index that is whole lists them again. Where that would take many
   * requests it is only marked as stale.
   */
  async follow(place: IndexedBucket, prefixes: readonly string[], signal: AbortSignal): Promise<void> {
    if (!existsSync(this.#pathOf(place))) return;
    const facts = await this.#ask<ListingFacts>(place, { ask: 'facts' });
    if (facts.listedAtMs === null) return;
    const name = nameOf(place);
    this.#stale.add(name);
    try {
      let isWhole = true;
      for (const prefix of outermost(prefixes)) {
        const count = await this.#ask<number>(place, { ask: 'count', prefix });
        if (count > maxFollowed) isWhole = false;
        else await this.#listPrefix(place, prefix, signal, () => undefined);
      }
      if (isWhole) this.#stale.delete(name);
    } finally {
      const state = await this.state(place).catch(() => null);
      if (state !== null) this.#options.onChange(place, state);
    }
  }

  openView(place: IndexedBucket, sort: ListingSort, filter: ObjectFilter): Promise<ListingView> {
    return this.#ask(place, { ask: 'open-view', sort, filter });
  }

  /** `not-found` with reason `view-gone` when others were opened since. */
  async readView(
    place: IndexedBucket,
    viewId: number,
    offset: number,
    limit: number,
  ): Promise<ObjectColumns> {
    const found = await this.#ask<ObjectColumns | null>(place, { ask: 'read-view', viewId, offset, limit });
    if (found !== null) return found;
    throw failure('not-found', 'This order of the objects was put away. Open it again.', {
      reason: 'view-gone',
    });
  }

  census(place: IndexedBucket, prefix: string): Promise<BucketCensus> {
    return this.#ask(place, { ask: 'census', prefix });
  }

  /** Forgets the buckets of a connection; their files go. */
  async forgetConnection(connectionId: string): Promise<void> {
    for (const [name, { control }] of this.#running)
      if (name.startsWith(`${connectionId}\n`)) control.abort();
    const folder = this.#folderOf(connectionId);
    await this.#thread.ask({ ask: 'close-below', path: folder, nowMs: this.#options.now() });
    await rm(folder, { recursive: true, force: true });
  }

  /** Ends running listings and closes the files. */
  async close(): Promise<void> {
    for (const { control } of this.#running.values()) control.abort();
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
    await this.#thread.close();
  }

  async #list(
    place: IndexedBucket,
    running: { objectCount: number; requestCount: number },
    signal: AbortSignal,
  ): Promise<void> {
    let toldAtMs = 0;
    await this.#listPrefix(place, '', signal, async (objectCount) => {
      running.objectCount += objectCount;
      running.requestCount += 1;
      const nowMs = this.#options.now();
      if (nowMs - toldAtMs < 250) return;
      toldAtMs = nowMs;
      this.#options.onChange(place, await this.state(place));
    });
    await this.#ask(place, { ask: 'complete', requestCount: running.requestCount });
  }

  async #listPrefix(
    place: IndexedBucket,
    prefix: string,
    signal: AbortSignal,
    onPage: (objectCount: number) => Promise<void> | void,
  ): Promise<void> {
    let from = prefix;
    let token: string | null = null;
    let merging: Promise<unknown> = Promise.resolve();
    for (let isFirst = true; isFirst || token !== null; isFirst = false) {
      const { objects, nextToken }: ObjectPage = await this.#options.listPage(
        place,
        { prefix, token },
        signal,
      );
      const last = objects.keys.at(-1) ?? from;
      // Beyond the last page of a prefix nothing of it can follow.
      const to = nextToken === null ? afterPrefix(prefix) : last;
      const range = { from, includesFrom: isFirst, to, includesTo: nextToken !== null };
      // One page is laid while the next is on its way, and never two at once.
      await merging;
      merging = this.#ask(place, { ask: 'merge', range, page: objects });
      await onPage(objects.keys.length);
      from = last;
      token = nextToken;
    }
    await merging;
  }

  #stateOf(place: IndexedBucket, facts: ListingFacts): IndexState {
    const running = this.#running.get(nameOf(place));
    return {
      ...facts,
      running:
        running === undefined
          ? null
          : { objectCount: running.objectCount, requestCount: running.requestCount },
      isStale: this.#stale.has(nameOf(place)),
    };
  }

  #ask<T>(
    place: IndexedBucket,
    question: DistributiveOmit<Parameters<ListingThread['ask']>[0], 'path' | 'nowMs'>,
  ): Promise<T> {
    return this.#thread.ask({ ...question, path: this.#pathOf(place), nowMs: this.#options.now() });
  }

  #pathOf({ connectionId, bucket }: IndexedBucket): string {
    return path.join(this.#folderOf(connectionId), `${fileName(bucket)}.db`);
  }

  #folderOf(connectionId: string): string {
    return path.join(this.#options.folder, fileName(connectionId));
  }
}

/** A change below a prefix with more objects than this is not followed by listing it again. */
const maxFollowed = 20_000;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Names of buckets and connections are no file names everywhere. */
function fileName(name: string): string {
  return hash('sha256', name, 'hex').slice(0, 32);
}

function nameOf({ connectionId, bucket }: IndexedBucket): string {
  return `${connectionId}\n${bucket}`;
}

/** Prefixes without those that lie below another. */
function outermost(prefixes: readonly string[]): string[] {
  const unique = [...new Set(prefixes)];
  return unique.filter((prefix) => !unique.some((other) => other !== prefix && prefix.startsWith(other)));
}

/** The first text after all that begin with a prefix; null when there is none. */
function afterPrefix(prefix: string): string | null {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    if (next <= 0x10ffff) return points.join('') + String.fromCodePoint(next);
  }
  return null;
}
