import { crc32, gzipSync } from 'node:zlib';
import type { OutputFormat } from '../output.ts';
import type { CsvInput, InputFormat } from '../records/input-format.ts';
import { type SelectRequest, startSelect } from '../run-select.ts';
import { SelectError } from '../select-error.ts';

/** CSV whose first row names the columns. */
export const csvWithHeader: CsvInput = {
  kind: 'csv',
  header: 'USE',
  recordDelimiter: '\n',
  fieldDelimiter: ',',
  quote: '"',
  quoteEscape: '"',
  comment: '#',
};

/** CSV as it is written when nothing else is asked for. */
export const csvOutput = {
  kind: 'csv',
  recordDelimiter: '\n',
  fieldDelimiter: ',',
  quote: '"',
  quoteEscape: '"',
  quotesAlways: false,
} as const satisfies OutputFormat;

/** What came of a query. */
export interface QueryResult {
  readonly records: string;
  /** The kinds of the frames in their order. */
  readonly events: readonly string[];
  readonly stats: string | null;
  /** Code of the refusal, before the first frame (`status`) or as the last frame (`frame`). */
  readonly error: { readonly code: string; readonly where: 'status' | 'frame' } | null;
}

/** Runs a query over content that comes in chunks of that many bytes. */
export async function runQuery(
  sql: string,
  content: string | Buffer,
  options: Partial<SelectRequest> & { readonly chunkBytes?: number; readonly isZipped?: boolean } = {},
): Promise<QueryResult> {
  const plain = Buffer.from(content);
  const bytes = options.isZipped === true ? gzipSync(plain) : plain;
  const request: SelectRequest = {
    expression: sql,
    table: 'S3Object',
    input: csvWithHeader satisfies InputFormat,
    compression: options.isZipped === true ? 'GZIP' : 'NONE',
    output: csvOutput,
    wantsProgress: false,
    scanRange: null,
    ...options,
  };
  const chunkBytes = options.chunkBytes ?? bytes.length + 1;
  const source = {
    sizeBytes: bytes.length,
    async *read(fromByte: number) {
      for (let at = fromByte; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
  try {
    return await collect(await startSelect(request, source, () => 0));
  } catch (error) {
    if (!(error instanceof SelectError)) throw error;
    return { records: '', events: [], stats: null, error: { code: error.code, where: 'status' } };
  }
}

async function collect(frames: AsyncIterable<Buffer>): Promise<QueryResult> {
  const records: Buffer[] = [];
  const events: string[] = [];
  let stats: string | null = null;
  let error: QueryResult['error'] = null;
  for await (const frame of frames) {
    const { headers, payload } = readFrame(frame);
    const kind = headers[':event-type'] ?? 'error';
    events.push(kind);
    if (kind === 'Records') records.push(payload);
    if (kind === 'Stats') stats = payload.toString();
    if (kind === 'error') error = { code: headers[':error-code'] ?? '', where: 'frame' };
  }
  return { records: Buffer.concat(records).toString(), events, stats, error };
}

function readFrame(frame: Buffer): { headers: Record<string, string>; payload: Buffer } {
  const headersEnd = 12 + frame.readUInt32BE(4);
  if (frame.readUInt32BE(0) !== frame.length) throw new Error('the length of a frame is wrong');
  if (frame.readUInt32BE(8) !== crc32(frame.subarray(0, 8))) throw new Error('the first CRC is wrong');
  if (frame.readUInt32BE(frame.length - 4) !== crc32(frame.subarray(0, -4))) {
    throw new Error('the last CRC is wrong');
  }
  const headers: Record<string, string> = {};
  for (let at = 12; at < headersEnd; ) {
    const nameEnd = at + 1 + frame.readUInt8(at);
    const valueStart = nameEnd + 3;
    const valueEnd = valueStart + frame.readUInt16BE(nameEnd + 1);
    headers[frame.toString('utf8', at + 1, nameEnd)] = frame.toString('utf8', valueStart, valueEnd);
    at = valueEnd;
  }
  return { headers, payload: frame.subarray(headersEnd, -4) };
}
