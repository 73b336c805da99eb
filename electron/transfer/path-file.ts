import { close, closeSync, fstat, fstatSync, open, openSync, read, readSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { failure } from '../../shared/model/app-error.ts';
import { DiskPace } from './disk-pace.ts';
import { localFailure } from './local-failure.ts';
import type { LocalFile } from './local-source.ts';

/** Up to here a read is worth doing without another thread. */
const smallReadBytes = 262_144;

const aside = {
  open: promisify(open),
  stat: promisify(fstat),
  read: promisify(read),
  close: promisify(close),
};

/** One disk is as quick as another until one was slow; then all are asked aside for a while. */
const pace = new DiskPace();

/** Opens a file of this machine for reading. Rejects with `local-file` when it is gone, or is no file. */
export async function openPathFile(path: string): Promise<LocalFile> {
  const { file, facts } = await openWithFacts(path).catch((error: unknown) => {
    throw localFailure(error, path);
  });
  if (!facts.isFile()) {
    await closeFile(file);
    throw failure('local-file', `${path} is not a file.`, { reason: 'file-unreadable', resource: path });
  }
  return {
    sizeBytes: facts.size,
    modifiedAtMs: Math.floor(facts.mtimeMs),
    async read(buffer, offsetBytes, signal) {
      signal.throwIfAborted();
      try {
        const { filled, now } = await fill(file, buffer, offsetBytes);
        checkUnchanged(path, facts, now);
        return filled;
      } catch (error) {
        throw localFailure(error, path);
      }
    },
    close: () => closeFile(file),
  };
}

async function openWithFacts(path: string): Promise<{ file: number; facts: Stats }> {
  return await pace.run(
    () => {
      const file = openSync(path, 'r');
      try {
        return { file, facts: fstatSync(file) };
      } catch (error) {
        closeSync(file);
        throw error;
      }
    },
    async () => {
      const file = await aside.open(path, 'r');
      try {
        return { file, facts: await aside.stat(file) };
      } catch (error) {
        await aside.close(file);
        throw error;
      }
    },
  );
}

/** Reads until the buffer is full or the file ends; `now` are the facts after that. */
async function fill(
  file: number,
  buffer: Uint8Array,
  offsetBytes: number,
): Promise<{ filled: number; now: Stats }> {
  const fillAside = async () => {
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await aside.read(
        file,
        buffer,
        filled,
        buffer.length - filled,
        offsetBytes + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { filled, now: await aside.stat(file) };
  };
  if (buffer.length > smallReadBytes) return await fillAside();
  return await pace.run(() => {
    let filled = 0;
    while (filled < buffer.length) {
      const count = readSync(file, buffer, filled, buffer.length - filled, offsetBytes + filled);
      if (count === 0) break;
      filled += count;
    }
    return { filled, now: fstatSync(file) };
  }, fillAside);
}

function checkUnchanged(path: string, opened: Stats, now: Stats): void {
  if (now.nlink === 0) {
    throw failure('local-file', `${path} was deleted or replaced while it was being read.`, {
      reason: 'file-gone',
      resource: path,
      values: { path },
    });
  }
  if (now.size !== opened.size || now.mtimeMs !== opened.mtimeMs) throw changed(path);
}

function closeFile(file: number): Promise<void> {
  return pace.run(
    () => closeSync(file),
    () => aside.close(file),
  );
}

/** The failure of a file that is no longer what it was when its transfer began. */
export function changed(path: string) {
  return failure('local-file', `${path} changed while it was being uploaded. Upload it again.`, {
    reason: 'file-changed',
    resource: path,
    values: { path },
  });
}
