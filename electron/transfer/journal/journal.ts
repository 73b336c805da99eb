import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../data/database.ts';
import { openItems } from './items.ts';
import { openJobs } from './jobs.ts';
import { openLocalNames } from './local-names-table.ts';
import { journalMigrations } from './schema.ts';

/** What survives a crash: see `schema.ts`. Calls are synchronous and short; reject as `openDatabase` does. */
export interface Journal {
  readonly jobs: ReturnType<typeof openJobs>;
  readonly items: ReturnType<typeof openItems>;
  readonly names: ReturnType<typeof openLocalNames>;
  readonly setAsidePath: string | null;
  /** All or nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export function openJournal(path: string, now: () => number): Journal {
  const { database, setAsidePath } = openDatabase(path, { migrations: journalMigrations, now });
  compact(database);
  let depth = 0;
  return {
    jobs: openJobs(database),
    items: openItems(database),
    names: openLocalNames(database),
    setAsidePath,
    transaction(work) {
      if (depth > 0) return work();
      database.exec('BEGIN');
      depth += 1;
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself, and a second time is an error that would hide the first.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
}

/** More free room than this in a journal is given back to the disk, when it is most of the file. */
const spareBytes = 8 * 1_048_576;
const mostWalBytes = 16 * 1_048_576;

/** Removed jobs leave room that later ones use; a journal that was once huge does not stay so for ever. */
function compact(database: DatabaseSync): void {
  database.exec(`PRAGMA journal_size_limit = ${mostWalBytes}`);
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  const freeCount = pragma('freelist_count');
  if (freeCount * pragma('page_size') < spareBytes || freeCount * 2 < pragma('page_count')) return;
  database.exec('VACUUM');
}
