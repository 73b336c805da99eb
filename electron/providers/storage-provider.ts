import type { Bucket } from '../../shared/model/bucket.ts';
import type { Capabilities } from '../../shared/model/capability.ts';
import type { ProviderId } from '../../shared/model/connection.ts';
import type { ObjectHeaders, ObjectInfo, ObjectPage, ObjectVersion } from '../../shared/model/object.ts';
import type { ConfigurationGroup } from './configuration-group.ts';
import type { LockGroup, ObjectSettings, TagGroup } from './object-settings-group.ts';

/**
 * The storage client of one connection, whatever the dialect.
 *
 * Rules for every method, not repeated below:
 * - It rejects with an `AppFailure` and nothing else. `cancelled` when `signal` aborted, and then nothing of the
 *   request is running any more. `read-only` before anything is sent when the connection is read-only and the
 *   method changes something.
 * - It is retried inside only as far as that is safe: connection failures, 429, 500, 502, 503, 504 and throttling
 *   codes, with backoff, jitter and Retry-After, each attempt freshly signed; a wrong region or clock is healed once.
 *   A body is replayed only from a source that can be read again.
 * - Keys are passed on untouched; sizes are bytes; times are milliseconds since 1970 in UTC; ETags are without quotes.
 */
export interface StorageProvider {
  readonly id: ProviderId;
  readonly limits: ProviderLimits;
  readonly service: ServiceGroup;
  readonly buckets: BucketGroup;
  readonly configuration: ConfigurationGroup;
  readonly objects: ObjectGroup;
  readonly tags: TagGroup;
  readonly lock: LockGroup;
  readonly versions: VersionGroup;
  readonly multipart: MultipartGroup;
  readonly sharing: SharingGroup;
  /** What the dialect and, as far as asked, the endpoint offer. */
  capabilities(): Capabilities;
  /** Closes idle connections; running requests end first. Safe to call twice. */
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Bounds of a dialect, in bytes, parts and seconds. */
export interface ProviderLimits {
  readonly minPartSizeBytes: number;
  readonly maxPartSizeBytes: number;
  readonly maxPartCount: number;
  readonly maxSinglePutBytes: number;
  readonly maxSingleCopyBytes: number;
  readonly maxObjectBytes: number;
  readonly maxDeleteBatch: number;
  readonly maxKeyBytes: number;
  readonly maxLinkLifetimeSeconds: number;
}

export interface ServiceGroup {
  /** All buckets of the account, over all pages. `access-denied` when the keys may not list them. */
  listBuckets(options?: CallOptions): Promise<Bucket[]>;
}

export interface BucketGroup {
  /** `already-exists` when the name is taken, by anyone; `invalid-input` for a name the rules forbid. */
  createBucket(
    input: { bucket: string; region: string | null; hasObjectLock: boolean },
    options?: CallOptions,
  ): Promise<void>;
  /** `conflict` when not empty; `not-found` when there is none. */
  deleteBucket(input: { bucket: string }, options?: CallOptions): Promise<void>;
  /** A bucket of somebody else counts as existing: `accessible` tells the two apart. */
  bucketExists(
    input: { bucket: string },
    options?: CallOptions,
  ): Promise<{ exists: boolean; accessible: boolean }>;
  /** The region to sign for, learned once and kept. */
  getBucketLocation(input: { bucket: string }, options?: CallOptions): Promise<{ region: string }>;
}

export interface ListObjectsInput {
  readonly bucket: string;
  readonly prefix: string;
  /** null lists everything below the prefix. */
  readonly delimiter: string | null;
  /** `nextToken` of the page before; null for the first. */
  readonly token: string | null;
  /** 1 to 1,000. */
  readonly maxKeys: number;
  /** First page only: begin after this key. */
  readonly startAfter?: string;
}

/** Half-open intent, inclusive wire form: `lengthBytes` null reads to the end. */
export interface ByteRange {
  readonly offsetBytes: number;
  readonly lengthBytes: number | null;
}

/** Conditions of a read. ETags without quotes, times in milliseconds. */
export interface ReadConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSinceMs?: number;
  readonly ifUnmodifiedSinceMs?: number;
}

/**
 * Conditions of a write: `*` in ifNoneMatch forbids overwriting. `ifMatch` rejects with `not-offered`, before anything is
 * sent, where the provider cannot look at an ETag while writing (COS, OSS).
 */
export interface WriteConditions {
  readonly ifNoneMatch?: '*';
  readonly ifMatch?: string;
}

/**
 * A request body. Bytes go as they are. A sliced body is asked for its slices in order, once per attempt; a slice
 * must stay untouched until the next one is asked for, and after a failed request until the promise has settled.
 */
