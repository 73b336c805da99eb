import type { SandboxCredential, VerifierOptions } from '../../face/caller.ts';
import { FaceError, invalidArgument, notImplemented } from '../../face/face-error.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import { findCredential, tokenName } from './credential.ts';
import { signatureV1 } from './version-1.ts';
import { algorithmV4, readDate, readScope, signatureV4 } from './version-4.ts';

/** Conditions that a policy of version 4 must have: without them it says nothing of who signed it. */
const neededConditions = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-date'];

/**
 * Checks who signed the policy of a form, as it stands in base64, in version 1 or 4.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/postobject
 */
export function verifyForm(
  policy: string,
  fields: ReadonlyMap<string, string>,
  options: VerifierOptions,
): SandboxCredential {
  if (fields.has('callback')) throw notImplemented('callbacks of forms');
  const need = (name: string) => {
    const value = fields.get(name) ?? '';
    if (value === '') {
      throw invalidArgument(name, '', `Bucket POST must contain a field named '${name}'.`);
    }
    return value;
  };
  const token = fields.get(tokenName) ?? null;
  if (!fields.has('x-oss-signature-version')) {
    const credential = findCredential(need('ossaccesskeyid'), token, options);
    const expected = signatureV1(credential.secretAccessKey, policy);
    if (!isSameSignature(expected, need('signature'))) throw new FaceError('SignatureDoesNotMatch');
    return credential;
  }
  if (need('x-oss-signature-version') !== algorithmV4) {
    throw invalidArgument('x-oss-signature-version', '', `The version must be ${algorithmV4}.`);
  }
  const scope = readScope(need('x-oss-credential'), options.region);
  readDate(need('x-oss-date'), scope);
  const credential = findCredential(scope.accessKeyId, token, options);
  const expected = signatureV4(credential.secretAccessKey, scope, policy);
  if (!isSameSignature(expected, need('x-oss-signature'))) throw new FaceError('SignatureDoesNotMatch');
  const named = conditionNames(policy);
  const missing = neededConditions.find((name) => !named.includes(name));
  if (missing !== undefined) {
    throw new FaceError('AccessDenied', {
      message: `Invalid according to Policy: there must be a condition on ${missing}.`,
    });
  }
  return credential;
}

function conditionNames(policy: string): string[] {
  try {
    const { conditions }: { conditions?: unknown } = JSON.parse(
      Buffer.from(policy, 'base64').toString('utf8'),
    );
    if (Array.isArray(conditions)) {
      return conditions.flatMap((item: unknown) => {
        if (Array.isArray(item)) return [String(item[1]).replace(/^\$/, '').toLowerCase()];
        return typeof item === 'object' && item !== null
          ? Object.keys(item).map((name) => name.toLowerCase())
          : [];
      });
    }
  } catch {
    // What is no JSON has no conditions either.
  }
  throw new FaceError('InvalidPolicyDocument', { message: 'Invalid Policy: Invalid JSON.' });
}
