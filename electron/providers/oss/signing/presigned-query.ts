import type { Place, QueryPair, SignableRequest } from '../../dialect.ts';
import { canonicalRequest } from './canonical-request.ts';
import {
  compactTime,
  credentialScope,
  signingKey,
  signText,
  stringToSign,
  V4_ALGORITHM,
  type V4Context,
} from './signing-key.ts';

/** A presigned query with every step that led to it. */
export interface PresignedQuery {
  readonly query: readonly QueryPair[];
  readonly signature: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/**
 * Signs a request into its query
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls). Content-Type, Content-MD5
 * and x-oss- headers of the request are pinned, and of the others the additional ones.
 */
export function presignQuery(
  request: SignableRequest,
  place: Place,
  expiresInSeconds: number,
  additional: readonly string[],
  { credentials, region, atMs }: V4Context,
): PresignedQuery {
  const time = compactTime(atMs);
  const headers = { ...request.headers, host: request.hostHeader };
  const extra = canonicalRequest(request, place, headers, additional).additionalHeaders;
  const query: QueryPair[] = [
    ...request.query,
    ...(extra === '' ? [] : ([['x-oss-additional-headers', extra]] as const)),
    ['x-oss-credential', `${credentials.accessKeyId}/${credentialScope(time, region)}`],
    ['x-oss-date', time],
    ['x-oss-expires', String(expiresInSeconds)],
    ['x-oss-signature-version', V4_ALGORITHM],
  ];
  if (credentials.sessionToken !== null) query.push(['x-oss-security-token', credentials.sessionToken]);
  const canonical = canonicalRequest({ ...request, query }, place, headers, additional);
  const text = stringToSign(canonical.text, time, region);
  const signature = signText(signingKey(credentials.secretAccessKey, time, region), text);
  return {
    query: [...query, ['x-oss-signature', signature]],
    signature,
    canonicalRequest: canonical.text,
    stringToSign: text,
  };
}
