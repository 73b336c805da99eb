import type { QueryPair, SignableRequest } from '../../dialect.ts';
import { type CosKeys, type CosSignature, signRequest } from './authorization.ts';
import type { KeyTime } from './key-time.ts';

/**
 * Signs a request into its query (https://www.tencentcloud.com/document/product/436/14116). Headers of the request
 * are pinned: whoever uses the link must send them byte for byte; `host` always is. The session token is not signed.
 */
export function presignQuery(
  request: SignableRequest,
  keyTime: KeyTime,
  keys: CosKeys & { readonly sessionToken: string | null },
): CosSignature & { readonly query: readonly QueryPair[] } {
  const signed = signRequest(request, keyTime, keys);
  const token: QueryPair[] = keys.sessionToken === null ? [] : [['x-cos-security-token', keys.sessionToken]];
  return { ...signed, query: [...signed.parameters, ...token, ...request.query] };
}
