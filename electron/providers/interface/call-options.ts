export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Options of a call that sends a body. */
export interface SendingOptions extends CallOptions {
  /** Bytes of the body handed to the network so far, by this attempt; begins anew when the request is sent again. */
  readonly onSentBytes?: (sentBytes: number) => void;
}
