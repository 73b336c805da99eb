import type { BodyReceiver } from './body.ts';
import type { CallOptions } from './call-options.ts';

/** How records stand in a CSV object. A character that is absent is the provider's own default. */
export interface CsvForm {
  /** One character between fields; `,` when absent. */
  readonly fieldDelimiter?: string;
  /** One or two characters after each record; a line feed when absent. */
  readonly recordDelimiter?: string;
  /** One character around fields; `"` when absent. */
  readonly quoteCharacter?: string;
}

/** What the object holds. */
export type SelectSource =
  | (CsvForm & {
      readonly format: 'csv';
      /** The first line names the columns, is passed over, or is a record like the others (the default). */
      readonly header?: 'use' | 'ignore' | 'none';
      /** One character that makes a quote in a quoted field a plain one. Not on OSS. */
      readonly quoteEscapeCharacter?: string;
      /** Lines that begin with it are passed over. */
      readonly commentCharacter?: string;
      /** Record delimiters within quotes belong to the field; slower, and never split. */
      readonly allowsQuotedRecordDelimiter?: boolean;
    })
  | { readonly format: 'json'; readonly layout: 'document' | 'lines' }
  /** Not on OSS. */
  | { readonly format: 'parquet' };

/** How records come back. */
export type SelectTarget =
  | (CsvForm & {
      readonly format: 'csv';
      /** Not on OSS. */
      readonly quoteFields?: 'always' | 'as-needed';
      /** Not on OSS. */
      readonly quoteEscapeCharacter?: string;
    })
  | { readonly format: 'json'; readonly recordDelimiter?: string };

/** A question to the records of one object. */
export interface SelectInput {
  readonly bucket: string;
  readonly key: string;
  /** SQL over one table, which is called `S3Object` on S3, `COSObject` on COS and `ossobject` on OSS. Up to 256 KiB. */
  readonly expression: string;
  readonly source: SelectSource;
  /** `bzip2` not on OSS; Parquet has its own. */
  readonly compression?: 'none' | 'gzip' | 'bzip2';
  readonly target: SelectTarget;
  /**
   * Only records that begin between these bytes, the last one included; without `startBytes` the last `endBytes` bytes.
   * Not of compressed objects. MinIO cuts at these very bytes, inside a record too.
   */
  readonly scanRange?: { readonly startBytes?: number; readonly endBytes?: number };
  /** Asks for word of how far the server is; on OSS there is always. */
  readonly hasProgress?: boolean;
}

/** How far a select is, in bytes of the object; null for what the provider does not count. */
export interface SelectStats {
  /** As stored. */
  readonly scannedBytes: number;
  /** Once unpacked. */
  readonly processedBytes: number | null;
  readonly returnedBytes: number | null;
}

/** Questions to the content of objects. */
export interface ObjectSelect {
  /**
   * Streams the records that answer an SQL expression into `receiver`, piece by piece as they come: pieces end anywhere.
   * `start` comes with a size that nobody knows and with the control that holds the server back; it comes again when
   * the request had to be sent again, which is never done once a record was delivered. Resolves with the final count, null when the server gives none.
   *
   * `invalid-input` with the server's words for an expression or an object that do not fit, also when the server
   * notices amid its answer; `not-found`; `archived`; `integrity` for a damaged message; `malformed-response` with
   * reason `select-without-end` when the answer stops before its end is announced, whatever was delivered;
   * `not-offered` for a server that has no select or answers with something else; `invalid-input` with reason
   * `select-option` for a format or an option that the provider does not have. Cancelling closes the connection. A read-only connection may ask.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html
   */
  selectObjectContent(
    input: SelectInput,
    receiver: BodyReceiver,
    options?: CallOptions & { readonly onProgress?: (stats: SelectStats) => void },
  ): Promise<{ readonly stats: SelectStats | null; readonly receivedBytes: number }>;
}
