import { crc32 } from 'node:zlib';
import type { SelectError } from './select-error.ts';

/** Bytes so far: read from the object, after they were uncompressed, and sent as records. */
export interface SelectCounts {
  readonly scanned: number;
  readonly processed: number;
  readonly returned: number;
}

/**
 * One message of the event stream: length of all, length of the headers, CRC32 of these eight bytes, headers, payload,
 * CRC32 of all before. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
 */
function frame(headers: readonly (readonly [name: string, value: string])[], payload: Buffer): Buffer {
  const header = Buffer.concat(headers.map(([name, value]) => headerBytes(name, value)));
  const total = 12 + header.length + payload.length + 4;
  const bytes = Buffer.alloc(total);
  bytes.writeUInt32BE(total, 0);
  bytes.writeUInt32BE(header.length, 4);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  header.copy(bytes, 12);
  payload.copy(bytes, 12 + header.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, total - 4)), total - 4);
  return bytes;
}

/** Type 7 is text. */
function headerBytes(name: string, value: string): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
  const bytes = Buffer.alloc(4);
  bytes.writeUInt8(7, 1);
  bytes.writeUInt16BE(valueBytes.length, 2);
  return Buffer.concat([Buffer.of(nameBytes.length), nameBytes, bytes.subarray(1), valueBytes]);
}

const noPayload = Buffer.alloc(0);

function eventFrame(type: string, contentType: string | null, payload: Buffer): Buffer {
  const content = contentType === null ? [] : ([[':content-type', contentType]] as const);
  return frame([[':message-type', 'event'], [':event-type', type], ...content], payload);
}

/** Records, or a part of one. */
export function recordsFrame(payload: Buffer): Buffer {
  return eventFrame('Records', 'application/octet-stream', payload);
}

/** Keeps the connection alive. */
export function continuationFrame(): Buffer {
  return eventFrame('Cont', null, noPayload);
}

/** How far a query is. */
export function progressFrame(counts: SelectCounts): Buffer {
  return countsFrame('Progress', counts);
}

/** What a query came to. */
export function statsFrame(counts: SelectCounts): Buffer {
  return countsFrame('Stats', counts);
}

function countsFrame(type: 'Progress' | 'Stats', { scanned, processed, returned }: SelectCounts): Buffer {
  const xml =
    `<?xml version="1.0" encoding="UTF-8"?><${type}><BytesScanned>${scanned}</BytesScanned>` +
    `<BytesProcessed>${processed}</BytesProcessed><BytesReturned>${returned}</BytesReturned></${type}>`;
  return eventFrame(type, 'text/xml', Buffer.from(xml));
}

/** The query is complete; a stream without it is not. */
export function endFrame(): Buffer {
  return eventFrame('End', null, noPayload);
}

/** The query failed after its answer had begun; nothing follows. */
export function errorFrame({ code, message }: Pick<SelectError, 'code' | 'message'>): Buffer {
  return frame(
    [
      [':message-type', 'error'],
      [':error-code', code],
      [':error-message', message],
    ],
    noPayload,
  );
}
