import type { ServerResponse } from 'node:http';
import type { Exchange } from '../http-server.ts';
import type { Actor } from '../store/change-feed.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Caller, User } from './access/users.ts';
import type { PayloadProof } from './caller.ts';
import type { Dialect } from './dialect.ts';
import { FaceError } from './face-error.ts';
import type { FaceRequest } from './face-request.ts';
import type { XmlRoot } from './xml-writer.ts';

/** What every operation of a face works with. */
export interface FaceTools {
  readonly dialect: Dialect;
  readonly store: ObjectStore;
  readonly region: string;
  readonly now: () => number;
  readonly users: readonly User[];
  /** Keys of clients (SSE-C) are taken although they come over plain HTTP. */
  readonly allowsCustomerKeys: boolean;
}

/** One verified request on its way to an operation. */
export interface FaceCall extends FaceTools {
  readonly request: FaceRequest;
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly proof: PayloadProof;
  readonly actor: Actor;
  readonly requestId: string;
  readonly hostId: string;
}

/** What an operation answers; `write` streams the body itself. */
export interface FaceAnswer {
  readonly status: number;
  /** Own headers under their `x-own-` names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A document, sent as application/xml: its root, or one that was kept as text. */
  readonly xml?: XmlRoot | string;
  /** Streams a body of `Content-Length` bytes, or an endless one; never called for HEAD. */
  readonly write?: (response: ServerResponse) => Promise<void>;
}

/** An operation: rejects with FaceError or StoreError. */
export type Operation = (call: FaceCall) => Promise<FaceAnswer> | FaceAnswer;

/** The bucket of a call that is routed to one. */
export function bucketOf({ request }: Pick<FaceCall, 'request'>): string {
  if (request.bucket === null) throw new FaceError('InvalidBucketName');
  return request.bucket;
}

/** Bucket and key of a call that is routed to an object. */
export function objectOf(call: Pick<FaceCall, 'request'>): { bucket: string; key: string } {
  const { key } = call.request;
  if (key === null) throw new FaceError('InvalidRequest');
  return { bucket: bucketOf(call), key };
}

/** A document or policy that was kept with the bucket of the call through this face, null for none. */
export function settingOf(
  call: Pick<FaceCall, 'store' | 'dialect' | 'request'>,
  name: string,
): string | null {
  const { buckets } = call.store;
  return buckets.setting(buckets.find(bucketOf(call)).id, call.dialect.settingPrefix + name);
}

/** Keeps a document or policy with the bucket of the call; null removes it. */
export function keepSetting(call: FaceCall, name: string, value: string | null): void {
  const { buckets } = call.store;
  buckets.setSetting(buckets.find(bucketOf(call)).id, call.dialect.settingPrefix + name, value);
}
