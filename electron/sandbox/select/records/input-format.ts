/** How the object of a query is written. */
export type InputFormat = CsvInput | JsonInput;

export interface CsvInput {
  readonly kind: 'csv';
  /** `USE`: the first row names the columns; `IGNORE`: it is left out; `NONE`: there is none. */
  readonly header: 'USE' | 'IGNORE' | 'NONE';
  readonly recordDelimiter: string;
  readonly fieldDelimiter: string;
  /** One character; empty: nothing is quoted. */
  readonly quote: string;
  readonly quoteEscape: string;
  /** Rows that begin with it are left out. */
  readonly comment: string;
}

export interface JsonInput {
  readonly kind: 'json';
  /** `LINES`: one value in each line; `DOCUMENT`: values one after the other, each over any number of lines. */
  readonly type: 'LINES' | 'DOCUMENT';
}

/** The longest record of CSV and JSON lines, in characters: 1 MB in the public API. */
export const longestRecord = 1024 * 1024;
/** The longest single JSON document, in characters. */
export const longestDocument = 10 * 1024 * 1024;

/** Takes text piece by piece and gives what is whole in it. */
export interface RecordParser<Item> {
  /** Throws SelectError. */
  push(text: string): Item[];
  /** What is left when the text is over. Throws SelectError. */
  end(): Item[];
}
