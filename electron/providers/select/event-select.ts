import { failure } from '../../../shared/model/app-error.ts';
import type { SelectInput, SelectSource, SelectStats, SelectTarget } from '../interface/select.ts';
import { count, parseXml, type XmlContent } from '../xml/xml.ts';
import { type EventFrame, EventStreamReader } from './event-stream.ts';
import { brokenStream, type SelectEvent, type SelectWire } from './select-wire.ts';

/**
 * Select as Amazon made it and COS took it over, told apart by the name of the document alone
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html,
 * https://www.tencentcloud.com/document/product/436/32360).
 */
export function eventSelect(rootName: string): SelectWire {
  return {
    rootName,
    query: () => [['select'], ['select-type', '2']],
    document: (input) => ({
      Expression: input.expression,
      ExpressionType: 'SQL',
      InputSerialization: {
        ...sourceContent(input.source),
        CompressionType: compressionOf(input),
      },
      OutputSerialization: targetContent(input.target),
      RequestProgress: input.hasProgress ? { Enabled: true } : undefined,
      ScanRange: input.scanRange && {
        Start: input.scanRange.startBytes,
        End: input.scanRange.endBytes,
      },
    }),
    read() {
      const frames = new EventStreamReader();
      return {
        push: (chunk) => frames.push(chunk).map(readEvent),
        end: () => frames.end(),
      };
    },
  };
}

/** Left out where it says nothing, because Parquet refuses it. */
function compressionOf({ compression, source }: SelectInput): string | undefined {
  if (compression !== undefined && compression !== 'none' && source.format === 'parquet') {
    throw failure('invalid-input', 'A Parquet object is compressed inside, and not as a whole.', {
      reason: 'parquet-compression',
    });
  }
  return compression?.toUpperCase();
}

function sourceContent(source: SelectSource): { [name: string]: XmlContent } {
  if (source.format === 'parquet') return { Parquet: {} };
  if (source.format === 'json') return { JSON: { Type: source.layout.toUpperCase() } };
  return {
    CSV: {
      FileHeaderInfo: source.header?.toUpperCase(),
      Comments: source.commentCharacter,
      QuoteEscapeCharacter: source.quoteEscapeCharacter,
      RecordDelimiter: source.recordDelimiter,
      FieldDelimiter: source.fieldDelimiter,
      QuoteCharacter: source.quoteCharacter,
      AllowQuotedRecordDelimiter: source.allowsQuotedRecordDelimiter,
    },
  };
}

function targetContent(target: SelectTarget): XmlContent {
  if (target.format === 'json') return { JSON: { RecordDelimiter: target.recordDelimiter } };
  return {
    CSV: {
      QuoteFields:
        target.quoteFields === undefined ? undefined : target.quoteFields.replace('-', '').toUpperCase(),
      QuoteEscapeCharacter: target.quoteEscapeCharacter,
      RecordDelimiter: target.recordDelimiter,
      FieldDelimiter: target.fieldDelimiter,
      QuoteCharacter: target.quoteCharacter,
    },
  };
}

function readEvent({ headers, payload }: EventFrame): SelectEvent {
  if (headers[':message-type'] === 'error') {
    return {
      type: 'error',
      code: headers[':error-code'] ?? '',
      message: headers[':error-message'] ?? '',
      status: 400,
    };
  }
  switch (headers[':event-type']) {
    case 'Records':
      return { type: 'records', bytes: payload };
    case 'Progress':
      return { type: 'progress', stats: readStats(payload, 'Progress') };
    case 'Stats':
      return { type: 'stats', stats: readStats(payload, 'Stats') };
    case 'Cont':
      return { type: 'alive' };
    case 'End':
      return { type: 'end' };
    default:
      throw brokenStream();
  }
}

function readStats(payload: Buffer, rootName: string): SelectStats {
  const stats = parseXml(payload, rootName);
  return {
    scannedBytes: count(stats, 'BytesScanned'),
    processedBytes: count(stats, 'BytesProcessed'),
    returnedBytes: count(stats, 'BytesReturned'),
  };
}
