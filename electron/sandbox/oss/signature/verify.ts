import type { VerifiedRequest, VerifierOptions } from '../../face/caller.ts';
import { FaceError } from '../../face/face-error.ts';
import { headerOf, type WireRequest } from '../../face/face-request.ts';
import { linkParameters, verifyHeaderV1, verifyLinkV1 } from './version-1.ts';
import { algorithmV4, linkParametersV4, verifyHeaderV4, verifyLinkV4 } from './version-4.ts';

/**
 * Checks who sent a request and that nothing of it was changed: version 1 or 4, in the Authorization header or in the
 * query. It shares no code with the client, so that both can be wrong only on their own. A request without a signature
 * is anonymous: what it may do is for the bucket to say.
 *
 * Throws `InvalidArgument`, `InvalidAccessKeyId`, `InvalidToken`, `ExpiredToken`, `RequestTimeTooSkewed`,
 * `SignatureDoesNotMatch`, AccessDenied.
 */
export function verifyRequest(request: WireRequest, options: VerifierOptions): VerifiedRequest {
  const authorization = headerOf(request, 'authorization') ?? '';
  const link = linkVersion(request);
  if (authorization !== '' && link !== null) {
    throw new FaceError('InvalidArgument', { message: 'Only one way of signing a request is allowed.' });
  }
  const proof = { kind: 'unsigned' } as const;
  if (link !== null) {
    const verify = link === 4 ? verifyLinkV4 : verifyLinkV1;
    return { credential: verify(request, options), proof };
  }
  if (authorization === '') return { credential: null, proof };
  const isV4 = authorization.startsWith(`${algorithmV4} `);
  const verify = isV4 ? verifyHeaderV4 : verifyHeaderV1;
  return { credential: verify(request, authorization, options), proof };
}

/** True when the request carries a signature, valid or not. */
export function isSigned(request: WireRequest): boolean {
  return (request.headers.get('authorization')?.[0] ?? '') !== '' || linkVersion(request) !== null;
}

/** Parameters that belong to a signature in the query, and those that change nothing here. */
export function passiveParameters(request: WireRequest): readonly string[] {
  const idle = ['x-oss-traffic-limit', 'x-oss-request-payer'];
  const version = linkVersion(request);
  if (version === null) return idle;
  return [...idle, ...(version === 4 ? linkParametersV4 : linkParameters)];
}

function linkVersion({ query }: WireRequest): 1 | 4 | null {
  const has = (...names: string[]) => query.some(([name]) => names.includes(name));
  if (has('x-oss-signature', 'x-oss-signature-version')) return 4;
  return has('Signature', 'OSSAccessKeyId') ? 1 : null;
}
