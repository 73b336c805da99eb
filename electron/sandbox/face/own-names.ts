import type { Dialect } from './dialect.ts';

/**
 * What stands for the prefix of a face's own headers everywhere in the shared code: `x-own-acl` is `x-amz-acl` on the
 * wire of S3, `x-cos-acl` on that of COS.
 */
export const ownPrefix = 'x-own-';

type Names = Pick<Dialect, 'headers'>;

/** The name on the wire of a header that the shared code names. */
export function toWireName({ headers }: Names, name: string): string {
  const special = headers.names[name];
  if (special !== undefined) return special;
  return name.startsWith(ownPrefix) ? headers.prefix + name.slice(ownPrefix.length) : name;
}

/** The name in the shared code of a header on the wire, in lower case; null for one that only pretends to be that. */
export function fromWireName({ headers }: Names, name: string): string | null {
  if (name.startsWith(ownPrefix)) return null;
  const special = Object.entries(headers.names).find(([, wire]) => wire === name);
  if (special !== undefined) return special[0];
  return name.startsWith(headers.prefix) ? ownPrefix + name.slice(headers.prefix.length) : name;
}

/** A text for the client in which names of headers stand as the client knows them. */
export function withWireNames(dialect: Names, text: string): string {
  return text.replace(/x-own-[\w-]*/g, (name) => toWireName(dialect, name));
}
