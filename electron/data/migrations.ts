import type { DatabaseSync } from 'node:sqlite';
import { failure } from '../../shared/model/app-error.ts';

/**
 * Brings a database to the newest schema. Migration `n` (from 1) is the `n`-th text; each runs in its own transaction
 * together with the new `user_version`, so that a crash between two leaves a whole schema. Published texts never change.
 *
 * Rejects with `local-file`, reason `data-too-new`, for a file that a newer Stowage wrote.
 */
export function migrate(database: DatabaseSync, migrations: readonly string[], path: string): void {
  const version = schemaVersion(database);
  if (version > migrations.length) {
    throw failure('local-file', `${path} was written by a newer Stowage. Update Stowage to use it.`, {
      reason: 'data-too-new',
      resource: path,
    });
  }
  migrations.forEach((text, index) => {
    if (index < version) return;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(text);
      database.exec(`PRAGMA user_version = ${index + 1}`);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  });
}

/** The number of migrations that a file has seen. */
export function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get();
  return Number(row?.user_version ?? 0);
}
