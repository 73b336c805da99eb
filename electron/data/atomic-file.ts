import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '../../shared/model/app-error.ts';

/**
 * Replaces a file as one step: written beside it, flushed, renamed over it, and the folder flushed. A reader, or a
 * machine that loses power, sees the old content or the new one and never a mixture.
 *
 * `mode` is the permission of the new file, whatever the old one had; ignored on Windows.
 * Rejects with `disk-full` or `local-file`; the old file is then untouched.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const temporaryPath = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporaryPath, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw describeFileError(cause, path, 'written');
  }
}

/** Makes a rename or a new name in a folder survive a power failure. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The AppFailure for a failed file call on Stowage's own data: `disk-full` or `local-file`, naming path and cause. */
export function describeFileError(cause: unknown, path: string, action: 'read' | 'written') {
  const code = errorCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failure('disk-full', `${path} could not be ${action}: the disk is full. Free some space.`, {
      resource: path,
      cause,
    });
  }
  return failure('local-file', `${path} could not be ${action}${describeCode(code)}.`, {
    reason: `file-not-${action}`,
    values: { path, code: code ?? 'unknown' },
    resource: path,
    cause,
  });
}

/** The system's error code of anything thrown (`ENOENT`, …); null when it has none. */
export function errorCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null;
  return typeof thrown.code === 'string' ? thrown.code : null;
}

function describeCode(code: string | null): string {
  if (code === 'EACCES' || code === 'EPERM') return ': this user account may not';
  if (code === 'EROFS') return ': the disk is read-only';
  if (code === 'ENOENT') return ': its folder does not exist';
  if (code === 'EISDIR') return ': there is a folder of that name';
  return code === null ? '' : ` (${code})`;
}
