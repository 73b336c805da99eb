import type { SigningContext } from '../../dialect.ts';
import { compactTime, credentialScope, signingKey, signText } from './signing-key.ts';

/** The form fields that prove who made a POST policy, `policy` among them. */
export type PostPolicyFields = Readonly<Record<string, string>>;

/**
 * Signs a POST policy (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html).
 * `policyJson` is signed as given and must itself cover the returned fields by its conditions.
 */
export function signPostPolicy(policyJson: string, context: SigningContext): PostPolicyFields {
  const { credentials, region, atMs } = context;
  const time = compactTime(atMs);
  const policy = Buffer.from(policyJson, 'utf8').toString('base64');
  return {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.accessKeyId}/${credentialScope(time, region)}`,
    'x-amz-date': time,
    ...(credentials.sessionToken === null ? {} : { 'x-amz-security-token': credentials.sessionToken }),
    policy,
    'x-amz-signature': signText(signingKey(context, time), policy),
  };
}
