import { expect, it } from 'vitest';
import { pathFilter } from './patterns.ts';

it.each([
  ['*.txt', ['a.txt', 'deep/er/b.txt'], ['a.txt.gz', 'txt']],
  ['logs/', ['logs/a', 'logs/deep/b'], ['other/logs/a', 'logs']],
  ['logs/*', ['logs/a'], ['logs/deep/b']],
  ['**/cache/**', ['cache/a', 'x/y/cache/z/w'], ['cached/a']],
  ['a?c', ['abc', 'x/a.c'], ['ac', 'a/c']],
  ['[x](1).txt', ['[x](1).txt'], ['x1.txt']],
  ['*', ['any', 'a/b', 'new\nline'], []],
])('%s fits what it says and nothing else', (pattern, fitting, others) => {
  const isIn = pathFilter([pattern], []);
  expect(fitting.filter((path) => !isIn(path))).toEqual([]);
  expect(others.filter((path) => isIn(path))).toEqual([]);
});

it('includes everything when nothing is named, and what is excluded is out even where it is included', () => {
  expect(pathFilter([], [])('a')).toBe(true);
  expect(pathFilter(['*.txt'], ['secret*'])('secret.txt')).toBe(false);
  expect(pathFilter(['*.txt'], ['secret*'])('open.txt')).toBe(true);
});
