import type { FileHandle } from 'node:fs/promises';
import type { PooledBuffer } from '../buffer-pool.ts';
import { localFailure } from '../local-failure.ts';
import type { TransferReceiver } from '../storage-port.ts';

const segmentBytes = 1_048_576;
const segmentCount = 5;
/** Segments on their way to the disk at which the network is held, and at which it goes on. */
const pauseAt = 4;
const resumeAt = 2;

/** Memory that one range needs while it is received. */
export const rangeBufferBytes = segmentBytes * segmentCount;

/** Takes the bytes of one range and writes them to their place, 1 MiB at a time. */
export class RangeWriter implements TransferReceiver {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #offsetBytes: number;
  readonly #moved: (bytes: number) => void;
  readonly #free: Uint8Array[] = [];
  readonly #writes = new Set<Promise<void>>();
  #segment: Uint8Array | null = null;
  #filled = 0;
  #position = 0;
  #error: unknown = null;
  #control: { pause(): void; resume(): void } | null = null;
  #isHeld = false;

  constructor(
    file: FileHandle,
    path: string,
    offsetBytes: number,
    memory: PooledBuffer,
    moved: (bytes: number) => void,
  ) {
    this.#file = file;
    this.#path = path;
    this.#offsetBytes = offsetBytes;
    this.#moved = moved;
    for (let from = 0; from < memory.bytes.length; from += segmentBytes) {
      this.#free.push(memory.bytes.subarray(from, from + segmentBytes));
    }
  }

  /** Bytes received since the range was begun for the last time. */
  get receivedBytes(): number {
    return this.#position;
  }

  start(head: { sizeBytes: number | null; control: { pause(): void; resume(): void } }): void {
    // The client may send the request anew: the same bytes come again from the beginning.
    this.#moved(-this.#position);
    this.#position = 0;
    this.#filled = 0;
    this.#isHeld = false;
    this.#control = head.control;
  }

  data(chunk: Uint8Array): void {
    this.#moved(chunk.length);
    for (let from = 0; from < chunk.length; ) {
      // A client may hand over what it had in hand when it was held: that goes into memory of its own.
      this.#segment ??= this.#free.pop() ?? new Uint8Array(segmentBytes);
      const count = Math.min(chunk.length - from, this.#segment.length - this.#filled);
      this.#segment.set(chunk.subarray(from, from + count), this.#filled);
      this.#filled += count;
      this.#position += count;
      from += count;
      if (this.#filled === this.#segment.length) this.#write();
    }
  }

  /** Resolves when every byte is written; rejects with `disk-full` or `local-file`. */
  async finish(): Promise<void> {
    if (this.#filled > 0) this.#write();
    await this.settle();
    if (this.#error !== null) throw localFailure(this.#error, this.#path);
  }

  /** Waits until nothing uses the memory any more. */
  async settle(): Promise<void> {
    while (this.#writes.size > 0) await Promise.all(this.#writes);
  }

  #write(): void {
    const segment = this.#segment;
    if (segment === null) return;
    const bytes = segment.subarray(0, this.#filled);
    const position = this.#offsetBytes + this.#position - this.#filled;
    this.#segment = null;
    this.#filled = 0;
    const write: Promise<void> = writeFully(this.#file, bytes, position)
      .catch((error: unknown) => {
        this.#error ??= error;
      })
      .then(() => {
        this.#writes.delete(write);
        if (segment.buffer instanceof SharedArrayBuffer) this.#free.push(segment);
        if (this.#isHeld && this.#writes.size <= resumeAt) {
          this.#isHeld = false;
          this.#control?.resume();
        }
      });
    this.#writes.add(write);
    if (!this.#isHeld && this.#writes.size >= pauseAt) {
      this.#isHeld = true;
      this.#control?.pause();
    }
  }
}

/** Writes all of `bytes` at `position`. One write may take only the beginning, for one when the disk gets full. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/** Takes a whole small body into one buffer. */
export class WholeReceiver implements TransferReceiver {
  readonly #bytes: Uint8Array;
  readonly #moved: (bytes: number) => void;
  #position = 0;

  constructor(bytes: Uint8Array, moved: (bytes: number) => void) {
    this.#bytes = bytes;
    this.#moved = moved;
  }

  /** Bytes received, also those that found no room. */
  get receivedBytes(): number {
    return this.#position;
  }

  start(): void {
    this.#moved(-this.#position);
    this.#position = 0;
  }

  data(chunk: Uint8Array): void {
    const room = Math.max(0, this.#bytes.length - this.#position);
    if (room > 0) this.#bytes.set(chunk.subarray(0, room), this.#position);
    this.#position += chunk.length;
    this.#moved(chunk.length);
  }
}
