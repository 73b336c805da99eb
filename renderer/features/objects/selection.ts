import type { RowId } from './listing.ts';
import type { ListingView } from './listing-view.ts';
import { RowSet } from './row-set.ts';

/** What is selected in a table, where the keyboard is, and from where a range is drawn. */
export interface Selection {
  readonly rows: RowSet;
  readonly focus: RowId | null;
  readonly anchor: RowId | null;
}

export const noSelection: Selection = { rows: RowSet.empty, focus: null, anchor: null };

/** Where the keyboard goes. */
export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** `only`: the row alone. `extend`: from the anchor to the row. `keep`: the keyboard moves, the selection stays. */
export type SelectMode = 'only' | 'extend' | 'keep';

function rowsBetween(view: ListingView, from: number, to: number): RowId[] {
  const rows: RowId[] = [];
  for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) rows.push(view.rowAt(at));
  return rows;
}

/** Selects the row at a position of the view, which exists. */
export function selectAt(
  selection: Selection,
  view: ListingView,
  position: number,
  mode: SelectMode,
): Selection {
  const row = view.rowAt(position);
  if (mode === 'keep') return { ...selection, focus: row, anchor: selection.anchor ?? row };
  if (mode === 'only') return { rows: RowSet.of([row]), focus: row, anchor: row };
  const anchor = selection.anchor === null ? -1 : view.positionOf(selection.anchor);
  const from = anchor === -1 ? position : anchor;
  return { rows: RowSet.of(rowsBetween(view, from, position)), focus: row, anchor: view.rowAt(from) };
}

/** Moves the keyboard. Without a focus, the first move goes to the first row (or the last, going up). */
export function moveFocus(
  selection: Selection,
  view: ListingView,
  move: Move,
  pageSize: number,
  mode: SelectMode,
): Selection {
  if (view.count === 0) return selection;
  const at = selection.focus === null ? -1 : view.positionOf(selection.focus);
  const last = view.count - 1;
  const goal = {
    up: at === -1 ? last : at - 1,
    down: at + 1,
    'page-up': at - pageSize,
    'page-down': at + pageSize,
    first: 0,
    last,
  }[move];
  return selectAt(selection, view, Math.min(last, Math.max(0, goal)), mode);
}

/** Adds a row to the selection or takes it out; ranges are drawn from it afterwards. */
export function toggleRow(selection: Selection, row: RowId): Selection {
  const rows = selection.rows.has(row) ? selection.rows.without(row) : selection.rows.with([row]);
  return { rows, focus: row, anchor: row };
}

/** Selects all rows of the view: what is loaded and passes the filter, and nothing that is not seen. */
export function selectAll(selection: Selection, view: ListingView): Selection {
  return { ...selection, rows: RowSet.of(rowsBetween(view, 0, view.count - 1)) };
}

/** The part of a selection that the view shows: what an action may touch. */
export function visibleRows(selection: Selection, view: ListingView): RowId[] {
  return [...selection.rows].filter((row) => view.positionOf(row) !== -1);
}

/**
 * Finds the next row whose name begins with `typed`, in any case of letters, from the focus on and around the end.
 * With one letter the search starts behind the focus, so that the same letter again goes to the next.
 */
export function findByTyping(
  view: ListingView,
  nameOf: (row: RowId) => string,
  focus: RowId | null,
  typed: string,
): number | null {
  if (view.count === 0 || typed === '') return null;
  const isRepeat = [...typed].every((letter) => letter === typed[0]);
  const wanted = (isRepeat ? typed.slice(0, 1) : typed).toLowerCase();
  const at = focus === null ? -1 : view.positionOf(focus);
  const start = isRepeat ? at + 1 : Math.max(0, at);
  for (let step = 0; step < view.count; step += 1) {
    const position = (start + step) % view.count;
    if (nameOf(view.rowAt(position)).toLowerCase().startsWith(wanted)) return position;
  }
  return null;
}
