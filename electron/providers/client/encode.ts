import type { QueryPair } from '../dialect.ts';

/**
 * RFC 3986 encoding as signatures want it: everything but `A-Za-z0-9-._~`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The text must be
 * well-formed Unicode.
 */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Encodes a key segment by segment: slashes stay, and so do empty, `.` and `..` segments. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeRfc3986).join('/');
}

/** A query as it goes onto the wire, in the given order. */
export function encodeQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value]) =>
      value === undefined ? encodeRfc3986(name) : `${encodeRfc3986(name)}=${encodeRfc3986(value)}`,
    )
    .join('&');
}
