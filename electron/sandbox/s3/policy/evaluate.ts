import type { Deed } from '../../face/access/authorize.ts';
import { versionOf } from '../../face/access/authorize.ts';
import type { Caller } from '../../face/access/users.ts';
import type { FaceCall } from '../../face/call.ts';
import type { PolicyVerdict } from '../../face/dialect.ts';
import { type FindKey, holds } from '../../face/policy/conditions.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { coversAction } from './actions.ts';
import { arnOfUser, findConditionKey } from './condition-keys.ts';
import type { Policy, Principals, Statement } from './policy-document.ts';
import { readPolicy } from './policy-document.ts';

/** What one caller wants to do. */
export interface PolicyRequest {
  readonly caller: Caller;
  /** `s3:GetObject`… */
  readonly action: string;
  /** `arn:aws:s3:::bucket[/key]`. */
  readonly resource: string;
  readonly findKey: FindKey;
}

const versionActions: Readonly<Record<string, string>> = {
  GetObject: 'GetObjectVersion',
  GetObjectAcl: 'GetObjectVersionAcl',
  PutObjectAcl: 'PutObjectVersionAcl',
  GetObjectTagging: 'GetObjectVersionTagging',
  PutObjectTagging: 'PutObjectVersionTagging',
  DeleteObjectTagging: 'DeleteObjectVersionTagging',
  GetObjectAttributes: 'GetObjectVersionAttributes',
  DeleteObject: 'DeleteObjectVersion',
};

/** What the policy of a bucket says of a deed. */
export function judgeByPolicy(call: FaceCall, text: string, deed: Deed): PolicyVerdict {
  const { bucket, key } = deed;
  const action = deed.versionId ? (versionActions[deed.action] ?? deed.action) : deed.action;
  return evaluatePolicy(readPolicy(text, bucket), {
    caller: call.caller,
    action: `s3:${action}`,
    resource: `arn:aws:s3:::${bucket}${key === null ? '' : `/${key}`}`,
    findKey: findConditionKey(call, deed, () => versionOf(call, deed)),
  });
}

/**
 * An explicit Deny that matches decides, else an Allow that matches.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicy(policy: Policy, request: PolicyRequest): PolicyVerdict {
  const matching = policy.statements.filter((statement) => matchesStatement(statement, request));
  if (matching.some(({ effect }) => effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'silent';
}

function matchesStatement(statement: Statement, request: PolicyRequest): boolean {
  const { principals, actions, resources, conditions } = statement;
  const find = (name: string) => request.findKey(name.toLowerCase())?.[0] ?? null;
  const matchesCaller = principals.some((group) => names(group, request.caller));
  const matchesAction = actions.some((pattern) => coversAction(pattern, request.action));
  const matchesResource = resources.some((pattern) => matchesPattern(pattern, request.resource, find));
  return (
    matchesCaller !== statement.isNotPrincipal &&
    matchesAction !== statement.isNotAction &&
    matchesResource !== statement.isNotResource &&
    conditions.every((condition) => holds(condition, request.findKey))
  );
}

/** `*` is everyone, anonymous callers too; an account stands for every user in it. */
function names({ kind, names }: Principals, caller: Caller): boolean {
  if (kind === 'AWS' && names.includes('*')) return true;
  if (caller.kind === 'anonymous') return false;
  if (kind === 'CanonicalUser') return names.includes(caller.canonicalId);
  if (kind !== 'AWS') return false;
  const { accountId } = caller;
  return [accountId, `arn:aws:iam::${accountId}:root`, arnOfUser(caller)].some((name) =>
    names.includes(name),
  );
}
