import type { Deed } from '../../face/access/authorize.ts';
import type { Caller } from '../../face/access/users.ts';
import type { FaceCall } from '../../face/call.ts';
import type { PolicyVerdict } from '../../face/dialect.ts';
import { holds } from '../../face/policy/conditions.ts';
import { matchesPattern } from '../../face/policy/pattern.ts';
import { appId, uinOf } from '../names.ts';
import { actionOf } from './actions.ts';
import { findConditionKey } from './condition-words.ts';
import { type CosStatement, readPolicy } from './policy-document.ts';

/**
 * What the policy of a bucket says of a deed: a deny that matches decides, else an allow that matches.
 * https://www.tencentcloud.com/document/product/436/12469
 */
export function judgeByPolicy(call: FaceCall, text: string, deed: Deed): PolicyVerdict {
  const matching = readPolicy(text, deed.bucket).filter((statement) => matches(statement, call, deed));
  if (matching.some(({ effect }) => effect === 'deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'silent';
}

function matches(statement: CosStatement, call: FaceCall, deed: Deed): boolean {
  const action = actionOf(call, deed).toLowerCase();
  const matchesAction = statement.actions.some((pattern) => matchesPattern(pattern.toLowerCase(), action));
  const resource = `${deed.bucket}/${deed.key ?? ''}`;
  return (
    statement.principals.some((name) => names(name, call.caller)) !== statement.isNotPrincipal &&
    matchesAction !== statement.isNotAction &&
    statement.resources.some((pattern) => covers(pattern, call.region, resource)) !==
      statement.isNotResource &&
    statement.conditions.every((condition) => holds(condition, findConditionKey(call)))
  );
}

/** A resource of a bucket ends in its slash; a pattern may leave that out. */
function covers(pattern: string, region: string, resource: string): boolean {
  if (pattern === '*') return true;
  const [, , service, patternRegion = '', account = '', ...rest] = pattern.split(':');
  const path = rest.join(':');
  return (
    service === 'cos' &&
    matchesPattern(patternRegion || '*', region) &&
    matchesPattern(account || '*', `uid/${appId}`) &&
    matchesPattern(path.includes('/') ? path : `${path}/`, resource)
  );
}

function names(principal: string, caller: Caller): boolean {
  if (principal === '*' || principal === 'qcs::cam::anyone:anyone') return true;
  if (caller.kind === 'anonymous') return false;
  const uin = uinOf(caller);
  return [`uin/${uin}`, 'uin/*', 'root'].some((user) => principal === `qcs::cam::uin/${uin}:${user}`);
}
