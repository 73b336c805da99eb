import type { z } from 'zod';
import type { KeptElement } from '../../../shared/model/configuration/kept.ts';
import { answerText } from '../xml/xml.ts';
import { parseTree, printTree } from '../xml/xml-tree.ts';
import { readPart } from './read-document.ts';
import { writePart } from './write-document.ts';

/**
 * Reads a document into its model. Throws `malformed-response` for broken XML, and `not-offered` for another root or
 * no XML at all: a server that does not know a sub-resource answers with the listing of the bucket or the bytes of the
 * object.
 */
export function readDocument<Schema extends z.ZodObject>(
  body: Uint8Array | string,
  rootName: string,
  schema: Schema,
  namespace: string | null,
): z.infer<Schema> {
  const root = parseTree(answerText(body, rootName));
  // The dialect's own namespace is written anyway.
  const attributes = root.attributes.filter(([name, value]) => name !== 'xmlns' || value !== namespace);
  return readPart({ ...root, attributes }, schema);
}

/**
 * Writes a model as a document. `spellings` are the dialect's own names of elements that are written otherwise by
 * default. Text that XML cannot hold throws `invalid-input`.
 */
export function writeDocument<Schema extends z.ZodObject>(
  model: z.infer<Schema>,
  rootName: string,
  schema: Schema,
  namespace: string | null,
  spellings: Readonly<Record<string, string>> = {},
): string {
  const root = respell(writePart(rootName, model, schema), spellings);
  const isNamed = namespace === null || root.attributes.some(([name]) => name === 'xmlns');
  return printTree(isNamed ? root : { ...root, attributes: [['xmlns', namespace], ...root.attributes] });
}

function respell(element: KeptElement, spellings: Readonly<Record<string, string>>): KeptElement {
  return {
    ...element,
    name: Object.hasOwn(spellings, element.name) ? (spellings[element.name] ?? '') : element.name,
    children: element.children.map((node) =>
      'element' in node ? { element: respell(node.element, spellings) } : node,
    ),
  };
}
