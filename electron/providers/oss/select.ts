import type { SelectInput, SelectSource, SelectTarget } from '../interface/select.ts';
import { notSelectable, type SelectWire } from '../select/select-wire.ts';
import type { XmlContent } from '../xml/xml.ts';
import { SelectFrames } from './select-frames.ts';

/** Select of OSS (https://www.alibabacloud.com/help/en/oss/developer-reference/selectobject). */
export const ossSelect: SelectWire = {
  rootName: 'SelectRequest',
  query: ({ source }) => [['x-oss-process', `${source.format}/select`]],
  document: (input) => ({
    Expression: base64(input.expression),
    InputSerialization: {
      CompressionType: compressionOf(input),
      ...sourceContent(input),
    },
    OutputSerialization: {
      ...targetContent(input.target, input.source),
      // The framed answer, and a checksum of each frame: both could be off.
      OutputRawData: false,
      EnablePayloadCrc: true,
    },
  }),
  read: () => new SelectFrames(),
};

function compressionOf({ compression = 'none' }: SelectInput): string {
  if (compression === 'bzip2') throw notSelectable('bzip2');
  return compression === 'gzip' ? 'GZIP' : 'None';
}

function sourceContent({ source, scanRange }: SelectInput): { [name: string]: XmlContent } {
  // Its own ranges count lines or splits of an index that is made beforehand.
  if (scanRange !== undefined) throw notSelectable('range');
  if (source.format === 'parquet') throw notSelectable('parquet');
  if (source.format === 'json') return { JSON: { Type: source.layout.toUpperCase() } };
  if (source.quoteEscapeCharacter !== undefined) throw notSelectable('quoteEscape');
  return {
    CSV: {
      FileHeaderInfo: source.header?.toUpperCase(),
      RecordDelimiter: delimiter(source.recordDelimiter),
      FieldDelimiter: delimiter(source.fieldDelimiter),
      QuoteCharacter: delimiter(source.quoteCharacter),
      CommentCharacter: delimiter(source.commentCharacter),
      AllowQuotedRecordDelimiter: source.allowsQuotedRecordDelimiter,
    },
  };
}

/** Records come back as they are kept: CSV of CSV and JSON of JSON. */
function targetContent(target: SelectTarget, source: SelectSource): { [name: string]: XmlContent } {
  if (target.format !== source.format) throw notSelectable('conversion');
  if (target.format === 'json') return { JSON: { RecordDelimiter: delimiter(target.recordDelimiter) } };
  if (target.quoteFields !== undefined) throw notSelectable('quoteFields');
  if (target.quoteEscapeCharacter !== undefined) throw notSelectable('quoteEscape');
  if (target.quoteCharacter !== undefined) throw notSelectable('quoteCharacter');
  return {
    CSV: {
      RecordDelimiter: delimiter(target.recordDelimiter),
      FieldDelimiter: delimiter(target.fieldDelimiter),
    },
  };
}

function delimiter(text: string | undefined): string | undefined {
  return text === undefined ? undefined : base64(text);
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
