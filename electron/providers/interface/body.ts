/**
 * A request body. Bytes go as they are. A sliced body is asked for its slices in order, once per attempt; a slice
 * must stay untouched until the next one is asked for, and after a failed request until the promise has settled.
 */
export type RequestBody =
  | Uint8Array
  | {
      readonly sizeBytes: number;
      /** A fresh pass over the same bytes; called again for a retry. */
      slices(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
    };

/** Digests the caller already has, sent for the server to check. Base64 as on the wire. */
export interface BodyChecksums {
  readonly md5?: string;
  readonly sha256Hex?: string;
  readonly crc32?: string;
  readonly crc32c?: string;
  readonly crc64nvme?: string;
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
