import type { Place, SignableRequest } from '../../dialect.ts';
import { signText, stringToSign, type V1Keys } from './string-to-sign.ts';

/** A signature with every step that led to it. */
export interface HeaderSignature {
  /** To be added to the request: date, token and Authorization. */
  readonly headers: Record<string, string>;
  readonly signature: string;
  readonly stringToSign: string;
}

/**
 * Signs a request with an Authorization header of version 1
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header).
 * The date goes into `x-oss-date`, which HTTP clients leave alone; it is signed as the date and as a header.
 */
export function signHeaders(
  request: SignableRequest,
  place: Place,
  keys: V1Keys,
  atMs: number,
): HeaderSignature {
  const date = new Date(atMs).toUTCString();
  const added: Record<string, string> = { 'x-oss-date': date };
  if (keys.sessionToken !== null) added['x-oss-security-token'] = keys.sessionToken;
  const text = stringToSign(request, place, { ...request.headers, ...added }, date);
  const signature = signText(keys.secretAccessKey, text);
  return {
    headers: { ...added, authorization: `OSS ${keys.accessKeyId}:${signature}` },
    signature,
    stringToSign: text,
  };
}
