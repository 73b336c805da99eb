/** What the store refuses, in a word of its own; each face says it with the code of its own API. */
export type StoreErrorKind =
  | 'no-such-bucket'
  | 'no-such-key'
  | 'no-such-version'
  | 'no-such-upload'
  | 'bucket-exists'
  | 'bucket-not-empty'
  | 'invalid-part'
  | 'invalid-part-order'
  | 'part-too-small'
  | 'too-large'
  | 'locked'
  | 'not-appendable'
  | 'position-mismatch'
  | 'not-symlink'
  | 'symlink-target-missing'
  | 'symlink-to-symlink'
  | 'no-such-worm'
  | 'worm-exists'
  | 'worm-locked'
  | 'invalid-worm'
  | 'no-such-live-channel'
  | 'live-channel-disabled'
  | 'live-channel-busy';

/** A refusal of the store. `details` name what it is about: a part number, a size in bytes, a version. */
export class StoreError extends Error {
  readonly kind: StoreErrorKind;
  readonly details: Readonly<Record<string, string>>;

  constructor(kind: StoreErrorKind, details: Readonly<Record<string, string>> = {}) {
    super(kind);
    this.name = 'StoreError';
    this.kind = kind;
    this.details = details;
  }
}
