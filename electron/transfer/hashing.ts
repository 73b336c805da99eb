import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { failure } from '../../shared/model/app-error.ts';
import type { DigestName, HashAnswer, HashRequest } from './hash-worker.ts';

const maxWorkers = 4;
/** Up to here a digest takes less time than a message to another thread. */
const smallBytes = 32_768;

interface HashThread {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}
type Pending = { readonly resolve: (hex: string) => void; readonly reject: (error: Error) => void };

/**
 * Digests on other threads, so that the thread that owns the sockets never computes one. Threads start with the first
 * request. All digests are lower-case hex.
 */
export class Hashing {
  readonly #workers: HashThread[] = [];
  // Two even on two processors: while one waits for the memory of its next part, the other computes.
  readonly #maxWorkers = Math.min(maxWorkers, Math.max(2, availableParallelism() - 1));
  #nextId = 1;
  #isClosed = false;

  /** MD5 of a view of shared memory, which must not change until the promise settles. */
  md5(bytes: Uint8Array): Promise<string> {
    if (bytes.length <= smallBytes) return Promise.resolve(createHash('md5').update(bytes).digest('hex'));
    const view = sharedView(bytes);
    return this.#ask((id) => ({ id, digest: 'md5', ...view }));
  }

  /** MD5 of pieces given in order; each piece must not change until its `add` settles. */
  md5Stream(): { add(bytes: Uint8Array): Promise<void>; end(): Promise<string> } {
    const slot = this.#leastBusy();
    const stream = this.#nextId;
    this.#nextId += 1;
    const piece = (bytes: Uint8Array, isLast: boolean) => {
      const view = sharedView(bytes);
      return this.#ask((id) => ({ id, digest: 'md5-stream', stream, isLast, ...view }), slot);
    };
    return {
      add: async (bytes) => void (await piece(bytes, false)),
      end: () => piece(new Uint8Array(new SharedArrayBuffer(0)), true),
    };
  }

  /** Digest of a whole file. Rejects with `local-file` when it is gone. */
  file(path: string, digest: DigestName): Promise<string> {
    return this.#ask((id) => ({ id, digest, path }));
  }

  /** What a file has as its ETag when it is uploaded in parts of so many bytes. Rejects as `file` does. */
  fileInParts(path: string, partBytes: number): Promise<string> {
    return this.#ask((id) => ({ id, digest: 'md5-of-parts', path, partBytes }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }

  #ask(build: (id: number) => HashRequest, onSlot?: HashThread): Promise<string> {
    if (this.#isClosed) return Promise.reject(failure('cancelled', 'The transfer was stopped.'));
    const slot = onSlot ?? this.#leastBusy();
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      if (slot.pending.size === 0) slot.worker.ref();
      slot.pending.set(id, { resolve, reject });
      slot.worker.postMessage(build(id));
    });
  }

  #leastBusy(): HashThread {
    const idle = this.#workers.find(({ pending }) => pending.size === 0);
    if (idle !== undefined) return idle;
    if (this.#workers.length < this.#maxWorkers) return this.#start();
    return this.#workers.reduce((best, other) => (other.pending.size < best.pending.size ? other : best));
  }

  #start(): HashThread {
    const slot: HashThread = { worker: new Worker(workerUrl()), pending: new Map() };
    slot.worker.unref();
    slot.worker.on('message', (answer: HashAnswer) => {
      const pending = slot.pending.get(answer.id);
      slot.pending.delete(answer.id);
      if (slot.pending.size === 0) slot.worker.unref();
      if ('hex' in answer) pending?.resolve(answer.hex);
      else pending?.reject(failure('local-file', `A file could not be read again (${answer.errorCode}).`));
    });
    const end = (error: Error) => {
      const index = this.#workers.indexOf(slot);
      if (index >= 0) this.#workers.splice(index, 1);
      for (const { reject } of slot.pending.values()) reject(error);
      slot.pending.clear();
    };
    slot.worker.on('error', (cause) =>
      end(failure('internal', 'A hash thread stopped.', { cause, retry: 'now' })),
    );
    slot.worker.on('exit', () => end(failure('cancelled', 'The transfer was stopped.')));
    this.#workers.push(slot);
    return slot;
  }
}

function sharedView(bytes: Uint8Array) {
  if (!(bytes.buffer instanceof SharedArrayBuffer)) {
    throw failure('internal', 'Only shared memory can be hashed on another thread.');
  }
  return { memory: bytes.buffer, offsetBytes: bytes.byteOffset, lengthBytes: bytes.byteLength };
}

/** Beside this module: as source under Node's type stripping, or as `hash-worker.js` beside the bundle. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js', import.meta.url);
}
