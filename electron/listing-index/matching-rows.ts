import type { ObjectFilter } from '../../shared/model/listing-index.ts';
import type { ListingColumns } from './listing-columns.ts';

/** Marks the rows that match a filter with 1; null when all do. */
export function matchingRows(
  columns: ListingColumns,
  classNames: ReadonlyMap<number, string>,
  filter: ObjectFilter,
): Uint8Array | null {
  const tests = rowTests(columns, classNames, filter);
  const { first, end } = columns.rowsBelow(filter.prefix);
  if (tests.length === 0 && first === 0 && end === columns.count && filter.name === '') return null;
  const rows = new Uint8Array(columns.count);
  if (filter.name === '') rows.fill(1, first, end);
  else markNames(columns, filter.name, rows, first, end);
  for (const test of tests)
    for (let row = first; row < end; row += 1) if (rows[row] === 1 && !test(row)) rows[row] = 0;
  return rows;
}

function rowTests(
  columns: ListingColumns,
  classNames: ReadonlyMap<number, string>,
  filter: ObjectFilter,
): ((row: number) => boolean)[] {
  const { sizes, times, classIds, extensionIds } = columns;
  const tests: ((row: number) => boolean)[] = [];
  const { minBytes, maxBytes, modifiedFromMs, modifiedToMs } = filter;
  if (minBytes !== null) tests.push((row) => (sizes[row] ?? 0) >= minBytes);
  if (maxBytes !== null) tests.push((row) => (sizes[row] ?? 0) <= maxBytes);
  if (modifiedFromMs !== null) tests.push((row) => (times[row] ?? 0) >= modifiedFromMs);
  if (modifiedToMs !== null) tests.push((row) => (times[row] ?? 0) < modifiedToMs);
  if (filter.extensions.length > 0) {
    const wanted = new Set(
      columns.extensions.flatMap((name, id) => (filter.extensions.includes(name) ? [id] : [])),
    );
    tests.push((row) => wanted.has(extensionIds[row] ?? -1));
  }
  if (filter.storageClass !== null) {
    const wanted = [...classNames].find(([, name]) => name === filter.storageClass)?.[0] ?? -1;
    tests.push((row) => classIds[row] === wanted);
  }
  if (filter.isOneLevel) {
    const lengthBytes = Buffer.byteLength(filter.prefix);
    tests.push((row) => columns.nextSlash(row, lengthBytes) === -1);
  }
  return tests;
}

/** A pattern has * and ? and is for the last part of a key; without them it is a part of the key. */
function markNames(
  columns: ListingColumns,
  name: string,
  rows: Uint8Array,
  first: number,
  end: number,
): void {
  const keys = columns.lowerKeys();
  const wanted = name.toLowerCase();
  const isPattern = /[*?]/.test(wanted);
  const pattern = isPattern ? patternOf(wanted) : null;
  const matches = (row: number): boolean => {
    if (pattern === null) return true;
    const key = keys.at(row);
    return pattern.test(key.slice(key.lastIndexOf('/') + 1));
  };
  // Looking for the longest piece in all keys at once leaves few to look at one by one.
  const piece = Buffer.from(
    wanted.split(/[*?]/).reduce((longest, one) => (one.length > longest.length ? one : longest)),
  );
  if (piece.length === 0) {
    for (let row = first; row < end; row += 1) if (matches(row)) rows[row] = 1;
    return;
  }
  let row = first;
  for (;;) {
    if (row >= end) return;
    const found = keys.bytes.indexOf(piece, keys.start(row));
    if (found === -1) return;
    while (row < end && keys.end(row) <= found) row += 1;
    if (row >= end) return;
    // What was found may begin in one key and end in the next.
    if (found + piece.length <= keys.end(row) && matches(row)) rows[row] = 1;
    row += 1;
  }
}

function patternOf(wanted: string): RegExp {
  const source = wanted
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su');
}
