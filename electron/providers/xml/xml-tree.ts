import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { failure } from '../../../shared/model/app-error.ts';
import type { KeptElement, KeptNode } from '../../../shared/model/configuration/kept.ts';
import { escapeText, faithfulParsing } from './xml.ts';

const COMMENT = '#comment';
const TEXT = '#text';
const ATTRIBUTES = ':@';

const parser = new XMLParser({
  ...faithfulParsing,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  removeNSPrefix: false,
  preserveOrder: true,
  commentPropName: COMMENT,
  // Every name is a key of an object of its own, where it shadows nothing.
  onDangerousProperty: (name) => name,
});

type Ordered = Readonly<Record<string, unknown>>;

/**
 * Parses a document into a tree that has everything but the declaration and what is outside the root: attributes,
 * prefixes, order, comments and white space. Throws `malformed-response`.
 */
export function parseTree(body: Uint8Array | string): KeptElement {
  const source = (typeof body === 'string' ? body : Buffer.from(body).toString('utf8')).trim();
  if (source === '') throw malformed('The server answered nothing where XML was due.');
  if (!source.startsWith('<')) throw malformed('The server answered with something other than XML.');
  if (XMLValidator.validate(source) !== true) {
    throw malformed('The XML the server answered is broken or cut off.');
  }
  try {
    const nodes = (parser.parse(source) as Ordered[]).flatMap(readNode);
    const root = nodes.find((node) => 'element' in node);
    if (root) return root.element;
  } catch {
    throw malformed('The XML the server answered is broken or cut off.');
  }
  throw malformed('The XML the server answered has no content.');
}

function readNode(node: Ordered): KeptNode[] {
  if (TEXT in node) return [{ text: String(node[TEXT]) }];
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (name === undefined) return [];
  const content = node[name] as Ordered[];
  if (name === COMMENT) return [{ comment: content.map((piece) => String(piece[TEXT])).join('') }];
  const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, unknown>);
  return [
    {
      element: {
        name,
        attributes: attributes.map(([key, value]) => [key, String(value)] as const),
        children: joinTexts(content.flatMap(readNode)),
      },
    },
  ];
}

/** A text interrupted by CDATA arrives in pieces. */
function joinTexts(nodes: readonly KeptNode[]): KeptNode[] {
  const joined: KeptNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if ('text' in node && last && 'text' in last) joined[joined.length - 1] = { text: last.text + node.text };
    else joined.push(node);
  }
  return joined;
}

/** Writes a tree. Text that XML 1.0 cannot hold throws `invalid-input`. */
export function printTree({ name, attributes, children }: KeptElement): string {
  const start = [name, ...attributes.map(([key, value]) => `${key}="${escapeText(value)}"`)].join(' ');
  return `<${start}>${children.map(printNode).join('')}</${name}>`;
}

function printNode(node: KeptNode): string {
  if ('text' in node) return escapeText(node.text);
  if ('comment' in node) return `<!--${node.comment}-->`;
  return printTree(node.element);
}

function malformed(message: string): ReturnType<typeof failure> {
  return failure('malformed-response', message, { reason: 'bad-xml' });
}
