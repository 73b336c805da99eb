import { SelectError } from '../select-error.ts';
import { fitsInteger, JsonObject, type Value } from '../values/value.ts';

/** How deep a document may go. */
const deepest = 100;

/**
 * Reads one JSON value. Fields keep their order and integers all their digits, which `JSON.parse` does not promise.
 * Throws SelectError `JSONParsingError`.
 */
export function parseJson(text: string): Value {
  let at = 0;

  function fail(): never {
    throw new SelectError('JSONParsingError', `It is at character ${at + 1} of a record.`);
  }
  function skipSpace(): void {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at += 1;
  }
  function take(character: string): boolean {
    skipSpace();
    if (text[at] !== character) return false;
    at += 1;
    return true;
  }
  function readWord(word: string, value: Value): Value {
    if (!text.startsWith(word, at)) return fail();
    at += word.length;
    return value;
  }
  function readString(): string {
    const start = at;
    at += 1;
    while (text[at] !== '"') {
      if (at >= text.length) return fail();
      at += text[at] === '\\' ? 2 : 1;
    }
    at += 1;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return fail();
    }
  }
  function readNumeral(): bigint | number {
    const pattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return fail();
    at = pattern.lastIndex;
    const isInteger = found[1] === undefined && found[2] === undefined;
    const integer = isInteger ? BigInt(found[0]) : null;
    return integer !== null && fitsInteger(integer) ? integer : Number(found[0]);
  }
  function readList(depth: number): Value[] {
    const values: Value[] = [];
    at += 1;
    if (take(']')) return values;
    do values.push(readValue(depth));
    while (take(','));
    return take(']') ? values : fail();
  }
  function readObject(depth: number): JsonObject {
    const fields: [string, Value][] = [];
    at += 1;
    if (take('}')) return new JsonObject(fields);
    do {
      skipSpace();
      if (text[at] !== '"') return fail();
      const name = readString();
      if (!take(':')) return fail();
      fields.push([name, readValue(depth)]);
    } while (take(','));
    return take('}') ? new JsonObject(fields) : fail();
  }
  function readValue(depth: number): Value {
    if (depth > deepest) return fail();
    skipSpace();
    switch (text[at]) {
      case '{':
        return readObject(depth + 1);
      case '[':
        return readList(depth + 1);
      case '"':
        return readString();
      case 't':
        return readWord('true', true);
      case 'f':
        return readWord('false', false);
      case 'n':
        return readWord('null', null);
      default:
        return readNumeral();
    }
  }

  const value = readValue(0);
  skipSpace();
  return at < text.length ? fail() : value;
}
