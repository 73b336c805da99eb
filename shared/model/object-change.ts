/** One change of an object, as a server told of it while it happened. */
export interface ObjectChange {
  readonly bucket: string;
  readonly key: string;
  /** In the server's words, beginning with `s3:`, for example `s3:ObjectCreated:Put`. */
  readonly eventName: string;
  /** When it happened by the server's clock; by ours when the server does not say. */
  readonly atMs: number;
  /** null where there is nothing to measure, as after a removal. */
  readonly sizeBytes: number | null;
  /** Without quotes. */
  readonly etag: string | null;
  readonly contentType: string | null;
  /** null in a bucket without versions. */
  readonly versionId: string | null;
  /** Who did it, and from where, as the server says it; null when it does not. */
  readonly principal: string | null;
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
  /** Orders changes of one key: hexadecimal, to be compared as a number. */
  readonly sequencer: string | null;
}
