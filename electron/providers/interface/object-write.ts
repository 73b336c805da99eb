import type { ObjectHeaders } from '../../../shared/model/object.ts';
import type { AccessGrants } from './access.ts';

/**
 * How the server encrypts what it stores. `aes256`: with keys of the storage; `kms`: with one of the key service;
 * `kms-dual-layer`: twice; `sm4`: as `aes256`, with the Chinese cipher.
 */
export type EncryptionMethod = 'aes256' | 'kms' | 'kms-dual-layer' | 'sm4';

/** Encryption by the server (https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html). */
export interface ServerEncryption {
  readonly method: EncryptionMethod;
  /** Which key of the key service; its default one when absent. */
  readonly kmsKeyId?: string;
  /** What the key service binds the key's use to; it is logged there. */
  readonly kmsContext?: Readonly<Record<string, string>>;
  /** The cipher under a key of the key service, where there is a choice. */
  readonly dataCipher?: 'sm4';
}

/** Locks of a new version in a bucket with object lock. */
export interface LockWrite {
  /** Goes together with `retainUntilMs`. */
  readonly mode?: 'GOVERNANCE' | 'COMPLIANCE';
  readonly retainUntilMs?: number;
  readonly hasLegalHold?: boolean;
}

/** What is said of an object beside its content and its metadata; a copy may be told it anew. */
export interface ObjectTreatment {
  /** In the provider's own words. */
  readonly storageClass?: string;
  /** Up to 10. */
  readonly tags?: Readonly<Record<string, string>>;
  /** A ready-made access list by the provider's name, as `private` or `public-read`. Not together with `grants`. */
  readonly acl?: string;
  readonly grants?: AccessGrants;
  readonly encryption?: ServerEncryption;
  readonly lock?: LockWrite;
  /** Where a website of the bucket sends whoever asks for this object: a key with its slash, or an address. */
  readonly websiteRedirect?: string;
}

/**
 * Everything an object is stored with. A field that the provider has no word for rejects with `not-offered` before
 * anything is sent.
 */
export interface ObjectWrite extends ObjectTreatment {
  readonly headers?: Partial<ObjectHeaders>;
  /** Names as HTTP takes them, without the provider's prefix; they come back in lower case. */
  readonly userMetadata?: Readonly<Record<string, string>>;
}

export interface PutObjectResult {
  readonly etag: string;
  readonly versionId: string | null;
  /** As in `ObjectInfo.checksums`. */
  readonly checksums: Readonly<Record<string, string>>;
  /** The rule that will delete the object, in the server's words; absent when it names none. */
  readonly expiration?: string;
}
