import type { CustomerKey } from '../customer-key.ts';
import type { BodyChecksums, ObjectData } from './body.ts';
import type { CallOptions, SendingOptions } from './call-options.ts';
import type { ByteRange, WriteConditions } from './conditions.ts';
import type { CopySource } from './copy-source.ts';
import type { ObjectWrite, PutObjectResult } from './object-write.ts';

export interface MultipartUploadId {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

export interface UploadedPart {
  /** 1 to `limits.maxPartCount`. */
  readonly partNumber: number;
  readonly etag: string;
  /** 0 for a copied part whose size nobody said. */
  readonly sizeBytes: number;
  /** Given back to `completeMultipartUpload`, they are compared with the whole object's. */
  readonly checksums?: Readonly<Record<string, string>>;
  /** Only from a list of parts. */
  readonly modifiedAtMs?: number;
}

export interface MultipartUploadSummary {
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedAtMs: number;
  readonly storageClass: string;
}

/**
 * How the checksum of an object in parts is made: of all its bytes, or of the parts' checksums
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
 */
export type ChecksumType = 'full-object' | 'composite';

export interface CreateUploadInput {
  readonly bucket: string;
  readonly key: string;
  readonly write?: ObjectWrite;
  /** What every part will bring; ignored where parts bring none. */
  readonly checksumAlgorithm?: 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256';
  /** The server's choice when absent; CRC-64/NVME is of the full object only, SHA composite only. */
  readonly checksumType?: ChecksumType;
  /** Every part needs the same one. */
  readonly customerKey?: CustomerKey;
}

export interface UploadPartInput extends MultipartUploadId {
  readonly partNumber: number;
  /** `invalid-input` for a stream of unknown length, where the provider wants to know it. */
  readonly body: ObjectData;
  readonly checksums?: BodyChecksums;
  readonly customerKey?: CustomerKey;
}

export interface CopyPartInput extends MultipartUploadId {
  readonly partNumber: number;
  /** All of it without a range. */
  readonly source: CopySource & { readonly range?: ByteRange };
  /** Of the new object. */
  readonly customerKey?: CustomerKey;
}

export interface CompleteUploadInput extends MultipartUploadId {
  /** Ascending by number. */
  readonly parts: readonly UploadedPart[];
  readonly conditions?: WriteConditions;
  /** As it was begun with; a full object's checksum is then sent for the server to compare. */
  readonly checksumType?: ChecksumType;
  /** Needed where an object with a key of one's own has checksums. */
  readonly customerKey?: CustomerKey;
}

export interface PartsPage {
  readonly parts: UploadedPart[];
  /** `marker` of the next page; null on the last. */
  readonly nextMarker: number | null;
  /** Ids of accounts; null where the server does not say. */
  readonly initiator: string | null;
  readonly owner: string | null;
  readonly storageClass: string;
}

export interface ListUploadsInput {
  readonly bucket: string;
  /** On MinIO the exact key. */
  readonly prefix: string;
  /** Rolls keys up to common prefixes; everything is listed when absent. */
  readonly delimiter?: string;
  /** `nextToken` of the page before; null for the first. */
  readonly token: string | null;
  /** 1 to 1,000. */
  readonly maxUploads: number;
}

export interface ListUploadsPage {
  readonly uploads: MultipartUploadSummary[];
  readonly prefixes: string[];
  readonly nextToken: string | null;
}

/** Uploads in parts (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html). */
export interface MultipartGroup {
  /**
   * Not idempotent: each call begins another upload, which costs until it is completed or aborted. Rejects when the
   * answer is lost: only who can look for the upload that was begun may ask again.
   */
  createMultipartUpload(input: CreateUploadInput, options?: CallOptions): Promise<MultipartUploadId>;
  /**
   * Sending the same part again replaces it. `not-found` with code NoSuchUpload when the upload is gone; `integrity`
   * when the server tells another checksum than that of the bytes sent.
   */
  uploadPart(input: UploadPartInput, options?: SendingOptions): Promise<UploadedPart>;
  /** As `uploadPart`, from bytes that the server has. `precondition-failed` when the source is not as asked for. */
  copyPart(input: CopyPartInput, options?: CallOptions): Promise<UploadedPart>;
  /** One page of the parts the server has; `maxParts` from 1 to 1,000. */
  listPartsPage(
    input: MultipartUploadId & { marker: number | null; maxParts: number },
    options?: CallOptions,
  ): Promise<PartsPage>;
  /** All parts the server has, over all pages, ascending. The truth after a restart. */
  listParts(input: MultipartUploadId, options?: CallOptions): Promise<UploadedPart[]>;
  /**
   * An `<Error>` inside a 200 rejects. `integrity` when the whole has another checksum than its parts put together,
   * where all of them are known. Repeated after a lost answer it finds the object it made.
   */
  completeMultipartUpload(input: CompleteUploadInput, options?: CallOptions): Promise<PutObjectResult>;
  /** Succeeds when the upload is gone already. */
  abortMultipartUpload(input: MultipartUploadId, options?: CallOptions): Promise<void>;
  listMultipartUploads(input: ListUploadsInput, options?: CallOptions): Promise<ListUploadsPage>;
  /** All unfinished uploads of exactly this key, over all pages. */
  listUploadsOfKey(
    input: { bucket: string; key: string },
    options?: CallOptions,
  ): Promise<MultipartUploadSummary[]>;
  /** Aborts all unfinished uploads of exactly this key; none is no error. */
  removeIncompleteUpload(
    input: { bucket: string; key: string },
    options?: CallOptions,
  ): Promise<{ removedCount: number }>;
}
