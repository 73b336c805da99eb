import { createGunzip } from 'node:zlib';
import type { InputRecord } from '../evaluate.ts';
import { SelectError } from '../select-error.ts';
import type { Step } from '../sql/syntax.ts';
import { createCsvParser } from './csv-parser.ts';
import { csvRecord, nameColumns } from './csv-record.ts';
import type { CsvInput, InputFormat, JsonInput, RecordParser } from './input-format.ts';
import { createJsonParser } from './json-parser.ts';
import { recordsOfDocument } from './json-record.ts';
import { cutToRecords, resolveScanRange, type ScanRange } from './scan-range.ts';

/** The object that a query reads. */
export interface SelectSource {
  readonly sizeBytes: number;
  /** Its bytes from one on; ending the iteration ends the reading. */
  read(fromByte: number): AsyncIterable<Buffer>;
}

/** What is asked of the object. */
export interface RecordsRequest {
  readonly format: InputFormat;
  readonly compression: 'NONE' | 'GZIP';
  readonly scanRange: ScanRange | null;
  /** Where in each JSON document the records are. */
  readonly from: readonly Step[];
}

/** Bytes that were read so far, before and after they were uncompressed. */
export interface ReadBytes {
  scanned: number;
  processed: number;
}

/** The records of an object in batches, as they become whole. Rejects with SelectError. */
export async function* openRecords(
  source: SelectSource,
  request: RecordsRequest,
  bytes: ReadBytes,
): AsyncGenerator<readonly InputRecord[]> {
  const { format, scanRange, compression } = request;
  const isOfLines = format.kind === 'csv' || format.type === 'LINES';
  if (scanRange !== null && (compression !== 'NONE' || !isOfLines)) {
    throw new SelectError('UnsupportedScanRangeInput');
  }
  if (format.kind === 'csv') {
    if (request.from.length > 0) throw new SelectError('InvalidKeyPath', 'CSV has no paths.');
    yield* openCsv(source, request, format, bytes);
  } else yield* openJson(source, request, format, bytes);
}

async function* openCsv(
  source: SelectSource,
  request: RecordsRequest,
  format: CsvInput,
  bytes: ReadBytes,
): AsyncGenerator<readonly InputRecord[]> {
  const startsLater = request.scanRange !== null && request.scanRange.start !== 0;
  let columns = format.header === 'USE' && startsLater ? await readHeader(source, format) : null;
  let skipsRow = format.header !== 'NONE' && !startsLater;
  const rows = parse(readText(source, request, format.recordDelimiter, bytes), createCsvParser(format));
  for await (const batch of rows) {
    let begin = 0;
    if (skipsRow && batch.length > 0) {
      if (format.header === 'USE') columns = nameColumns(batch[0] ?? []);
      skipsRow = false;
      begin = 1;
    }
    const named = columns;
    yield batch.slice(begin).map((row) => csvRecord(row, named));
  }
}

/** The names of the columns, when what is read begins behind them. */
async function readHeader(
  source: SelectSource,
  format: CsvInput,
): Promise<ReturnType<typeof nameColumns> | null> {
  const all = { format, compression: 'NONE', scanRange: null, from: [] } as const;
  const text = readText(source, all, format.recordDelimiter, { scanned: 0, processed: 0 });
  for await (const [row] of parse(text, createCsvParser(format))) {
    if (row !== undefined) return nameColumns(row);
  }
  return null;
}

async function* openJson(
  source: SelectSource,
  request: RecordsRequest,
  format: JsonInput,
  bytes: ReadBytes,
): AsyncGenerator<readonly InputRecord[]> {
  for await (const batch of parse(readText(source, request, '\n', bytes), createJsonParser(format))) {
    yield batch.flatMap((document) => recordsOfDocument(document, request.from));
  }
}

async function* parse<Item>(
  texts: AsyncIterable<string>,
  parser: RecordParser<Item>,
): AsyncGenerator<readonly Item[]> {
  for await (const text of texts) yield parser.push(text);
  yield parser.end();
}

async function* readText(
  source: SelectSource,
  { compression, scanRange }: RecordsRequest,
  recordDelimiter: string,
  bytes: ReadBytes,
): AsyncGenerator<string> {
  const chunks = readBytes(source, scanRange, Buffer.from(recordDelimiter), bytes);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new SelectError('InvalidTextEncoding');
    }
  };
  for await (const chunk of compression === 'GZIP' ? unzip(chunks) : chunks) {
    bytes.processed += chunk.length;
    yield decode(chunk);
  }
  yield decode();
}

async function* readBytes(
  source: SelectSource,
  scanRange: ScanRange | null,
  delimiter: Buffer,
  bytes: ReadBytes,
): AsyncGenerator<Buffer> {
  const range = scanRange === null ? null : resolveScanRange(scanRange, source.sizeBytes);
  if (scanRange !== null && range === null) return;
  const offset = range === null ? 0 : Math.max(0, range.first - delimiter.length);
  const chunks = source.read(offset);
  for await (const chunk of range === null ? chunks : cutToRecords(chunks, delimiter, { offset, ...range })) {
    bytes.scanned += chunk.length;
    yield chunk;
  }
}

async function* unzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let failed: unknown = null;
  const feeding = (async () => {
    for await (const chunk of chunks) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk)) await drained(gunzip);
    }
    gunzip.end();
  })().catch((error: unknown) => {
    failed = error;
    gunzip.destroy();
  });
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (failed !== null) throw failed;
    const code = error instanceof Error && 'code' in error ? error.code : '';
    throw new SelectError(code === 'Z_BUF_ERROR' ? 'TruncatedInput' : 'InvalidCompressionFormat');
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

async function drained(gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      gunzip.off('drain', done);
      gunzip.off('close', done);
      resolve();
    };
    gunzip.on('drain', done);
    gunzip.on('close', done);
  });
}
