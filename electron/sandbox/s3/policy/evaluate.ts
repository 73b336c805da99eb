import { arnOfUser, type Caller } from '../access/users.ts';
import { coversAction } from './actions.ts';
import { type FindKey, holds } from './conditions.ts';
import { matchesPattern } from './pattern.ts';
import type { Policy, Principals, Statement } from './policy-document.ts';

/** What one caller wants to do. */
export interface PolicyRequest {
  readonly caller: Caller;
  /** `s3:GetObject`… */
  readonly action: string;
  /** `arn:aws:s3:::bucket[/key]`. */
  readonly resource: string;
  readonly findKey: FindKey;
}

/** What a policy says: an explicit refusal, a permission, or nothing. */
export type PolicyVerdict = 'denied' | 'allowed' | 'silent';

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
