import { timingSafeEqual } from 'node:crypto';

/** Compares two signatures in a time that tells nothing about where they differ. */
export function isSameSignature(expected: string, given: string): boolean {
  const first = Buffer.from(expected);
  const second = Buffer.from(given);
  return first.length === second.length && timingSafeEqual(first, second);
}
