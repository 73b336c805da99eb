import { failure } from '../../../shared/model/app-error.ts';

/** SQLITE_READONLY, SQLITE_IOERR and SQLITE_CANTOPEN: https://www.sqlite.org/rescode.html */
const unwritableCodes = new Set([8, 10, 14]);

/**
 * What a failed call of the journal means to the user: `disk-full` (reason `journal-full`) or `local-file` (reason
 * `journal-unwritable`). Anything that is no SQLite error comes back as it is.
 */
export function journalFailure(error: unknown): unknown {
  const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  // SQLITE_FULL
  if (errcode === 13) {
    return failure(
      'disk-full',
      'There is no room left for the journal of transfers. Free some space, then resume.',
      { reason: 'journal-full', cause: error },
    );
  }
  if (unwritableCodes.has(errcode)) {
    return failure(
      'local-file',
      'The journal of transfers could not be written. Check the disk of the data folder, then resume.',
      { reason: 'journal-unwritable', cause: error },
    );
  }
  return error;
}
