import type { FaceCall } from '../../face/call.ts';
import type { FindKey } from '../../face/policy/conditions.ts';

const parameterKeys: Readonly<Record<string, string>> = {
  'oss:prefix': 'prefix',
  'oss:delimiter': 'delimiter',
};
const headerKeys: Readonly<Record<string, string>> = {
  'acs:useragent': 'user-agent',
  'oss:x-oss-acl': 'x-oss-acl',
  'oss:x-oss-object-acl': 'x-oss-object-acl',
  'oss:x-oss-server-side-encryption': 'x-oss-server-side-encryption',
};
const otherKeys = ['acs:sourceip', 'acs:currenttime', 'acs:securetransport'];

/** True for a condition key that the sandbox can look up; case does not count. */
export function isKnownKey(key: string): boolean {
  const name = key.toLowerCase();
  return Object.hasOwn(parameterKeys, name) || Object.hasOwn(headerKeys, name) || otherKeys.includes(name);
}

/** The values of a request that conditions ask for. https://www.alibabacloud.com/help/en/oss/user-guide/ram-policy */
export function findConditionKey({ request: { wire }, now }: FaceCall): FindKey {
  return (key) => {
    const parameter = parameterKeys[key];
    if (parameter !== undefined) {
      const values = wire.query.filter(([name]) => name === parameter).map(([, value]) => value);
      return values.length === 0 ? null : values;
    }
    const header = headerKeys[key];
    if (header !== undefined) return wire.headers.get(header) ?? null;
    if (key === 'acs:sourceip') return [wire.remoteAddress];
    if (key === 'acs:currenttime') return [new Date(now()).toISOString()];
    // The sandbox speaks plain HTTP alone.
    return key === 'acs:securetransport' ? ['false'] : null;
  };
}
