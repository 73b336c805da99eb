import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppFailure, failure } from '../../shared/model/app-error.ts';
import { migrate } from './migrations.ts';

/** An open database, and where its broken predecessor was put, if there was one. */
export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly setAsidePath: string | null;
}

/** How long a statement waits for another process that reads the file, in ms. */
const busyTimeoutMs = 5_000;

/** SQLITE_CORRUPT and SQLITE_NOTADB: https://www.sqlite.org/rescode.html */
const corruptCodes = new Set([11, 26]);

/**
 * Opens or creates a SQLite file for one writer: write-ahead log, foreign keys, newest schema. A crash of the process
 * loses nothing that was committed; a power cut may lose the last commits and never the file.
 *
 * A file that is not a sound database is renamed to `<name>.broken-<ms>` and a fresh one takes its place: it is never
 * overwritten. Rejects with `local-file` when the folder cannot be written or a newer Stowage wrote the file, and with
 * `disk-full`.
 */
export function openDatabase(
  path: string,
  options: { migrations: readonly string[]; now: () => number },
): OpenedDatabase {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = openSound(path, options.migrations);
    if (database !== null) return { database, setAsidePath: null };
    const setAsidePath = setAside(path, options.now());
    const fresh = openSound(path, options.migrations);
    if (fresh === null)
      throw failure('local-file', `${path} cannot be used as a database.`, { resource: path });
    return { database: fresh, setAsidePath };
  } catch (error) {
    throw asAppFailure(error, path);
  }
}

/** null for a file that is broken. */
function openSound(path: string, migrations: readonly string[]): DatabaseSync | null {
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY');
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.quick_check !== 'ok') {
      database.close();
      return null;
    }
    migrate(database, migrations, path);
    return database;
  } catch (error) {
    database.close();
    if (isCorrupt(error)) return null;
    throw error;
  }
}

function setAside(path: string, nowMs: number): string {
  let target = `${path}.broken-${nowMs}`;
  for (let count = 2; existsSync(target); count += 1) target = `${path}.broken-${nowMs}-${count}`;
  renameSync(path, target);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}

function isCorrupt(error: unknown): boolean {
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    corruptCodes.has(error.errcode & 0xff)
  );
}

function asAppFailure(error: unknown, path: string): AppFailure {
  if (error instanceof AppFailure) return error;
  const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // SQLITE_FULL
  if (errcode === 13 || code === 'ENOSPC') {
    return failure('disk-full', `There is no room left for ${path}. Free some space and start again.`, {
      resource: path,
      cause: error,
    });
  }
  return failure(
    'local-file',
    `${path} cannot be opened for writing. Check that the folder can be written.`,
    {
      reason: 'data-unwritable',
      resource: path,
      cause: error,
    },
  );
}
