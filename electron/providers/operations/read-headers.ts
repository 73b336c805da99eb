import { failure } from '../../../shared/model/app-error.ts';
import type { QueryPair } from '../dialect.ts';
import type { ReadConditions, ReadRange } from '../interface/conditions.ts';
import type { RequestExtras, ResponseHeaders } from '../interface/object-read.ts';
import { type Headers, quoted, standardHeaders } from './write-headers.ts';

/** `If-…` headers of a read, with `prefix` in front for the source of a copy. */
export function readConditionHeaders(conditions: ReadConditions | undefined, prefix = ''): Headers {
  const { ifMatch, ifNoneMatch, ifModifiedSinceMs, ifUnmodifiedSinceMs } = conditions ?? {};
  return {
    [`${prefix}if-match`]: quoted(ifMatch),
    [`${prefix}if-none-match`]: quoted(ifNoneMatch),
    [`${prefix}if-modified-since`]: httpDate(ifModifiedSinceMs),
    [`${prefix}if-unmodified-since`]: httpDate(ifUnmodifiedSinceMs),
  };
}

/**
 * `bytes=a-b`, `bytes=a-` or `bytes=-n`; the wire form includes its last byte. Throws `invalid-input` for an empty or
 * negative range.
 */
export function rangeHeader(range: ReadRange | undefined): string | undefined {
  if (range === undefined) return undefined;
  if ('lastBytes' in range) {
    if (isCount(range.lastBytes) && range.lastBytes > 0) return `bytes=-${range.lastBytes}`;
    throw badRange();
  }
  const { offsetBytes, lengthBytes } = range;
  if (!isCount(offsetBytes) || (lengthBytes !== null && !(isCount(lengthBytes) && lengthBytes > 0))) {
    throw badRange();
  }
  return lengthBytes === null
    ? `bytes=${offsetBytes}-`
    : `bytes=${offsetBytes}-${offsetBytes + lengthBytes - 1}`;
}

/**
 * Whether an answer has the range that was asked for: a server that ignores Range would put the wrong bytes at the
 * wrong place. Throws `malformed-response`.
 */
export function checkRange(
  range: ReadRange | undefined,
  status: number,
  headers: Readonly<Record<string, string>>,
): void {
  if (range === undefined) return;
  if (status === 200 && isWhole(range, Number(headers['content-length']))) return;
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)/.exec(headers['content-range'] ?? '') ?? [];
  if (status === 206 && fits(range, Number(start), Number(end), Number(total))) return;
  throw failure('malformed-response', 'The server answered with another range than was asked for.', {
    reason: 'range-ignored',
  });
}

function isWhole(range: ReadRange, sizeBytes: number): boolean {
  if ('lastBytes' in range) return sizeBytes <= range.lastBytes;
  return range.offsetBytes === 0 && range.lengthBytes === null;
}

function fits(range: ReadRange, start: number, end: number, total: number): boolean {
  if ('lastBytes' in range) return end === total - 1 && start === Math.max(0, total - range.lastBytes);
  const lastByte = range.lengthBytes === null ? Infinity : range.offsetBytes + range.lengthBytes - 1;
  return start === range.offsetBytes && end <= lastByte;
}

/** `response-content-type` and its kin for the headers a server is to answer with. */
export function overrideQuery(headers: ResponseHeaders | undefined): QueryPair[] {
  return standardHeaders.flatMap(([field, name]) => {
    const value = headers?.[field];
    return value === undefined ? [] : [[`response-${name}`, value] as const];
  });
}

/** Names whose meaning is the client's own: framing, address, signature, and keys that no log may see. */
const ownNames =
  /^(?:host|authorization|content-length|transfer-encoding|connection|date|expect|x-\w+-date|x-\w+-signature|x-\w+-credential|x-\w+-security-token|x-\w+-content-sha256|q-.*|signature|ossaccesskeyid|.*customer-?key.*)$/i;

/** Extra parameters and headers, in lower case. Throws `invalid-input` for a name that is the client's own. */
export function extrasOf({ extraQuery = {}, extraHeaders = {} }: RequestExtras): {
  query: QueryPair[];
  headers: Headers;
} {
  for (const name of [...Object.keys(extraQuery), ...Object.keys(extraHeaders)]) {
    if (!ownNames.test(name)) continue;
    throw failure('invalid-input', `“${name}” cannot be added to a request by hand.`, {
      reason: 'name-reserved',
      values: { name },
    });
  }
  const headers = Object.entries(extraHeaders).map(([name, value]) => [name.toLowerCase(), value]);
  return { query: Object.entries(extraQuery), headers: Object.fromEntries(headers) };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function badRange(): ReturnType<typeof failure> {
  return failure('invalid-input', 'A range begins at 0 or later and has at least one byte.', {
    reason: 'range',
  });
}

function httpDate(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toUTCString();
}
