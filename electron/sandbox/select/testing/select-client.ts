import {
  type CSVInput,
  type CSVOutput,
  type S3Client,
  SelectObjectContentCommand,
  type SelectObjectContentCommandInput,
} from '@aws-sdk/client-s3';
import { csvOutput, csvWithHeader, type QueryResult } from './run-query.ts';
import type { SelectCase } from './select-cases.ts';

/** Asks a server a query by the AWS SDK. */
export async function askServer(
  client: S3Client,
  bucket: string,
  asked: Pick<SelectCase, 'sql' | 'object' | 'input' | 'output' | 'scanRange'>,
): Promise<Pick<QueryResult, 'records' | 'error'>> {
  const { input = csvWithHeader, output = csvOutput, scanRange } = asked;
  const command: SelectObjectContentCommandInput = {
    Bucket: bucket,
    Key: asked.object,
    Expression: asked.sql,
    ExpressionType: 'SQL',
    InputSerialization: {
      CompressionType: 'NONE',
      ...(input.kind === 'json' ? { JSON: { Type: input.type } } : { CSV: toCsvInput(input) }),
    },
    OutputSerialization:
      output.kind === 'json'
        ? { JSON: { RecordDelimiter: output.recordDelimiter } }
        : { CSV: toCsvOutput(output) },
    ...(scanRange === undefined
      ? {}
      : { ScanRange: { Start: scanRange.start ?? undefined, End: scanRange.end ?? undefined } }),
  };
  const records: Uint8Array[] = [];
  let hasEnd = false;
  try {
    const { Payload } = await client.send(new SelectObjectContentCommand(command));
    for await (const event of Payload ?? []) {
      if (event.Records?.Payload !== undefined) records.push(event.Records.Payload);
      if (event.End !== undefined) hasEnd = true;
    }
  } catch (error) {
    const code = error instanceof Error ? error.name : String(error);
    return { records: '', error: { code, where: records.length === 0 ? 'status' : 'frame' } };
  }
  if (!hasEnd) throw new Error('the stream ended without End');
  return { records: Buffer.concat(records).toString(), error: null };
}

function toCsvInput(input: Extract<NonNullable<SelectCase['input']>, { kind: 'csv' }>): CSVInput {
  return {
    FileHeaderInfo: input.header,
    RecordDelimiter: input.recordDelimiter,
    FieldDelimiter: input.fieldDelimiter,
    QuoteCharacter: input.quote,
    QuoteEscapeCharacter: input.quoteEscape,
    Comments: input.comment,
  };
}

function toCsvOutput(output: Extract<NonNullable<SelectCase['output']>, { kind: 'csv' }>): CSVOutput {
  return {
    QuoteFields: output.quotesAlways ? 'ALWAYS' : 'ASNEEDED',
    RecordDelimiter: output.recordDelimiter,
    FieldDelimiter: output.fieldDelimiter,
    QuoteCharacter: output.quote,
    QuoteEscapeCharacter: output.quoteEscape,
  };
}
