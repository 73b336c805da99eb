import type { SandboxCredential, VerifierOptions } from '../../face/caller.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import { checkSpan, checkToken, findCredential, readSpan, sha1Hex, signatureOf } from './q-sign.ts';

/** Conditions without which a policy says nothing of who signed it. */
const neededConditions = [
  ['q-sign-algorithm', 'q-sign-algorithm'],
  ['q-ak', 'q-ak'],
  ['q-sign-time', 'q-key-time'],
] as const;

/**
 * Checks who signed the policy of a form. It is the JSON that is signed, not its base64, and the policy itself must say
 * which key and which span of time it is for. Throws as for a signed request.
 * https://www.tencentcloud.com/document/product/436/14690
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
  if (need('q-sign-algorithm') !== 'sha1') {
    throw invalidArgument('q-sign-algorithm', need('q-sign-algorithm'), 'Only sha1 is supported.');
  }
  const span = readSpan(need('q-key-time'));
  if (span === null)
    throw invalidArgument('q-key-time', need('q-key-time'), 'The span of time is malformed.');
  const credential = findCredential(need('q-ak'), options);
  checkSpan(span, options.now());
  checkToken(fields.get('x-cos-security-token') ?? null, credential, options.now());
  const json = Buffer.from(policy, 'base64');
  const expected = signatureOf(credential.secretAccessKey, span, sha1Hex(json));
  if (!isSameSignature(expected, need('q-signature'))) throw new FaceError('SignatureDoesNotMatch');
  const conditions = exactConditions(json.toString('utf8'));
  for (const [condition, field] of neededConditions) {
    if (conditions.get(condition) !== need(field)) {
      throw new FaceError('AccessDenied', {
        message: `Invalid according to Policy: the condition ${condition} must be that of the signature.`,
      });
    }
  }
  return credential;
}

function exactConditions(json: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (
      typeof value === 'object' &&
      value !== null &&
      'conditions' in value &&
      Array.isArray(value.conditions)
    ) {
      return new Map(
        value.conditions.flatMap((item: unknown) =>
          typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.entries(item) : [],
        ),
      );
    }
  } catch {
    // What is no JSON has no conditions either.
  }
  throw new FaceError('InvalidPolicyDocument', { message: 'Invalid Policy: Invalid JSON.' });
}
