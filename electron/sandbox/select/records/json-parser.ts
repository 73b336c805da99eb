import { SelectError } from '../select-error.ts';
import type { Value } from '../values/value.ts';
import { type JsonInput, longestDocument, longestRecord, type RecordParser } from './input-format.ts';
import { parseJson } from './json-text.ts';

/** Splits JSON into values, whatever pieces it comes in. */
export function createJsonParser({ type }: JsonInput): RecordParser<Value> {
  return type === 'LINES' ? createLineParser() : createDocumentParser();
}

function createLineParser(): RecordParser<Value> {
  let rest = '';
  const read = (lines: readonly string[]) => {
    for (const line of [...lines, rest]) {
      if (line.length > longestRecord) throw new SelectError('OverMaxRecordSize');
    }
    return lines.filter((line) => line.trim() !== '').map(parseJson);
  };
  return {
    push(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      return read(lines);
    },
    end() {
      const last = rest;
      rest = '';
      return read([last]);
    },
  };
}

/** Finds where each value ends by counting brackets outside of strings. */
function createDocumentParser(): RecordParser<Value> {
  let rest = '';
  let scanned = 0;
  let depth = 0;
  let isInString = false;
  const pattern = /["\\{}[\]]/g;

  function push(text: string): Value[] {
    rest += text;
    const values: Value[] = [];
    let start = 0;
    let skipsTo = 0;
    pattern.lastIndex = scanned;
    for (let found = pattern.exec(rest); found !== null; found = pattern.exec(rest)) {
      const character = found[0];
      if (character === '\\') {
        if (!isInString) continue;
        pattern.lastIndex += 1;
        skipsTo = pattern.lastIndex;
      } else if (character === '"') isInString = !isInString;
      else if (!isInString) {
        if (character === '{' || character === '[') depth += 1;
        else {
          depth -= 1;
          if (depth === 0) {
            values.push(...parseSequence(rest.slice(start, found.index + 1)));
            start = found.index + 1;
          }
        }
      }
    }
    // A backslash at the very end hides the first character of the next piece.
    scanned = Math.max(rest.length, skipsTo) - start;
    rest = rest.slice(start);
    if (rest.length > longestDocument) throw new SelectError('OverMaxRecordSize');
    return values;
  }

  return {
    push,
    end() {
      if (rest.trim() === '') return [];
      return parseSequence(rest);
    },
  };
}

/** A value in brackets, with plain values before it, or plain values alone. */
function parseSequence(text: string): Value[] {
  const plain = /^\s*(?:"(?:[^"\\]|\\.)*"|true|false|null|-?\d[\d.eE+-]*)(?=[\s{["]|$)/;
  const values: Value[] = [];
  let rest = text;
  for (let found = plain.exec(rest); found !== null; found = plain.exec(rest)) {
    values.push(parseJson(found[0]));
    rest = rest.slice(found[0].length);
  }
  return rest.trim() === '' && values.length > 0 ? values : [...values, parseJson(rest)];
}
