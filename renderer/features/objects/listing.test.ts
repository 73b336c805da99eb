import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObjectPage } from '../../../shared/model/object.ts';
import { appendPage, emptyListing, findRow, objectAt, rowCount, rowName } from './listing.ts';
import { listedOrder, type Sort, viewListing } from './listing-view.ts';
import { sortByNumbers } from './sort-order.ts';

function page(
  entries: readonly (readonly [
    key: string,
    sizeBytes: number,
    modifiedAtMs: number,
    storageClass?: string,
  ])[],
  prefixes: string[] = [],
  nextToken: string | null = null,
): ObjectPage {
  return {
    objects: {
      keys: entries.map(([key]) => key),
      sizesBytes: entries.map(([, size]) => size),
      modifiedAtMs: entries.map(([, , modified]) => modified),
      etags: entries.map(([key]) => `etag-${key}`),
      storageClasses: entries.map(([, , , name]) => name ?? ''),
    },
    prefixes,
    nextToken,
  };
}

function sample() {
  const listing = emptyListing('a/');
  appendPage(
    listing,
    page(
      [
        ['a/', 0, 1],
        ['a/b.txt', 30, 300, 'GLACIER'],
        ['a/c.PNG', 10, 100],
      ],
      ['a/x/', 'a//'],
      't',
    ),
  );
  appendPage(listing, page([['a/d.txt', 20, 200]], ['a//', 'a/y/']));
  return listing;
}

const names = (sort: Sort, filter = '') => {
  const listing = sample();
  const view = viewListing(listing, sort, filter);
  return Array.from({ length: view.count }, (_, at) => rowName(listing, view.rowAt(at)));
};

describe('a listing', () => {
  it('joins pages into columns, without the folder itself and without a repeated prefix', () => {
    const listing = sample();
    expect(listing.folders).toEqual(['a/x/', 'a//', 'a/y/']);
    expect(rowCount(listing)).toBe(6);
    expect(listing.totalBytes).toBe(60);
    expect(listing.nextToken).toBeNull();
    expect(objectAt(listing, 0)).toEqual({
      key: 'a/b.txt',
      sizeBytes: 30,
      modifiedAtMs: 300,
      etag: 'etag-a/b.txt',
      storageClass: 'GLACIER',
    });
    expect(objectAt(listing, 1)).toBeNull();
    expect(objectAt(listing, 98)).toBeNull();
  });

  it('names an empty segment by nothing', () => {
    const listing = sample();
    const row = findRow(listing, 'a//');
    expect(row).toBe(3);
    expect(rowName(listing, row ?? 0)).toBe('');
    expect(findRow(listing, 'a/none')).toBeNull();
  });
});

describe('a view', () => {
  it('shows the listed order with folders first', () => {
    expect(names(listedOrder)).toEqual(['x', '', 'y', 'b.txt', 'c.PNG', 'd.txt']);
  });

  it('turns the names around, folders still first', () => {
    expect(names({ column: 'name', isDescending: true })).toEqual(['y', '', 'x', 'd.txt', 'c.PNG', 'b.txt']);
  });

  it('sorts objects by size, date, class and extension', () => {
    expect(names({ column: 'size', isDescending: true }).slice(3)).toEqual(['b.txt', 'd.txt', 'c.PNG']);
    expect(names({ column: 'modified', isDescending: false }).slice(3)).toEqual(['c.PNG', 'd.txt', 'b.txt']);
    expect(names({ column: 'class', isDescending: false }).slice(3)).toEqual(['c.PNG', 'd.txt', 'b.txt']);
    expect(names({ column: 'extension', isDescending: false }).slice(3)).toEqual(['c.PNG', 'b.txt', 'd.txt']);
  });

  it('filters names alone, in any case, never the prefix', () => {
    expect(names(listedOrder, 'Txt')).toEqual(['b.txt', 'd.txt']);
    expect(names(listedOrder, 'a/')).toEqual([]);
    expect(names(listedOrder, '.')).toEqual(['b.txt', 'c.PNG', 'd.txt']);
    for (const sign of ['\\', '[', '(', '*', '$']) expect(names(listedOrder, sign)).toEqual([]);
    expect(names({ column: 'size', isDescending: false }, 'txt')).toEqual(['d.txt', 'b.txt']);
  });

  it('finds every row where it shows it, and no hidden one', () => {
    const listing = sample();
    const sorts: Sort[] = [
      listedOrder,
      { column: 'name', isDescending: true },
      { column: 'size', isDescending: true },
    ];
    for (const sort of sorts) {
      for (const filter of ['', 'txt', 'y']) {
        const view = viewListing(listing, sort, filter);
        for (let at = 0; at < view.count; at += 1) expect(view.positionOf(view.rowAt(at))).toBe(at);
      }
    }
    expect(viewListing(listing, listedOrder, 'txt').positionOf(2)).toBe(-1);
    expect(viewListing(listing, listedOrder, '').positionOf(98)).toBe(-1);
  });
});

describe('sortByNumbers', () => {
  it('does what a stable comparing sort does', () => {
    const value = fc.oneof(fc.nat(5), fc.double({ min: 0, max: 1e15, noNaN: true }), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const positions = Uint32Array.from(values.keys());
        const expected = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
        expect([...sortByNumbers(values, positions)]).toEqual(expected);
      }),
    );
  });

  it('sorts only the positions it is given', () => {
    expect([...sortByNumbers([5, 1, 9, 0], Uint32Array.of(2, 0, 1))]).toEqual([1, 0, 2]);
  });
});
