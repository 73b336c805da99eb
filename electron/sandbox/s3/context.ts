import type { ServerResponse } from 'node:http';
import type { Exchange } from '../http-server.ts';
import type { Actor } from '../store/change-feed.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Caller, User } from './access/users.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import type { PayloadProof } from './signature/caller.ts';

/** What every operation of this face works with. */
export interface FaceTools {
  readonly store: ObjectStore;
  readonly region: string;
  readonly now: () => number;
  readonly users: readonly User[];
  /** Keys of clients (SSE-C) are taken although they come over plain HTTP. */
  readonly allowsCustomerKeys: boolean;
}

/** One verified request on its way to an operation. */
export interface S3Call extends FaceTools {
  readonly request: S3Request;
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly proof: PayloadProof;
  readonly actor: Actor;
  readonly requestId: string;
  readonly hostId: string;
}

/** What an operation answers; `write` streams the body itself. */
export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A document, sent as application/xml. */
  readonly xml?: string;
  /** Streams a body of `Content-Length` bytes, or an endless one; never called for HEAD. */
  readonly write?: (response: ServerResponse) => Promise<void>;
}

/** An operation: rejects with S3Error or StoreError. */
export type Operation = (call: S3Call) => Promise<S3Answer> | S3Answer;

/** The bucket of a call that is routed to one. */
export function bucketOf({ request }: Pick<S3Call, 'request'>): string {
  if (request.bucket === null) throw new S3Error('InvalidBucketName');
  return request.bucket;
}

/** Bucket and key of a call that is routed to an object. */
export function objectOf(call: Pick<S3Call, 'request'>): { bucket: string; key: string } {
  const { key } = call.request;
  if (key === null) throw new S3Error('InvalidRequest');
  return { bucket: bucketOf(call), key };
}
