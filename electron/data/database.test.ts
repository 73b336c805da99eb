import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppFailure } from '../../shared/model/app-error.ts';
import { openDatabase } from './database.ts';
import { schemaVersion } from './migrations.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-database-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = () => 1_000;
const first = 'CREATE TABLE names (name TEXT NOT NULL) STRICT';
const second = 'ALTER TABLE names ADD COLUMN age INTEGER';

test('a new file gets every migration, the log and foreign keys', () => {
  const { database, setAsidePath } = openDatabase(join(folder, 'a', 'b.sqlite'), {
    migrations: [first, second],
    now,
  });
  expect(setAsidePath).toBeNull();
  expect(schemaVersion(database)).toBe(2);
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(database.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
  database.close();
});

test('an older file is brought forward and keeps its rows', () => {
  const path = join(folder, 'b.sqlite');
  const old = openDatabase(path, { migrations: [first], now }).database;
  old.exec("INSERT INTO names VALUES ('kept')");
  old.close();
  const { database } = openDatabase(path, { migrations: [first, second], now });
  expect(database.prepare('SELECT name, age FROM names').all()).toEqual([{ name: 'kept', age: null }]);
  database.close();
});

test('a migration that fails leaves the schema before it', () => {
  const path = join(folder, 'b.sqlite');
  expect(() =>
    openDatabase(path, { migrations: [first, 'CREATE TABLE other (a); nonsense'], now }),
  ).toThrow();
  const { database } = openDatabase(path, { migrations: [first], now });
  expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'other'").get()).toEqual({
    n: 0,
  });
  database.close();
});

test('a file of a newer Stowage is refused and left as it is', () => {
  const path = join(folder, 'b.sqlite');
  openDatabase(path, { migrations: [first, second], now }).database.close();
  const open = () => openDatabase(path, { migrations: [first], now });
  expect(open).toThrow(AppFailure);
  expect(open).toThrow(/newer Stowage/);
  expect(readdirSync(folder).some((name) => name.includes('broken'))).toBe(false);
});

test('garbage is set aside byte for byte and a fresh file takes its place', () => {
  const path = join(folder, 'b.sqlite');
  const garbage = Buffer.alloc(9_000, 'not a database ');
  writeFileSync(path, garbage);
  const { database, setAsidePath } = openDatabase(path, { migrations: [first], now });
  expect(setAsidePath).toBe(`${path}.broken-1000`);
  expect(readFileSync(`${path}.broken-1000`).equals(garbage)).toBe(true);
  expect(schemaVersion(database)).toBe(1);
  database.close();
});

test('a database damaged inside is set aside too', () => {
  const path = join(folder, 'b.sqlite');
  const { database } = openDatabase(path, { migrations: [first], now });
  const insert = database.prepare('INSERT INTO names VALUES (?)');
  for (let row = 0; row < 2_000; row += 1) insert.run(`a name of some length ${row}`);
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0xaa, 8_192, 20_480);
  writeFileSync(path, bytes);
  const reopened = openDatabase(path, { migrations: [first], now });
  expect(reopened.setAsidePath).not.toBeNull();
  expect(reopened.database.prepare('SELECT count(*) AS n FROM names').get()).toEqual({ n: 0 });
  reopened.database.close();
});
