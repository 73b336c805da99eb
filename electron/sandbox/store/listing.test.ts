import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inTransaction, openIndexDatabase } from './index-database.ts';
import { commonPrefixOf, compareKeys, endOfPrefix } from './key-range.ts';
import { type ListEntry, type ListPage, type ListRequest, type ListStart, openListings } from './listing.ts';
import type { ListedVersion } from './model.ts';
import { noAttributes } from './model.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';

let folder = '';
let store: ObjectStore;
const actor = { name: 'tester', address: '' };
const bucket = 'listed';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-listing-'));
  store = await openObjectStore(folder, () => 1_000);
  makeBucket(bucket, 'enabled');
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function makeBucket(name: string, versioning: 'off' | 'enabled') {
  store.buckets.create({
    name,
    region: 'us-east-1',
    createdAtMs: 0,
    versioning,
    hasObjectLock: false,
    tags: [],
  });
}

function put(key: string, name = bucket) {
  const content = { etag: 'e', attributes: noAttributes };
  return store.objects.put({ bucket: name, key }, { file: null, sizeBytes: 0 }, content, {
    check: () => undefined,
    actor,
  });
}

const remove = (key: string, name = bucket) =>
  store.objects.remove({ bucket: name, key, versionId: null }, { check: () => undefined, actor });

const nameOf = (entry: ListEntry<{ key: string }>) =>
  entry.kind === 'prefix' ? entry.prefix : entry.item.key;

/** Few characters, so that prefixes, delimiters and neighbours meet often; every UTF-8 length is there. */
const keyText = fc
  .array(fc.constantFrom('a', 'b', '/', '/', '//', '\u0000', '~', 'é', '文', '\uffff', '😀', '\u{10ffff}'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''));
const anyText = fc.oneof(fc.constant(''), keyText);
const delimiterText = fc.constantFrom('', '/', '//', 'a', '文', '😀');

interface NaiveRow {
  readonly key: string;
  readonly rank: number;
}

/** The plain way: walk over everything in order and keep what the rules keep. */
function listNaively(
  rows: readonly NaiveRow[],
  prefix: string,
  delimiter: string,
  start: ListStart | null,
): string[] {
  const names: string[] = [];
  for (const { key, rank } of rows) {
    if (!key.startsWith(prefix)) continue;
    const rolledUp = commonPrefixOf(key, prefix, delimiter);
    if (start !== null) {
      const order = compareKeys(rolledUp ?? key, start.key);
      const isRest = rolledUp === null && order === 0 && typeof start.rank === 'number' && rank < start.rank;
      if (order <= 0 && !isRest) continue;
    }
    if (rolledUp === null) names.push(`${key}#${rank}`);
    else if (names.at(-1) !== `prefix ${rolledUp}`) names.push(`prefix ${rolledUp}`);
  }
  return names;
}

function listByPages(
  read: (request: ListRequest) => ListPage<ListedVersion>,
  request: Omit<ListRequest, 'start'> & { start: ListStart | null },
  withRank: boolean,
): string[] {
  const names: string[] = [];
  let { start } = request;
  for (;;) {
    const page = read({ ...request, start });
    expect(page.entries.length).toBeLessThanOrEqual(request.mostEntries);
    names.push(
      ...page.entries.map((entry) =>
        entry.kind === 'prefix' ? `prefix ${entry.prefix}` : `${entry.item.key}#${entry.item.sequence}`,
      ),
    );
    const last = page.entries.at(-1);
    if (!page.isTruncated || last === undefined) return names;
    start = { key: nameOf(last), rank: withRank && last.kind === 'item' ? last.item.sequence : null };
  }
}

