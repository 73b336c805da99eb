import type { QueryPair } from './dialect.ts';
import type { EncryptionMethod } from './interface/object-write.ts';

/** How a dialect turns an image into another while it is read. */
export interface ProcessingTraits {
  /** Query that makes a GET answer with the result of an expression. */
  query(expression: string): readonly QueryPair[];
  /** The request that stores the result as an object. */
  save(input: { expression: string; bucket: string; key: string }): {
    readonly query: readonly QueryPair[];
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/** In what the providers differ about objects; null for what a provider does not have. */
export interface ObjectTraits {
  /** The server's words for ways of encrypting; one that is missing is not offered. */
  readonly encryptionWords: Readonly<Partial<Record<EncryptionMethod, string>>>;
  readonly kmsContextHeader: string | null;
  /** Names the cipher below a key of the key service. */
  readonly dataCipherHeader: string | null;
  readonly hasCustomerKeys: boolean;
  readonly hasLockHeaders: boolean;
  readonly websiteRedirectHeader: string | null;
  /** Asks an answer for the stored checksums, where they are not given by themselves. */
  readonly checksumModeHeader: string | null;
  /** True when a body may be sent without saying how long it is. */
  readonly takesUnknownLength: boolean;
  /** Query that makes a HEAD answer with size, time and ETag alone. */
  readonly metaQuery: QueryPair | null;
  /** Where the length of an appendable object is told; null: nothing is appended to. */
  readonly nextPositionHeader: string | null;
  readonly symlinkTargetHeader: string | null;
  readonly processing: ProcessingTraits | null;
  /** True when the server fetches an address by itself and keeps what it gets. */
  readonly fetchesAddresses: boolean;
}
