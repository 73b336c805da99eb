import type { ObjectData, RequestBody, StreamedBody } from '../interface/body.ts';

/** What a request can send of any kind of data. */
export function requestBody(data: ObjectData): RequestBody {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (data instanceof Uint8Array || 'slices' in data) return data;
  return new OneReading(data);
}

/** Pieces of unknown total size, which cannot be read twice. */
class OneReading implements StreamedBody {
  readonly sizeBytes = null;
  readonly #source: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;
  #isSpent = false;

  constructor(source: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>) {
    this.#source = source;
  }

  get isSpent(): boolean {
    return this.#isSpent;
  }

  async *slices(): AsyncGenerator<Uint8Array, void, undefined> {
    this.#isSpent = true;
    for await (const piece of this.#source) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
  }
}
