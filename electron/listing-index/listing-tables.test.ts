import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everything } from '../../shared/model/listing-index.ts';
import type { ObjectColumns } from '../../shared/model/object.ts';
import { takeCensus } from './census.ts';
import { extensionOf } from './extension.ts';
import { ListingTables, listingMigrations } from './listing-tables.ts';
import { ListingViews } from './listing-views.ts';
import { risingOrder } from './radix-order.ts';

function fresh(): { tables: ListingTables; views: ListingViews } {
  const database = new DatabaseSync(':memory:');
  for (const statement of listingMigrations) database.exec(statement);
  const tables = new ListingTables(database);
  return { tables, views: new ListingViews(tables) };
}

type Listed = readonly (readonly [
  key: string,
  sizeBytes: number,
  modifiedAtMs?: number,
  storageClass?: string,
])[];
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const columns = (objects: Listed): ObjectColumns => ({
  keys: objects.map(([key]) => key),
  sizesBytes: objects.map(([, size]) => size),
  modifiedAtMs: objects.map(([, , time = 0]) => time),
  etags: objects.map(([key]) => `e-${key}`),
  storageClasses: objects.map(([, , , name = '']) => name),
});

/** Lays a whole listing, in pages of `size`, as a listing of the whole bucket does. */
function lay(tables: ListingTables, objects: Listed, size = 3): void {
  const sorted = objects.toSorted(([a], [b]) => byBytes(a, b));
  let from = '';
  for (let at = 0; at === 0 || at < sorted.length; at += size) {
    const page = sorted.slice(at, at + size);
    const last = page.at(-1)?.[0] ?? from;
    const to = at + size >= sorted.length ? null : last;
    tables.mergePage({ from, includesFrom: at === 0, to, includesTo: true }, columns(page));
    from = last;
  }
}

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '.', 'ü', '\u{1f600}', '%', '_'),
  minLength: 1,
  maxLength: 6,
});
const listing = fc.uniqueArray(fc.tuple(key, fc.nat(50), fc.nat(9)), {
  selector: ([name]) => name,
  maxLength: 20,
});

