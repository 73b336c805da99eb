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

/** Takes the framing off a body and checks what the frames are signed with. */
export interface BodyDecoder {
  /** The bytes of the object in `input`; they are proven only once `finish` has passed. */
  push(input: Buffer): Buffer[];
  /** Must be called at the end of the body; gives the trailer by lower-case name. */
  finish(): ReadonlyMap<string, string>;
}

/** How the bytes of a body are to be checked while they come in. */
export type PayloadProof =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'sha256'; readonly hex: string }
  | {
      readonly kind: 'framed';
      readonly hasTrailer: boolean;
      /** For a body of `decodedBytes`; `trailerNames` null when there must be no trailer. */
      readonly openDecoder: (options: {
        decodedBytes: number;
        trailerNames: readonly string[] | null;
      }) => BodyDecoder;
    };

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
