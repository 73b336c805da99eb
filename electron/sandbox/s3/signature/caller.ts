/** One key pair that the sandbox accepts. */
export interface SandboxCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Shown as the owner of what it stores. */
  readonly name: string;
  /** Makes the pair a temporary one: every request must bring exactly this token. */
  readonly sessionToken?: string | null;
  /** Milliseconds since 1970 from which on a temporary pair is refused. */
  readonly expiresAtMs?: number;
}

/** How the bytes of a body are to be checked while they come in. */
export type PayloadProof =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'sha256'; readonly hex: string }
  | {
      readonly kind: 'chunked';
      /** null for chunks without signatures. */
      readonly chunkSigner: ChunkSigner | null;
      readonly hasTrailer: boolean;
    };

/** What a chain of chunk signatures starts from. */
export interface ChunkSigner {
  readonly key: Buffer;
  readonly amzDate: string;
  readonly scope: string;
  readonly seedSignature: string;
}

/** A request whose signature holds, or that has none. */
export interface VerifiedRequest {
  /** null for a request without a signature. */
  readonly credential: SandboxCredential | null;
  readonly proof: PayloadProof;
}

/** What verification needs to know. */
export interface VerifierOptions {
  readonly credentials: readonly SandboxCredential[];
  readonly region: string;
  readonly now: () => number;
}
