import type { OutputFormat } from './output.ts';
import type { InputFormat } from './records/input-format.ts';
import type { ScanRange } from './records/scan-range.ts';
import type { SelectRequest } from './run-select.ts';
import { SelectError, type SelectErrorCode } from './select-error.ts';

/** An element of the document of a query. */
interface RequestElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly RequestElement[];
}

/**
 * Reads `SelectObjectContentRequest` (or `SelectRequest`, as COS calls it) for an object that is called `table`. What is not understood is refused. Throws
 * SelectError with the code of the parameter.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html
 */
export function readSelectRequest(root: RequestElement, table: string): SelectRequest {
  allow(root, [
    'Expression',
    'ExpressionType',
    'InputSerialization',
    'OutputSerialization',
    'RequestProgress',
    'ScanRange',
  ]);
  const type = requiredText(root, 'ExpressionType');
  if (type.toUpperCase() !== 'SQL') throw new SelectError('InvalidExpressionType', `It is ${type}.`);
  const input = required(root, 'InputSerialization');
  const range = childOf(root, 'ScanRange');
  const progress = childOf(root, 'RequestProgress');
  return {
    expression: requiredText(root, 'Expression'),
    table,
    input: readInput(input),
    compression: choose(input, 'CompressionType', ['NONE', 'GZIP'], 'InvalidCompressionFormat') ?? 'NONE',
    output: readOutput(required(root, 'OutputSerialization')),
    wantsProgress: progress !== null && readFlag(progress, 'Enabled'),
    scanRange: range === null ? null : readRange(range),
  };
}

function readInput(element: RequestElement): InputFormat {
  allow(element, ['CompressionType', 'CSV', 'JSON', 'Parquet']);
  const csv = childOf(element, 'CSV');
  const json = childOf(element, 'JSON');
  if (childOf(element, 'Parquet') !== null || (csv === null) === (json === null)) {
    throw new SelectError('InvalidDataSource');
  }
  if (json !== null) {
    allow(json, ['Type']);
    const type = choose(json, 'Type', ['DOCUMENT', 'LINES'], 'InvalidJsonType');
    if (type === null) throw new SelectError('InvalidJsonType');
    return { kind: 'json', type };
  }
  if (csv === null) throw new SelectError('InvalidDataSource');
  allow(csv, [
    'FileHeaderInfo',
    'Comments',
    'QuoteEscapeCharacter',
    'RecordDelimiter',
    'FieldDelimiter',
    'QuoteCharacter',
    'AllowQuotedRecordDelimiter',
  ]);
  // Quoted record delimiters are read as what they are whether this is set or not, as MinIO does.
  readFlag(csv, 'AllowQuotedRecordDelimiter');
  return {
    kind: 'csv',
    header: choose(csv, 'FileHeaderInfo', ['USE', 'IGNORE', 'NONE'], 'InvalidFileHeaderInfo') ?? 'NONE',
    comment: character(csv, 'Comments') ?? '#',
    ...delimitersOf(csv),
  };
}

function readOutput(element: RequestElement): OutputFormat {
  allow(element, ['CSV', 'JSON']);
  const csv = childOf(element, 'CSV');
  const json = childOf(element, 'JSON');
  if ((csv === null) === (json === null)) throw new SelectError('ObjectSerializationConflict');
  if (json !== null) {
    allow(json, ['RecordDelimiter']);
    return { kind: 'json', recordDelimiter: childOf(json, 'RecordDelimiter')?.text || '\n' };
  }
  if (csv === null) throw new SelectError('ObjectSerializationConflict');
  allow(csv, ['QuoteFields', 'QuoteEscapeCharacter', 'RecordDelimiter', 'FieldDelimiter', 'QuoteCharacter']);
  const quoting = choose(csv, 'QuoteFields', ['ALWAYS', 'ASNEEDED'], 'InvalidQuoteFields');
  return { kind: 'csv', quotesAlways: quoting === 'ALWAYS', ...delimitersOf(csv) };
}

/** An empty quote character means that nothing is quoted; the other empty ones mean the usual. */
function delimitersOf(csv: RequestElement) {
  const quote = childOf(csv, 'QuoteCharacter')?.text;
  return {
    recordDelimiter: character(csv, 'RecordDelimiter', 2) ?? '\n',
    fieldDelimiter: character(csv, 'FieldDelimiter') ?? ',',
    quote: quote === '' ? '' : (character(csv, 'QuoteCharacter') ?? '"'),
    quoteEscape: character(csv, 'QuoteEscapeCharacter') ?? '"',
  };
}

function readRange(element: RequestElement): ScanRange {
  allow(element, ['Start', 'End']);
  const [start, end] = ['Start', 'End'].map((name) => {
    const text = childOf(element, name)?.text.trim();
    if (text === undefined) return null;
    if (!/^\d{1,15}$/.test(text)) throw new SelectError('InvalidScanRange', `${name} is ${text}.`);
    return Number(text);
  }) as [number | null, number | null];
  if (start === null && end === null) throw new SelectError('InvalidScanRange', 'It is empty.');
  if (start !== null && end !== null && start > end) {
    throw new SelectError('InvalidScanRange', 'It ends before it starts.');
  }
  return { start, end };
}

/** The text of a child of at most so many characters, null when it is missing or empty. */
function character(parent: RequestElement, name: string, mostCharacters = 1): string | null {
  const text = childOf(parent, name)?.text ?? '';
  if ([...text].length > mostCharacters) {
    throw new SelectError('InvalidRequestParameter', `${name} takes ${mostCharacters} of them at most.`);
  }
  return text === '' ? null : text;
}

function choose<Word extends string>(
  parent: RequestElement,
  name: string,
  words: readonly Word[],
  code: SelectErrorCode,
): Word | null {
  const text = childOf(parent, name)?.text.trim() ?? '';
  if (text === '') return null;
  const found = words.find((word) => word === text.toUpperCase());
  if (found === undefined) throw new SelectError(code, `It is ${text}.`);
  return found;
}

function readFlag(parent: RequestElement, name: string): boolean {
  const word = childOf(parent, name)?.text.trim().toLowerCase() ?? 'false';
  if (word !== 'true' && word !== 'false') {
    throw new SelectError('InvalidRequestParameter', `${name} is ${word}.`);
  }
  return word === 'true';
}

function required(parent: RequestElement, name: string): RequestElement {
  const found = childOf(parent, name);
  if (found === null) throw new SelectError('MissingRequiredParameter', `It is ${name}.`);
  return found;
}

function requiredText(parent: RequestElement, name: string): string {
  const { text } = required(parent, name);
  if (text.trim() === '') throw new SelectError('MissingRequiredParameter', `It is ${name}.`);
  return text.trim();
}

function childOf(parent: RequestElement, name: string): RequestElement | null {
  const found = parent.children.filter((child) => child.name === name);
  if (found.length > 1) throw new SelectError('InvalidRequestParameter', `${name} comes twice.`);
  return found[0] ?? null;
}

function allow(parent: RequestElement, names: readonly string[]): void {
  const stranger = parent.children.find(({ name }) => !names.includes(name));
  if (stranger !== undefined) {
    throw new SelectError('InvalidRequestParameter', `${stranger.name} is not known.`);
  }
}
