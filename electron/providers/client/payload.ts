import { hash } from 'node:crypto';
import type { PayloadHash } from '../dialect.ts';
import { bodySizeBytes } from '../http/request-body.ts';
import type { StorageRequest } from './request.ts';

const EMPTY: PayloadHash = { sha256Hex: hash('sha256', '') };

/**
 * How a body enters the signature. Over TLS the bytes of objects are left out: TLS guards them and hashing costs a
 * second core. Over plain HTTP they are hashed when that needs no second pass over a stream.
 */
export function payloadHash(request: StorageRequest, usesTls: boolean): PayloadHash {
  const { body } = request;
  if (body === undefined || bodySizeBytes(body) === 0) return EMPTY;
  if (request.bodyType !== 'control') {
    // Not a hash but a way of signing, which the body has to follow.
    if (request.bodySha256Hex?.startsWith('STREAMING-')) return { sha256Hex: request.bodySha256Hex };
    if (usesTls) return 'unsigned';
    if (request.bodySha256Hex) return { sha256Hex: request.bodySha256Hex };
  }
  return body instanceof Uint8Array ? { sha256Hex: hash('sha256', body) } : 'unsigned';
}
