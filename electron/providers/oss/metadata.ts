/** Text that a header cannot carry as it is, or that reading would take for an encoded one. */
const notPlain = /[^\x20-\x7e]/;

/**
 * User metadata as a header carries it. Headers are ASCII; other clients of OSS send percent-encoded UTF-8, and so
 * does Stowage, for values that need it.
 */
export function encodeMetadata(value: string): string {
  return notPlain.test(value) || decodeMetadata(value) !== value ? encodeURIComponent(value) : value;
}

/** Undoes `encodeMetadata`; a value whose percent signs mean nothing of the kind stays as it is. */
export function decodeMetadata(value: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
