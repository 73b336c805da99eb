import type { FaceCall } from '../../face/call.ts';
import type { Condition, FindKey } from '../../face/policy/conditions.ts';

/** Operators of COS and what they do. https://www.tencentcloud.com/document/product/598/10608 */
const operators: Readonly<Record<string, string>> = {
  string_equal: 'StringEquals',
  string_not_equal: 'StringNotEquals',
  string_equal_ignore_case: 'StringEqualsIgnoreCase',
  string_not_equal_ignore_case: 'StringNotEqualsIgnoreCase',
  string_like: 'StringLike',
  string_not_like: 'StringNotLike',
  date_equal: 'DateEquals',
  date_not_equal: 'DateNotEquals',
  date_less_than: 'DateLessThan',
  date_less_than_equal: 'DateLessThanEquals',
  date_greater_than: 'DateGreaterThan',
  date_greater_than_equal: 'DateGreaterThanEquals',
  numeric_equal: 'NumericEquals',
  numeric_not_equal: 'NumericNotEquals',
  numeric_less_than: 'NumericLessThan',
  numeric_less_than_equal: 'NumericLessThanEquals',
  numeric_greater_than: 'NumericGreaterThan',
  numeric_greater_than_equal: 'NumericGreaterThanEquals',
  bool_equal: 'Bool',
  ip_equal: 'IpAddress',
  ip_not_equal: 'NotIpAddress',
  null_equal: 'Null',
};
const quantifiers: Readonly<Record<string, Condition['quantifier']>> = {
  for_any_value: 'ForAnyValue',
  for_all_value: 'ForAllValues',
};
const parameterKeys: Readonly<Record<string, string>> = {
  'cos:prefix': 'prefix',
  'cos:delimiter': 'delimiter',
  'cos:max-keys': 'max-keys',
  'cos:versionid': 'versionId',
  'cos:response-content-type': 'response-content-type',
};
const headerKeys: Readonly<Record<string, string>> = {
  'cos:content-type': 'content-type',
  'cos:content-length': 'content-length',
  'cos:referer': 'referer',
  'cos:user-agent': 'user-agent',
};
const ownHeader = /^cos:(x-cos-[\w-]+)$/;

/** Splits `for_any_value:string_equal_if_exist` and the like; null for an operator that does not exist. */
export function readOperator(
  text: string,
): Pick<Condition, 'base' | 'quantifier' | 'isIfExists' | 'operator'> | null {
  const [, quantifier = '', name = '', suffix] =
    /^(?:(for_any_value|for_all_value):)?(\w+?)(_if_exist)?$/i.exec(text) ?? [];
  const known = name.toLowerCase();
  const base = Object.hasOwn(operators, known) ? operators[known] : undefined;
  if (base === undefined || (base === 'Null' && suffix !== undefined)) return null;
  return {
    operator: text,
    base,
    quantifier: quantifiers[quantifier.toLowerCase()] ?? null,
    isIfExists: suffix !== undefined,
  };
}

/** True for a condition key that the sandbox can look up; case does not count. */
export function isKnownKey(key: string): boolean {
  const name = key.toLowerCase();
  return (
    ['qcs:ip', 'qcs:current_time', 'cos:tls-version', 'cos:secure-transport'].includes(name) ||
    Object.hasOwn(parameterKeys, name) ||
    Object.hasOwn(headerKeys, name) ||
    ownHeader.test(name)
  );
}

/** The values of a request that conditions ask for. https://www.tencentcloud.com/document/product/436/46206 */
export function findConditionKey({ request: { wire }, now }: FaceCall): FindKey {
  return (key) => {
    const parameter = parameterKeys[key];
    if (parameter !== undefined) {
      const values = wire.query.filter(([name]) => name === parameter).map(([, value]) => value);
      return values.length === 0 ? null : values;
    }
    const header = headerKeys[key] ?? ownHeader.exec(key)?.[1];
    if (header !== undefined) return wire.headers.get(header) ?? null;
    if (key === 'qcs:ip') return [wire.remoteAddress];
    if (key === 'qcs:current_time') return [new Date(now()).toISOString()];
    // The sandbox speaks plain HTTP alone.
    return key === 'cos:secure-transport' ? ['false'] : null;
  };
}
