import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobRequest } from '../../../shared/model/transfer.ts';
import { openDatabase } from '../../data/database.ts';
import { openJournal } from './journal.ts';
import { showJob } from './records.ts';
import { journalMigrations } from './schema.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = { connectionId: 'c', bucket: 'b' };
const upload = (...sourceRefIds: string[]): JobRequest => ({
  kind: 'upload',
  ...place,
  prefix: '',
  sourceRefIds,
  conflict: 'ask',
});
const deletion = (keys: string[], prefixes: string[]): JobRequest => ({
  kind: 'delete',
  ...place,
  selection: { keys, prefixes },
});

test('the titles of a journal of the second schema lose their English phrase and keep their number', () => {
  const path = join(folder, 'journal.db');
  const now = () => 1;
  const old = openDatabase(path, { migrations: journalMigrations.slice(0, 2), now }).database;
  const insert = old.prepare(
    `INSERT INTO jobs VALUES (?, ?, 'done', ?, ?, '', '', NULL, 'ask', 1, 1, 1, 0, 1, 0, NULL,
     0, 0, 0, 0, 0, 0, 0, NULL)`,
  );
  const jobs: [request: JobRequest, title: string][] = [
    [upload('1', '2', '3', '4'), 'holiday and 3 more'],
    [upload('1'), 'me and 0 more'],
    [upload('1'), 'two and 2 more'],
    [deletion(['a', 'b'], ['p/']), 'p and 2 more'],
    [upload('1', '2'), '假日 and 1 more and 1 more'],
    [deletion(['a'], []), 'a'],
  ];
  jobs.forEach(([request, title], index) => {
    insert.run(`j${index}`, index, JSON.stringify(request), title);
  });
  old.exec(`INSERT INTO items (job_id, source, type, state, key, other_name, size_bytes)
    VALUES ('j0', 0, 'object', 'needs-user', 'k', 'n', 5)`);
  old.close();

  const journal = openJournal(path, now);
  const items = journal.items.list('j0', 'needs-user', 0, 9);
  expect(items).toMatchObject([{ key: 'k', sizeBytes: 5, existing: null }]);
  const shown = journal.jobs.all().map((job) => showJob(job, { bytesPerSecond: 0, secondsLeft: null }));
  journal.close();
  expect(shown.map(({ title, moreCount }) => [title, moreCount])).toEqual([
    ['holiday', 3],
    ['me and 0 more', 0],
    ['two and 2 more', 0],
    ['p', 2],
    ['假日 and 1 more', 1],
    ['a', 0],
  ]);
});

test('the room of removed jobs is given back to the disk', () => {
  const path = join(folder, 'journal.db');
  const journal = openJournal(path, Date.now);
  journal.transaction(() => {
    journal.jobs.insert({
      ...{
        id: 'old',
        position: 1,
        request: upload('x'),
        title: 'x',
        from: '',
        to: '',
        localFolder: null,
      },
      ...{ conflict: 'overwrite', priority: 'normal', state: 'done', createdAtMs: 1, finishedAtMs: 2 },
      ...{ isCounted: true, isReviewed: false, isClean: true, cursor: null, itemCount: 0, doneCount: 0 },
      ...{ skippedCount: 0, failedCount: 0, needsUserCount: 0, totalBytes: 0, doneBytes: 0, error: null },
    });
    for (let index = 0; index < 60_000; index += 1) {
      const name = `${index}-${'long '.repeat(30)}`;
      const facts = { sizeBytes: 0, modifiedAtMs: 0, etag: null, error: null };
      journal.items.add('old', { source: 0, type: 'object', key: name, otherName: name, ...facts });
    }
  });
  journal.jobs.markRemoved('old');
  while (journal.jobs.removeSome());
  journal.close();
  const before = statSync(path).size;
  openJournal(path, Date.now).close();
  expect(before).toBeGreaterThan(16 * 1_048_576);
  expect(statSync(path).size).toBeLessThan(1_048_576);
});
