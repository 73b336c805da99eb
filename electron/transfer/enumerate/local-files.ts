import { type AppError, failure } from '../../../shared/model/app-error.ts';
import type { ItemDraft } from '../journal/records.ts';
import type { LocalEntry, LocalSource } from '../local-source.ts';
import type { TransferStorage } from '../storage-port.ts';
import { batchItems, batchMs, type Enumeration } from './enumeration.ts';

/**
 * The items of an upload. It always walks from the beginning: a folder has no cursor. What cannot be uploaded becomes
 * an item that has failed already, so that it is seen.
 */
export async function* enumerateLocalFiles(input: {
  readonly sources: readonly { readonly ordinal: number; readonly source: LocalSource }[];
  readonly prefix: string;
  readonly limits: TransferStorage['limits'];
  readonly signal: AbortSignal;
}): Enumeration {
  for (const { ordinal, source } of input.sources) {
    for await (const entries of inBatches(source.walk(input.signal))) {
      const items = entries.map((entry) => draftOf(entry, ordinal, input.prefix, input.limits));
      yield { items, cursor: null };
    }
  }
}

/** The items of an upload of some files of a folder alone. One that is gone is an item that has failed already. */
export async function* enumerateChosenFiles(input: {
  readonly source: LocalSource;
  readonly paths: readonly string[];
  readonly prefix: string;
  readonly limits: TransferStorage['limits'];
  readonly signal: AbortSignal;
}): Enumeration {
  const { source, paths, prefix, limits, signal } = input;
  for (let from = 0; from < paths.length; from += looksAtOnce) {
    signal.throwIfAborted();
    const some = paths.slice(from, from + looksAtOnce);
    const entries = await Promise.all(some.map((path) => lookAtFile(source, path)));
    const items = entries.map((entry, index) => {
      const draft = draftOf(entry, 0, prefix, limits);
      return { ...draft, key: `${prefix}${some[index] ?? ''}` };
    });
    yield { items, cursor: null };
  }
}

/** Files that are looked at at once. */
const looksAtOnce = 16;

async function lookAtFile(source: LocalSource, path: string): Promise<LocalEntry> {
  const relativePath = `${source.name}/${path}`;
  try {
    const file = await source.open(relativePath);
    const { sizeBytes, modifiedAtMs } = file;
    await file.close();
    return { relativePath, type: 'file', sizeBytes, modifiedAtMs };
  } catch {
    return { relativePath, type: 'unreadable', sizeBytes: 0, modifiedAtMs: 0 };
  }
}

/** Groups what a walk finds; a group that is not full goes out when the walk itself has to wait. */
async function* inBatches(walk: AsyncIterable<LocalEntry>): AsyncGenerator<LocalEntry[]> {
  const entries = walk[Symbol.asyncIterator]();
  let batch: LocalEntry[] = [];
  let deadline = startDeadline();
  let next = entries.next();
  try {
    for (;;) {
      const found = await (batch.length === 0 ? next : Promise.race([next, deadline.passed]));
      if (found !== null && !found.done) {
        if (batch.length === 0) deadline = startDeadline(deadline);
        batch.push(found.value);
        next = entries.next();
        if (batch.length < batchItems) continue;
      }
      if (batch.length > 0) yield batch;
      batch = [];
      if (found?.done) return;
    }
  } finally {
    deadline.stop();
    next.catch(() => undefined);
    await entries.return?.();
  }
}

function startDeadline(previous?: { stop(): void }) {
  previous?.stop();
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), batchMs);
  return { passed: promise, stop: () => clearTimeout(timer) };
}

function draftOf(
  entry: LocalEntry,
  ordinal: number,
  prefix: string,
  limits: TransferStorage['limits'],
): ItemDraft {
  const isFolder = entry.type === 'empty-folder';
  const key = `${prefix}${entry.relativePath}${isFolder ? '/' : ''}`;
  return {
    source: ordinal,
    type: isFolder ? 'folder' : 'object',
    key,
    otherName: entry.relativePath,
    sizeBytes: entry.sizeBytes,
    modifiedAtMs: isFolder ? null : entry.modifiedAtMs,
    etag: null,
    error: problemOf(entry, key, limits),
  };
}

function problemOf(entry: LocalEntry, key: string, limits: TransferStorage['limits']): AppError | null {
  const path = entry.relativePath;
  if (entry.type === 'unreadable') {
    return failure('local-file', `${path} cannot be read, or is no file: check its permissions.`, {
      reason: 'file-unreadable',
      resource: path,
      values: { path },
    }).appError;
  }
  if (entry.sizeBytes > limits.maxObjectBytes) {
    return failure('invalid-input', `${path} is larger than the largest object this server takes.`, {
      reason: 'file-too-large',
      resource: path,
      values: { sizeBytes: entry.sizeBytes, maxBytes: limits.maxObjectBytes },
    }).appError;
  }
  return keyProblem(key, limits);
}

/** Why a key cannot be used; null when it can. */
export function keyProblem(key: string, limits: TransferStorage['limits']): AppError | null {
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes <= limits.maxKeyBytes) return null;
  return failure('invalid-input', `The key is ${keyBytes} bytes long; ${limits.maxKeyBytes} is the most.`, {
    reason: 'key-too-long',
    resource: key,
    values: { keyBytes, maxBytes: limits.maxKeyBytes },
  }).appError;
}
