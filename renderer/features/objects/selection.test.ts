import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendPage, emptyListing, folderRow, objectRow, rowName } from './listing.ts';
import { listedOrder, viewListing } from './listing-view.ts';
import { RowSet } from './row-set.ts';
import {
  findByTyping,
  moveFocus,
  noSelection,
  selectAll,
  selectAt,
  toggleRow,
  visibleRows,
} from './selection.ts';

const listing = emptyListing('');
const keys = ['apple', 'Banana', 'blue', 'cherry'];
appendPage(listing, {
  objects: {
    keys,
    sizesBytes: keys.map(() => 1),
    modifiedAtMs: keys.map(() => 1),
    etags: keys.map(() => ''),
    storageClasses: keys.map(() => ''),
  },
  prefixes: ['box/'],
  nextToken: null,
});
const view = viewListing(listing, listedOrder, '');
const nameOf = (row: number) => rowName(listing, row);
const rows = (set: RowSet) => [...set];

describe('selection', () => {
  it('moves with the keyboard and stops at the ends', () => {
    const first = moveFocus(noSelection, view, 'down', 3, 'only');
    expect(first.focus).toBe(folderRow(0));
    const last = moveFocus(first, view, 'last', 3, 'only');
    expect(rows(last.rows)).toEqual([objectRow(3)]);
    expect(moveFocus(last, view, 'down', 3, 'only').focus).toBe(objectRow(3));
    expect(moveFocus(last, view, 'page-up', 3, 'only').focus).toBe(objectRow(0));
    expect(moveFocus(noSelection, view, 'up', 3, 'only').focus).toBe(objectRow(3));
  });

  it('draws a range from where it began, in both directions', () => {
    const start = selectAt(noSelection, view, 2, 'only');
    const down = moveFocus(start, view, 'down', 3, 'extend');
    expect(rows(down.rows)).toEqual([objectRow(1), objectRow(2)]);
    const up = moveFocus(down, view, 'first', 3, 'extend');
    expect(rows(up.rows)).toEqual([objectRow(0), folderRow(0), objectRow(1)]);
  });

  it('moves without selecting, and toggles there', () => {
    const start = selectAt(noSelection, view, 0, 'only');
    const moved = moveFocus(start, view, 'down', 3, 'keep');
    expect(rows(moved.rows)).toEqual([folderRow(0)]);
    const added = toggleRow(moved, moved.focus ?? 0);
    expect(rows(added.rows)).toEqual([objectRow(0), folderRow(0)]);
    expect(rows(toggleRow(added, folderRow(0)).rows)).toEqual([objectRow(0)]);
  });

  it('selects all that is shown and acts on nothing that is hidden', () => {
    const all = selectAll(noSelection, view);
    expect(all.rows.size).toBe(5);
    const filtered = viewListing(listing, listedOrder, 'b');
    expect(visibleRows(all, filtered).map(nameOf).sort()).toEqual(['Banana', 'blue', 'box']);
    expect(selectAll(noSelection, filtered).rows.size).toBe(3);
  });

  it('finds by typing: the same letter goes on, more letters narrow', () => {
    const at = (focus: number | null, typed: string) => {
      const found = findByTyping(view, nameOf, focus, typed);
      return found === null ? null : nameOf(view.rowAt(found));
    };
    expect(at(null, 'b')).toBe('box');
    expect(at(folderRow(0), 'b')).toBe('Banana');
    expect(at(objectRow(1), 'bb')).toBe('blue');
    expect(at(folderRow(0), 'bl')).toBe('blue');
    expect(at(objectRow(3), 'a')).toBe('apple');
    expect(at(null, 'z')).toBeNull();
  });
});

describe('RowSet', () => {
  it('is a set of numbers that never changes', () => {
    const number = fc.nat(5_000);
    fc.assert(
      fc.property(fc.array(number), number, (numbers, one) => {
        const set = RowSet.of(numbers);
        const model = new Set(numbers);
        expect([...set]).toEqual([...model].sort((a, b) => a - b));
        expect(set.size).toBe(model.size);
        expect(set.has(one)).toBe(model.has(one));
        expect(set.without(one).has(one)).toBe(false);
        expect(set.with([one]).size).toBe(new Set([...numbers, one]).size);
        expect(set.size).toBe(model.size);
      }),
    );
  });
});
