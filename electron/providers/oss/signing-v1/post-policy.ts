import { signText, type V1Keys } from './string-to-sign.ts';

/**
 * Signs a POST policy with version 1 (https://www.alibabacloud.com/help/en/oss/developer-reference/postobject) and
 * returns the form fields that prove who made it.
 */
export function signPostPolicy(policyJson: string, keys: V1Keys): Readonly<Record<string, string>> {
  const policy = Buffer.from(policyJson, 'utf8').toString('base64');
  return {
    OSSAccessKeyId: keys.accessKeyId,
    policy,
    Signature: signText(keys.secretAccessKey, policy),
    ...(keys.sessionToken === null ? {} : { 'x-oss-security-token': keys.sessionToken }),
  };
}
