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
 * Rejects with `authentication` when there are none to be had.
 */
export type CredentialProvider = () => Promise<Credentials | null>;
