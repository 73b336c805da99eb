/** How Stowage makes an operation that a provider has not, of those that it has. */
const emulations = {
  'from-questions': 'asks for the location and each setting that the answer tells of',
  'from-head': 'one HEAD request',
  'from-listing': 'walks the whole listing',
  'list-v1': 'listing of version 1, with its last key as the token',
  'from-policy': 'reads and rewrites the bucket policy',
  'policy-condition': 'a statement of the bucket policy with a condition on the referer',
  'copy-onto-itself': 'the object is put together anew from its old content and the new',
  'copy-then-delete': 'a verified copy, then the original is deleted; others see both for a moment',
  'find-then-abort': 'looks for the unfinished uploads of the key and ends each',
} as const;

export type EmulationName = keyof typeof emulations;

/** A few English words for docs/providers.md. */
export function emulationWords(how: EmulationName): string {
  return emulations[how];
}
