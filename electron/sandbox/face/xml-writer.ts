import type { Dialect } from './dialect.ts';

/** An element that is written already, with everything in it escaped. */
export type XmlNode = { readonly xml: string };

/** The document element of an answer; its namespace is the face's. */
export interface XmlRoot {
  readonly name: string;
  readonly content: readonly XmlNode[] | string;
  /** Some documents have no namespace in any API: errors, for one. */
  readonly isBare: boolean;
}

/** One element with text or with elements. Text is escaped here and nowhere else. */
export function element(name: string, content: string | number | boolean | readonly XmlNode[]): XmlNode {
  return { xml: `<${name}>${write(content)}</${name}>` };
}

/** The document element of an answer. */
export function rootElement(name: string, content: readonly XmlNode[] | string, isBare = false): XmlRoot {
  return { name, content, isBare };
}

/** A whole document, as the face writes it. */
export function xmlDocument({ xml }: Pick<Dialect, 'xml'>, { name, content, isBare }: XmlRoot): string {
  const declaration = xml.hasDeclaration ? '<?xml version="1.0" encoding="UTF-8"?>\n' : '';
  const namespace = xml.namespace === null || isBare ? '' : ` xmlns="${xml.namespace}"`;
  return `${declaration}<${name}${namespace}>${write(content)}</${name}>`;
}

function write(content: string | number | boolean | readonly XmlNode[]): string {
  return Array.isArray(content) ? content.map(({ xml }) => xml).join('') : escapeText(String(content));
}

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Control characters become numeric references, as AWS writes them, although XML 1.0 has no place for most of them:
 * a client that cannot read that asks for `encoding-type=url`.
 */
function escapeText(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    /[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g,
    (character) => special[character] ?? `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`,
  );
}
