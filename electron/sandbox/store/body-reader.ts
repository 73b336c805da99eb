import type { FileHandle } from 'node:fs/promises';
import type { BodyFiles } from './body-files.ts';
import type { Extent } from './body-index.ts';

/** Reads one run of bytes of a body from front to back, whatever files it lies in. */
export interface BodyReader {
  /** How many bytes it gives in all. */
  readonly sizeBytes: number;
  /** Fills `target` from its start; gives how many bytes, 0 at the end. */
  read(target: Uint8Array): Promise<number>;
  /** Must be called, also after an error. */
  close(): Promise<void>;
}

/** Opens a reader over `extents`; `onClose` is called once. Files are opened one at a time, as they are reached. */
export function openBodyReader(
  files: BodyFiles,
  extents: readonly Extent[],
  onClose: () => void,
): BodyReader {
  let index = 0;
  let doneBytes = 0;
  let handle: FileHandle | null = null;
  let isClosed = false;

  const closeFile = async () => {
    const closing = handle;
    handle = null;
    await closing?.close();
  };

  return {
    sizeBytes: extents.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0),
    async read(target) {
      let filled = 0;
      while (filled < target.length) {
        const extent = extents[index];
        if (extent === undefined) break;
        handle ??= await files.open(extent.file);
        const wanted = Math.min(target.length - filled, extent.lengthBytes - doneBytes);
        const { bytesRead } = await handle.read(target, filled, wanted, extent.offsetBytes + doneBytes);
        if (bytesRead === 0) throw new Error('a body file is shorter than the index says');
        filled += bytesRead;
        doneBytes += bytesRead;
        if (doneBytes === extent.lengthBytes) {
          await closeFile();
          index += 1;
          doneBytes = 0;
        }
      }
      return filled;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await closeFile().finally(onClose);
    },
  };
}
