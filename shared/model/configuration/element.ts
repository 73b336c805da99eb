import { z } from 'zod';
import { keptSchema } from './kept.ts';

/** Where a field of a model stands in its document: element names, the one that is written first. */
export interface FieldName {
  readonly elements: readonly string[];
  /** An attribute with its namespace, instead of an element. */
  readonly attribute?: { readonly prefix: string; readonly namespace: string };
  /** The text of the part itself, instead of an element in it. */
  readonly isOwnText?: true;
}

/** The names of all fields, by their schemas: what a codec reads documents by. */
export const fieldNames = z.registry<FieldName>();

/** A text that may be absent. Further names are other spellings of the same element, accepted and kept. */
export function text(name: string, ...otherNames: readonly string[]) {
  const schema = z.string();
  fieldNames.add(schema, { elements: [name, ...otherNames] });
  return schema.optional();
}

/** Texts of elements that repeat; empty when there is none. */
export function texts(name: string) {
  const schema = z.array(z.string());
  fieldNames.add(schema, { elements: [name] });
  return schema;
}

/** A whole number from 0, written in decimal; another spelling stays in `kept`. */
export function number(name: string) {
  const schema = z.int().nonnegative();
  fieldNames.add(schema, { elements: [name] });
  return schema.optional();
}

/** `true` or `false`. */
export function flag(name: string) {
  const schema = z.boolean();
  fieldNames.add(schema, { elements: [name] });
  return schema.optional();
}

/** An attribute such as `xsi:type`. */
export function attribute(prefix: string, name: string, namespace: string) {
  const schema = z.string();
  fieldNames.add(schema, { elements: [name], attribute: { prefix, namespace } });
  return schema.optional();
}

/** What a part says when it holds a text and no elements. */
export function ownText() {
  const schema = z.string();
  fieldNames.add(schema, { elements: [], isOwnText: true });
  return schema.optional();
}

/** The fields of an element, and what else it held. Every field may be absent: what a server sends is shown, not judged. */
export function part<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, kept: keptSchema.optional() });
}

/** An element with fields of its own. Further names are other spellings, accepted and kept. */
export function inner<Part extends z.ZodObject>(shape: Part, name: string, ...otherNames: readonly string[]) {
  // A copy, because the same part may stand under several names.
  const schema = shape.clone();
  fieldNames.add(schema, { elements: [name, ...otherNames] });
  return schema.optional();
}

/** Elements that repeat; empty when there is none. */
export function inners<Part extends z.ZodObject>(shape: Part, name: string) {
  const schema = z.array(shape);
  fieldNames.add(schema, { elements: [name] });
  return schema;
}
