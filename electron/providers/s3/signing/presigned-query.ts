import type { QueryPair, SignableRequest, SigningContext } from '../../dialect.ts';
import { canonicalRequest, signableHeaders } from './canonical-request.ts';
import { compactTime, credentialScope, signingKey, signText, stringToSign } from './signing-key.ts';

/** A presigned query with every step that led to it. */
export interface PresignedQuery {
  readonly query: readonly QueryPair[];
  readonly signature: string;
  readonly signedHeaders: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/**
 * Signs a request into its query (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 * Headers of the request are pinned: whoever uses the link must send them byte for byte; `host` always is.
 */
export function presignQuery(
  request: SignableRequest,
  expiresInSeconds: number,
  context: SigningContext,
): PresignedQuery {
  const { credentials, region, atMs } = context;
  const time = compactTime(atMs);
  const headers = signableHeaders(request);
  const query: QueryPair[] = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${credentialScope(time, region)}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(expiresInSeconds)],
    ['X-Amz-SignedHeaders', Object.keys(headers).sort().join(';')],
  ];
  if (credentials.sessionToken !== null) query.push(['X-Amz-Security-Token', credentials.sessionToken]);
  query.push(...request.query);
  const canonical = canonicalRequest({ ...request, query }, headers, 'UNSIGNED-PAYLOAD');
  const text = stringToSign(canonical.text, time, region);
  const signature = signText(signingKey(context, time), text);
  return {
    query: [...query, ['X-Amz-Signature', signature]],
    signature,
    signedHeaders: canonical.signedHeaders,
    canonicalRequest: canonical.text,
    stringToSign: text,
  };
}
