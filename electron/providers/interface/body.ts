/** A body whose size is known. */
export interface SizedBody {
  readonly sizeBytes: number;
  /** A fresh pass over the same bytes; called again for a retry. */
  slices(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A body of unknown length, which is read once: a request that has begun to read it is not sent again. */
export interface StreamedBody {
  readonly sizeBytes: null;
  /** True from the first call of `slices` on. */
  readonly isSpent: boolean;
  slices(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * A request body. Bytes go as they are. A sliced body is asked for its slices in order, once per attempt; a slice
 * must stay untouched until the next one is asked for, and after a failed request until the promise has settled.
 */
export type RequestBody = Uint8Array | SizedBody | StreamedBody;

/**
 * What an object can be written from: bytes, text (as UTF-8), a body that can be read again, or pieces of unknown
 * total length that are read once.
 */
export type ObjectData =
  | RequestBody
  | string
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>;

/** Digests the caller already has, sent for the server to compare. Base64 as on the wire, SHA-256 also as hex. */
export interface BodyChecksums {
  readonly md5?: string;
  readonly sha256Hex?: string;
  readonly crc32?: string;
  readonly crc32c?: string;
  readonly crc64nvme?: string;
  readonly sha1?: string;
  readonly sha256?: string;
}

/** Takes the bytes of a download. The engine implements it. */
export interface BodyReceiver {
  /** Headers are in: sizes are known. Called again from the same offset if the request had to be sent again. */
  start(head: { sizeBytes: number | null; control: BodyControl }): void;
  /** `chunk` may be reused by the client after this call returns: copy what is kept. */
  data(chunk: Uint8Array): void;
}

export interface BodyControl {
  pause(): void;
  resume(): void;
}
