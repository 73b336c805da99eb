import type { BodyReceiver, RequestBody } from '../interface/body.ts';

/** One request as it goes onto the wire: encoded, signed, complete. */
export interface WireRequest {
  readonly method: string;
  readonly usesTls: boolean;
  /** Name or address to connect to. */
  readonly hostname: string;
  readonly port: number;
  /** Path and query, percent-encoded. Goes onto the wire byte for byte. */
  readonly target: string;
  /** Lower-case names; `host` included. Values are Unicode and are sent as UTF-8. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody | null;
}

/** What came back. Headers by lower-case name, the last one of a repeated name. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body; empty when it went to a receiver. */
  readonly body: Uint8Array;
  /** Body bytes, wherever they went. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Gets the body of an answer that `accepts` says yes to; any other answer is buffered. */
export interface StreamTarget {
  accepts(status: number, headers: Readonly<Record<string, string>>): boolean;
  readonly receiver: BodyReceiver;
}

export interface WireOptions {
  readonly signal?: AbortSignal;
  readonly onSentBytes?: (sentBytes: number) => void;
  /** The request goes out on a connection that stands. */
  readonly onRequestSent?: () => void;
  readonly stream?: StreamTarget;
}

/**
 * Sends one attempt. Rejects with AppFailure of kind `dns`, `network`, `tls`, `timeout`, `malformed-response`,
 * `integrity`, `invalid-input` or `cancelled`; an HTTP error status is an answer, not a rejection.
 * When the promise settles, nothing reads the request body any more.
 */
export interface Transport {
  send(request: WireRequest, options: WireOptions): Promise<WireResponse>;
  /** Lets running requests end, then closes the connections. Safe to call twice. */
  close(): Promise<void>;
}
