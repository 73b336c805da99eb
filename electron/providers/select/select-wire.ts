import { failure } from '../../../shared/model/app-error.ts';
import type { QueryPair } from '../dialect.ts';
import type { SelectInput, SelectStats } from '../interface/select.ts';
import type { XmlContent } from '../xml/xml.ts';

/** What a message of the answer says. */
export type SelectEvent =
  | { readonly type: 'records'; readonly bytes: Uint8Array }
  | { readonly type: 'progress' | 'stats'; readonly stats: SelectStats }
  | { readonly type: 'alive' }
  | { readonly type: 'end' }
  /** The server gave up amid its answer. */
  | { readonly type: 'error'; readonly code: string; readonly message: string; readonly status: number };

/** Cuts the bytes of an answer into messages, wherever its chunks begin and end. */
export interface SelectReader {
  /**
   * Messages that this chunk completes. Throws `integrity` for a wrong checksum, `malformed-response` for a message
   * that cannot be, and `not-offered` for an answer that is none of a select.
   */
  push(chunk: Uint8Array): SelectEvent[];
  /** Throws `malformed-response` when the answer stopped inside a message. */
  end(): void;
}

/** How a dialect asks an object for records, and how it is answered. */
export interface SelectWire {
  query(input: SelectInput): readonly QueryPair[];
  readonly rootName: string;
  /** Content of the request's document. Throws `invalid-input` for what the provider does not have. */
  document(input: SelectInput): XmlContent;
  read(): SelectReader;
}

/** Parts of a question that not every provider has. */
const options = {
  bzip2: 'bzip2',
  parquet: 'Parquet',
  range: 'range of bytes',
  conversion: 'conversion between CSV and JSON',
  quoteEscape: 'quote escape character',
  quoteFields: 'choice of quotes',
  quoteCharacter: 'quote character of the answer',
};

/** A part of a question that a provider has no word for. */
export function notSelectable(what: keyof typeof options): ReturnType<typeof failure> {
  return failure('invalid-input', `This provider cannot select like this: it has no ${options[what]}.`, {
    reason: 'select-option',
    values: { what },
  });
}

/** The answer to a select is no stream of messages. */
export function noSelectAnswer(): ReturnType<typeof failure> {
  return failure('not-offered', 'This server does not select: it answered something else.', {
    reason: 'other-answer',
    code: 'UnknownSubResource',
  });
}

/** A message that cannot be. */
export function brokenStream(): ReturnType<typeof failure> {
  return failure('malformed-response', 'The event stream is broken or cut off.', {
    reason: 'bad-event-stream',
  });
}

/** Bytes that changed on their way. */
export function damagedMessage(): ReturnType<typeof failure> {
  return failure('integrity', 'A message of the event stream was damaged on its way.', {
    reason: 'digest-mismatch',
  });
}
