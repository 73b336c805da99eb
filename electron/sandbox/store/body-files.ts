import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Something that sees every byte of a body on its way to disk and says one value at the end. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

/** Bytes that are safely on disk and belong to no object yet. `file` is null for a body of no bytes. */
export interface WrittenFile {
  readonly file: string | null;
  readonly sizeBytes: number;
}

/**
 * The bytes of all bodies, as files with random names: nothing of a key, a bucket or a client reaches a file name.
 * A file is written under `unfinished/`, synced, and moved to `bodies/` before anything can refer to it.
 */
export interface BodyFiles {
  /** Streams `chunks` to a new file; whatever stops it leaves no file. At most about 2 MiB are in memory. */
  write(chunks: AsyncIterable<Uint8Array>, hashers: readonly Hasher[]): Promise<WrittenFile>;
  open(file: string): Promise<FileHandle>;
  /** Removes a file; one that is already gone is fine. */
  remove(file: string): Promise<void>;
  /** Removes unfinished files and those that `isKnown` denies; says how many. Only while nothing is written. */
  removeOrphans(isKnown: (file: string) => boolean): Promise<number>;
}

/** Fewer, larger writes: one journey through the thread pool for each MiB instead of each network read. */
const batchBytes = 1024 * 1024;

/** Opens the two folders of body files under `folder`. */
export function openBodyFiles(folder: string): BodyFiles {
  const unfinished = join(folder, 'unfinished');
  const bodies = join(folder, 'bodies');
  mkdirSync(unfinished, { recursive: true });
  mkdirSync(bodies, { recursive: true });
  const shards = new Set<string>();

  const pathOf = (file: string) => join(bodies, file.slice(0, 2), file);

  const place = async (temporaryPath: string, file: string) => {
    const shard = file.slice(0, 2);
    if (!shards.has(shard)) {
      await mkdir(join(bodies, shard), { recursive: true });
      shards.add(shard);
    }
    await rename(temporaryPath, pathOf(file));
  };

  return {
    async write(chunks, hashers) {
      const file = randomBytes(16).toString('hex');
      const temporaryPath = join(unfinished, file);
      let handle: FileHandle | null = null;
      try {
        let sizeBytes = 0;
        let batch: Uint8Array[] = [];
        let batchedBytes = 0;
        let writing: Promise<unknown> | null = null;
        for await (const chunk of chunks) {
          if (chunk.length === 0) continue;
          for (const hasher of hashers) hasher.update(chunk);
          sizeBytes += chunk.length;
          batch.push(chunk);
          batchedBytes += chunk.length;
          if (batchedBytes < batchBytes) continue;
          await writing;
          handle ??= await open(temporaryPath, 'wx', 0o600);
          writing = writeAll(handle, batch, batchedBytes);
          // The failure is reported by the next await; until then it must not count as unhandled.
          writing.catch(() => undefined);
          batch = [];
          batchedBytes = 0;
        }
        await writing;
        if (sizeBytes === 0) return { file: null, sizeBytes };
        handle ??= await open(temporaryPath, 'wx', 0o600);
        if (batchedBytes > 0) await writeAll(handle, batch, batchedBytes);
        await handle.datasync();
        await handle.close();
        handle = null;
        await place(temporaryPath, file);
        return { file, sizeBytes };
      } catch (error) {
        await handle?.close().catch(() => undefined);
        await rm(temporaryPath, { force: true });
        throw error;
      }
    },
    open: (file) => open(pathOf(file), 'r'),
    async remove(file) {
      await unlink(pathOf(file)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    },
    async removeOrphans(isKnown) {
      let count = 0;
      for (const name of await readdir(unfinished)) {
        await rm(join(unfinished, name), { recursive: true, force: true });
        count += 1;
      }
      for (const shard of await readdir(bodies)) {
        for (const name of await readdir(join(bodies, shard))) {
          if (isKnown(name)) continue;
          await rm(join(bodies, shard, name), { force: true });
          count += 1;
        }
      }
      return count;
    },
  };
}

async function writeAll(handle: FileHandle, chunks: Uint8Array[], totalBytes: number): Promise<void> {
  const { bytesWritten } = await handle.writev(chunks);
  if (bytesWritten === totalBytes) return;
  // A short write (a full disk at times gives one before it fails): write the rest from one piece.
  let rest = Buffer.concat(chunks).subarray(bytesWritten);
  while (rest.length > 0) {
    const written = await handle.write(rest);
    rest = rest.subarray(written.bytesWritten);
  }
}
