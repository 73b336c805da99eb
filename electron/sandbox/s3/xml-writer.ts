/** An element that is written already, with everything in it escaped. */
export type XmlNode = { readonly xml: string };

/** The namespace of every answer. */
export const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** One element with text or with elements. Text is escaped here and nowhere else. */
export function element(name: string, content: string | number | boolean | readonly XmlNode[]): XmlNode {
  const inner = Array.isArray(content) ? content.map(({ xml }) => xml).join('') : escapeText(String(content));
  return { xml: `<${name}>${inner}</${name}>` };
}

/** A whole document, under the namespace of S3 when `root` is not an error. */
export function xmlDocument(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`;
}

/** The document element of an answer. */
export function rootElement(name: string, content: readonly XmlNode[]): XmlNode {
  return { xml: `<${name} xmlns="${s3Namespace}">${content.map(({ xml }) => xml).join('')}</${name}>` };
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
