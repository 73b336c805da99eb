import {
  compactTime,
  credentialScope,
  signingKey,
  signText,
  V4_ALGORITHM,
  type V4Context,
} from './signing-key.ts';

/**
 * Signs a POST policy with version 4 (https://www.alibabacloud.com/help/en/oss/developer-reference/postobject) and
 * returns the form fields that prove who made it. The policy's own conditions must name the version, the credential
 * and the date of these fields.
 */
export function signPostPolicy(policyJson: string, context: V4Context): Readonly<Record<string, string>> {
  const { credentials, region, atMs } = context;
  const time = compactTime(atMs);
  const policy = Buffer.from(policyJson, 'utf8').toString('base64');
  return {
    policy,
    'x-oss-signature-version': V4_ALGORITHM,
    'x-oss-credential': `${credentials.accessKeyId}/${credentialScope(time, region)}`,
    'x-oss-date': time,
    'x-oss-signature': signText(signingKey(credentials.secretAccessKey, time, region), policy),
    ...(credentials.sessionToken === null ? {} : { 'x-oss-security-token': credentials.sessionToken }),
  };
}
