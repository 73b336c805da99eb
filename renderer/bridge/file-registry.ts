import type { EventPayload } from '../../shared/contract/contract.ts';
import type { Client } from './client.ts';

/** The File objects a browser page holds for the host to read from; a path on disk is all that a browser never tells. */
export interface FileRegistry {
  /** Keeps a file and gives its name for `transfers.addToDrop`. */
  register(file: File): string;
  /** Lets a file go: its job has ended. */
  release(fileId: string): void;
  /** How many files are kept. */
  readonly count: number;
  close(): void;
}

type ReadRequest = EventPayload<'transfers.readRequested'>;

/** Why bytes cannot be had: another page holds the file, or the browser refuses because it is no longer what it was. */
export type DeclineReason = 'unknown-file' | 'file-changed';

/** Sends bytes to the host, or word that they cannot be had. Rejects when the host was not reached. */
export interface ReadAnswers {
  send(readId: string, bytes: Blob): Promise<void>;
  decline(readId: string, reason: DeclineReason): Promise<void>;
}

/**
 * Answers every `transfers.readRequested` with a slice of the file, streamed from disk by the browser itself.
 * The host may ask for any part any number of times.
 */
export function createFileRegistry(client: Client, answers: ReadAnswers, newId: () => string): FileRegistry {
  const files = new Map<string, File>();

  async function answer({ readId, fileId, offsetBytes, lengthBytes }: ReadRequest): Promise<void> {
    const file = files.get(fileId);
    if (file === undefined) return answers.decline(readId, 'unknown-file');
    const slice = file.slice(offsetBytes, offsetBytes + lengthBytes);
    if (!(await isReadable(slice))) return answers.decline(readId, 'file-changed');
    return answers.send(readId, slice);
  }

  const stop = client.on('transfers.readRequested', (request) => {
    // A read that could not be answered is asked for again by the host, with the next wire or after its own time-out.
    answer(request).catch(() => undefined);
  });

  return {
    register(file) {
      const fileId = newId();
      files.set(fileId, file);
      return fileId;
    },
    release(fileId) {
      files.delete(fileId);
    },
    get count() {
      return files.size;
    },
    close() {
      stop();
      files.clear();
    },
  };
}

/** A browser refuses every byte of a file that changed or went since it was dropped, so one byte tells. */
async function isReadable(slice: Blob): Promise<boolean> {
  if (slice.size === 0) return true;
  try {
    await slice.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
