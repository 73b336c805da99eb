import { entryFields, entryNames, type ListingDocument, type ListingEntry } from './listing-entries.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads a listing page ten times as fast as a general XML parser, because it knows the few shapes such pages have.
 * null for anything else (attributes, comments, CDATA, a document that ends early): then the general parser decides,
 * and it alone says what is malformed.
 */
export function scanListing(document: string, rootName: string): ListingDocument | null {
  const text = document.includes('\r') ? document.replace(/\r\n?/g, '\n') : document;
  try {
    return new Scanner(text).document(rootName);
  } catch (thrown) {
    if (thrown === unknownShape) return null;
    throw thrown;
  }
}

const unknownShape = Symbol('unknown shape');

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(rootName: string): ListingDocument {
    this.#prologue();
    this.#root(rootName);
    const entries: ListingEntry[] = [];
    const scalars: Record<string, string> = {};
    for (let name = this.#open(rootName); name !== null; name = this.#open(rootName)) {
      if (this.#isEmpty) {
        if (!entryNames.has(name)) scalars[name] ??= '';
      } else if (entryNames.has(name)) {
        entries.push({ type: name, fields: this.#entry(name) });
      } else {
        const value = this.#value(name, true);
        if (value !== null) scalars[name] ??= value;
      }
    }
    if (this.#text.slice(this.#at).trim() !== '') throw unknownShape;
    return { entries, scalars };
  }

  #isEmpty = false;

  #prologue(): void {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    this.#space();
    if (!this.#text.startsWith('<?xml', this.#at)) return;
    const end = this.#text.indexOf('?>', this.#at);
    if (end < 0) throw unknownShape;
    this.#at = end + 2;
  }

  #root(name: string): void {
    this.#space();
    if (!this.#text.startsWith(`<${name}`, this.#at)) throw unknownShape;
    const end = this.#text.indexOf('>', this.#at);
    const afterName = this.#text.charAt(this.#at + name.length + 1);
    if (end < 0 || this.#text.charAt(end - 1) === '/' || !/^[\s>]$/.test(afterName)) throw unknownShape;
    this.#at = end + 1;
  }

  /** Name of the next start tag, or null after the end tag of `parent`. */
  #open(parent: string): string | null {
    this.#space();
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== 60) throw unknownShape;
    const end = text.indexOf('>', this.#at);
    if (end < 0) throw unknownShape;
    if (text.charCodeAt(this.#at + 1) === 47) {
      if (text.slice(this.#at + 2, end) !== parent) throw unknownShape;
      this.#at = end + 1;
      return null;
    }
    this.#isEmpty = text.charCodeAt(end - 1) === 47;
    const name = text.slice(this.#at + 1, this.#isEmpty ? end - 1 : end);
    if (!entryFields.has(name) && !/^[A-Za-z]+$/.test(name)) throw unknownShape;
    this.#at = end + 1;
    return name;
  }

  #entry(type: string): Record<string, string> {
    const fields: Record<string, string> = {};
    for (let name = this.#open(type); name !== null; name = this.#open(type)) {
      const isWanted = entryFields.has(name);
      if (this.#isEmpty) {
        if (isWanted) fields[name] ??= '';
        continue;
      }
      const value = this.#value(name, isWanted);
      if (isWanted && value !== null) fields[name] ??= value;
    }
    return fields;
  }

  /** Text up to the end tag; null for an element with children that nobody wants. */
  #value(name: string, isWanted: boolean): string | null {
    const end = this.#text.indexOf(`</${name}>`, this.#at);
    if (end < 0) throw unknownShape;
    const raw = this.#text.slice(this.#at, end);
    this.#at = end + name.length + 3;
    if (!raw.includes('<')) return isWanted ? decode(raw) : null;
    if (raw.includes(`<${name}`) || raw.includes('<!') || entryFields.has(name)) throw unknownShape;
    return null;
  }

  #space(): void {
    for (let code = this.#text.charCodeAt(this.#at); code <= 32; code = this.#text.charCodeAt(this.#at)) {
      this.#at += 1;
    }
  }
}

function decode(raw: string): string {
  if (!raw.includes('&')) return raw;
  // Every ETag has two of these, and most have nothing else.
  const unquoted = raw.replaceAll('&quot;', '"');
  if (!unquoted.includes('&')) return unquoted;
  return unquoted.replace(/&([^;]{0,10});?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) throw unknownShape;
    const known = entities[name];
    if (known !== undefined) return known;
    const digits = /^#(?:x([0-9A-Fa-f]+)|(\d+))$/.exec(name);
    const code = Number.parseInt(digits?.[1] ?? digits?.[2] ?? '', digits?.[1] ? 16 : 10);
    if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw unknownShape;
    return String.fromCodePoint(code);
  });
}
