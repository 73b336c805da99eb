import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type DocumentHistory, openDocumentHistory } from './document-history.ts';

const address = { connectionId: 'c', bucket: 'b', document: 'cors' } as const;
let clockMs = 1_000;
let history: DocumentHistory;
const open = () => {
  history = openDocumentHistory(
    path.join(mkdtempSync(path.join(tmpdir(), 'stowage-')), 'h.db'),
    () => clockMs,
  );
};
afterEach(() => history.close());

it('keeps versions, newest first, and not the same one twice in a row', () => {
  open();
  history.keep(address, { cause: 'found', source: '' });
  clockMs = 2_000;
  history.keep(address, { cause: 'saved', source: '<a/>' });
  history.keep(address, { cause: 'found', source: '<a/>' });
  history.keep({ ...address, bucket: 'other' }, { cause: 'found', source: '<z/>' });
  expect(history.list(address)).toEqual([
    { id: 2, keptAtMs: 2_000, cause: 'saved', source: '<a/>' },
    { id: 1, keptAtMs: 1_000, cause: 'found', source: '' },
  ]);
});

it('forgets the oldest beyond 50, and a connection that is gone', () => {
  open();
  for (let count = 1; count <= 60; count += 1)
    history.keep(address, { cause: 'saved', source: String(count) });
  const kept = history.list(address).map(({ source }) => source);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([50, '60', '11']);
  history.forgetConnection('c');
  expect(history.list(address)).toEqual([]);
});
