import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import type { Client } from '../../bridge/client.ts';
import { appendPage, emptyListing, findRow, type Listing, rowCount } from './listing.ts';
import { carrySelection, type Pane } from './pane.ts';
import { isSamePlace, type Place } from './place.ts';
import { RowSet } from './row-set.ts';
import type { Selection } from './selection.ts';

/** Up to so many rows a pane lists itself again when its objects change; beyond, it says so and waits to be asked. */
export const rowsRefreshedUnasked = 5_000;
/** A refresh loads as many rows as were there before, up to this. */
const rowsRefreshed = 20_000;
/** A pane lists itself again at most this often while jobs change its objects. */
const refreshPauseMs = 1_000;
/**
 * While all pages are loading, the table takes them in at most this often, and less often the more there are: each time
 * it sorts and filters anew.
 */
function publishPauseMs(rows: number): number {
  return Math.max(250, rows / 500);
}
const pageSize = 1_000;

interface LoaderPorts {
  readonly client: Client;
  readonly now: () => number;
  getPane(paneId: string): Pane;
  setPane(paneId: string, change: Partial<Pane>): void;
}

/** Fetches the pages of panes. At most one request of a pane is on its way; going elsewhere aborts it. */
export interface PaneLoader {
  /** Lists the pane's place from the first page; its rows go at once. */
  start(paneId: string): void;
  /** Lists the place again behind the rows that are shown. */
  refresh(paneId: string): void;
  /** Refreshes now or, when it just did, a little later. */
  refreshSoon(paneId: string): void;
  loadMore(paneId: string, amount: 'next' | 'all'): void;
  /** Ends loading further pages; what is loaded stays. */
  stopMore(paneId: string): void;
  /** Ends everything of a pane. */
  stop(paneId: string): void;
}

/** Selects the row that the pane was opened for, once it is loaded. */
function wantedSelection(pane: Pane, listing: Listing): { selection?: Selection; wantedKey?: null } {
  if (pane.wantedKey === null) return {};
  const row = findRow(listing, pane.wantedKey);
  if (row === null) return {};
  return { selection: { rows: RowSet.of([row]), focus: row, anchor: row }, wantedKey: null };
}

function published({ revision, nextToken }: Listing): Pick<Pane, 'revision' | 'nextToken'> {
  return { revision, nextToken };
}

