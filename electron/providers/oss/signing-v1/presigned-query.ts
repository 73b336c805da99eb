import type { Place, QueryPair, SignableRequest } from '../../dialect.ts';
import { signText, stringToSign, type V1Keys } from './string-to-sign.ts';

/** A presigned query with every step that led to it. */
export interface PresignedQuery {
  readonly query: readonly QueryPair[];
  readonly signature: string;
  readonly stringToSign: string;
}

/**
 * Signs a request into its query with version 1
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls). The session token is a
 * signed parameter; Content-Type, Content-MD5 and x-oss- headers of the request are pinned.
 */
export function presignQuery(
  request: SignableRequest,
  place: Place,
  expiresAtSeconds: number,
  keys: V1Keys,
): PresignedQuery {
  const token: QueryPair[] = keys.sessionToken === null ? [] : [['security-token', keys.sessionToken]];
  const own = [...request.query, ...token];
  const text = stringToSign({ ...request, query: own }, place, request.headers, String(expiresAtSeconds));
  const signature = signText(keys.secretAccessKey, text);
  return {
    query: [
      ['OSSAccessKeyId', keys.accessKeyId],
      ['Expires', String(expiresAtSeconds)],
      ['Signature', signature],
      ...own,
    ],
    signature,
    stringToSign: text,
  };
}
