import type { AppError } from '../../../shared/model/app-error.ts';
import { emptyListing, findRow, isFolderRow, type Listing, type RowId, rowKey } from './listing.ts';
import { type ListingView, listedOrder, type Sort, viewListing } from './listing-view.ts';
import { emptyHistory, type Place, type PlaceHistory } from './place.ts';
import { RowSet } from './row-set.ts';
import { noSelection, type Selection, visibleRows } from './selection.ts';

/** What a delete was asked for, as the user saw it. */
export interface DeleteTarget {
  readonly bucket: string;
  /** The first few names below the place. */
  readonly names: readonly string[];
  readonly moreCount: number;
  readonly hasFolders: boolean;
}

/** What a pane asks the user about, over the table. */
export type PaneDialog =
  | { readonly type: 'new-folder' }
  | { readonly type: 'share'; readonly key: string }
  | { readonly type: 'download-to' }
  /** The job counts what would be deleted and waits for the user's word. */
  | { readonly type: 'delete'; readonly jobId: string; readonly what: DeleteTarget };

/** One pane of objects: where it is, what it has loaded, and what the user did to it. */
export interface Pane {
  readonly place: Place | null;
  readonly history: PlaceHistory;
  /** `loading`: the first page is on its way and nothing is shown yet. `refreshing`: the old rows stay meanwhile. */
  readonly status: 'empty' | 'loading' | 'ready' | 'refreshing' | 'failed';
  /** Why the first page failed. */
  readonly error: AppError | null;
  readonly listing: Listing;
  /** `listing.revision` at the last change: the listing grows in place. */
  readonly revision: number;
  /** null when everything is loaded. */
  readonly nextToken: string | null;
  readonly more: 'idle' | 'next' | 'all';
  /** Why a further page failed; the rows so far stay. */
  readonly moreError: AppError | null;
  readonly listedAtMs: number | null;
  /** Objects changed since the listing and there are too many rows to list again unasked. */
  readonly isStale: boolean;
  /** Why the last action on this pane failed, until it is dismissed. */
  readonly actionError: AppError | null;
  readonly sort: Sort;
  readonly filter: string;
  readonly selection: Selection;
  /** A key or prefix to select as soon as it is loaded. */
  readonly wantedKey: string | null;
  readonly dialog: PaneDialog | null;
  /** The row whose name is being typed anew. */
  readonly renaming: RowId | null;
  /** The breadcrumb is a text field. */
  readonly isAddressOpen: boolean;
}

export const emptyPane: Pane = {
  place: null,
  history: emptyHistory,
  status: 'empty',
  error: null,
  listing: emptyListing(''),
  revision: 0,
  nextToken: null,
  more: 'idle',
  moreError: null,
  listedAtMs: null,
  isStale: false,
  actionError: null,
  sort: listedOrder,
  filter: '',
  selection: noSelection,
  wantedKey: null,
  dialog: null,
  renaming: null,
  isAddressOpen: false,
};

interface CachedView {
  readonly revision: number;
  readonly sort: Sort;
  readonly filter: string;
  readonly view: ListingView;
}

const views = new WeakMap<Listing, CachedView>();

/** The rows of a pane in the order shown; worked out once per change. */
export function paneView(pane: Pick<Pane, 'listing' | 'revision' | 'sort' | 'filter'>): ListingView {
  const { listing, revision, sort, filter } = pane;
  const cached = views.get(listing);
  if (cached?.revision === revision && cached.sort === sort && cached.filter === filter) return cached.view;
  const view = viewListing(listing, sort, filter);
  views.set(listing, { revision, sort, filter, view });
  return view;
}

/** What is selected and in sight, as keys and prefixes. */
export function paneTargets(pane: Pane): { keys: string[]; prefixes: string[] } {
  const keys: string[] = [];
  const prefixes: string[] = [];
  for (const row of visibleRows(pane.selection, paneView(pane))) {
    (row % 2 === 1 ? prefixes : keys).push(rowKey(pane.listing, row));
  }
  return { keys, prefixes };
}

/** Sizes of the objects of `paneTargets`, in its order, as they were listed. */
export function paneKeySizes(pane: Pane): number[] {
  return visibleRows(pane.selection, paneView(pane))
    .filter((row) => !isFolderRow(row))
    .map((row) => pane.listing.sizesBytes[row >> 1] ?? 0);
}

/** Carries a selection from one listing to the next by the names of its rows; what is gone is dropped. */
export function carrySelection(selection: Selection, from: Listing, to: Listing): Selection {
  const names = new Set([...selection.rows].map((row) => rowKey(from, row)));
  const rows: RowId[] = [];
  to.folders.forEach((folder, index) => {
    if (names.has(folder)) rows.push(index * 2 + 1);
  });
  to.keys.forEach((key, index) => {
    if (names.has(key)) rows.push(index * 2);
  });
  const carry = (row: RowId | null) => (row === null ? null : findRow(to, rowKey(from, row)));
  return { rows: RowSet.of(rows), focus: carry(selection.focus), anchor: carry(selection.anchor) };
}

/** True when a change below `changedPrefix` can alter what a pane at `prefix` shows. */
export function concerns(prefix: string, changedPrefix: string): boolean {
  return changedPrefix.startsWith(prefix) || prefix.startsWith(changedPrefix);
}
