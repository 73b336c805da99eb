import type { z } from 'zod';
import type { Kept, KeptElement, KeptNode } from '../../../shared/model/configuration/kept.ts';
import { type DocumentField, fieldsOf, localName } from './document-fields.ts';

type Part = Record<string, unknown>;
type Piece = Kept['layout'][number];

/**
 * Reads an element into the model of its schema. What the model has no field for, or whose text is not what the field
 * takes, stays in `kept` where it stood; white space between elements does not.
 */
export function readPart<Schema extends z.ZodObject>(element: KeptElement, schema: Schema): z.infer<Schema> {
  const fields = fieldsOf(schema);
  const part: Part = Object.fromEntries(
    fields.filter(({ isList }) => isList).map(({ key }) => [key, [] as unknown[]]),
  );
  const attributes = element.attributes.filter(([name, value]) => {
    const field = fields.find(({ name: { attribute, elements } }) =>
      attribute ? name === `${attribute.prefix}:${elements[0]}` : false,
    );
    if (field) part[field.key] = value;
    return !field;
  });
  const own = fields.find(({ name }) => name.isOwnText);
  const words = own && ownTextOf(element);
  if (own && words) part[own.key] = words;
  const isMixed = element.children.some((node) => !('text' in node));
  const layout = element.children
    .filter((node) => !('text' in node && (words || (isMixed && node.text.trim() === ''))))
    .flatMap((node) => readChild(node, fields, part));
  // Only what a default writing would not do by itself has to be remembered.
  if (attributes.length > 0 || !isDefault(layout, fields, part)) part.kept = { attributes, layout };
  return part as z.infer<Schema>;
}

/** The text of an element that has nothing but text; empty when it says nothing. */
function ownTextOf({ children }: KeptElement): string {
  const texts = children.map((node) => ('text' in node ? node.text : null));
  return texts.includes(null) || texts.join('').trim() === '' ? '' : texts.join('');
}

function readChild(node: KeptNode, fields: readonly DocumentField[], part: Part): Piece[] {
  if (!('element' in node)) return [node];
  const { element } = node;
  const field = fieldFor(element.name, fields);
  if (!field || (!field.isList && part[field.key] !== undefined)) return [node];
  const value = readValue(element, field);
  if (value === undefined) return [node];
  if (field.isList) (part[field.key] as unknown[]).push(value);
  else part[field.key] = value;
  return [{ slot: element.name }];
}

/** The field an element belongs to. */
export function fieldFor(name: string, fields: readonly DocumentField[]): DocumentField | undefined {
  const local = localName(name);
  return fields.find((field) => !field.name.attribute && field.name.elements.includes(local));
}

function readValue(element: KeptElement, { type }: DocumentField): unknown {
  if (typeof type === 'object') return readPart(element, type);
  const { attributes, children } = element;
  if (attributes.length > 0 || children.some((child) => !('text' in child))) return undefined;
  const text = children.map((child) => ('text' in child ? child.text : '')).join('');
  if (type === 'text') return text;
  if (type === 'flag') return text === 'true' ? true : text === 'false' ? false : undefined;
  const value = Number(text);
  return /^(?:0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

function isDefault(layout: readonly Piece[], fields: readonly DocumentField[], part: Part): boolean {
  const expected = fields
    .filter(({ name }) => name.elements.length > 0 && !name.attribute)
    .flatMap(({ key, name, isList }) => {
      const value = part[key];
      const count = isList ? (value as unknown[]).length : Number(value !== undefined);
      return Array.from({ length: count }, () => name.elements[0]);
    });
  return layout.every((piece, at) => 'slot' in piece && piece.slot === expected[at]);
}
