/** Half-open intent, inclusive wire form: `lengthBytes` null reads to the end. */
export interface ByteRange {
  readonly offsetBytes: number;
  readonly lengthBytes: number | null;
}

/** The last bytes of an object; all of it when it has fewer. 1 or more. */
export interface SuffixRange {
  readonly lastBytes: number;
}

/** Any part of an object that one request can ask for. */
export type ReadRange = ByteRange | SuffixRange;

/** Conditions of a read. ETags without quotes, times in milliseconds. */
export interface ReadConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSinceMs?: number;
  readonly ifUnmodifiedSinceMs?: number;
}

/**
 * Conditions of a write: `*` in ifNoneMatch forbids overwriting. `ifMatch` rejects with `not-offered`, before anything is
 * sent, where the provider cannot look at an ETag while writing (COS, OSS).
 */
export interface WriteConditions {
  readonly ifNoneMatch?: '*';
  readonly ifMatch?: string;
}
