import type { Stats } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { localFailure } from './local-failure.ts';
import type { LocalEntry, LocalSource } from './local-source.ts';
import { openPathFile } from './path-file.ts';

const journalPrefix = 'path:';

/** A file or folder on this machine as a source. `path` is absolute; nothing is read before `walk` or `open`. */
export function pathSource(path: string): LocalSource {
  const root = dirname(path);
  return {
    name: basename(path),
    journalRef: journalPrefix + path,
    walk: (signal) => walk(path, signal),
    open: (relativePath) => openPathFile(join(root, ...relativePath.split('/'))),
  };
}

/** The source that a journal names; null for a reference of another kind. */
export function pathSourceOf(journalRef: string): LocalSource | null {
  return journalRef.startsWith(journalPrefix) ? pathSource(journalRef.slice(journalPrefix.length)) : null;
}

async function* walk(path: string, signal: AbortSignal): AsyncGenerator<LocalEntry> {
  const name = basename(path);
  let facts: Stats;
  try {
    facts = await stat(path);
  } catch {
    // One source that is gone does not keep the others from being uploaded.
    yield unreadable(name);
    return;
  }
  if (facts.isDirectory()) yield* walkFolder(path, name, [await realpath(path)], signal);
  else yield entryOf(name, facts);
}

/** `above` holds the real paths of the folders on the way down: a link back to one of them is a circle. */
async function* walkFolder(
  folder: string,
  relativePath: string,
  above: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<LocalEntry> {
  let isEmpty = true;
  try {
    for await (const child of await opendir(folder, { bufferSize: 256 })) {
      signal.throwIfAborted();
      isEmpty = false;
      yield* walkChild(join(folder, child.name), `${relativePath}/${child.name}`, above, signal);
    }
  } catch (error) {
    signal.throwIfAborted();
    // One folder that cannot be listed does not keep the others from being uploaded.
    if (localFailure(error, folder).appError.kind !== 'local-file') throw error;
    yield unreadable(relativePath);
    return;
  }
  if (isEmpty) yield { relativePath, type: 'empty-folder', sizeBytes: 0, modifiedAtMs: 0 };
}

async function* walkChild(
  path: string,
  relativePath: string,
  above: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<LocalEntry> {
  let facts: Stats;
  let real: string | null = null;
  try {
    facts = await lstat(path);
    if (facts.isSymbolicLink()) {
      real = await realpath(path);
      facts = await stat(path);
    }
  } catch {
    yield unreadable(relativePath);
    return;
  }
  if (!facts.isDirectory()) {
    yield entryOf(relativePath, facts);
    return;
  }
  const parent = above.at(-1) ?? '';
  const here = real ?? join(parent, basename(path));
  if (real !== null && above.some((folder) => folder === here || folder.startsWith(here + sep))) {
    yield unreadable(relativePath);
    return;
  }
  yield* walkFolder(path, relativePath, [...above, here], signal);
}

function entryOf(relativePath: string, facts: Stats): LocalEntry {
  // A pipe, a socket or a device has no end to upload.
  if (!facts.isFile()) return unreadable(relativePath);
  return { relativePath, type: 'file', sizeBytes: facts.size, modifiedAtMs: Math.floor(facts.mtimeMs) };
}

function unreadable(relativePath: string): LocalEntry {
  return { relativePath, type: 'unreadable', sizeBytes: 0, modifiedAtMs: 0 };
}
