import type { Condition } from '../../face/policy/conditions.ts';
import type { Policy, Statement } from './policy-document.ts';

/** Keys whose fixed values keep a statement for everyone from being public. */
const limitingKeys = [
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
];

/**
 * True when a policy lets everyone in: a permission for all callers that no condition ties to fixed ones.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isPublicPolicy({ statements }: Policy): boolean {
  return statements.some(isPublic);
}

function isPublic({ effect, principals, isNotPrincipal, conditions }: Statement): boolean {
  if (effect !== 'Allow') return false;
  const isForAll = isNotPrincipal || principals.some(({ names }) => names.includes('*'));
  return isForAll && !conditions.some(limits);
}

function limits({ key, base, values }: Condition): boolean {
  const name = key.toLowerCase();
  if (!limitingKeys.includes(name) || base.includes('Not')) return false;
  if (name === 'aws:sourceip') return values.every((network) => !/\/[0-7]$/.test(network));
  return values.every((value) => !/[*?]|\$\{/.test(value));
}
