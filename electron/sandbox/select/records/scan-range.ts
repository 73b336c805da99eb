/**
 * The part of an object that a query reads: whole records, those that begin at bytes `start` to `end`. Without `start`
 * it is the last `end` bytes. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ScanRange.html
 */
export interface ScanRange {
  readonly start: number | null;
  readonly end: number | null;
}

/** First and last byte at which a record may begin, for an object of `sizeBytes`; null when there is no such byte. */
export function resolveScanRange(
  { start, end }: ScanRange,
  sizeBytes: number,
): { first: number; last: number } | null {
  const last = start === null || end === null ? sizeBytes - 1 : Math.min(end, sizeBytes - 1);
  const first = start ?? Math.max(0, sizeBytes - (end ?? 0));
  return first > last ? null : { first, last };
}

/**
 * Cuts a stream that begins at byte `offset` to the records that begin at bytes `first` to `last`. `offset` is `first`
 * for 0, and otherwise the byte before it, which shows whether a record begins there; it is earlier by the length of a
 * longer delimiter.
 */
export async function* cutToRecords(
  chunks: AsyncIterable<Buffer>,
  delimiter: Buffer,
  range: { readonly offset: number; readonly first: number; readonly last: number },
): AsyncGenerator<Buffer> {
  let position = range.offset;
  let isInside = range.first === 0;
  let carried = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const text = Buffer.concat([carried, chunk]);
    const begin = isInside ? 0 : endOfDelimiter(text, delimiter, range.first - 1 - position);
    if (begin === null) {
      carried = text.subarray(Math.max(0, text.length - delimiter.length + 1));
      position += text.length - carried.length;
      continue;
    }
    if (!isInside && position + begin > range.last) return;
    isInside = true;
    const stop = endOfDelimiter(text, delimiter, range.last - position);
    if (stop !== null) {
      yield text.subarray(begin, Math.max(begin, stop));
      return;
    }
    // A delimiter may be cut in two by the end of the chunk.
    const keptLength = Math.min(delimiter.length - 1, text.length - begin);
    yield text.subarray(begin, text.length - keptLength);
    carried = text.subarray(text.length - keptLength);
    position += text.length - keptLength;
  }
  if (isInside && carried.length > 0) yield carried;
}

/** Where the first delimiter ends whose last byte is at `from` or behind it; null when there is none. */
function endOfDelimiter(text: Buffer, delimiter: Buffer, from: number): number | null {
  const found = text.indexOf(delimiter, Math.max(0, from - delimiter.length + 1));
  return found < 0 ? null : found + delimiter.length;
}
