import type { Place, SignableRequest } from '../../dialect.ts';
import { canonicalRequest, UNSIGNED_PAYLOAD } from './canonical-request.ts';
import {
  compactTime,
  credentialScope,
  signingKey,
  signText,
  stringToSign,
  V4_ALGORITHM,
  type V4Context,
} from './signing-key.ts';

/** A signature with every step that led to it. */
export interface HeaderSignature {
  /** To be added to the request: date, payload word, token and Authorization. */
  readonly headers: Record<string, string>;
  readonly signature: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/**
 * Signs a request with an Authorization header
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4).
 * `additional` names further headers of the request to sign, `host` for one, so that nobody sends it elsewhere.
 */
export function signHeaders(
  request: SignableRequest,
  place: Place,
  additional: readonly string[],
  { credentials, region, atMs }: V4Context,
): HeaderSignature {
  const time = compactTime(atMs);
  const added: Record<string, string> = { 'x-oss-date': time, 'x-oss-content-sha256': UNSIGNED_PAYLOAD };
  if (credentials.sessionToken !== null) added['x-oss-security-token'] = credentials.sessionToken;
  const headers = { ...request.headers, host: request.hostHeader, ...added };
  const canonical = canonicalRequest(request, place, headers, additional);
  const text = stringToSign(canonical.text, time, region);
  const signature = signText(signingKey(credentials.secretAccessKey, time, region), text);
  const authorization = [
    `${V4_ALGORITHM} Credential=${credentials.accessKeyId}/${credentialScope(time, region)}`,
    ...(canonical.additionalHeaders === '' ? [] : [`AdditionalHeaders=${canonical.additionalHeaders}`]),
    `Signature=${signature}`,
  ].join(',');
  return {
    headers: { ...added, authorization },
    signature,
    canonicalRequest: canonical.text,
    stringToSign: text,
  };
}
