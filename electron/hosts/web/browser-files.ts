import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { failure } from '../../../shared/model/app-error.ts';
import type { EventHub } from '../../app/events.ts';
import type { PageId } from '../../app/handlers.ts';
import type { BrowserFiles } from '../../app/local-access.ts';

/** Most bytes asked for at once: larger pieces are no faster and cost the page memory. */
export const maxReadBytes = 8 * 1024 * 1024;
/** Reads under way at once, over all pages: a browser opens six connections to one host, and the rest needs one. */
const maxRunningReads = 5;
/** A piece whose bytes broke off is asked for again this often. */
const maxAttempts = 4;

/** What a page says instead of bytes, in the header `X-Stowage-Outcome` of an empty PUT. */
export const readOutcomes = ['file-changed', 'unknown-file'] as const;
export type ReadOutcome = (typeof readOutcomes)[number];

/** How a PUT of bytes ended: stored, nobody waits for it, another page is already sending, or of the wrong length. */
export type ReceiptOutcome = 'stored' | 'not-wanted' | 'in-progress' | 'wrong-length' | 'broken-off';

/** The web host's side of dropped files. */
export interface BrowserReads extends BrowserFiles {
  /** Bytes for a read, as the body of a PUT. `lengthBytes` is what the request declares. */
  receive(readId: string, body: Readable, lengthBytes: number): Promise<ReceiptOutcome>;
  /** A page's word that it cannot give the bytes. */
  decline(readId: string, outcome: ReadOutcome): boolean;
  /** Asks a page that has just connected for everything that is still wanted. */
  pageConnected(pageId: PageId): void;
}

export interface BrowserReadsOptions {
  readonly hub: EventHub;
  /** Longest wait for the first byte of a piece, and for the next one: 30 s unless told. */
  readonly silenceTimeoutMs?: number;
  /** Longest wait for any page to come back when none is connected: 20 s unless told. */
  readonly absenceTimeoutMs?: number;
}

interface PendingRead {
  readonly readId: string;
  readonly fileId: string;
  readonly offsetBytes: number;
  readonly into: Uint8Array;
  readonly settle: (result: number | Error) => void;
  body: Readable | null;
  attemptCount: number;
  /** Pages that said they do not have the file, since it was last asked for. */
  declinedCount: number;
  timer: NodeJS.Timeout | null;
}

/**
 * Reads dropped files out of browser pages. A piece is asked for by the event `transfers.readRequested`, sent to every
 * page because only the one that holds the file knows its name, and comes back as `PUT /bytes/<readId>`. A page that
 * was reconnected is asked again, so that a lost wire or a broken request costs a piece and not the transfer.
 */
export function createBrowserReads(options: BrowserReadsOptions): BrowserReads {
  const { hub } = options;
  const silenceTimeoutMs = options.silenceTimeoutMs ?? 30_000;
  const absenceTimeoutMs = options.absenceTimeoutMs ?? 20_000;
  const pending = new Map<string, PendingRead>();
  const queue: (() => void)[] = [];
  let runningCount = 0;

  async function takeLane(): Promise<void> {
    runningCount += 1;
    // A lane that is handed over keeps its count.
    if (runningCount > maxRunningReads) await new Promise<void>((resolve) => queue.push(resolve));
  }

  function freeLane(): void {
    runningCount -= 1;
    queue.shift()?.();
  }

  function ask(read: PendingRead, pageId?: PageId): void {
    const { readId, fileId, offsetBytes, into } = read;
    if (pageId === undefined) read.declinedCount = 0;
    hub.emit('transfers.readRequested', { readId, fileId, offsetBytes, lengthBytes: into.length }, pageId);
    watch(read);
  }

  function watch(read: PendingRead): void {
    if (read.timer !== null) clearTimeout(read.timer);
    const waitMs = hub.pageCount === 0 && read.body === null ? absenceTimeoutMs : silenceTimeoutMs;
    read.timer = setTimeout(() => read.settle(pageGone()), waitMs);
  }

  function readPiece(fileId: string, offsetBytes: number, into: Uint8Array, signal: AbortSignal) {
    return new Promise<number>((resolve, reject) => {
      const readId = randomBytes(16).toString('hex');
      const onAbort = () => read.settle(failure('cancelled', 'Reading the dropped file was cancelled.'));
      const read: PendingRead = {
        readId,
        fileId,
        offsetBytes,
        into,
        body: null,
        attemptCount: 1,
        declinedCount: 0,
        timer: null,
        settle(result) {
          if (!pending.delete(readId)) return;
          if (read.timer !== null) clearTimeout(read.timer);
          signal.removeEventListener('abort', onAbort);
          // The buffer goes back to its owner: nothing may write into it any more.
          read.body?.destroy();
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      };
      pending.set(readId, read);
      if (signal.aborted) onAbort();
      else {
        signal.addEventListener('abort', onAbort, { once: true });
        ask(read);
      }
    });
  }

  return {
    async read(fileId, offsetBytes, into, signal) {
      let filledBytes = 0;
      while (filledBytes < into.length) {
        const piece = into.subarray(filledBytes, Math.min(into.length, filledBytes + maxReadBytes));
        await takeLane();
        const readBytes = await readPiece(fileId, offsetBytes + filledBytes, piece, signal).finally(freeLane);
        filledBytes += readBytes;
        if (readBytes < piece.length) break;
      }
      return filledBytes;
    },

    async receive(readId, body, lengthBytes) {
      const read = pending.get(readId);
      if (read === undefined) return 'not-wanted';
      if (read.body !== null) return 'in-progress';
      if (lengthBytes > read.into.length) return 'wrong-length';
      read.body = body;
      let receivedBytes = 0;
      try {
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          if (!pending.has(readId)) return 'not-wanted';
          if (receivedBytes + chunk.length > lengthBytes) break;
          read.into.set(chunk, receivedBytes);
          receivedBytes += chunk.length;
          watch(read);
        }
      } catch {
        // The page or its connection went away in the middle; what is missing is seen below.
      }
      read.body = null;
      if (!pending.has(readId)) return 'not-wanted';
      if (receivedBytes === lengthBytes) {
        read.settle(receivedBytes);
        return 'stored';
      }
      read.attemptCount += 1;
      if (read.attemptCount > maxAttempts) read.settle(pageGone());
      else ask(read);
      return 'broken-off';
    },

    decline(readId, outcome) {
      const read = pending.get(readId);
      if (read === undefined || read.body !== null) return false;
      if (outcome === 'file-changed') read.settle(fileChanged());
      else {
        read.declinedCount += 1;
        if (read.declinedCount >= hub.pageCount) read.settle(pageGone());
      }
      return true;
    },

    pageConnected(pageId) {
      for (const read of pending.values()) {
        if (read.body === null) ask(read, pageId);
      }
    },
  };
}

function pageGone() {
  return failure(
    'local-file',
    'The browser tab that holds the dropped files does not answer. Open it again, or choose the files again.',
    { reason: 'page-gone', retry: 'later' },
  );
}

function fileChanged() {
  return failure('local-file', 'The file was changed or removed after it was dropped. Choose it again.', {
    reason: 'file-changed',
  });
}
