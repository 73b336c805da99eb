import { readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { failure } from '../../shared/model/app-error.ts';
import { describeFileError, errorCode, syncFolder, writeFileAtomically } from './atomic-file.ts';

/** Something to tell the user once; the renderer finds the words by `reason`. */
export interface DataNotice {
  readonly reason: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A small JSON document on disk that is read once and kept in memory. */
export interface SettingsFile<T> {
  /** What the file holds now. */
  current(): T;
  /**
   * Replaces the content by what `edit` makes of it; on disk when the promise resolves. Changes happen one after
   * the other, in the order they were asked for, so that none is lost.
   * Rejects with `disk-full` or `local-file`, and then `current()` is what it was.
   */
  change(edit: (before: T) => T): Promise<void>;
  /** `settings-set-aside` when the file was broken and had to be put away; null when all was well. */
  readonly notice: DataNotice | null;
}

/**
 * Opens a settings file of the shape `{ "version": n, "data": … }`.
 *
 * - No file: begins with `initial`, and nothing is written until the first change.
 * - Not JSON, or not what `schema` says: the file is renamed to `name.broken-<time>` and reported in `notice`;
 *   it is never overwritten.
 * - Written by a newer Stowage (a higher `version`): rejects with `local-file`, reason `settings-newer`, and the
 *   file stays where it is.
 * - Cannot be read: rejects with `local-file`.
 *
 * The file gets mode 0600: it names servers and buckets, though never a secret.
 */
export async function openSettingsFile<T>(options: {
  path: string;
  schema: z.ZodType<T>;
  version: number;
  initial: T;
  now: () => number;
}): Promise<SettingsFile<T>> {
  const { path, schema, version, initial } = options;
  const text = await readText(path);
  const parsed = text === null ? { data: initial } : parseText(text, path, schema, version);
  let current = parsed === null ? initial : parsed.data;
  const notice = parsed === null ? await setAside(path, options.now()) : null;

  let lastWrite: Promise<void> = Promise.resolve();
  return {
    notice,
    current: () => current,
    change(edit) {
      const write = lastWrite.then(async () => {
        const data = schema.parse(edit(current));
        await writeFileAtomically(path, `${JSON.stringify({ version, data }, null, 2)}\n`, 0o600);
        current = data;
      });
      lastWrite = write.catch(() => undefined);
      return write;
    },
  };
}

const envelopeSchema = z.strictObject({ version: z.number().int().positive(), data: z.unknown() });

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw describeFileError(cause, path, 'read');
  }
}

function parseText<T>(text: string, path: string, schema: z.ZodType<T>, version: number): { data: T } | null {
  const envelope = envelopeSchema.safeParse(parseJson(text));
  if (!envelope.success) return null;
  if (envelope.data.version > version) {
    throw failure(
      'local-file',
      `${path} was written by a newer version of Stowage. Start that version, or move the file away to begin anew.`,
      { reason: 'settings-newer', values: { path }, resource: path },
    );
  }
  const content = schema.safeParse(envelope.data.data);
  return content.success ? { data: content.data } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function setAside(path: string, nowMs: number): Promise<DataNotice> {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  let target = `${path}.broken-${stamp}`;
  for (let attempt = 2; await exists(target); attempt += 1) target = `${path}.broken-${stamp}-${attempt}`;
  try {
    await rename(path, target);
    await syncFolder(dirname(path));
  } catch (cause) {
    throw describeFileError(cause, path, 'written');
  }
  return { reason: 'settings-set-aside', values: { file: basename(path), keptAs: target } };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
