import { XMLParser } from 'fast-xml-parser';
import { entryFields, entryNames, type ListingDocument, type ListingEntry } from './listing-entries.ts';
import { faithfulParsing, parseAnyRoot } from './xml.ts';

type OrderedNode = Readonly<Record<string, readonly OrderedNode[] | string>>;

/** Keeps document order, in which versions and delete markers alternate. */
const orderedParser = new XMLParser({ ...faithfulParsing, preserveOrder: true });

/** Reads a listing page of any legal shape with the general parser. Throws `malformed-response`. */
export function parseListing(document: string, rootName: string): ListingDocument | null {
  if (parseAnyRoot(document).name !== rootName) return null;
  const roots = orderedParser.parse(document.trim()) as OrderedNode[];
  const root = roots.map((node) => childrenOf(node, rootName)).find((nodes) => nodes !== null) ?? [];
  const entries: ListingEntry[] = [];
  const scalars: Record<string, string> = {};
  for (const node of root) {
    const name = nameOf(node);
    const nodes = name === null ? null : childrenOf(node, name);
    if (name === null || nodes === null) continue;
    if (entryNames.has(name)) {
      if (nodes.some((inner) => nameOf(inner) !== null))
        entries.push({ type: name, fields: fieldsOf(nodes) });
    } else if (nodes.every((inner) => nameOf(inner) === null)) {
      scalars[name] ??= textOf(nodes);
    }
  }
  return { entries, scalars };
}

function fieldsOf(nodes: readonly OrderedNode[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const node of nodes) {
    const name = nameOf(node);
    if (name === null || !entryFields.has(name)) continue;
    fields[name] ??= textOf(childrenOf(node, name) ?? []);
  }
  return fields;
}

function nameOf(node: OrderedNode): string | null {
  return Object.keys(node).find((name) => name !== '#text' && name !== ':@') ?? null;
}

function childrenOf(node: OrderedNode, name: string): readonly OrderedNode[] | null {
  const nodes = node[name];
  return Array.isArray(nodes) ? nodes : null;
}

function textOf(nodes: readonly OrderedNode[]): string {
  return nodes.map((node) => (typeof node['#text'] === 'string' ? node['#text'] : '')).join('');
}
