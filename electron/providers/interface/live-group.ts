import type { AppError } from '../../../shared/model/app-error.ts';
import type { ObjectChange } from '../../../shared/model/object-change.ts';
import type { CallOptions } from './call-options.ts';

/** What to listen to. */
export interface ListenInput {
  /** null: every bucket of the server. */
  readonly bucket: string | null;
  /** Keys that begin so; all when absent. */
  readonly prefix?: string;
  /** Keys that end so; all when absent. */
  readonly suffix?: string;
  /** At least one, for example `s3:ObjectCreated:*`; created, removed and accessed when absent. */
  readonly events?: readonly string[];
  /**
   * How often the server shows that it is alive, in whole seconds from 1 to 10; 2 when absent. null asks for nothing, and
   * the server sends a space twice a second, as it did before it knew this.
   */
  readonly pingSeconds?: number | null;
}

/** Told of what comes; each call returns at once. */
export interface ChangeListener {
  /** The server sends: from now on nothing is missed. Called again after each interruption. */
  opened(): void;
  change(change: ObjectChange): void;
  /** The stream broke and is opened again after `retryInMs`. What happens until then is not told: look for yourself. */
  interrupted(error: AppError, retryInMs: number): void;
}

/** Changes told by the server while they happen. */
export interface LiveGroup {
  /**
   * Listens to changes until `signal` aborts, which closes the connection and rejects with `cancelled`. A broken or
   * silent stream is opened again, after half a second at first and half a minute at most; it never resolves.
   *
   * `not-offered`: with reason `event-stream-silent` within about eight seconds for a server that takes the request and
   * never sends a byte, a known fault of MinIO built since late 2025; `event-stream-other-answer` for one that does not
   * know the request and answers a listing; `no-event-stream` without a request for a provider that has none.
   * `access-denied` without the right s3:ListenBucketNotification; `not-found` when there is no such bucket;
   * `invalid-input` for an event or a ping that is none; `malformed-response` when its first line is not understood.
   * https://docs.min.io/enterprise/aistor-object-store/developers/sdk/javascript/api/#listenBucketNotification
   */
  listen(input: ListenInput, listener: ChangeListener, options?: CallOptions): Promise<never>;
}
