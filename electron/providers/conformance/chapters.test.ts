import { expect, test } from 'vitest';
import { operations } from '../capabilities/operation-table.ts';
import { chapters } from './chapters.ts';
import { nameOf } from './results.ts';

const checks = chapters.flat();

test('every row of the table of operations has a check', () => {
  const checked = new Set(checks.map(({ operation }) => operation));
  expect(operations.map(({ id }) => id).filter((id) => !checked.has(id))).toEqual([]);
});

test('no two checks have one name', () => {
  const names = checks.map(nameOf);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
