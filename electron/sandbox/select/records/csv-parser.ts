import { SelectError } from '../select-error.ts';
import { type CsvInput, longestRecord, type RecordParser } from './input-format.ts';

/**
 * Splits CSV into rows of fields, whatever pieces it comes in. Empty rows and rows of comment are left out, and so is a
 * carriage return before a line feed that ends a row. Forgiving about quotes: one within a field without quotes is a
 * character like any other, and so is one within quotes that no delimiter follows.
 */
export function createCsvParser(input: CsvInput): RecordParser<readonly string[]> {
  const { recordDelimiter, fieldDelimiter, quote, quoteEscape, comment } = input;
  const isDoubled = quoteEscape === quote;
  let rest = '';

  /** Rows from the start of `text`; `isLast`: nothing follows. Leaves what is not whole yet in `rest`. */
  function read(text: string, isLast: boolean): string[][] {
    const rows: string[][] = [];
    let at = 0;
    while (at < text.length) {
      const row = readRow(text, at, isLast);
      if (row === null) break;
      if (row.end - at > longestRecord) throw new SelectError('OverMaxRecordSize');
      const isEmpty = row.fields.length === 1 && row.fields[0] === '' && !row.hasQuote;
      const isComment = comment !== '' && text.startsWith(comment, at);
      if (!isEmpty && !isComment) rows.push(row.fields);
      at = row.end;
    }
    rest = text.slice(at);
    if (rest.length > longestRecord) throw new SelectError('OverMaxRecordSize');
    return rows;
  }

  /** One row from `start`, null when the text ends before it does. */
  function readRow(
    text: string,
    start: number,
    isLast: boolean,
  ): { fields: string[]; end: number; hasQuote: boolean } | null {
    const fields: string[] = [];
    let hasQuote = false;
    let at = start;
    const isComment = comment !== '' && text.startsWith(comment, start);
    for (;;) {
      if (quote !== '' && !isComment && text.startsWith(quote, at)) {
        hasQuote = true;
        const field = readQuoted(text, at + quote.length, isLast);
        if (field === null) return null;
        fields.push(field.text);
        at = field.end;
      } else {
        const stop = endOfPlain(text, at);
        if (stop === null && !isLast) return null;
        const end = stop ?? text.length;
        const isAtRecordEnd = stop === null || text.startsWith(recordDelimiter, end);
        const field = text.slice(at, end);
        fields.push(
          isAtRecordEnd && recordDelimiter === '\n' && field.endsWith('\r') ? field.slice(0, -1) : field,
        );
        at = end;
      }
      if (at >= text.length) return isLast ? { fields, end: text.length, hasQuote } : null;
      if (text.startsWith(recordDelimiter, at)) {
        return { fields, end: at + recordDelimiter.length, hasQuote };
      }
      if (recordDelimiter === '\n' && text.startsWith('\r\n', at)) return { fields, end: at + 2, hasQuote };
      at += fieldDelimiter.length;
    }
  }

  function endOfPlain(text: string, from: number): number | null {
    const field = text.indexOf(fieldDelimiter, from);
    const record = text.indexOf(recordDelimiter, from);
    if (field < 0) return record < 0 ? null : record;
    return record < 0 ? field : Math.min(field, record);
  }

  function isDelimiterAt(text: string, at: number): boolean {
    return (
      text.startsWith(fieldDelimiter, at) ||
      text.startsWith(recordDelimiter, at) ||
      (recordDelimiter === '\n' && text.startsWith('\r\n', at))
    );
  }

  function readQuoted(text: string, from: number, isLast: boolean): { text: string; end: number } | null {
    let content = '';
    let at = from;
    for (;;) {
      const nextQuote = text.indexOf(quote, at);
      const nextEscape = isDoubled ? -1 : text.indexOf(quoteEscape, at);
      if (nextEscape >= 0 && (nextQuote < 0 || nextEscape < nextQuote)) {
        const isEscape = text.startsWith(quote, nextEscape + 1);
        content += text.slice(at, nextEscape) + (isEscape ? quote : quoteEscape);
        at = nextEscape + (isEscape ? 2 : 1);
        continue;
      }
      if (nextQuote < 0) return isLast ? { text: content + text.slice(at), end: text.length } : null;
      // What follows the quote decides, and a delimiter of two characters may be cut in two.
      if (nextQuote + 3 > text.length && !isLast) return null;
      content += text.slice(at, nextQuote);
      const after = nextQuote + quote.length;
      if (isDoubled && text.startsWith(quote, after)) {
        content += quote;
        at = after + quote.length;
      } else if (after >= text.length || isDelimiterAt(text, after)) return { text: content, end: after };
      else {
        content += quote;
        at = after;
      }
    }
  }

  return {
    push: (text) => read(rest + text, false),
    end: () => read(rest, true),
  };
}
