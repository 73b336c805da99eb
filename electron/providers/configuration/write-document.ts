import type { z } from 'zod';
import type { Kept, KeptElement, KeptNode } from '../../../shared/model/configuration/kept.ts';
import { type DocumentField, fieldsOf } from './document-fields.ts';
import { fieldFor } from './read-document.ts';

type Part = Readonly<Record<string, unknown>>;
type Attribute = KeptElement['attributes'][number];

/** Writes a part as it was read, with its fields as they are now; new ones follow where their like ends. */
export function writePart<Schema extends z.ZodObject>(
  name: string,
  model: z.infer<Schema>,
  schema: Schema,
): KeptElement {
  const part = model as Part;
  const fields = fieldsOf(schema);
  const kept = part.kept as Kept | undefined;
  const queues = new Map(
    fields
      .filter(({ name: { attribute, isOwnText } }) => !attribute && !isOwnText)
      .map((field) => [field, valuesOf(part, field)]),
  );
  const layout = kept?.layout ?? [];
  const children = layout.flatMap((piece, at): KeptNode[] => {
    if (!('slot' in piece) && !('element' in piece)) return [piece];
    const slot = 'slot' in piece ? piece.slot : piece.element.name;
    const field = fieldFor(slot, fields);
    const queue = field && queues.get(field);
    if (!field || !queue) return 'element' in piece ? [piece] : [];
    if ('element' in piece) {
      // What could not be read gives way to a value that was set since.
      const isReplaced = !field.isList && queue.length > 0 && !hasSlot(layout, field, fields);
      return isReplaced ? queue.splice(0).map((value) => writeValue(slot, value, field)) : [piece];
    }
    const isLast = !hasSlot(layout.slice(at + 1), field, fields);
    return queue.splice(0, isLast ? queue.length : 1).map((value) => writeValue(slot, value, field));
  });
  const rest = [...queues].flatMap(([field, queue]) =>
    queue.map((value) => writeValue(field.name.elements[0] ?? '', value, field)),
  );
  const own = fields.find(({ name: { isOwnText } }) => isOwnText);
  const texts = own ? valuesOf(part, own).map((value): KeptNode => ({ text: String(value) })) : [];
  return {
    name,
    attributes: writeAttributes(part, fields, kept),
    children: [...texts, ...children, ...rest],
  };
}

function hasSlot(layout: Kept['layout'], field: DocumentField, fields: readonly DocumentField[]): boolean {
  return layout.some((piece) => 'slot' in piece && fieldFor(piece.slot, fields) === field);
}

function valuesOf(part: Part, { key, isList }: DocumentField): unknown[] {
  const value = part[key];
  if (isList) return [...((value ?? []) as unknown[])];
  return value === undefined ? [] : [value];
}

function writeValue(name: string, value: unknown, { type }: DocumentField): KeptNode {
  if (typeof type === 'object') return { element: writePart(name, value as Part, type) };
  const text = String(value);
  return { element: { name, attributes: [], children: text === '' ? [] : [{ text }] } };
}

function writeAttributes(part: Part, fields: readonly DocumentField[], kept: Kept | undefined): Attribute[] {
  const attributes: Attribute[] = [...(kept?.attributes ?? [])];
  for (const { key, name } of fields) {
    const value = part[key];
    if (!name.attribute || value === undefined) continue;
    const { prefix, namespace } = name.attribute;
    if (!attributes.some(([known]) => known === `xmlns:${prefix}`)) {
      attributes.push([`xmlns:${prefix}`, namespace]);
    }
    attributes.push([`${prefix}:${name.elements[0]}`, String(value)]);
  }
  return attributes;
}
