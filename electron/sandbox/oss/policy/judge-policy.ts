import type { Deed } from '../../face/access/authorize.ts';
import type { FaceCall } from '../../face/call.ts';
import type { PolicyVerdict } from '../../face/dialect.ts';
import { holds } from '../../face/policy/conditions.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { uidOf } from '../names.ts';
import { actionOf } from './actions.ts';
import { findConditionKey } from './condition-keys.ts';
import { type OssStatement, readPolicy } from './policy-document.ts';

/**
 * What the policy of a bucket says of a deed: a deny that matches decides, else an allow that matches.
 * https://www.alibabacloud.com/help/en/oss/user-guide/overview-of-bucket-policies
 */
export function judgeByPolicy(call: FaceCall, text: string, deed: Deed): PolicyVerdict {
  const matching = readPolicy(text, deed.bucket).filter((statement) => matches(statement, call, deed));
  if (matching.some(({ effect }) => effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'silent';
}

function matches(statement: OssStatement, call: FaceCall, deed: Deed): boolean {
  const { caller } = call;
  const action = actionOf(deed).toLowerCase();
  const resource = deed.key === null ? deed.bucket : `${deed.bucket}/${deed.key}`;
  const isNamed = (name: string) => name === '*' || (caller.kind === 'user' && name === uidOf(caller));
  const isMeant = (pattern: string) => matchesPattern(pattern.toLowerCase(), action);
  return (
    statement.principals.some(isNamed) !== statement.isNotPrincipal &&
    statement.actions.some(isMeant) !== statement.isNotAction &&
    statement.resources.some((pattern) => matchesPattern(pattern, resource)) !== statement.isNotResource &&
    statement.conditions.every((condition) => holds(condition, findConditionKey(call)))
  );
}
