import type { CsvForm, SelectInput, SelectSource, SelectTarget } from '../../interface/select.ts';
import { listen } from '../../operations/listen.ts';
import { selectObjectContent } from '../../operations/select.ts';
import { given } from './aws-fields.ts';
import type { Driver } from './drive-aws.ts';
import type { Fields } from './fields.ts';

const nobody = { start: () => {}, data: () => {} };

/** Drivers of the operations whose answers are streams. */
export const streamDrivers: Readonly<Record<string, Driver>> = {
  ListenBucketNotification: (fields, { client }) => {
    const input = {
      bucket: fields.text('Bucket') ?? null,
      events: fields.take('Events') as string[],
      pingSeconds: fields.number('Ping') ?? null,
      ...given({ prefix: fields.text('Prefix'), suffix: fields.text('Suffix') }),
    };
    const abort = new AbortController();
    // It would listen for ever: one request is enough.
    const listener = { opened: () => {}, change: () => {}, interrupted: () => abort.abort() };
    return () => listen(client, input, listener, { signal: abort.signal }).catch(() => {});
  },
  SelectObjectContent: (fields, { client }) => {
    const source = fields.object('InputSerialization');
    const target = fields.object('OutputSerialization');
    const progress = fields.object('RequestProgress');
    const range = fields.object('ScanRange');
    fields.need('ExpressionType');
    const input: SelectInput = {
      bucket: fields.need('Bucket'),
      key: fields.need('Key'),
      expression: fields.need('Expression'),
      source: takeSource(source),
      target: takeTarget(target),
      hasProgress: progress.flag('Enabled'),
      ...given({
        compression: source.text('CompressionType')?.toLowerCase() as SelectInput['compression'],
        scanRange: takeRange(range),
      }),
    };
    for (const read of [source, target, progress, range]) read.end();
    return () => selectObjectContent(client, input, nobody).catch(ignoreMissingEnd);
  },
};

/** The captured answer is empty, which only matters to who reads it. */
function ignoreMissingEnd(thrown: unknown): void {
  if (!(thrown instanceof Error) || !thrown.message.includes('before its end')) throw thrown;
}

function takeRange(range: Fields): SelectInput['scanRange'] {
  const bounds = given({ startBytes: range.number('Start'), endBytes: range.number('End') });
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}

function takeSource(serialization: Fields): SelectSource {
  const csv = serialization.object('CSV');
  const json = serialization.object('JSON');
  const layout = json.text('Type');
  json.end();
  const form = takeForm(csv);
  const source = {
    format: 'csv' as const,
    ...form,
    ...given({
      header: csv.text('FileHeaderInfo')?.toLowerCase() as 'use' | undefined,
      commentCharacter: csv.text('Comments'),
      quoteEscapeCharacter: csv.text('QuoteEscapeCharacter'),
      allowsQuotedRecordDelimiter: csv.take('AllowQuotedRecordDelimiter') as boolean | undefined,
    }),
  };
  csv.end();
  if (layout !== undefined) return { format: 'json', layout: layout === 'LINES' ? 'lines' : 'document' };
  return source;
}

function takeTarget(serialization: Fields): SelectTarget {
  const json = serialization.take('JSON');
  if (json !== undefined) {
    const recordDelimiter = Reflect.get(Object(json), 'RecordDelimiter') as string | undefined;
    return { format: 'json', ...given({ recordDelimiter }) };
  }
  const csv = serialization.object('CSV');
  const quoteFields = csv.text('QuoteFields');
  const target = {
    format: 'csv' as const,
    ...takeForm(csv),
    ...given({
      quoteEscapeCharacter: csv.text('QuoteEscapeCharacter'),
      quoteFields:
        quoteFields === undefined
          ? undefined
          : quoteFields === 'ALWAYS'
            ? ('always' as const)
            : ('as-needed' as const),
    }),
  };
  csv.end();
  return target;
}

function takeForm(csv: Fields): CsvForm {
  return given({
    fieldDelimiter: csv.text('FieldDelimiter'),
    recordDelimiter: csv.text('RecordDelimiter'),
    quoteCharacter: csv.text('QuoteCharacter'),
  });
}
