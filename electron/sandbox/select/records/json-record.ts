import type { InputRecord } from '../evaluate.ts';
import type { Name, Step } from '../sql/syntax.ts';
import { JsonObject, missing, type Value } from '../values/value.ts';

/** The records that a document holds at the path of FROM: each element of a list that the path opens is one. */
export function recordsOfDocument(document: Value, from: readonly Step[]): InputRecord[] {
  // The first [*] stands for the documents of the file, and opens a document that is a list itself.
  const [first, ...rest] = from;
  const opened = first === undefined || !Array.isArray(document) ? [document] : document;
  return opened.flatMap((value) => walk(value, rest)).map(jsonRecord);
}

/** All values that a path leads to. */
function walk(value: Value, steps: readonly Step[]): Value[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (step.kind === 'elements') return Array.isArray(value) ? value.flatMap((one) => walk(one, rest)) : [];
  const next = take(value, step);
  return next === missing ? [] : walk(next, rest);
}

function jsonRecord(value: Value): InputRecord {
  const object = value instanceof JsonObject ? value : new JsonObject([['_1', value]]);
  return { at: (steps) => valueAt(object, steps), fields: () => object.fields };
}

/** The value at a path, `missing` when there is none; from `[*]` on it is a list. */
function valueAt(value: Value, steps: readonly Step[]): Value {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.kind !== 'elements') return valueAt(take(value, step), rest);
  if (!Array.isArray(value)) return missing;
  const opensMore = rest.some(({ kind }) => kind === 'elements');
  return value.flatMap((one) => {
    const found = valueAt(one, rest);
    return opensMore && Array.isArray(found) ? found : [found];
  });
}

function take(value: Value, step: Exclude<Step, { kind: 'elements' }>): Value {
  if (step.kind === 'index') return Array.isArray(value) ? (value[step.index] ?? missing) : missing;
  return value instanceof JsonObject ? fieldOf(value, step.name) : missing;
}

function fieldOf({ fields }: JsonObject, { text, isQuoted }: Name): Value {
  const exact = fields.find(([name]) => name === text);
  if (exact !== undefined || isQuoted) return exact?.[1] ?? (exact === undefined ? missing : null);
  const lower = text.toLowerCase();
  const similar = fields.find(([name]) => name.toLowerCase() === lower);
  return similar === undefined ? missing : similar[1];
}
