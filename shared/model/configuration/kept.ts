import { z } from 'zod';

/** An XML element as it was read: names with their prefixes, attributes and children in order. */
export interface KeptElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly KeptNode[];
}

export type KeptNode =
  | { readonly text: string }
  | { readonly comment: string }
  | { readonly element: KeptElement };

/**
 * What a part of a document held beyond the fields of its model, and in which order. `layout` lists the children: a
 * `slot` stands for the next value of the field of that element. A part without `kept` is written in the order of
 * its model. Whoever edits a model copies `kept` along with the fields, and leaves it out of a part that is new.
 */
export interface Kept {
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly layout: readonly ({ readonly slot: string } | KeptNode)[];
}

const attributesSchema = z.array(z.tuple([z.string(), z.string()]));
const elementSchema: z.ZodType<KeptElement> = z.lazy(() =>
  z.strictObject({ name: z.string(), attributes: attributesSchema, children: z.array(nodeSchema) }),
);
const nodeSchema: z.ZodType<KeptNode> = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ comment: z.string() }),
  z.strictObject({ element: elementSchema }),
]);
export const keptSchema: z.ZodType<Kept> = z.strictObject({
  attributes: attributesSchema,
  layout: z.array(z.union([z.strictObject({ slot: z.string() }), nodeSchema])),
});
