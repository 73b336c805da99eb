/** RFC 3986 encoding: everything but `A-Za-z0-9-._~`. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The same with `/` kept: a key in a path. */
export function encodePath(text: string): string {
  return encodeStrictly(text).replaceAll('%2F', '/');
}

/** What `encoding-type=url` does to a key of a listing: `/` stays, a space becomes `+`. */
export function encodeListed(text: string): string {
  return encodePath(text).replaceAll('%20', '+');
}

/** Decodes %XX as UTF-8; null when that is not possible. */
export function decodeStrictly(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
