export interface SharingGroup {
  /**
   * A link for one request without an Authorization header. Signed locally; only a region that nothing is known about
   * is asked for first.
   * `expiresInSeconds` 1 to `limits.maxLinkLifetimeSeconds`; longer is `invalid-input`.
   */
  presign(input: {
    method: 'GET' | 'PUT' | 'HEAD' | 'DELETE';
    bucket: string;
    key: string;
    versionId?: string;
    expiresInSeconds: number;
    /** `response-content-disposition` and its kin, by header name. */
    responseHeaders?: Readonly<Record<string, string>>;
  }): Promise<{ url: string; expiresAtMs: number; limitedBy: 'provider-cap' | 'credential-expiry' | null }>;
}
