import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  type FileHandle,
  link,
  mkdir,
  open,
  rename,
  rm,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failure } from '../../../shared/model/app-error.ts';
import { errorCodeOf, localFailure } from '../local-failure.ts';

const maxNameBytes = 255;

/**
 * Where a download is written until it is whole: beside its target, hidden. `owner` keeps two jobs with the same target
 * apart; it is part of the name, so that a later run finds its own file again.
 */
export function temporaryPathOf(targetPath: string, owner: string): string {
  const name = basename(targetPath);
  const suffix = `.${owner.slice(0, 6)}.stowage-part`;
  const plain = `.${name}${suffix}`;
  if (Buffer.byteLength(plain) <= maxNameBytes) return join(dirname(targetPath), plain);
  const digest = createHash('sha1').update(name).digest('hex');
  return join(dirname(targetPath), `.${digest}${suffix}`);
}

/** Rejects with `local-file` when the folder that the user chose is gone or cannot be written. */
export async function checkTargetFolder(folder: string, jobId: string): Promise<void> {
  const action = { type: 'choose-target-again', jobId } as const;
  try {
    if (!(await stat(folder)).isDirectory()) {
      throw failure('local-file', `${folder} is not a folder.`, {
        reason: 'target-missing',
        resource: folder,
        action,
      });
    }
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw failure('local-file', `The folder ${folder} is not there. Bring it back or choose another.`, {
        reason: 'target-missing',
        resource: folder,
        values: { path: folder },
        action,
      });
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw failure(
        'local-file',
        `The folder ${folder} cannot be written. Choose another, or change its permissions.`,
        {
          reason: 'target-read-only',
          resource: folder,
          values: { path: folder },
          action,
        },
      );
    }
    throw localFailure(error, folder);
  }
}

/**
 * Opens the temporary file of a download at `sizeBytes`, sparse. `isKept` is false when it was not there or had another
 * size: then it is empty. Rejects with `disk-full` when the rest would not fit.
 */
export async function openTemporary(
  path: string,
  sizeBytes: number,
  missingBytes: number,
): Promise<{ file: FileHandle; isKept: boolean }> {
  await makeFolder(dirname(path));
  await checkSpace(path, missingBytes);
  let file: FileHandle;
  let isNew = false;
  try {
    file = await open(path, 'r+');
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw localFailure(error, path);
    try {
      file = await open(path, 'wx+');
      isNew = true;
    } catch (created) {
      throw localFailure(created, path);
    }
  }
  try {
    const facts = await file.stat();
    if (facts.nlink > 1) {
      // A crash kept the second name that publishing gave it: writing here would write into the finished file.
      await file.close();
      await rm(path, { force: true });
      return await openTemporary(path, sizeBytes, missingBytes);
    }
    const isKept = !isNew && facts.size === sizeBytes;
    if (!isKept) {
      await file.truncate(0);
      await file.truncate(sizeBytes);
    }
    return { file, isKept };
  } catch (error) {
    await file.close();
    throw localFailure(error, path);
  }
}

/** Makes a folder and those above it; what is a file there already rejects with `local-file`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw localFailure(error, path);
  }
}

/**
 * Gives a finished file its name. With `mustBeAbsent` nothing is ever overwritten: `atomic` says that the file system
 * itself saw to it. Resolves with `taken` when the name is in use.
 */
export async function publish(
  temporaryPath: string,
  targetPath: string,
  mustBeAbsent: boolean,
): Promise<'done' | 'atomic' | 'taken'> {
  try {
    if (!mustBeAbsent) {
      await rename(temporaryPath, targetPath);
      return 'done';
    }
    const isLinked = await tryLink(temporaryPath, targetPath);
    if (isLinked === 'unsupported') {
      // FAT and its kin have no second names: look, then rename.
      if (await exists(targetPath)) return 'taken';
      await rename(temporaryPath, targetPath);
      return 'done';
    }
    if (isLinked === 'taken') return 'taken';
    await unlink(temporaryPath);
    return 'atomic';
  } catch (error) {
    throw localFailure(error, targetPath);
  }
}

/** Removes a temporary file; one that is not there is as good. */
export async function removeTemporary(path: string): Promise<void> {
  await rm(path, { force: true });
}

async function tryLink(from: string, to: string): Promise<'linked' | 'taken' | 'unsupported'> {
  try {
    await link(from, to);
    return 'linked';
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'EEXIST') return 'taken';
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) return 'unsupported';
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function checkSpace(path: string, missingBytes: number): Promise<void> {
  const facts = await statfs(dirname(path)).catch(() => null);
  if (facts === null || facts.bsize * facts.bavail >= missingBytes) return;
  throw failure('disk-full', `There is not enough room in ${dirname(path)}. Free some space, then resume.`, {
    reason: 'disk-full',
    resource: dirname(path),
    values: { path: dirname(path), missingBytes, freeBytes: facts.bsize * facts.bavail },
  });
}