test('pages of objects are what a walk over all keys gives', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(keyText, { maxLength: 40 }),
      fc.array(keyText, { maxLength: 10 }),
      fc.array(fc.tuple(anyText, delimiterText, anyText, fc.integer({ min: 1, max: 7 })), {
        minLength: 5,
        maxLength: 20,
      }),
      (keys, removed, questions) => {
        const name = `bucket${store.buckets.list().length}`;
        makeBucket(name, 'enabled');
        for (const key of keys) put(key, name);
        for (const key of removed) remove(key, name);
        const { id } = store.buckets.find(name);
        const rows = keys
          .filter((key) => !removed.includes(key))
          .sort(compareKeys)
          .map((key) => ({ key, rank: store.objects.find({ bucket: name, key, versionId: null }).sequence }));
        for (const [prefix, delimiter, after, mostEntries] of questions) {
          const start = after === '' ? null : { key: after, rank: null };
          const request = { bucketId: id, prefix, delimiter, start, mostEntries };
          // A start inside a rolled-up prefix leaves that prefix out.
          const naive = listNaively(rows, prefix, delimiter, start);
          expect(listByPages(store.listings.objects, request, false)).toEqual(naive);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('pages of versions are what a walk over all versions gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(keyText, fc.boolean()), { maxLength: 40 }),
      fc.array(fc.tuple(anyText, delimiterText, fc.integer({ min: 1, max: 7 })), {
        minLength: 5,
        maxLength: 20,
      }),
      (steps, questions) => {
        const name = `bucket${store.buckets.list().length}`;
        makeBucket(name, 'enabled');
        const rows: NaiveRow[] = [];
        for (const [key, isRemoval] of steps) {
          if (isRemoval) remove(key, name);
          else put(key, name);
          rows.push({ key, rank: store.objects.find({ bucket: name, key, versionId: null }).sequence });
        }
        rows.sort((a, b) => compareKeys(a.key, b.key) || b.rank - a.rank);
        const { id } = store.buckets.find(name);
        for (const [prefix, delimiter, mostEntries] of questions) {
          const request = { bucketId: id, prefix, delimiter, start: null, mostEntries };
          expect(listByPages(store.listings.versions, request, true)).toEqual(
            listNaively(rows, prefix, delimiter, null),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('the end of a prefix is right above everything that starts with it', () => {
  fc.assert(
    fc.property(keyText, anyText, keyText, (prefix, rest, other) => {
      const end = endOfPrefix(prefix);
      if (end === null) {
        expect(Array.from(prefix).every((character) => character === '\u{10ffff}')).toBe(true);
        return;
      }
      expect(compareKeys(prefix + rest, end)).toBeLessThan(0);
      if (!other.startsWith(prefix)) {
        expect(Math.sign(compareKeys(other, end)) < 0).toBe(compareKeys(other, prefix) < 0);
      }
    }),
  );
  expect(endOfPrefix('\ud7ff')).toBe('\ue000');
});

test('with 100,000 keys a page costs its own entries, not the keys below the prefixes it rolls up', () => {
  const indexFolder = mkdtempSync(join(tmpdir(), 'stowage-index-'));
  const database = openIndexDatabase(indexFolder);
  // Straight into the index in one transaction: it is the reading that is measured.
  const insert = database.prepare(
    "INSERT INTO versions VALUES (?, 1, ?, 'null', 1, 0, 0, 0, 'e', 'STANDARD', NULL, '{}')",
  );
  inTransaction(database, () => {
    database.exec("INSERT INTO buckets VALUES (1, 'many', 'us-east-1', 0, 'off', 0, '[]')");
    for (let number = 0; number < 100_000; number += 1) {
      const folderName = `folder-${String(Math.floor(number / 1_000)).padStart(3, '0')}`;
      insert.run(number + 1, `${folderName}/file-${String(number).padStart(6, '0')}`);
    }
  });
  const listings = openListings(database);
  const figures: string[] = [];
  const measure = (name: string, more: Partial<ListRequest>, mostSteps: number, entryCount: number) => {
    const request = { bucketId: 1, prefix: '', delimiter: '', start: null, mostEntries: 1_000, ...more };
    const startedAt = performance.now();
    const page = listings.objects(request);
    figures.push(`${name}: ${(performance.now() - startedAt).toFixed(1)} ms, ${page.stepCount} steps`);
    expect(page.entries.length, name).toBe(entryCount);
    expect(page.stepCount, name).toBeLessThanOrEqual(mostSteps);
  };
  measure('first page', {}, 1_002, 1_000);
  measure('page in the middle', { start: { key: 'folder-050/file-050500', rank: null } }, 1_002, 1_000);
  // 100 prefixes over 1,000 keys each: two steps a prefix, not a thousand.
  measure('all folders', { delimiter: '/' }, 202, 100);
  measure('folders in the middle', { delimiter: '/', start: { key: 'folder-049/', rank: null } }, 102, 50);
  measure('inside a folder', { prefix: 'folder-042/', delimiter: '/' }, 1_003, 1_000);
  measure('one prefix of all', { delimiter: '-' }, 3, 1);
  measure('beyond the end', { prefix: 'zzz' }, 2, 0);
  database.close();
  rmSync(indexFolder, { recursive: true });
  if (process.env.STOWAGE_FIGURES !== undefined) process.stdout.write(`${figures.join('\n')}\n`);
});
