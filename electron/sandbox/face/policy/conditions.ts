import { BlockList, isIP } from 'node:net';
import { type FindVariable, fillVariables, matchesPattern } from './pattern.ts';

/** Looks up a condition key, in lower case; null when the request has no such value. */
export type FindKey = (key: string) => readonly string[] | null;

/** One key under one operator. */
export interface Condition {
  readonly operator: string;
  /** As it was written, without its modifiers. */
  readonly base: string;
  readonly quantifier: 'ForAnyValue' | 'ForAllValues' | null;
  readonly isIfExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

type Compare = (wanted: string, given: string, find: FindVariable) => boolean;

const numbers =
  (judge: (given: number, wanted: number) => boolean): Compare =>
  (wanted, given) =>
    given.trim() !== '' && judge(Number(given), Number(wanted));
const dates =
  (judge: (given: number, wanted: number) => boolean): Compare =>
  (wanted, given) =>
    judge(readTime(given), readTime(wanted));
const sameText: Compare = (wanted, given, find) => fillVariables(wanted, find) === given;
const sameLetters: Compare = (wanted, given, find) =>
  fillVariables(wanted, find)?.toLowerCase() === given.toLowerCase();
const like: Compare = (wanted, given, find) => matchesPattern(wanted, given, find);
const inNetwork: Compare = (wanted, given) => isInNetwork(given, wanted);

/** The comparison under each operator. A negated one holds when no value compares. */
const operators: Readonly<Record<string, { compare: Compare; isNegated?: boolean }>> = {
  StringEquals: { compare: sameText },
  StringNotEquals: { compare: sameText, isNegated: true },
  StringEqualsIgnoreCase: { compare: sameLetters },
  StringNotEqualsIgnoreCase: { compare: sameLetters, isNegated: true },
  StringLike: { compare: like },
  StringNotLike: { compare: like, isNegated: true },
  ArnEquals: { compare: like },
  ArnLike: { compare: like },
  ArnNotEquals: { compare: like, isNegated: true },
  ArnNotLike: { compare: like, isNegated: true },
  NumericEquals: { compare: numbers((given, wanted) => given === wanted) },
  NumericNotEquals: { compare: numbers((given, wanted) => given === wanted), isNegated: true },
  NumericLessThan: { compare: numbers((given, wanted) => given < wanted) },
  NumericLessThanEquals: { compare: numbers((given, wanted) => given <= wanted) },
  NumericGreaterThan: { compare: numbers((given, wanted) => given > wanted) },
  NumericGreaterThanEquals: { compare: numbers((given, wanted) => given >= wanted) },
  DateEquals: { compare: dates((given, wanted) => given === wanted) },
  DateNotEquals: { compare: dates((given, wanted) => given === wanted), isNegated: true },
  DateLessThan: { compare: dates((given, wanted) => given < wanted) },
  DateLessThanEquals: { compare: dates((given, wanted) => given <= wanted) },
  DateGreaterThan: { compare: dates((given, wanted) => given > wanted) },
  DateGreaterThanEquals: { compare: dates((given, wanted) => given >= wanted) },
  Bool: { compare: (wanted, given) => wanted.toLowerCase() === given.toLowerCase() },
  BinaryEquals: { compare: (wanted, given) => wanted === given },
  IpAddress: { compare: inNetwork },
  NotIpAddress: { compare: inNetwork, isNegated: true },
  Null: { compare: () => false },
};

/** Splits `ForAnyValue:StringLikeIfExists` and the like; null for an operator that does not exist. */
export function readOperator(
  operator: string,
): Pick<Condition, 'base' | 'quantifier' | 'isIfExists' | 'operator'> | null {
  const found = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator);
  const [, quantifier, base = '', suffix] = found ?? [];
  if (!Object.hasOwn(operators, base) || (base === 'Null' && suffix !== undefined)) return null;
  return {
    operator,
    base,
    quantifier: quantifier === 'ForAnyValue' || quantifier === 'ForAllValues' ? quantifier : null,
    isIfExists: suffix !== undefined,
  };
}

/** True when a value can stand under the operator: a number, a date, a network, true or false. */
export function fitsOperator(base: string, value: string): boolean {
  if (base.startsWith('Numeric')) return value.trim() !== '' && Number.isFinite(Number(value));
  if (base.startsWith('Date')) return !Number.isNaN(readTime(value));
  if (base === 'Bool' || base === 'Null') return /^(true|false)$/i.test(value);
  if (base.endsWith('IpAddress')) return readNetwork(value) !== null;
  return true;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html */
export function holds(condition: Condition, findKey: FindKey): boolean {
  const { base, quantifier, isIfExists, key, values } = condition;
  const operator = operators[base];
  if (operator === undefined) return false;
  const given = findKey(key.toLowerCase());
  if (base === 'Null') return values.some((value) => (value.toLowerCase() === 'true') === (given === null));
  const find: FindVariable = (name) => findKey(name.toLowerCase())?.[0] ?? null;
  const isNegated = operator.isNegated === true;
  const fits = (text: string) => values.some((value) => operator.compare(value, text, find)) !== isNegated;
  if (given === null) return isIfExists || isNegated || quantifier === 'ForAllValues';
  if (quantifier === 'ForAllValues') return given.every(fits);
  if (quantifier === 'ForAnyValue') return given.some(fits);
  return isNegated ? given.every(fits) : given.some(fits);
}

function readTime(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1_000;
  return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
}

function isInNetwork(address: string, network: string): boolean {
  const read = readNetwork(network);
  // A server on a machine with IPv6 may see an IPv4 client in IPv6 clothes.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const kind = isIP(plain);
  if (read === null || kind === 0) return false;
  return read.check(plain, kind === 6 ? 'ipv6' : 'ipv4');
}

function readNetwork(text: string): BlockList | null {
  const [address = '', bits] = text.split('/');
  const kind = isIP(address);
  const most = kind === 6 ? 128 : 32;
  if (kind === 0 || (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most))) return null;
  const list = new BlockList();
  list.addSubnet(address, bits === undefined ? most : Number(bits), kind === 6 ? 'ipv6' : 'ipv4');
  return list;
}
