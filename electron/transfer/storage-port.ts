import type { AppError } from '../../shared/model/app-error.ts';
import type { ObjectHeaders, ObjectInfo, ObjectPage } from '../../shared/model/object.ts';

/**
 * The storage as the engine needs it, and nothing more. The engine knows no provider; whoever starts it hands in
 * something of this shape. Methods reject with AppFailure; `cancelled` after `signal` aborted.
 */
export interface TransferStorage {
  readonly limits: {
    readonly minPartSizeBytes: number;
    readonly maxPartSizeBytes: number;
    readonly maxPartCount: number;
    readonly maxSinglePutBytes: number;
    readonly maxSingleCopyBytes: number;
    readonly maxObjectBytes: number;
    readonly maxDeleteBatch: number;
    readonly maxKeyBytes: number;
  };
  /** True when the server refuses an overwrite by itself (If-None-Match on a write). */
  readonly hasConditionalPut: boolean;
  listObjects(
    input: {
      bucket: string;
      prefix: string;
      delimiter: string | null;
      token: string | null;
      maxKeys: number;
    },
    options?: TransferCallOptions,
  ): Promise<ObjectPage>;
  /** With `hasChecksums` the stored checksums are asked for. */
  headObject(
    input: ObjectName & { hasChecksums?: boolean },
    options?: TransferCallOptions,
  ): Promise<ObjectInfo>;
  /** Size of one part of an object in parts, with the ETag of the whole. Rejects where the server does not tell. */
  getPartSize(
    input: ObjectName & { partNumber: number },
    options?: TransferCallOptions,
  ): Promise<{ etag: string; sizeBytes: number }>;
  getObject(
    input: ObjectName & {
      range?: { offsetBytes: number; lengthBytes: number | null };
      conditions?: { ifMatch?: string };
    },
    receiver: TransferReceiver,
    options?: TransferCallOptions,
  ): Promise<{ info: ObjectInfo; receivedBytes: number }>;
  putObject(
    input: ObjectName & {
      body: TransferBody;
      write?: TransferWrite;
      conditions?: { ifNoneMatch?: '*'; ifMatch?: string };
      checksums?: TransferChecksums;
    },
    options?: TransferCallOptions & { onSentBytes?: (sentBytes: number) => void },
  ): Promise<{ etag: string }>;
  copyObject(
    input: ObjectName & {
      source: ObjectName & { ifMatch?: string };
      set?: TransferTreatment;
      conditions?: { ifNoneMatch?: '*' };
    },
    options?: TransferCallOptions,
  ): Promise<{ etag: string }>;
  /** What a copy has to be told and given to be like its source in class, encryption, locks, access and tags. */
  readCarried(
    input: ObjectName & { info: ObjectInfo; isInParts: boolean },
    options?: TransferCallOptions,
  ): Promise<{
    write: TransferWrite;
    giveAccess(copy: ObjectName, options?: TransferCallOptions): Promise<void>;
  }>;
  deleteObjects(
    input: { bucket: string; targets: readonly { key: string }[] },
    options?: TransferCallOptions,
  ): Promise<{ key: string; error: AppError | null }[]>;
  createMultipartUpload(
    input: ObjectName & { write?: TransferWrite },
    options?: TransferCallOptions,
  ): Promise<TransferUploadId>;
  uploadPart(
    input: TransferUploadId & { partNumber: number; body: TransferBody; checksums?: TransferChecksums },
    options?: TransferCallOptions & { onSentBytes?: (sentBytes: number) => void },
  ): Promise<TransferPart>;
  copyPart(
    input: TransferUploadId & {
      partNumber: number;
      source: ObjectName & { ifMatch?: string; range: { offsetBytes: number; lengthBytes: number | null } };
    },
    options?: TransferCallOptions,
  ): Promise<TransferPart>;
  listParts(input: TransferUploadId, options?: TransferCallOptions): Promise<TransferPart[]>;
  completeMultipartUpload(
    input: TransferUploadId & { parts: readonly TransferPart[]; conditions?: { ifNoneMatch?: '*' } },
    options?: TransferCallOptions,
  ): Promise<{ etag: string }>;
  abortMultipartUpload(input: TransferUploadId, options?: TransferCallOptions): Promise<void>;
  /**
   * Unfinished uploads of exactly this key. It finds the upload that was begun in the instant before a crash, whose id
   * never reached the journal. Rejects with `not-offered` or `access-denied` where the server does not tell.
   */
  listUploads(
    input: ObjectName,
    options?: TransferCallOptions,
  ): Promise<{ uploadId: string; initiatedAtMs: number }[]>;
  /** One page of all unfinished uploads whose keys begin with a prefix; `token` null for the first. */
  listUnfinished(
    input: { bucket: string; prefix: string; token: string | null },
    options?: TransferCallOptions,
  ): Promise<{
    uploads: { key: string; uploadId: string; initiatedAtMs: number }[];
    nextToken: string | null;
  }>;
}

export interface TransferCallOptions {
  readonly signal?: AbortSignal;
}
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}
export interface TransferUploadId extends ObjectName {
  readonly uploadId: string;
}
export interface TransferPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly sizeBytes: number;
  /** As the server told them of the part, by algorithm: handed back, they are compared with those of the whole. */
  readonly checksums?: Readonly<Record<string, string>>;
}
export type TransferBody =
  | Uint8Array
  | { readonly sizeBytes: number; slices(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> };
export interface TransferReceiver {
  start(head: { sizeBytes: number | null; control: { pause(): void; resume(): void } }): void;
  data(chunk: Uint8Array): void;
}
/** What an object is told beside its metadata; the engine hands on what `readCarried` gave, whatever is in it. */
export interface TransferTreatment {
  readonly storageClass?: string;
  readonly acl?: string;
  readonly tags?: Readonly<Record<string, string>>;
}
export interface TransferWrite extends TransferTreatment {
  readonly headers?: Partial<ObjectHeaders>;
  readonly userMetadata?: Readonly<Record<string, string>>;
}
export interface TransferChecksums {
  readonly md5?: string;
  readonly sha256Hex?: string;
  readonly crc32?: string;
}

/** Opens the storage of a connection for the engine; rejects with AppFailure when the connection is gone. */
export type OpenStorage = (connectionId: string) => Promise<TransferStorage>;
