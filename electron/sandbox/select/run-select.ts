import { type Accumulator, compileExpression, isTrue } from './evaluate.ts';
import {
  continuationFrame,
  endFrame,
  errorFrame,
  progressFrame,
  recordsFrame,
  type SelectCounts,
  statsFrame,
} from './frames.ts';
import { type OutputFormat, writeRecord } from './output.ts';
import type { InputFormat } from './records/input-format.ts';
import { openRecords, type ReadBytes, type SelectSource } from './records/open-records.ts';
import type { ScanRange } from './records/scan-range.ts';
import { SelectError } from './select-error.ts';
import { parseStatement } from './sql/parse-statement.ts';
import type { Statement } from './sql/syntax.ts';
import type { Field } from './values/value.ts';

/** A query of one object. */
export interface SelectRequest {
  readonly expression: string;
  /** What the object is called in the expression: `S3Object`. */
  readonly table: string;
  readonly input: InputFormat;
  readonly compression: 'NONE' | 'GZIP';
  readonly output: OutputFormat;
  readonly wantsProgress: boolean;
  readonly scanRange: ScanRange | null;
}

/** Records are sent when there are so many bytes of them. */
const recordsPayloadBytes = 64 * 1024;
const progressEveryBytes = 1024 * 1024;
const silenceMs = 1_000;

/**
 * Begins a query and answers the frames of its event stream, made as they are read and with flat memory. Rejects with
 * SelectError for what is found wrong before there is a first frame; what is found later is the last frame.
 */
export async function startSelect(
  request: SelectRequest,
  source: SelectSource,
  now: () => number,
): Promise<AsyncGenerator<Buffer>> {
  const statement = parseStatement(request.expression, request.table);
  const frames = runStatement(statement, request, source, now);
  const first = await frames.next();
  return (async function* () {
    try {
      if (first.done !== true) yield first.value;
      yield* frames;
    } catch (error) {
      if (!(error instanceof SelectError)) throw error;
      yield errorFrame(error);
    } finally {
      // An answer that is not read to its end stops the reading of the object.
      await frames.return(undefined);
    }
  })();
}

async function* runStatement(
  statement: Statement,
  request: SelectRequest,
  source: SelectSource,
  now: () => number,
): AsyncGenerator<Buffer> {
  const { input: format, compression, scanRange, output, wantsProgress } = request;
  const bytes: ReadBytes = { scanned: 0, processed: 0 };
  let returned = 0;
  let sentAtMs = now();
  let toldBytes = 0;
  let pending = '';
  const counts = (): SelectCounts => ({ ...bytes, returned });
  const flush = () => {
    const payload = Buffer.from(pending);
    pending = '';
    returned += payload.length;
    sentAtMs = now();
    return recordsFrame(payload);
  };

  const rows = prepareRows(statement);
  if (statement.limit === 0 && !statement.isAggregated) yield* finish();
  else {
    const { from } = statement;
    for await (const batch of openRecords(source, { format, compression, scanRange, from }, bytes)) {
      for (const record of batch) {
        const fields = rows.take(record);
        if (fields === null) continue;
        pending += writeRecord(output, fields);
        if (pending.length >= recordsPayloadBytes) yield flush();
        if (rows.isFull()) break;
      }
      if (rows.isFull()) break;
      if (wantsProgress && bytes.scanned - toldBytes >= progressEveryBytes) {
        toldBytes = bytes.scanned;
        yield progressFrame(counts());
      }
      if (now() - sentAtMs >= silenceMs) {
        sentAtMs = now();
        yield continuationFrame();
      }
    }
    yield* finish();
  }

  function* finish(): Generator<Buffer> {
    const last = rows.end();
    if (last !== null) pending += writeRecord(output, last);
    if (pending !== '') yield flush();
    if (wantsProgress) yield progressFrame(counts());
    yield statsFrame(counts());
    yield endFrame();
  }
}

/** Turns records into rows of the result. */
function prepareRows(statement: Statement) {
  const { columns, where, limit, isAggregated } = statement;
  const accumulators: Accumulator[] = [];
  const passes = where === null ? null : compileExpression(where, accumulators);
  const named = columns?.map(({ name, expression }) => ({
    name,
    evaluate: compileExpression(expression, accumulators),
  }));
  let count = 0;
  return {
    /** The row of a record, null when it does not pass, or only goes into an aggregation. */
    take(record: Parameters<Accumulator['add']>[0]): readonly Field[] | null {
      if (passes !== null && !isTrue(passes(record))) return null;
      if (isAggregated) {
        for (const accumulator of accumulators) accumulator.add(record);
        return null;
      }
      count += 1;
      return named?.map(({ name, evaluate }) => [name, evaluate(record)] as const) ?? record.fields();
    },
    isFull: () => !isAggregated && limit !== null && count >= limit,
    /** The one row of an aggregation, null for other statements. */
    end: (): readonly Field[] | null =>
      isAggregated ? (named?.map(({ name, evaluate }) => [name, evaluate(null)] as const) ?? null) : null,
  };
}
