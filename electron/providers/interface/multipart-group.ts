import type { BodyChecksums, RequestBody } from './body.ts';
import type { CallOptions } from './call-options.ts';
import type { ByteRange, WriteConditions } from './conditions.ts';
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
