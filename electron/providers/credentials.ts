/** Keys for one signature. Lives in memory only, never in a log, an error or a profile file. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
  /** When the session token ends, milliseconds since 1970; null: never, or unknown. */
  readonly expiresAtMs: number | null;
}

/**
 * Gives the keys at the moment of signing, so that a retry is signed with fresh ones. null: sign nothing (anonymous).
 * `refused` are keys of its own that a server would not take (any more): they are not given again while others can be
 * had. Rejects with `authentication` when there are none to be had.
 */
export type CredentialProvider = (refused?: Credentials) => Promise<Credentials | null>;
