import { hash } from 'node:crypto';
import type { SigningContext } from '../../dialect.ts';
import { EMPTY_SHA256 } from './header-signature.ts';
import { compactTime, credentialScope, signingKey, signText } from './signing-key.ts';

/**
 * Signs one chunk of an `aws-chunked` body, whose request is signed with the payload hash
 * `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html). `previous` is the signature of the chunk
 * before, or of the request for the first one; the last chunk is empty.
 */
export function signChunk(previous: string, chunk: Uint8Array, context: SigningContext): string {
  const time = compactTime(context.atMs);
  const text = [
    'AWS4-HMAC-SHA256-PAYLOAD',
    time,
    credentialScope(time, context.region),
    previous,
    EMPTY_SHA256,
    hash('sha256', chunk),
  ].join('\n');
  return signText(signingKey(context, time), text);
}
