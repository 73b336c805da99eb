import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failure } from '../../shared/model/app-error.ts';
import { describeFileError } from './atomic-file.ts';

/** The right to be the only Stowage on a data folder, until it is released or the process ends in any way. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the lock of a data folder, which must exist.
 *
 * The lock is SQLite's exclusive lock on `lock.db`, which the operating system drops with the process, so that a
 * killed Stowage leaves nothing to clean up: https://www.sqlite.org/lockingv3.html
 * The holder's process id stands in `lock.pid`; it is only for the message and decides nothing.
 *
 * Throws `in-use` (values `folder`, `pid`) when another instance has it, `local-file` when the folder is not usable.
 */
export function lockFolder(folder: string): FolderLock {
  const pidPath = join(folder, 'lock.pid');
  const lockPath = join(folder, 'lock.db');
  const database = openDatabase(lockPath);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    // SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy
    if (sqliteCode(cause) !== 5) throw describeFileError(cause, lockPath, 'written');
    const pid = readPid(pidPath);
    const holder = pid === null ? 'Another Stowage' : `Another Stowage (process ${pid})`;
    throw failure(
      'in-use',
      `${holder} is using the data folder ${folder}. Use that one, end it first, or choose another folder.`,
      {
        reason: 'data-folder-in-use',
        values: { folder, pid: pid ?? 'unknown' },
        resource: folder,
        cause,
      },
    );
  }
  try {
    writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 });
  } catch (cause) {
    database.close();
    throw describeFileError(cause, pidPath, 'written');
  }
  let isHeld = true;
  return {
    release() {
      if (isHeld) database.close();
      isHeld = false;
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (cause) {
    throw describeFileError(cause, path, 'written');
  }
}

function sqliteCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return null;
  return typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : null;
}

function readPid(path: string): string | null {
  try {
    return /^\d{1,10}$/.exec(readFileSync(path, 'utf8').trim())?.[0] ?? null;
  } catch {
    return null;
  }
}
