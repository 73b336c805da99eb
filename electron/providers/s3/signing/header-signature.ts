import type { SignableRequest, SigningContext } from '../../dialect.ts';
import { canonicalRequest, signableHeaders } from './canonical-request.ts';
import { compactTime, credentialScope, signingKey, signText, stringToSign } from './signing-key.ts';

/** SHA-256 of nothing. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A signature with every step that led to it, so that a test can say which one went wrong. */
export interface HeaderSignature {
  /** To be added to the request: date, payload hash, token and Authorization. */
  readonly headers: Record<string, string>;
  readonly signature: string;
  readonly signedHeaders: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/**
 * Signs a request with an Authorization header
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 * `payloadHash` is the body's SHA-256 in hex or one of the documented literals.
 */
export function signHeaders(
  request: SignableRequest,
  payloadHash: string,
  context: SigningContext,
): HeaderSignature {
  const { credentials, region, atMs } = context;
  const time = compactTime(atMs);
  const added: Record<string, string> = { 'x-amz-date': time, 'x-amz-content-sha256': payloadHash };
  if (credentials.sessionToken !== null) added['x-amz-security-token'] = credentials.sessionToken;
  const canonical = canonicalRequest(request, { ...signableHeaders(request), ...added }, payloadHash);
  const text = stringToSign(canonical.text, time, region);
  const signature = signText(signingKey(context, time), text);
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${credentialScope(time, region)}`,
    `SignedHeaders=${canonical.signedHeaders}`,
    `Signature=${signature}`,
  ].join(', ');
  return {
    headers: { ...added, authorization },
    signature,
    signedHeaders: canonical.signedHeaders,
    canonicalRequest: canonical.text,
    stringToSign: text,
  };
}
