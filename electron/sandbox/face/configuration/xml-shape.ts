import type { Dialect } from '../dialect.ts';
import { malformed, readXml, type XmlElement } from '../xml-reader.ts';
import { element, rootElement, type XmlNode, xmlDocument } from '../xml-writer.ts';

/** Throws `MalformedXML` for an element that is not of the shape. */
export type Shape = (given: XmlElement) => void;

/** How often a child may be there. */
type Count = readonly [shape: Shape, least: number, most: number];

/** Text alone, without surrounding spaces; `fits` judges it. */
export function text(fits: (value: string) => boolean = () => true): Shape {
  return ({ children, text: value }) => {
    if (children.length > 0 || !fits(value.trim())) throw malformed();
  };
}

/** One of these words. */
export function word(...words: readonly string[]): Shape {
  return text((value) => words.includes(value));
}

/** A whole number of 0 or more. */
export const wholeNumber: Shape = text((value) => /^\d{1,10}$/.test(value));

/** Children by name; one that has no place here is refused, never dropped. */
export function group(children: Readonly<Record<string, Count>>): Shape {
  return (given) => {
    if (given.text.trim() !== '') throw malformed();
    const counts = new Map<string, number>();
    for (const child of given.children) {
      const known = Object.hasOwn(children, child.name) ? children[child.name] : undefined;
      if (known === undefined) throw malformed();
      counts.set(child.name, (counts.get(child.name) ?? 0) + 1);
      known[0](child);
    }
    for (const [name, [, least, most]] of Object.entries(children)) {
      const count = counts.get(name) ?? 0;
      if (count < least || count > most) throw malformed();
    }
  };
}

/** A child that must be there once. */
export const one = (shape: Shape): Count => [shape, 1, 1];
/** A child that may be there once. */
export const maybe = (shape: Shape): Count => [shape, 0, 1];
/** A child that may be there often. */
export const many = (shape: Shape, least: number, most: number): Count => [shape, least, most];

/** Reads a document of one shape. Throws `MalformedXML`. */
export function readShaped(source: string, rootName: string, shape: Shape): XmlElement {
  const root = readXml(source);
  if (root.name !== rootName) throw malformed();
  shape(root);
  return root;
}

/** The text of the one child, trimmed; null when there is none. */
export function textOf(parent: XmlElement | null, name: string): string | null {
  return parent?.children.find((child) => child.name === name)?.text.trim() ?? null;
}

/** The text as it stands, for keys and values, whose spaces count; null when there is none. */
export function exactTextOf(parent: XmlElement | null, name: string): string | null {
  return parent?.children.find((child) => child.name === name)?.text ?? null;
}

/** The first child of that name. */
export function partOf(parent: XmlElement | null, name: string): XmlElement | null {
  return parent?.children.find((child) => child.name === name) ?? null;
}

/** All children of that name. */
export function partsOf(parent: XmlElement | null, name: string): XmlElement[] {
  return parent?.children.filter((child) => child.name === name) ?? [];
}

/** Texts of all children of that name, trimmed. */
export function textsOf(parent: XmlElement | null, name: string): string[] {
  return partsOf(parent, name).map((child) => child.text.trim());
}

/** A document of a face as its text again, under its namespace. */
export function writeShaped(dialect: Pick<Dialect, 'xml'>, root: XmlElement): string {
  const content = root.children.length > 0 ? root.children.map(writeNode) : root.text.trim();
  return xmlDocument(dialect, rootElement(root.name, content));
}

function writeNode({ name, text: value, children }: XmlElement): XmlNode {
  return element(name, children.length > 0 ? children.map(writeNode) : value);
}
