/**
 * Keeps one secret text per connection. The desktop host gives the operating system's key store, the web host a key
 * file of mode 0600 or memory. Nothing but `electron/connections` reads from it.
 */
export interface Vault {
  /** How secrets are kept, for the sentence beside the credential form. */
  readonly kind: 'os-keychain' | 'key-file' | 'memory';
  /** null when nothing is kept. Rejects with `local-file` when the store cannot be read or was tampered with. */
  read(id: string): Promise<string | null>;
  /** Replaces what was kept. The text is on disk, encrypted, when the promise resolves. */
  write(id: string, secret: string): Promise<void>;
  /** Succeeds when nothing was kept. */
  remove(id: string): Promise<void>;
}
