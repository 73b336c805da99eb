import { failure } from '../../shared/model/app-error.ts';

const mebibyte = 1_048_576;

/** Memory for one part. Exactly one of `release` and `discard` must be called, once. */
export interface PooledBuffer {
  /** Shared with the hash workers; as long as was asked for. */
  readonly bytes: Uint8Array;
  /** Gives the memory back for reuse: only when nobody can read or write it any more. */
  release(): void;
  /**
   * Gives up the memory without reuse. After a request that failed, timed out or was aborted a socket may still hold
   * the bytes, and filling the buffer anew would put other bytes on the wire of the old request.
   */
  discard(): void;
}

interface Waiter {
  readonly sizeBytes: number;
  readonly resolve: (buffer: PooledBuffer) => void;
}

/**
 * All memory for the bytes of transfers: no ticket, no start. Requests are served in the order they came, so that a
 * large one is not starved by small ones. One request larger than the whole budget is served when nothing else is out.
 */
export class BufferPool {
  readonly #budgetBytes: () => number;
  readonly #idle = new Map<number, SharedArrayBuffer[]>();
  readonly #waiters: Waiter[] = [];
  #idleBytes = 0;
  #takenBytes = 0;
  #peakBytes = 0;

  constructor(budgetBytes: () => number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Highest number of bytes that the pool has ever held at once. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** Waits for memory; rejects with `cancelled` when `signal` aborts first. */
  take(sizeBytes: number, signal: AbortSignal): Promise<PooledBuffer> {
    if (signal.aborted) return Promise.reject(cancelled());
    if (this.#waiters.length === 0 && this.#fits(classOf(sizeBytes))) {
      return Promise.resolve(this.#allocate(sizeBytes));
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        sizeBytes,
        resolve: (buffer) => {
          signal.removeEventListener('abort', onAbort);
          resolve(buffer);
        },
      };
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        this.#serve();
        reject(cancelled());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #fits(classBytes: number): boolean {
    return this.#takenBytes === 0 || this.#takenBytes + classBytes <= this.#budgetBytes();
  }

  #serve(): void {
    for (;;) {
      const waiter = this.#waiters[0];
      if (waiter === undefined || !this.#fits(classOf(waiter.sizeBytes))) return;
      this.#waiters.shift();
      waiter.resolve(this.#allocate(waiter.sizeBytes));
    }
  }

  #allocate(sizeBytes: number): PooledBuffer {
    const classBytes = classOf(sizeBytes);
    const kept = this.#idle.get(classBytes)?.pop();
    if (kept !== undefined) this.#idleBytes -= classBytes;
    this.#takenBytes += classBytes;
    this.#evict();
    this.#peakBytes = Math.max(this.#peakBytes, this.#takenBytes + this.#idleBytes);
    const memory = kept ?? new SharedArrayBuffer(classBytes);
    let isOut = true;
    const giveBack = (isReusable: boolean) => {
      if (!isOut) return;
      isOut = false;
      this.#takenBytes -= classBytes;
      if (isReusable && this.#takenBytes + this.#idleBytes + classBytes <= this.#budgetBytes()) {
        const idle = this.#idle.get(classBytes) ?? [];
        idle.push(memory);
        this.#idle.set(classBytes, idle);
        this.#idleBytes += classBytes;
      }
      this.#serve();
    };
    return {
      bytes: new Uint8Array(memory, 0, sizeBytes),
      release: () => giveBack(true),
      discard: () => giveBack(false),
    };
  }

  /** Lets go of idle memory of other sizes until all of it fits the budget again. */
  #evict(): void {
    for (const [classBytes, idle] of this.#idle) {
      while (idle.length > 0 && this.#takenBytes + this.#idleBytes > this.#budgetBytes()) {
        idle.pop();
        this.#idleBytes -= classBytes;
      }
      if (idle.length === 0) this.#idle.delete(classBytes);
    }
  }
}

/** Sizes come in classes so that memory can be used again: 64 KiB, 256 KiB, then whole MiB. */
function classOf(sizeBytes: number): number {
  if (sizeBytes <= 65_536) return 65_536;
  if (sizeBytes <= 262_144) return 262_144;
  return Math.ceil(sizeBytes / mebibyte) * mebibyte;
}

function cancelled() {
  return failure('cancelled', 'The transfer was stopped.');
}
