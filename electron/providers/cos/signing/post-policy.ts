import { hash } from 'node:crypto';
import type { CosKeys } from './authorization.ts';
import { type KeyTime, keyTimeText } from './key-time.ts';
import { signKey, signText } from './signature.ts';

/** A signed form with the steps that led to it. */
export interface CosPostPolicy {
  /** The fields that prove who made the policy, `policy` among them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly stringToSign: string;
  readonly signKey: string;
}

/**
 * Signs a POST policy (https://www.tencentcloud.com/document/product/436/14690). Unlike elsewhere the JSON text
 * itself is signed, not its base64 form; it must hold the conditions q-sign-algorithm, q-ak and q-sign-time.
 */
export function signPostPolicy(
  policyJson: string,
  keyTime: KeyTime,
  keys: CosKeys & { readonly sessionToken: string | null },
): CosPostPolicy {
  const text = hash('sha1', policyJson);
  const key = signKey(keys.secretAccessKey, keyTime);
  return {
    fields: {
      policy: Buffer.from(policyJson, 'utf8').toString('base64'),
      'q-sign-algorithm': 'sha1',
      'q-ak': keys.accessKeyId,
      'q-key-time': keyTimeText(keyTime),
      'q-signature': signText(key, text),
      ...(keys.sessionToken === null ? {} : { 'x-cos-security-token': keys.sessionToken }),
    },
    stringToSign: text,
    signKey: key,
  };
}
