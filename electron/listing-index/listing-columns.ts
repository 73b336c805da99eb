import type { DatabaseSync } from 'node:sqlite';
import { risingOrder } from './radix-order.ts';

const slash = 0x2f;

/** Texts in one piece of memory; a million strings would take ten times as much. */
class PackedTexts {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;

  constructor(texts: readonly string[]) {
    this.ends = new Uint32Array(texts.length);
    const pieces = texts.map((text) => Buffer.from(text));
    this.bytes = Buffer.concat(pieces);
    let end = 0;
    for (const [at, piece] of pieces.entries()) {
      end += piece.length;
      this.ends[at] = end;
    }
  }

  start(at: number): number {
    return at === 0 ? 0 : (this.ends[at - 1] ?? 0);
  }

  end(at: number): number {
    return this.ends[at] ?? 0;
  }

  at(at: number): string {
    return this.bytes.toString('utf8', this.start(at), this.end(at));
  }

  /** The first text that is not before `bytes`. */
  firstFrom(bytes: Uint8Array): number {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const isBefore = this.bytes.compare(bytes, 0, bytes.length, this.start(middle), this.end(middle)) < 0;
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * All objects of an index as columns in memory, by rising key: what sorts, filters and counts a million of them while a
 * person waits. Made of the rows on disk, and again after those changed.
 */
export class ListingColumns {
  readonly count: number;
  readonly keys: PackedTexts;
  readonly sizes: Float64Array;
  readonly times: Float64Array;
  readonly classIds: Uint32Array;
  readonly extensionIds: Uint32Array;
  /** By their ids. */
  readonly extensions: readonly string[];
  readonly #orders = new Map<'size' | 'modified', Uint32Array>();
  #lowerKeys: PackedTexts | null = null;

  constructor(database: DatabaseSync) {
    const rows = database.prepare(
      'SELECT key, size_bytes, modified_at_ms, class_id, extension FROM objects ORDER BY key',
    );
    rows.setReturnArrays(true);
    const keys: string[] = [];
    const sizes: number[] = [];
    const times: number[] = [];
    const classIds: number[] = [];
    const extensionIds: number[] = [];
    const known = new Map<string, number>();
    for (const row of rows.iterate() as Iterable<unknown>) {
      const [key, size, time, classId, extension] = row as [string, number, number, number, string];
      keys.push(key);
      sizes.push(size);
      times.push(Math.max(0, time));
      classIds.push(classId);
      let id = known.get(extension);
      if (id === undefined) {
        id = known.size;
        known.set(extension, id);
      }
      extensionIds.push(id);
    }
    this.count = keys.length;
    this.keys = new PackedTexts(keys);
    this.sizes = Float64Array.from(sizes);
    this.times = Float64Array.from(times);
    this.classIds = Uint32Array.from(classIds);
    this.extensionIds = Uint32Array.from(extensionIds);
    this.extensions = [...known.keys()];
  }

  /** Rows in rising order of a column, worked out once. */
  order(column: 'size' | 'modified'): Uint32Array {
    const known = this.#orders.get(column);
    if (known !== undefined) return known;
    const order = risingOrder(column === 'size' ? this.sizes : this.times);
    this.#orders.set(column, order);
    return order;
  }

  /** The rows whose keys begin with a prefix: from `first`, before `end`. */
  rowsBelow(prefix: string): { first: number; end: number } {
    if (prefix === '') return { first: 0, end: this.count };
    const bytes = Buffer.from(prefix);
    const first = this.keys.firstFrom(bytes);
    // 0xff is in no UTF-8: it is after everything that begins with the prefix.
    return { first, end: this.keys.firstFrom(Buffer.concat([bytes, Buffer.of(0xff)])) };
  }

  /** Where the next slash of a key is, from a byte of it on; -1 when it has none. Never looks into other keys. */
  nextSlash(row: number, fromByte: number): number {
    const { bytes } = this.keys;
    const end = this.keys.end(row);
    for (let at = this.keys.start(row) + fromByte; at < end; at += 1) if (bytes[at] === slash) return at;
    return -1;
  }

  /** The keys in lower case, for names whatever their case. */
  lowerKeys(): PackedTexts {
    this.#lowerKeys ??= new PackedTexts(
      Array.from({ length: this.count }, (_, at) => this.keys.at(at).toLowerCase()),
    );
    return this.#lowerKeys;
  }
}
