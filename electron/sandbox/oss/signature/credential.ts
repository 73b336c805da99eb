import type { SandboxCredential, VerifierOptions } from '../../face/caller.ts';
import { FaceError } from '../../face/face-error.ts';
import { isSameSignature } from '../../face/same-signature.ts';

const mostSkewMs = 15 * 60_000;

/** The name under which a token comes, as a header, a parameter or a field. */
export const tokenName = 'x-oss-security-token';

/** Whose key it is. Throws `InvalidAccessKeyId`, `InvalidToken`, `ExpiredToken`. */
export function findCredential(
  accessKeyId: string,
  token: string | null,
  { credentials, now }: VerifierOptions,
): SandboxCredential {
  const found = credentials.find((credential) => credential.accessKeyId === accessKeyId);
  const fields = { OSSAccessKeyId: accessKeyId };
  if (found === undefined) throw new FaceError('InvalidAccessKeyId', { fields });
  const { sessionToken = null, expiresAtMs } = found;
  if (token === null || token === '') {
    // A temporary key is nothing without its token.
    if (sessionToken !== null) throw new FaceError('InvalidAccessKeyId', { fields });
    return found;
  }
  if (sessionToken === null || !isSameSignature(sessionToken, token)) throw new FaceError('InvalidToken');
  if (expiresAtMs !== undefined && now() >= expiresAtMs) throw new FaceError('ExpiredToken');
  return found;
}

/** Throws `RequestTimeTooSkewed` for a clock that is off by more than a quarter of an hour. */
export function checkSkew(atMs: number, nowMs: number): void {
  if (Math.abs(nowMs - atMs) <= mostSkewMs) return;
  throw new FaceError('RequestTimeTooSkewed', {
    fields: {
      MaxAllowedSkewMilliseconds: String(mostSkewMs),
      RequestTime: new Date(atMs).toISOString(),
      ServerTime: new Date(nowMs).toISOString(),
    },
  });
}

/** Throws AccessDenied for a link that is not valid yet, or no longer; one may be used a little before its time. */
export function checkLifetime(startMs: number, endMs: number, nowMs: number): void {
  if (nowMs >= startMs - mostSkewMs && nowMs <= endMs) return;
  throw new FaceError('AccessDenied', {
    message: nowMs > endMs ? 'Request has expired.' : 'Request is not valid yet.',
    fields: { Expires: new Date(endMs).toISOString(), ServerTime: new Date(nowMs).toISOString() },
  });
}

/** A text as the bytes that went over the wire, one character each: headers come from Node in that form. */
export function toWireText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Values of a header joined as they are signed. */
export function headerText(headers: ReadonlyMap<string, readonly string[]>, name: string): string {
  return (headers.get(name) ?? []).map((value) => value.trim()).join(',');
}
