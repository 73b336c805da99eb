import { createHash, createHmac } from 'node:crypto';
import type { SandboxCredential, VerifierOptions } from '../../face/caller.ts';
import { FaceError } from '../../face/face-error.ts';
import { isSameSignature } from '../../face/same-signature.ts';

/** A span of time in whole seconds since 1970, both ends included: `1700000000;1700000900` on the wire. */
export interface TimeSpan {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** How far ahead of the server a client's clock may be. */
const mostAheadSeconds = 15 * 60;

/** Reads `start;end`; null for anything else. */
export function readSpan(text: string): TimeSpan | null {
  const found = /^(\d{1,12});(\d{1,12})$/.exec(text);
  const [startSeconds, endSeconds] = [Number(found?.[1]), Number(found?.[2])];
  return found === null || startSeconds >= endSeconds ? null : { text, startSeconds, endSeconds };
}

/**
 * Throws `RequestTimeTooSkewed` for a signature that is not valid yet and AccessDenied for one that is over, each with
 * the time of the server. https://www.tencentcloud.com/document/product/436/7778
 */
export function checkSpan({ startSeconds, endSeconds }: TimeSpan, nowMs: number): void {
  const fields = { ServerTime: new Date(nowMs).toISOString().replace(/\.\d{3}Z$/, 'Z') };
  const nowSeconds = Math.floor(nowMs / 1_000);
  if (startSeconds - nowSeconds > mostAheadSeconds) throw new FaceError('RequestTimeTooSkewed', { fields });
  if (nowSeconds > endSeconds) {
    throw new FaceError('AccessDenied', { message: 'Request has expired', fields });
  }
}

/** Throws `InvalidAccessKeyId`. */
export function findCredential(
  accessKeyId: string,
  { credentials }: Pick<VerifierOptions, 'credentials'>,
): SandboxCredential {
  const found = credentials.find((credential) => credential.accessKeyId === accessKeyId);
  if (found === undefined) throw new FaceError('InvalidAccessKeyId');
  return found;
}

/** Throws `InvalidToken`, `ExpiredToken`, and `InvalidAccessKeyId` for a temporary key without its token. */
export function checkToken(token: string | null, credential: SandboxCredential, nowMs: number): void {
  const { sessionToken = null, expiresAtMs } = credential;
  if (token === null || token === '') {
    if (sessionToken === null) return;
    throw new FaceError('InvalidAccessKeyId');
  }
  if (sessionToken === null || !isSameSignature(sessionToken, token)) throw new FaceError('InvalidToken');
  if (expiresAtMs !== undefined && nowMs >= expiresAtMs) throw new FaceError('ExpiredToken');
}

/** The signature of a text: the key of the span, in hex, is what the text is signed with. */
export function signatureOf(secretAccessKey: string, keySpan: TimeSpan, text: string): string {
  const signKey = hmacSha1(secretAccessKey, keySpan.text);
  return hmacSha1(signKey, text);
}

/** SHA-1 in hex. */
export function sha1Hex(text: string | Buffer): string {
  return createHash('sha1').update(text).digest('hex');
}

function hmacSha1(key: string, text: string): string {
  return createHmac('sha1', key).update(text).digest('hex');
}