export function createPaneLoader({ client, now, getPane, setPane }: LoaderPorts): PaneLoader {
  const running = new Map<string, AbortController>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const refreshedAtMs = new Map<string, number>();

  const fetchPage = (place: Place, token: string | null, signal: AbortSignal) =>
    client.call('objects.listPage', { ...place, delimiter: '/', token, maxKeys: pageSize }, { signal });

  /** Runs one task of a pane in place of the one before; what it finds after it was replaced is thrown away. */
  const run = (
    paneId: string,
    task: (signal: AbortSignal) => Promise<void>,
    onError: (e: AppError) => void,
  ) => {
    running.get(paneId)?.abort();
    const controller = new AbortController();
    running.set(paneId, controller);
    task(controller.signal)
      .catch((thrown: unknown) => {
        const error = toAppError(thrown);
        if (!controller.signal.aborted) onError(error);
      })
      .finally(() => {
        if (running.get(paneId) === controller) running.delete(paneId);
      });
  };

  const stop = (paneId: string) => {
    running.get(paneId)?.abort();
    running.delete(paneId);
    clearTimeout(timers.get(paneId));
    timers.delete(paneId);
  };

  const start = (paneId: string) => {
    stop(paneId);
    const { place } = getPane(paneId);
    if (place === null) return;
    const listing = emptyListing(place.prefix);
    setPane(paneId, {
      status: 'loading',
      error: null,
      moreError: null,
      listing,
      revision: 0,
      nextToken: null,
      more: 'idle',
      isStale: false,
      listedAtMs: null,
    });
    run(
      paneId,
      async (signal) => {
        const page = await fetchPage(place, null, signal);
        if (signal.aborted) return;
        appendPage(listing, page);
        refreshedAtMs.set(paneId, now());
        setPane(paneId, {
          status: 'ready',
          ...published(listing),
          listedAtMs: now(),
          ...wantedSelection(getPane(paneId), listing),
        });
      },
      (error) => setPane(paneId, { status: 'failed', error }),
    );
  };

  const refresh = (paneId: string) => {
    const before = getPane(paneId);
    const { place } = before;
    if (place === null) return;
    if (before.status !== 'ready' && before.status !== 'refreshing') {
      start(paneId);
      return;
    }
    clearTimeout(timers.get(paneId));
    timers.delete(paneId);
    refreshedAtMs.set(paneId, now());
    setPane(paneId, { status: 'refreshing', more: 'idle', moreError: null });
    const wanted = Math.min(rowCount(before.listing), rowsRefreshed);
    run(
      paneId,
      async (signal) => {
        const listing = emptyListing(place.prefix);
        do appendPage(listing, await fetchPage(place, listing.nextToken, signal));
        while (listing.nextToken !== null && rowCount(listing) < wanted);
        const pane = getPane(paneId);
        if (signal.aborted || !isSamePlace(pane.place, place)) return;
        setPane(paneId, {
          status: 'ready',
          listing,
          ...published(listing),
          listedAtMs: now(),
          isStale: false,
          selection: carrySelection(pane.selection, pane.listing, listing),
          ...wantedSelection(pane, listing),
        });
      },
      // The rows of before stay; that they are old is said with the reason.
      (error) => setPane(paneId, { status: 'ready', moreError: error, isStale: true }),
    );
  };

  const refreshSoon = (paneId: string) => {
    const { status, more } = getPane(paneId);
    if (timers.has(paneId) || status === 'empty' || status === 'failed') return;
    const sinceMs = now() - (refreshedAtMs.get(paneId) ?? 0);
    const isBusy = status !== 'ready' || more !== 'idle';
    if (sinceMs >= refreshPauseMs && !isBusy) {
      refresh(paneId);
      return;
    }
    const again = () => {
      timers.delete(paneId);
      refreshSoon(paneId);
    };
    timers.set(paneId, setTimeout(again, Math.max(50, refreshPauseMs - sinceMs)));
  };

  const loadMore = (paneId: string, amount: 'next' | 'all') => {
    const pane = getPane(paneId);
    const { place, listing } = pane;
    if (place === null || pane.status !== 'ready' || pane.nextToken === null) return;
    if (pane.more === 'all' || pane.more === amount) return;
    if (pane.more === 'next' && amount === 'all') {
      // The page on its way goes on; the rest follows it.
      setPane(paneId, { more: 'all' });
      return;
    }
    setPane(paneId, { more: amount, moreError: null });
    run(
      paneId,
      async (signal) => {
        let publishedAtMs = now();
        while (listing.nextToken !== null) {
          const page = await fetchPage(place, listing.nextToken, signal);
          if (signal.aborted) return;
          appendPage(listing, page);
          const isLast = page.nextToken === null || getPane(paneId).more === 'next';
          if (isLast || now() - publishedAtMs >= publishPauseMs(rowCount(listing))) {
            publishedAtMs = now();
            const ended = isLast ? { more: 'idle' as const } : {};
            const wanted = wantedSelection(getPane(paneId), listing);
            setPane(paneId, { ...published(listing), ...ended, ...wanted });
          }
          if (isLast) return;
        }
      },
      (error) => setPane(paneId, { ...published(listing), more: 'idle', moreError: error }),
    );
  };

  return {
    start,
    refresh,
    refreshSoon,
    loadMore,
    stopMore(paneId) {
      if (getPane(paneId).more === 'idle') return;
      // Turning `all` into `next` lets the page on its way arrive, so that token and rows stay in step.
      setPane(paneId, { more: 'next' });
    },
    stop,
  };
}
