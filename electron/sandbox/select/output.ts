import { longestRecord } from './records/input-format.ts';
import { SelectError } from './select-error.ts';
import { csvText, type Field, jsonFields } from './values/value.ts';

/** How the result of a query is written. */
export type OutputFormat =
  | {
      readonly kind: 'csv';
      readonly recordDelimiter: string;
      readonly fieldDelimiter: string;
      /** One character; empty: nothing is quoted. */
      readonly quote: string;
      readonly quoteEscape: string;
      readonly quotesAlways: boolean;
    }
  | { readonly kind: 'json'; readonly recordDelimiter: string };

/** One record of the result. Throws SelectError `OverMaxRecordSize`. */
export function writeRecord(format: OutputFormat, fields: readonly Field[]): string {
  const text =
    format.kind === 'json'
      ? jsonFields(fields)
      : fields.map(([, value]) => quoteField(format, csvText(value))).join(format.fieldDelimiter);
  if (text.length > longestRecord) throw new SelectError('OverMaxRecordSize');
  return text + format.recordDelimiter;
}

function quoteField(format: Extract<OutputFormat, { kind: 'csv' }>, text: string): string {
  const { quote, quoteEscape } = format;
  if (quote === '' || (!format.quotesAlways && !needsQuotes(format, text))) return text;
  return `${quote}${text.replaceAll(quote, `${quoteEscape}${quote}`)}${quote}`;
}

function needsQuotes(
  { quote, fieldDelimiter, recordDelimiter }: Extract<OutputFormat, { kind: 'csv' }>,
  text: string,
): boolean {
  const special = [quote, fieldDelimiter, recordDelimiter, '\r', '\n'];
  return /^\s/.test(text) || special.some((part) => part !== '' && text.includes(part));
}
