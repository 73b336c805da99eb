/**
 * Bytes that wait for their frame to be complete. Chunks are joined once for each frame and not once for each chunk, so
 * that a large frame in small chunks costs no more than its size.
 */
export class FrameBuffer {
  #chunks: Buffer[] = [];
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Keeps a copy: the transport may use the chunk's memory again. */
  add(chunk: Uint8Array): void {
    if (chunk.byteLength === 0) return;
    this.#chunks.push(Buffer.from(chunk));
    this.#sizeBytes += chunk.byteLength;
  }

  /** The first bytes, which stay; there must be so many. */
  peek(sizeBytes: number): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= sizeBytes) return first.subarray(0, sizeBytes);
    this.#chunks = [Buffer.concat(this.#chunks)];
    return (this.#chunks[0] ?? Buffer.alloc(0)).subarray(0, sizeBytes);
  }

  /** Takes the first bytes out; there must be so many. */
  take(sizeBytes: number): Buffer {
    const taken = this.peek(sizeBytes);
    const [first = Buffer.alloc(0), ...rest] = this.#chunks;
    this.#chunks = first.length === sizeBytes ? rest : [first.subarray(sizeBytes), ...rest];
    this.#sizeBytes -= sizeBytes;
    return taken;
  }
}
