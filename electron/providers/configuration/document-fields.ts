import { z } from 'zod';
import { type FieldName, fieldNames } from '../../../shared/model/configuration/element.ts';

/** A field of a model and how it stands in a document. */
export interface DocumentField {
  readonly key: string;
  readonly name: FieldName;
  readonly isList: boolean;
  readonly type: 'text' | 'number' | 'flag' | z.ZodObject;
}

const known = new WeakMap<z.ZodObject, readonly DocumentField[]>();

/** The fields of a part, in writing order. */
export function fieldsOf(schema: z.ZodObject): readonly DocumentField[] {
  const found = known.get(schema) ?? readFields(schema);
  known.set(schema, found);
  return found;
}

function readFields(schema: z.ZodObject): DocumentField[] {
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const bare = field instanceof z.ZodOptional ? field.unwrap() : field;
    const name = fieldNames.get(bare as z.ZodType);
    if (!name) return [];
    const isList = bare instanceof z.ZodArray;
    return [{ key, name, isList, type: typeOf(isList ? bare.element : bare) }];
  });
}

function typeOf(schema: unknown): DocumentField['type'] {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodNumber) return 'number';
  return schema instanceof z.ZodBoolean ? 'flag' : 'text';
}

/** A name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
