import type { SandboxCredential, VerifierOptions } from '../../face/caller.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import { readAmzDate, readCredential, signingKey, signText } from './signing-key.ts';
import { checkToken, findCredential } from './verify.ts';

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * Checks who signed the policy of a form: HMAC of its base64 text. `fields` are those of the form by lower-case name.
 * Throws FaceError as for a signed request.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */
export function verifyForm(
  policy: string,
  fields: ReadonlyMap<string, string>,
  options: VerifierOptions,
): SandboxCredential {
  const need = (name: string) => {
    const value = fields.get(name);
    if (value === undefined || value === '') {
      throw invalidArgument(name, '', `Bucket POST must contain a field named '${name}'.`);
    }
    return value;
  };
  if (need('x-amz-algorithm') !== algorithm) {
    throw invalidArgument('x-amz-algorithm', need('x-amz-algorithm'), `Only ${algorithm} is supported.`);
  }
  const scope = readCredential(need('x-amz-credential'));
  const amzDate = need('x-amz-date');
  if (scope === null || readAmzDate(amzDate) === null || !amzDate.startsWith(scope.date)) {
    throw invalidArgument(
      'x-amz-credential',
      fields.get('x-amz-credential') ?? '',
      'The credential is malformed.',
    );
  }
  if (scope.region !== options.region || scope.service !== 's3' || scope.terminator !== 'aws4_request') {
    throw new FaceError('AuthorizationQueryParametersError', {
      message: `The credential scope must be of ${options.region}/s3/aws4_request.`,
      fields: { Region: options.region },
    });
  }
  const credential = findCredential(scope, options);
  checkToken(fields.get('x-amz-security-token') ?? null, credential, options.now());
  const expected = signText(signingKey(credential.secretAccessKey, scope), policy);
  if (!isSameSignature(expected, need('x-amz-signature'))) {
    throw new FaceError('SignatureDoesNotMatch', { fields: { AWSAccessKeyId: scope.accessKeyId } });
  }
  return credential;
}
