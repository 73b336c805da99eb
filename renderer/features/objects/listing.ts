import { nameBelow } from '../../../shared/format/keys.ts';
import type { ObjectPage } from '../../../shared/model/object.ts';

/**
 * A row by number: twice the place in its column, plus one for a folder. The number of a row stays the same while
 * further pages arrive.
 */
export type RowId = number;

export const folderRow = (index: number): RowId => index * 2 + 1;
export const objectRow = (index: number): RowId => index * 2;
export const isFolderRow = (row: RowId): boolean => row % 2 === 1;
export const rowIndex = (row: RowId): number => row >> 1;

/**
 * The pages of one listing, kept as columns: a million objects cost five arrays instead of a million records.
 * Entry `i` of every column belongs to the same object. A listing only grows, in place; `revision` changes with it.
 */
export interface Listing {
  readonly prefix: string;
  readonly folders: string[];
  readonly keys: string[];
  readonly sizesBytes: number[];
  readonly modifiedAtMs: number[];
  readonly etags: string[];
  /** Number of the class in `classNames`. */
  readonly classes: number[];
  readonly classNames: string[];
  totalBytes: number;
  /** Where the next page begins; null before the first page and after the last. */
  nextToken: string | null;
  revision: number;
}

export function emptyListing(prefix: string): Listing {
  return {
    prefix,
    folders: [],
    keys: [],
    sizesBytes: [],
    modifiedAtMs: [],
    etags: [],
    classes: [],
    classNames: [],
    totalBytes: 0,
    nextToken: null,
    revision: 0,
  };
}

/**
 * Adds a page. The empty object that stands for the folder itself is left out: it is what is open, not in it.
 * A folder that a server repeats on the next page is taken once.
 */
export function appendPage(listing: Listing, page: ObjectPage): void {
  const { keys, sizesBytes, modifiedAtMs, etags, storageClasses } = page.objects;
  for (const folder of page.prefixes) {
    if (listing.folders.at(-1) !== folder && folder !== listing.prefix) listing.folders.push(folder);
  }
  keys.forEach((key, index) => {
    if (key === listing.prefix) return;
    const sizeBytes = sizesBytes[index] ?? 0;
    listing.keys.push(key);
    listing.sizesBytes.push(sizeBytes);
    listing.modifiedAtMs.push(modifiedAtMs[index] ?? 0);
    listing.etags.push(etags[index] ?? '');
    listing.classes.push(classNumber(listing, storageClasses[index] ?? ''));
    listing.totalBytes += sizeBytes;
  });
  listing.nextToken = page.nextToken;
  listing.revision += 1;
}

function classNumber(listing: Listing, name: string): number {
  const known = listing.classNames.indexOf(name);
  if (known !== -1) return known;
  return listing.classNames.push(name) - 1;
}

export function rowCount(listing: Listing): number {
  return listing.folders.length + listing.keys.length;
}

/** Key of an object row or prefix of a folder row; empty for a row that does not exist. */
export function rowKey(listing: Listing, row: RowId): string {
  return (isFolderRow(row) ? listing.folders : listing.keys)[rowIndex(row)] ?? '';
}

/** The name of a row below the listed prefix, a folder's without its last `/`. */
export function rowName(listing: Listing, row: RowId): string {
  const name = nameBelow(rowKey(listing, row), listing.prefix);
  return isFolderRow(row) ? name.slice(0, -1) : name;
}

/** One object of a listing, put together for what is on screen. */
export interface ObjectRow {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  readonly etag: string;
  readonly storageClass: string;
}

/** The object of a row; null for a folder or a row that does not exist. */
export function objectAt(listing: Listing, row: RowId): ObjectRow | null {
  const index = rowIndex(row);
  const key = listing.keys[index];
  if (isFolderRow(row) || key === undefined) return null;
  return {
    key,
    sizeBytes: listing.sizesBytes[index] ?? 0,
    modifiedAtMs: listing.modifiedAtMs[index] ?? 0,
    etag: listing.etags[index] ?? '',
    storageClass: listing.classNames[listing.classes[index] ?? -1] ?? '',
  };
}

/** Finds the row of a key or a prefix; null when it is not loaded. Takes time in the length of the listing. */
export function findRow(listing: Listing, keyOrPrefix: string): RowId | null {
  const object = listing.keys.indexOf(keyOrPrefix);
  if (object !== -1) return objectRow(object);
  const folder = listing.folders.indexOf(keyOrPrefix);
  return folder === -1 ? null : folderRow(folder);
}
