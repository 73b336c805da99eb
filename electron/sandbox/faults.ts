/** What a fault is decided by: the request line, and how many requests came before. Never a header with a secret. */
export interface FaultRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** Counts all requests of the server from 0. */
  readonly number: number;
}

/**
 * One way of going wrong.
 *
 * - `delay`: waits before the request is looked at.
 * - `refuse`: answers with a status and code (for example 503 `SlowDown`) without doing anything.
 * - `cut-request`: drops the connection after so many bytes of the body; nothing is stored.
 * - `cut-answer`: drops the connection after so many bytes of the body of the answer.
 * - `lose-answer`: does what was asked and drops the connection instead of answering.
 * - `stall`: never answers and keeps the connection open.
 * - `wrong-etag`: answers with an ETag that does not fit the bytes.
 * - `missing-etag`: answers without an ETag.
 * - `error-in-200`: does nothing and answers 200 with an error document, as a long copy or complete may.
 * - `short-answer`: leaves out so many bytes at the end of the body of the answer, and says so in its length.
 * - `keep-nothing`: takes the body and answers as if it had kept it: a part is lost before its upload is completed.
 * - `meanwhile`: lets something happen right before the request is looked at: an object changes midway.
 */
export type Fault =
  | { readonly type: 'delay'; readonly delayMs: number }
  | {
      readonly type: 'refuse';
      readonly status: number;
      readonly code: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly type: 'cut-request'; readonly afterBytes: number }
  | { readonly type: 'cut-answer'; readonly afterBytes: number }
  | { readonly type: 'lose-answer' }
  | { readonly type: 'stall' }
  | { readonly type: 'wrong-etag' }
  | { readonly type: 'missing-etag' }
  | { readonly type: 'error-in-200'; readonly code: string }
  | { readonly type: 'short-answer'; readonly missingBytes: number }
  | { readonly type: 'keep-nothing' }
  | { readonly type: 'meanwhile'; readonly act: () => Promise<void> };

/** Decides for each request what goes wrong; null for nothing. */
export type Faults = (request: FaultRequest) => Fault | null;