export type RequestBody =
  | Uint8Array
  | {
      readonly sizeBytes: number;
      /** A fresh pass over the same bytes; called again for a retry. */
      slices(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
    };

/** Digests the caller already has, sent for the server to check. Base64 as on the wire. */
export interface BodyChecksums {
  readonly md5?: string;
  readonly sha256Hex?: string;
  readonly crc32?: string;
  readonly crc32c?: string;
  readonly crc64nvme?: string;
}

/** Takes the bytes of a download. The engine implements it. */
export interface BodyReceiver {
  /** Headers are in: sizes are known. Called again from the same offset if the request had to be sent again. */
  start(head: { sizeBytes: number | null; control: BodyControl }): void;
  /** `chunk` may be reused by the client after this call returns: copy what is kept. */
  data(chunk: Uint8Array): void;
}

export interface BodyControl {
  pause(): void;
  resume(): void;
}

export interface GetObjectResult {
  /** False: a 304 answered the condition, and no byte was delivered. */
  readonly isModified: boolean;
  readonly info: ObjectInfo;
  /** Bytes delivered; equals what the server announced, or the call rejected with `integrity`. */
  readonly receivedBytes: number;
}

export interface PutObjectResult {
  readonly etag: string;
  readonly versionId: string | null;
  readonly checksums: Readonly<Record<string, string>>;
}

export interface ObjectWrite {
  readonly headers?: Partial<ObjectHeaders>;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface DeleteTarget {
  readonly key: string;
  readonly versionId?: string;
}

export interface DeleteOutcome {
  readonly key: string;
  readonly versionId: string | null;
  readonly isDeleteMarker: boolean;
  /** null: deleted, or was not there. */
  readonly error: import('../../shared/model/app-error.ts').AppError | null;
}

export interface ObjectGroup extends ObjectSettings {
  /** One page in the server's order (UTF-8 byte order). V2 where offered, else V1; the token hides which. */
  listObjects(input: ListObjectsInput, options?: CallOptions): Promise<ObjectPage>;
  /** `not-found` for a missing key or bucket, told apart by `code`. */
  headObject(
    input: { bucket: string; key: string; versionId?: string; conditions?: ReadConditions },
    options?: CallOptions,
  ): Promise<ObjectInfo>;
  /**
   * Streams an object or a range of it into `receiver`. Resolves when the last byte was delivered.
   * `precondition-failed` for a failed condition, `invalid-input` with status 416 for a range past the end,
   * `archived` for an object that must be restored first, `integrity` for a body shorter than announced.
   */
  getObject(
    input: {
      bucket: string;
      key: string;
      versionId?: string;
      range?: ByteRange;
      conditions?: ReadConditions;
    },
    receiver: BodyReceiver,
    options?: CallOptions,
  ): Promise<GetObjectResult>;
  /** Whole object in one request, up to `limits.maxSinglePutBytes`. `precondition-failed` keeps the other object. */
  putObject(
    input: {
      bucket: string;
      key: string;
      body: RequestBody;
      write?: ObjectWrite;
      conditions?: WriteConditions;
      checksums?: BodyChecksums;
    },
    options?: CallOptions & { onSentBytes?: (sentBytes: number) => void },
  ): Promise<PutObjectResult>;
  /** Server-side copy up to `limits.maxSingleCopyBytes`; metadata and tags come along unless `replace` is given. */
  copyObject(
    input: {
      source: { bucket: string; key: string; versionId?: string; ifMatch?: string };
      bucket: string;
      key: string;
      replace?: ObjectWrite;
      storageClass?: string;
      conditions?: WriteConditions;
    },
    options?: CallOptions,
  ): Promise<PutObjectResult>;
  /** Succeeds when there is no such key. */
  deleteObject(
    input: { bucket: string } & DeleteTarget,
    options?: CallOptions,
  ): Promise<{ isDeleteMarker: boolean; versionId: string | null }>;
  /** Any number of targets, in batches; one outcome for each, in order. A refused batch call falls back to single deletes. */
  deleteObjects(
    input: { bucket: string; targets: readonly DeleteTarget[] },
    options?: CallOptions,
  ): Promise<DeleteOutcome[]>;
}

export interface VersionGroup {
  listObjectVersions(
    input: {
      bucket: string;
      prefix: string;
      delimiter: string | null;
      token: string | null;
      maxKeys: number;
    },
    options?: CallOptions,
  ): Promise<{ versions: ObjectVersion[]; prefixes: string[]; nextToken: string | null }>;
}

export interface MultipartUploadId {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

export interface UploadedPart {
  /** 1 to `limits.maxPartCount`. */
  readonly partNumber: number;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly checksums?: Readonly<Record<string, string>>;
}

export interface MultipartUploadSummary {
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedAtMs: number;
  readonly storageClass: string;
}

export interface MultipartGroup {
  createMultipartUpload(
    input: {
      bucket: string;
      key: string;
      write?: ObjectWrite;
      checksumAlgorithm?: 'crc32' | 'crc32c' | 'crc64nvme';
    },
    options?: CallOptions,
  ): Promise<MultipartUploadId>;
  /** Sending the same part again replaces it. `not-found` with code NoSuchUpload when the upload is gone. */
  uploadPart(
    input: MultipartUploadId & { partNumber: number; body: RequestBody; checksums?: BodyChecksums },
    options?: CallOptions & { onSentBytes?: (sentBytes: number) => void },
  ): Promise<UploadedPart>;
  copyPart(
    input: MultipartUploadId & {
      partNumber: number;
      source: { bucket: string; key: string; versionId?: string; ifMatch?: string; range: ByteRange };
    },
    options?: CallOptions,
  ): Promise<UploadedPart>;
  /** All parts the server has, over all pages, ascending. The truth after a restart. */
  listParts(input: MultipartUploadId, options?: CallOptions): Promise<UploadedPart[]>;
  /** Parts ascending. An `<Error>` inside a 200 rejects. */
  completeMultipartUpload(
    input: MultipartUploadId & { parts: readonly UploadedPart[]; conditions?: WriteConditions },
    options?: CallOptions,
  ): Promise<PutObjectResult>;
  /** Succeeds when the upload is gone already. */
  abortMultipartUpload(input: MultipartUploadId, options?: CallOptions): Promise<void>;
  listMultipartUploads(
    input: { bucket: string; prefix: string; token: string | null; maxUploads: number },
    options?: CallOptions,
  ): Promise<{ uploads: MultipartUploadSummary[]; nextToken: string | null }>;
}

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
