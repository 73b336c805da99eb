import { fileExtension } from './file-kinds.ts';
import { folderRow, type Listing, objectRow, type RowId } from './listing.ts';
import { sortByNumbers } from './sort-order.ts';

export const sortColumns = ['name', 'size', 'modified', 'class', 'extension'] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface Sort {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

/** The order servers list in: nothing moves while further pages arrive. */
export const listedOrder: Sort = { column: 'name', isDescending: false };

/** The rows to show, in order. Folders come first in every order. */
export interface ListingView {
  readonly count: number;
  readonly folderCount: number;
  rowAt(position: number): RowId;
  /** Where a row stands; -1 when it is filtered out. Fast in the listed order, else it looks through the view. */
  positionOf(row: RowId): number;
}

/** Positions of a column that pass a test, in their order; null stands for all, without an array. */
function filterPositions(names: readonly string[], prefix: string, filter: string): Uint32Array | null {
  if (filter === '') return null;
  // A pattern compares without making a lower-case copy of a million names; it begins behind the prefix.
  const wanted = new RegExp(filter.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gi');
  const found = new Uint32Array(names.length);
  let count = 0;
  names.forEach((name, index) => {
    wanted.lastIndex = prefix.length;
    if (wanted.test(name)) {
      found[count] = index;
      count += 1;
    }
  });
  return found.slice(0, count);
}

/** Numbers that put texts in order: equal texts share one. */
function ranks(texts: readonly string[]): readonly number[] {
  const sorted = [...new Set(texts)].sort();
  const rank = new Map(sorted.map((text, index) => [text, index]));
  return texts.map((text) => rank.get(text) ?? 0);
}

function sortValues(listing: Listing, column: Exclude<SortColumn, 'name'>): ArrayLike<number> {
  if (column === 'size') return listing.sizesBytes;
  if (column === 'modified') return listing.modifiedAtMs;
  if (column === 'extension') return ranks(listing.keys.map(fileExtension));
  const rankOfClass = ranks(listing.classNames);
  return listing.classes.map((number) => rankOfClass[number] ?? 0);
}

function sortObjects(listing: Listing, positions: Uint32Array | null, sort: Sort): Uint32Array | null {
  if (sort.column === 'name') {
    if (!sort.isDescending) return positions;
    return (positions ?? Uint32Array.from(listing.keys.keys())).toReversed();
  }
  const all = positions ?? Uint32Array.from(listing.keys.keys());
  const sorted = sortByNumbers(sortValues(listing, sort.column), all);
  return sort.isDescending ? sorted.reverse() : sorted;
}

/**
 * Works out which rows to show and in what order. `filter` is a part of the name, in any case of letters.
 * Objects that are equal in the sorted column keep the order of their names.
 */
export function viewListing(listing: Listing, sort: Sort, filter: string): ListingView {
  const folders = filterPositions(listing.folders, listing.prefix, filter);
  const folderCount = folders?.length ?? listing.folders.length;
  const areFoldersReversed = sort.column === 'name' && sort.isDescending;
  const objects = sortObjects(listing, filterPositions(listing.keys, listing.prefix, filter), sort);
  const objectCount = objects?.length ?? listing.keys.length;
  const folderAt = (position: number) => {
    const at = areFoldersReversed ? folderCount - 1 - position : position;
    return folders === null ? at : (folders[at] ?? 0);
  };
  return {
    count: folderCount + objectCount,
    folderCount,
    rowAt(position) {
      if (position < folderCount) return folderRow(folderAt(position));
      const at = position - folderCount;
      return objectRow(objects === null ? at : (objects[at] ?? 0));
    },
    positionOf(row) {
      const index = row >> 1;
      if (row % 2 === 1) {
        const at = folders === null ? index : folders.indexOf(index);
        if (at < 0 || at >= folderCount) return -1;
        return areFoldersReversed ? folderCount - 1 - at : at;
      }
      const at = objects === null ? index : objects.indexOf(index);
      return at < 0 || at >= objectCount ? -1 : folderCount + at;
    },
  };
}
