import type { ListingSort, ObjectFilter } from '../../shared/model/listing-index.ts';
import type { ObjectColumns } from '../../shared/model/object.ts';
import { ListingColumns } from './listing-columns.ts';
import type { ListingTables } from './listing-tables.ts';
import { matchingRows } from './matching-rows.ts';

/** Objects in an order, to be read a window at a time. */
export interface ListingView {
  readonly viewId: number;
  readonly objectCount: number;
  readonly totalBytes: number;
}

/** How many views are kept: one for each pane and a few that were left. */
const maxViews = 8;

interface KeptView {
  readonly columns: ListingColumns;
  /** Rows in rising order; null when it is that of the keys, all of them. */
  readonly rows: Uint32Array | null;
  readonly isFalling: boolean;
  readonly count: number;
}

/** Opens and reads views of one index. */
export class ListingViews {
  readonly #tables: ListingTables;
  readonly #views = new Map<number, KeptView>();
  #columns: { revision: number; columns: ListingColumns } | null = null;
  #nextId = 1;

  constructor(tables: ListingTables) {
    this.#tables = tables;
  }

  /** The objects as columns, as they are now. */
  columns(): ListingColumns {
    const { revision, database } = this.#tables;
    if (this.#columns?.revision !== revision)
      this.#columns = { revision, columns: new ListingColumns(database) };
    return this.#columns.columns;
  }

  /** Makes ready what sorting and searching need. */
  warm(): void {
    const columns = this.columns();
    columns.order('modified');
    columns.order('size');
    columns.lowerKeys();
  }

  /** What matches, in an order. It stays as it is when the index changes: another one is opened then. */
  open(sort: ListingSort, filter: ObjectFilter): ListingView {
    const columns = this.columns();
    const viewId = this.#nextId;
    this.#nextId += 1;
    for (const oldest of [...this.#views.keys()].slice(0, -maxViews + 1)) this.#views.delete(oldest);
    const matching = matchingRows(columns, this.#tables.classNames(), filter);
    const order = sort.column === 'name' ? null : columns.order(sort.column);
    const rows = matching === null ? order : matchingInOrder(matching, order);
    const count = rows?.length ?? columns.count;
    this.#views.set(viewId, { columns, rows, isFalling: sort.direction === 'descending', count });
    let totalBytes = 0;
    if (matching === null) for (const size of columns.sizes) totalBytes += size;
    else for (const row of rows ?? []) totalBytes += columns.sizes[row] ?? 0;
    return { viewId, objectCount: count, totalBytes };
  }

  /** A window of a view; null when the view is gone, because others were opened since. */
  read(viewId: number, offset: number, limit: number): ObjectColumns | null {
    const view = this.#views.get(viewId);
    if (view === undefined) return null;
    const { columns, count } = view;
    const classes = this.#tables.classNames();
    const etagOf = this.#tables.database.prepare('SELECT etag FROM objects WHERE key = ?');
    const found: ObjectColumns = {
      keys: [],
      sizesBytes: [],
      modifiedAtMs: [],
      etags: [],
      storageClasses: [],
    };
    for (let position = offset; position < Math.min(count, offset + limit); position += 1) {
      const place = view.isFalling ? count - 1 - position : position;
      const row = view.rows === null ? place : (view.rows[place] ?? 0);
      const key = columns.keys.at(row);
      found.keys.push(key);
      found.sizesBytes.push(columns.sizes[row] ?? 0);
      found.modifiedAtMs.push(columns.times[row] ?? 0);
      found.etags.push(String(etagOf.get(key)?.etag ?? ''));
      found.storageClasses.push(classes.get(columns.classIds[row] ?? 0) ?? '');
    }
    return found;
  }
}

function matchingInOrder(matching: Uint8Array, order: Uint32Array | null): Uint32Array {
  let count = 0;
  for (const mark of matching) count += mark;
  const rows = new Uint32Array(count);
  let next = 0;
  for (let at = 0; at < matching.length; at += 1) {
    const row = order === null ? at : (order[at] ?? 0);
    if (matching[row] !== 1) continue;
    rows[next] = row;
    next += 1;
  }
  return rows;
}
