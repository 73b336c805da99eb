import type { AppError, AppErrorKind } from '../../../shared/model/app-error.ts';
import type { AddressingStyle } from '../../../shared/model/connection.ts';
import type { Place, QueryPair } from '../dialect.ts';
import type { StreamTarget, WireResponse } from '../http/transport.ts';
import type { RequestBody } from '../interface/body.ts';

/** A request as an operation states it, before address, region and signature. */
export interface StorageRequest {
  /** Name for the request record. */
  readonly operation: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS';
  readonly place: Place;
  readonly query?: readonly QueryPair[];
  /** Lower-case names; an undefined value is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: RequestBody;
  /** `control`: a small document of ours, always hashed. `data`: bytes of an object, hashed where TLS does not guard them. */
  readonly bodyType?: 'control' | 'data';
  /** SHA-256 of a data body when the caller has it, hex. */
  readonly bodySha256Hex?: string;
  /** Signs for this region whatever is known, and never heals it. */
  readonly fixedRegion?: string;
  readonly addressing?: AddressingStyle;
  /** Reads, whatever its method: a read-only connection lets it through. */
  readonly changesNothing?: true;
  /** Makes another thing each time it is done: it is sent again only when it was refused, never when an answer is lost. */
  readonly isNeverRepeated?: true;
  /** Asked instead of the connection's host. */
  readonly host?: string;
}

export interface SendOptions {
  readonly signal?: AbortSignal;
  readonly onSentBytes?: (sentBytes: number) => void;
  /** The request goes out on a connection that stands. Called for every attempt. */
  readonly onRequestSent?: () => void;
  /** The caller tries again by itself; only a wrong region or clock is healed. */
  readonly isTriedOnce?: boolean;
  readonly stream?: StreamTarget;
  /** Error statuses that are results: the answer is returned instead of thrown. */
  readonly accepts?: readonly number[];
  /** A kind of refusal that is a result. */
  readonly acceptsKind?: AppErrorKind;
}

export interface StorageResponse extends WireResponse {
  /** Attempts it took. An operation that is not idempotent looks at it to judge a refusal. */
  readonly attempts: number;
  /** Set when this is a refusal that was asked for as a result. */
  readonly refusal?: AppError;
}

/** A query without the pairs whose value is undefined or null. */
export function queryOf(pairs: readonly (readonly [string, (string | number | null)?])[]): QueryPair[] {
  return pairs
    .filter((pair) => pair.length === 1 || (pair[1] !== null && pair[1] !== undefined))
    .map(([name, value]) => (value === undefined || value === null ? [name] : [name, String(value)]));
}
