import { AppFailure, failure } from '../../shared/model/app-error.ts';

/** Text of the platform's error code, or empty. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * What a failed file operation means to the user. Kinds: `disk-full`, `local-file` (reasons `file-gone`,
 * `file-forbidden`, `disk-read-only`, `name-too-long`, `name-taken-by-folder`, `too-many-open-files`,
 * `file-unreadable`), or the AppFailure that it is already.
 */
export function localFailure(error: unknown, path: string): AppFailure {
  if (error instanceof AppFailure) return error;
  const code = errorCodeOf(error);
  const details = { resource: path, values: { path, code }, cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('disk-full', `There is no room left for ${path}. Free some space, then resume.`, {
        ...details,
        reason: 'disk-full',
      });
    case 'ENOENT':
    case 'ENOTDIR':
      return failure('local-file', `${path} is not there any more.`, { ...details, reason: 'file-gone' });
    case 'EACCES':
    case 'EPERM':
      return failure(
        'local-file',
        `${path} may not be used by you. Change its permissions, or choose another.`,
        {
          ...details,
          reason: 'file-forbidden',
        },
      );
    case 'EROFS':
      return failure('local-file', `${path} is on a disk that cannot be written. Choose another folder.`, {
        ...details,
        reason: 'disk-read-only',
      });
    case 'ENAMETOOLONG':
      return failure('local-file', `${path} is too long a name for this disk.`, {
        ...details,
        reason: 'name-too-long',
      });
    case 'EISDIR':
    case 'ENOTEMPTY':
      return failure('local-file', `${path} is a folder, and a file of that name is to be written.`, {
        ...details,
        reason: 'name-taken-by-folder',
      });
    case 'EMFILE':
    case 'ENFILE':
      return failure('local-file', `${path} could not be opened: too many files are open.`, {
        ...details,
        reason: 'too-many-open-files',
        retry: 'later',
      });
    default:
      return failure('local-file', `${path} could not be read or written${code && ` (${code})`}.`, {
        ...details,
        reason: 'file-unreadable',
      });
  }
}
