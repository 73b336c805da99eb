/** `off` was never enabled; `suspended` keeps old versions and writes new ones as `null`. */
export type VersioningState = 'off' | 'enabled' | 'suspended';

/** The id of the version written while versioning is off or suspended. */
export const nullVersionId = 'null';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface StoredBucket {
  readonly id: number;
  readonly name: string;
  readonly region: string;
  /** Milliseconds since 1970, UTC. */
  readonly createdAtMs: number;
  readonly versioning: VersioningState;
  readonly hasObjectLock: boolean;
  readonly tags: readonly Tag[];
}

/** A checksum as a server tells it: base64, for `COMPOSITE` followed by `-` and the number of parts. */
export interface StoredChecksum {
  readonly algorithm: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
  readonly value: string;
}

/** What an object is stored with besides its bytes. */
export interface ObjectAttributes {
  /** Standard headers by lower-case name: content-type, cache-control, content-disposition… */
  readonly headers: Readonly<Record<string, string>>;
  /** By lower-case name without the dialect's prefix, values as the bytes came (Latin-1 text). */
  readonly userMetadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly checksums: readonly StoredChecksum[];
  /** The dialect's own word. */
  readonly storageClass: string;
  /** Who may do what with it, in the face's own words; without one the face's default holds. */
  readonly acl?: string | undefined;
  readonly retention?: Retention | undefined;
  readonly hasLegalHold?: boolean | undefined;
  /** How the client believes it to be encrypted: the bytes on the disk are plain. */
  readonly encryption?: Encryption | undefined;
  /** Of an object made of parts: what it was made of, in order. */
  readonly parts?: readonly PartFacts[] | undefined;
  /** Of an archived object that was asked back. */
  readonly restoring?: Restoring | undefined;
  /** Of an object that is no plain one. */
  readonly special?: SpecialKind | undefined;
}

/** An object that appends made and can go on, or one that stands for another key of its bucket. */
export type SpecialKind =
  | { readonly kind: 'appendable' }
  | { readonly kind: 'symlink'; readonly targetKey: string };

/** When an archived object can be read, and until when. Milliseconds since 1970, UTC. */
export interface Restoring {
  readonly readyAtMs: number;
  readonly expiresAtMs: number;
}

/** Until when a version may not be removed; `GOVERNANCE` yields to those who are allowed to ask for it. */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Milliseconds since 1970, UTC. */
  readonly untilMs: number;
}

export type Encryption =
  | {
      readonly kind: 'server';
      /** `AES256`, `aws:kms`… */
      readonly algorithm: string;
      readonly keyId: string | null;
    }
  /** With a key that only the client has: its MD5 in base64. */
  | { readonly kind: 'customer'; readonly keyMd5: string };

export interface PartFacts {
  readonly number: number;
  readonly sizeBytes: number;
  readonly checksums: readonly StoredChecksum[];
}

/** What identifies and dates one version of an object, or a delete marker (size 0, no body, empty etag). */
export interface VersionFacts {
  /** Grows with every write of the whole store: the newest version of a key has the highest. */
  readonly sequence: number;
  readonly key: string;
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** Without quotes. */
  readonly etag: string;
}

/** One version with all that is kept of it. */
export interface StoredVersion extends VersionFacts {
  /** null for a delete marker and for an empty object. */
  readonly bodyId: number | null;
  readonly attributes: ObjectAttributes;
}

/** What a listing tells about one version. */
export interface ListedVersion extends VersionFacts {
  readonly storageClass: string;
  /** null for a plain object. */
  readonly special: SpecialKind['kind'] | null;
}

/** A multipart upload that is under way. */
export interface StoredUpload {
  /** Sorts by the time it was started. */
  readonly uploadId: string;
  readonly key: string;
  readonly startedAtMs: number;
  /** `checksums` holds the algorithm and type that parts must bring, with an empty value. */
  readonly attributes: ObjectAttributes;
}

export interface StoredPart {
  /** 1 to 10,000. */
  readonly number: number;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** MD5 in hex. */
  readonly etag: string;
  readonly checksums: readonly StoredChecksum[];
  readonly bodyId: number | null;
}

/** Attributes of an object that was stored with none. */
export const noAttributes: ObjectAttributes = {
  headers: {},
  userMetadata: {},
  tags: [],
  checksums: [],
  storageClass: 'STANDARD',
};
