import type { QueryPair, SignableRequest } from '../../dialect.ts';
import { httpString, signableHeaders } from './http-string.ts';
import { type KeyTime, keyTimeText } from './key-time.ts';
import { signKey, signText, stringToSign } from './signature.ts';

/** A COS signature with every step that led to it, so that a test can say which one went wrong. */
export interface CosSignature {
  /** The seven q- parameters in their order, for an Authorization header or for a query. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly httpString: string;
  readonly stringToSign: string;
  readonly signKey: string;
  readonly headerList: string;
  readonly urlParamList: string;
  readonly signature: string;
}

/** Whose key signs. */
export interface CosKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Signs a request for a span of time (https://www.tencentcloud.com/document/product/436/7778). `headers` are the
 * ones to sign; the default is `host` and whatever COS expects of those sent.
 */
export function signRequest(
  request: SignableRequest,
  keyTime: KeyTime,
  keys: CosKeys,
  headers: readonly QueryPair[] = signableHeaders(request),
): CosSignature {
  const canonical = httpString(request, headers);
  const text = stringToSign(canonical.text, keyTime);
  const key = signKey(keys.secretAccessKey, keyTime);
  const signature = signText(key, text);
  return {
    parameters: [
      ['q-sign-algorithm', 'sha1'],
      ['q-ak', keys.accessKeyId],
      ['q-sign-time', keyTimeText(keyTime)],
      ['q-key-time', keyTimeText(keyTime)],
      ['q-header-list', canonical.headerList],
      ['q-url-param-list', canonical.urlParamList],
      ['q-signature', signature],
    ],
    httpString: canonical.text,
    stringToSign: text,
    signKey: key,
    headerList: canonical.headerList,
    urlParamList: canonical.urlParamList,
    signature,
  };
}

/** The value of an Authorization header: the parameters bare, without a scheme word and without encoding. */
export function authorizationValue({ parameters }: CosSignature): string {
  return parameters.map(([name, value]) => `${name}=${value}`).join('&');
}
