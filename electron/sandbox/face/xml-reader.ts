import { FaceError } from './face-error.ts';

/** An element of a request body. Attributes and prefixes of names are read over; `text` is all text right inside. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  readonly name: string;
  readonly rawName: string;
  text: string;
  readonly children: XmlElement[];
}

const mostDepth = 20;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const markup =
  /<(?:(\?[\s\S]*?\?)|!--([\s\S]*?)--|!\[CDATA\[([\s\S]*?)\]\]|(\/)([^\s<>/]+)\s*|([^\s<>/!?]+)((?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?))>/y;

/**
 * Reads a small XML document strictly, and keeps every character of its text, control characters included: a key may
 * hold any of them. Document types are refused, so that no entity can be defined.
 * Throws FaceError `MalformedXML`.
 */
export function readXml(source: string): XmlElement {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  const stack: OpenElement[] = [];
  let root: XmlElement | null = null;
  let position = 0;
  while (position < text.length) {
    const next = text.indexOf('<', position);
    const run = text.slice(position, next < 0 ? text.length : next);
    const top = stack.at(-1);
    if (top !== undefined) top.text += decode(run);
    else if (run.trim() !== '') throw malformed();
    if (next < 0) break;
    markup.lastIndex = next;
    const found = markup.exec(text);
    if (found === null) throw malformed();
    position = markup.lastIndex;
    const [, , , cdata, isEnd, endName, startName, , isEmpty] = found;
    if (cdata !== undefined) {
      if (top === undefined) throw malformed();
      top.text += cdata;
    } else if (isEnd !== undefined) {
      if (top === undefined || top.rawName !== endName) throw malformed();
      stack.pop();
      root = close(top, stack) ?? root;
    } else if (startName !== undefined) {
      if ((top === undefined && root !== null) || stack.length >= mostDepth) throw malformed();
      const name = startName.slice(startName.indexOf(':') + 1);
      const opened: OpenElement = { name, rawName: startName, text: '', children: [] };
      if (isEmpty === '/') root = close(opened, stack) ?? root;
      else stack.push(opened);
    }
  }
  if (root === null || stack.length > 0) throw malformed();
  return root;
}

/** The document element; throws `MalformedXML` when its name is another. */
export function readRoot(source: string, name: string): XmlElement {
  const root = readXml(source);
  if (root.name !== name) throw malformed();
  return root;
}

/** The one child of that name, null when there is none; `MalformedXML` for several. */
export function childOf(parent: XmlElement, name: string): XmlElement | null {
  const found = parent.children.filter((child) => child.name === name);
  if (found.length > 1) throw malformed();
  return found[0] ?? null;
}

/** Text of the one child of that name, null when there is none. */
export function childText(parent: XmlElement, name: string): string | null {
  return childOf(parent, name)?.text ?? null;
}

/** Throws `MalformedXML` when there is a child of another name: what is not understood is refused, not ignored. */
export function allowChildren(parent: XmlElement, ...names: readonly string[]): void {
  if (parent.children.some(({ name }) => !names.includes(name))) throw malformed();
}

/** The answer to a body that is no such document. */
export function malformed(): FaceError {
  return new FaceError('MalformedXML');
}

/** Gives the element when it is the document element. */
function close({ name, text, children }: OpenElement, stack: readonly OpenElement[]): XmlElement | null {
  const done: XmlElement = { name, text, children };
  const parent = stack.at(-1);
  if (parent === undefined) return done;
  parent.children.push(done);
  return null;
}

function decode(run: string): string {
  // XML readers see every line end as a line feed; a carriage return that matters comes as a reference.
  const normal = run.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  if (!normal.includes('&')) return normal;
  return normal.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));|&/g, (_, decimal, hex, name) => {
    if (name !== undefined) {
      const character = Object.hasOwn(named, name) ? named[name] : undefined;
      if (character !== undefined) return character;
    } else if (decimal !== undefined || hex !== undefined) {
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10);
      if (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code);
    }
    throw malformed();
  });
}