describe('an index', () => {
  it('says what the last listing said, whatever it said before', () => {
    fc.assert(
      fc.property(
        fc.array(listing, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 5 }),
        (all, size) => {
          const { tables, views } = fresh();
          for (const objects of all) lay(tables, objects, size);
          const expected = (all.at(-1) ?? []).toSorted(([a], [b]) => byBytes(a, b));
          const view = views.open({ column: 'name', direction: 'ascending' }, everything);
          const rows = views.read(view.viewId, 0, 100);
          expect(rows?.keys).toEqual(expected.map(([name]) => name));
          expect(rows?.sizesBytes).toEqual(expected.map(([, bytes]) => bytes));
          expect(tables.facts()).toMatchObject({
            objectCount: expected.length,
            totalBytes: expected.reduce((sum, [, bytes]) => sum + bytes, 0),
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lists a prefix again without touching the rest', () => {
    const { tables, views } = fresh();
    lay(tables, [
      ['a', 1],
      ['p/1', 1],
      ['p/2', 1],
      ['q', 1],
    ]);
    tables.mergePage(
      { from: 'p/', includesFrom: true, to: 'p0', includesTo: false },
      columns([
        ['p/2', 5],
        ['p/3', 5],
      ]),
    );
    const { viewId } = views.open({ column: 'name', direction: 'ascending' }, everything);
    const rows = views.read(viewId, 0, 10);
    expect(rows?.keys).toEqual(['a', 'p/2', 'p/3', 'q']);
    expect(rows?.sizesBytes).toEqual([1, 5, 5, 1]);
  });
});

describe('a view', () => {
  const objects: Listed = [
    ['a.txt', 30, 100],
    ['b/C.TXT', 10, 300, 'COLD'],
    ['b/d.jpg', 20, 200],
    ['b/e/f.tar.gz', 20, 400, 'COLD'],
    ['b/[x].txt', 5, 50],
  ];
  const names = (sort: Parameters<ListingViews['open']>[0], change: Partial<typeof everything> = {}) => {
    const { tables, views } = fresh();
    lay(tables, objects);
    tables.complete(1, 2);
    const view = views.open(sort, { ...everything, ...change });
    expect(view.objectCount).toBe(views.read(view.viewId, 0, 100)?.keys.length);
    return views.read(view.viewId, 0, 100)?.keys;
  };
  const byName = { column: 'name', direction: 'ascending' } as const;

  it('is in any order', () => {
    expect(names({ column: 'size', direction: 'ascending' })).toEqual([
      'b/[x].txt',
      'b/C.TXT',
      'b/d.jpg',
      'b/e/f.tar.gz',
      'a.txt',
    ]);
    expect(names({ column: 'modified', direction: 'descending' })?.[0]).toBe('b/e/f.tar.gz');
    expect(names({ column: 'name', direction: 'descending' })?.[0]).toBe('b/e/f.tar.gz');
  });

  it.each([
    [{ prefix: 'b/' }, ['b/C.TXT', 'b/[x].txt', 'b/d.jpg', 'b/e/f.tar.gz']],
    [{ prefix: 'b/', isOneLevel: true }, ['b/C.TXT', 'b/[x].txt', 'b/d.jpg']],
    [{ name: 'txt' }, ['a.txt', 'b/C.TXT', 'b/[x].txt']],
    [{ name: '*.txt' }, ['a.txt', 'b/C.TXT', 'b/[x].txt']],
    [{ name: '?.txt' }, ['a.txt', 'b/C.TXT']],
    [{ name: '[x]*' }, ['b/[x].txt']],
    [{ name: '%' }, []],
    [{ minBytes: 20 }, ['a.txt', 'b/d.jpg', 'b/e/f.tar.gz']],
    [{ maxBytes: 10, prefix: 'b/' }, ['b/C.TXT', 'b/[x].txt']],
    [{ modifiedFromMs: 200, modifiedToMs: 400 }, ['b/C.TXT', 'b/d.jpg']],
    [{ extensions: ['gz', 'jpg'] }, ['b/d.jpg', 'b/e/f.tar.gz']],
    [{ storageClass: 'COLD' }, ['b/C.TXT', 'b/e/f.tar.gz']],
  ])('narrowed by %j', (change, expected) => {
    expect(names(byName, change)).toEqual(expected);
  });

  it('is read in windows, and gone after eight others', () => {
    const { tables, views } = fresh();
    lay(tables, objects);
    const whole = views.open(byName, everything);
    const some = views.open(byName, { ...everything, prefix: 'b/' });
    expect(views.read(whole.viewId, 1, 2)?.keys).toEqual(['b/C.TXT', 'b/[x].txt']);
    expect(views.read(some.viewId, 1, 2)?.keys).toEqual(['b/[x].txt', 'b/d.jpg']);
    for (let count = 0; count < 8; count += 1) views.open(byName, { ...everything, name: 'a' });
    expect(views.read(some.viewId, 0, 1)).toBeNull();
  });
});

describe('a name that is looked for', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'B', '/', 'ü', '.'), minLength: 1, maxLength: 3 });
  it('is found in the very keys that have it', () => {
    fc.assert(
      fc.property(listing, part, (objects, name) => {
        const { tables, views } = fresh();
        lay(tables, objects);
        const { viewId } = views.open({ column: 'name', direction: 'ascending' }, { ...everything, name });
        const expected = objects
          .map(([found]) => found)
          .filter((found) => found.toLowerCase().includes(name.toLowerCase()));
        expect(views.read(viewId, 0, 100)?.keys).toEqual(expected.toSorted(byBytes));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the order of numbers', () => {
  it('is that of a sort that compares them', () => {
    const numbers = fc.array(fc.oneof(fc.nat(9), fc.maxSafeNat()), { maxLength: 60 });
    fc.assert(
      fc.property(numbers, (values) => {
        const expected = values
          .map((_, at) => at)
          .toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
        expect([...risingOrder(Float64Array.from(values))]).toEqual(expected);
      }),
    );
  });
});

describe('a census', () => {
  it('sums by class, kind, age and the parts one level down', () => {
    const { tables, views } = fresh();
    const dayMs = 86_400_000;
    const nowMs = 1_000 * dayMs;
    lay(tables, [
      ['a.txt', 1, nowMs - dayMs],
      ['b/c.txt', 10, nowMs - 20 * dayMs, 'COLD'],
      ['b/d/e.jpg', 100, nowMs - 800 * dayMs],
    ]);
    const whole = takeCensus(views.columns(), tables.classNames(), '', nowMs);
    expect(whole).toMatchObject({ objectCount: 3, sizeBytes: 111 });
    expect(whole.prefixes).toEqual([
      { name: 'b/', objectCount: 2, sizeBytes: 110 },
      { name: '', objectCount: 1, sizeBytes: 1 },
    ]);
    expect(whole.storageClasses.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['', 101],
      ['COLD', 10],
    ]);
    expect(whole.extensions.map(({ name, objectCount }) => [name, objectCount])).toEqual([
      ['jpg', 1],
      ['txt', 2],
    ]);
    expect(whole.ages.map(({ name }) => name)).toEqual(['7', '30', 'older']);
    expect(
      takeCensus(views.columns(), tables.classNames(), 'b/', nowMs).prefixes.map(({ name }) => name),
    ).toEqual(['d/', '']);
  });
});

it.each([
  ['a/b.TXT', 'txt'],
  ['a.b/c', ''],
  ['.hidden', ''],
  ['x.tar.gz', 'gz'],
  ['x.not an extension', ''],
])('the kind of %s is %s', (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});
