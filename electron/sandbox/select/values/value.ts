/** What is not there, as opposed to null. */
export const missing = Symbol('missing');

/** A field of a CSV file: its type follows from what it is compared with. */
export class RawText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object of a JSON file, with its fields in their order. */
export class JsonObject {
  readonly fields: readonly (readonly [name: string, value: Value])[];

  constructor(fields: readonly (readonly [string, Value])[]) {
    this.fields = fields;
  }
}

/** A value of the select language: a bigint is an integer of 64 bits, a number is a float. */
export type Value =
  | null
  | typeof missing
  | boolean
  | bigint
  | number
  | string
  | RawText
  | JsonObject
  | readonly Value[];

/** A named value of a record or a result. */
export type Field = readonly [name: string, value: Value];

const integerPattern = /^[-+]?\d+$/;
const decimalPattern = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** The number that a text is: an integer when it is one of 64 bits, else a float; null when it is none. */
export function readNumber(text: string): bigint | number | null {
  const trimmed = text.trim();
  if (integerPattern.test(trimmed)) {
    const integer = BigInt(trimmed.startsWith('+') ? trimmed.slice(1) : trimmed);
    return fitsInteger(integer) ? integer : Number(trimmed);
  }
  return decimalPattern.test(trimmed) ? Number(trimmed) : null;
}

/** True for an integer of 64 bits. */
export function fitsInteger(integer: bigint): boolean {
  return BigInt.asIntN(64, integer) === integer;
}

/** The boolean that a text is, null when it is none. */
export function readBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (['t', 'true', '1'].includes(word)) return true;
  return ['f', 'false', '0'].includes(word) ? false : null;
}

/** True for null and for what is not there. */
export function isAbsent(value: Value): value is null | typeof missing {
  return value === null || value === missing;
}

/** The value as JSON; what is not there cannot be written and becomes null. */
export function jsonText(value: Value): string {
  if (isAbsent(value)) return 'null';
  if (value instanceof RawText) return JSON.stringify(value.text);
  if (value instanceof JsonObject) return jsonFields(value.fields);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'object') return `[${value.map(jsonText).join(',')}]`;
  return JSON.stringify(value);
}

/** Fields as one JSON object, without those that are not there. */
export function jsonFields(fields: readonly Field[]): string {
  const written = fields.flatMap(([name, value]) =>
    value === missing ? [] : [`${JSON.stringify(name)}:${jsonText(value)}`],
  );
  return `{${written.join(',')}}`;
}

/** The value as a field of a CSV file, before quotes; null and what is not there are empty. */
export function csvText(value: Value): string {
  if (isAbsent(value)) return '';
  if (value instanceof RawText) return value.text;
  return typeof value === 'object' ? jsonText(value) : String(value);
}
