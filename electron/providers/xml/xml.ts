import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { failure } from '../../../shared/model/app-error.ts';

/** A parsed element: text, or children by name. Every child is an array, so one and many read the same. */
export type XmlNode = string | XmlElement;
export interface XmlElement {
  readonly [name: string]: readonly XmlNode[];
}

/** What to write: text, a list of elements of one name, or children by name in writing order. */
export type XmlContent =
  | string
  | number
  | boolean
  | readonly XmlContent[]
  | { readonly [name: string]: XmlContent | undefined };

/** Parser settings under which text comes out as it went in; listings use them too. */
export const faithfulParsing = {
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  // Keys like `0012`, `1e5` and `true` are text, and their spaces belong to them.
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 10_000_000, maxExpandedLength: 100_000_000 },
} as const;

const parser = new XMLParser({
  ...faithfulParsing,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
});

/**
 * Parses a document and returns the content of its root, which must have the given name. Rejects truncated and
 * malformed text, and another root, by throwing `malformed-response`.
 */
export function parseXml(body: Uint8Array | string, rootName: string): XmlElement {
  const root = parseAnyRoot(body);
  if (root.name !== rootName) {
    throw malformed(`The server answered <${root.name.slice(0, 40)}> where <${rootName}> was due.`);
  }
  return root.content;
}

/**
 * As `parseXml`, for the answer to a sub-resource or a header that a server may not know. One that ignores what it does
 * not know answers with success and something else (a listing, the object, nothing), which throws `not-offered`.
 */
export function parseOfferedXml(body: Uint8Array | string, rootName: string): XmlElement {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  // A page of a proxy or a web console is no answer of a storage server at all.
  return parseXml(isHtml(text) ? text : answerText(text, rootName), rootName);
}

/** The text of an answer whose root has this name. Throws `not-offered` for a success that answers something else. */
export function answerText(body: Uint8Array | string, rootName: string): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  if (text.trim() === '') throw otherAnswer('nothing', rootName);
  const start = /^\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!doctype[^>]*>\s*)*<(?:[\w.-]+:)?([\w.-]+)/is.exec(text);
  if (start === null) throw otherAnswer('something that is no XML', rootName);
  const [, name = ''] = start;
  if (name !== rootName) throw otherAnswer(`<${name.slice(0, 40)}>`, rootName);
  return text;
}

/** A success that answers something else than was asked: the server does not know the question. */
export function otherAnswer(what: string, rootName: string): ReturnType<typeof failure> {
  return failure(
    'not-offered',
    `This server does not offer this: it answered ${what} where <${rootName}> was due.`,
    { reason: 'other-answer', code: 'UnknownSubResource' },
  );
}

/** A document's root: its children, or its text when it has none. */
export interface XmlRoot {
  readonly name: string;
  readonly content: XmlElement;
  readonly text: string;
}

/** Parses a document whatever its root is called. Throws `malformed-response`. */
export function parseAnyRoot(body: Uint8Array | string): XmlRoot {
  const text = (typeof body === 'string' ? body : Buffer.from(body).toString('utf8')).trim();
  if (text === '') throw malformed('The server answered nothing where XML was due.');
  if (!text.startsWith('<') || isHtml(text)) {
    throw failure(
      'malformed-response',
      'The server answered with something other than XML. Is this the address of its storage interface, not of its web console?',
      { reason: 'not-a-storage-server', retry: 'after-user-acts' },
    );
  }
  if (XMLValidator.validate(text) !== true) {
    throw malformed('The XML the server answered is broken or cut off.');
  }
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch {
    throw malformed('The XML the server answered is broken or cut off.');
  }
  const [entry] = Object.entries(parsed as Record<string, XmlNode[]>).filter(([name]) => name !== '#text');
  if (!entry) throw malformed('The XML the server answered has no content.');
  const [name, [content]] = entry;
  if (typeof content === 'string') return { name, content: {}, text: content };
  return { name, content: content ?? {}, text: '' };
}

function isHtml(text: string): boolean {
  return /^\s*<(?:!doctype html|html)/i.test(text);
}

/** Child elements of a name; text children count as empty elements. */
export function children(element: XmlElement, name: string): XmlElement[] {
  return (element[name] ?? []).map((node) => (typeof node === 'string' ? {} : node));
}

/** The first child of a name as an element; empty when there is none. */
export function child(element: XmlElement, name: string): XmlElement {
  return children(element, name)[0] ?? {};
}

/** Text of the first child of a name; null when there is no such child. */
export function text(element: XmlElement, name: string): string | null {
  const node = element[name]?.[0];
  if (node === undefined) return null;
  return typeof node === 'string' ? node : '';
}

/** A time like `2025-10-10T08:09:10.000Z` in milliseconds; null when absent or unreadable. */
export function timeMs(element: XmlElement, name: string): number | null {
  const value = Date.parse(text(element, name) ?? '');
  return Number.isNaN(value) ? null : value;
}

/** A non-negative decimal; 0 when absent or unreadable. */
export function count(element: XmlElement, name: string): number {
  const value = Number(text(element, name) ?? '');
  return Number.isFinite(value) && value >= 0 ? value : 0;
}

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false, processEntities: false });

/** Writes a document. Control characters that XML 1.0 cannot hold throw `invalid-input`. */
export function printXml(rootName: string, content: XmlContent, namespace: string | null): string {
  const attributes = namespace === null ? {} : { '@_xmlns': namespace };
  return builder.build({ [rootName]: { ...attributes, ...(escapeAll(content) as object) } });
}

function escapeAll(content: XmlContent | undefined): unknown {
  if (content === undefined) return undefined;
  if (typeof content === 'string') return escapeText(content);
  if (typeof content !== 'object') return String(content);
  if (Array.isArray(content)) return content.map(escapeAll);
  return Object.fromEntries(
    Object.entries(content)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, escapeAll(value)]),
  );
}

/**
 * Text as content or attribute. Line breaks are written as references, because a parser may turn `\r\n` into `\n`.
 * Control characters that XML 1.0 cannot hold throw `invalid-input`.
 */
export function escapeText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are not allowed in XML 1.0.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value)) {
    throw failure('invalid-input', 'XML cannot carry the control characters of this text.', {
      reason: 'not-xml-text',
    });
  }
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;');
}

function malformed(message: string): ReturnType<typeof failure> {
  return failure('malformed-response', message, { reason: 'bad-xml' });
}
