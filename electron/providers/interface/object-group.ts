import type { AppError } from '../../../shared/model/app-error.ts';
import type { ObjectInfo, ObjectPage } from '../../../shared/model/object.ts';
import type { BodyReceiver } from './body.ts';
import type { CallOptions, SendingOptions } from './call-options.ts';
import type { WriteConditions } from './conditions.ts';
import type {
  AppendInput,
  AppendResult,
  CarriedToCopy,
  ComposeInput,
  CopyObjectInput,
  CopyObjectResult,
  CorsQuestion,
  CorsVerdict,
  FetchAddressInput,
  MoveObjectInput,
  PutObjectInput,
  SaveProcessedInput,
  Symlink,
  SymlinkInput,
  UpdateMetaInput,
  UpdateMetaResult,
} from './object-actions.ts';
import type { ObjectGet, ObjectRead } from './object-read.ts';
import type { ObjectSettings } from './object-settings-group.ts';
import type { PutObjectResult } from './object-write.ts';
import type { ObjectSelect } from './select.ts';

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

export interface GetObjectResult {
  /** False: a 304 answered the condition, and no byte was delivered. */
  readonly isModified: boolean;
  readonly info: ObjectInfo;
  /** Bytes delivered; equals what the server announced, or the call rejected with `integrity`. */
  readonly receivedBytes: number;
}

/** The least that is known of an object. */
export type ObjectMeta = Pick<ObjectInfo, 'sizeBytes' | 'modifiedAtMs' | 'etag'>;

export interface DeleteTarget {
  readonly key: string;
  readonly versionId?: string;
}

/** How a delete is done. */
export interface DeleteRights {
  /** Asks for what was refused only: delete markers stay unreported. */
  readonly isQuiet?: boolean;
  /** Lifts a GOVERNANCE lock for those who may. */
  readonly bypassesGovernance?: boolean;
}

export interface DeleteOutcome {
  readonly key: string;
  readonly versionId: string | null;
  readonly isDeleteMarker: boolean;
  /** null: deleted, or was not there. */
  readonly error: AppError | null;
}

export interface ObjectGroup extends ObjectSettings, ObjectSelect {
  /** One page in the server's order (UTF-8 byte order). V2 where offered, else V1; the token hides which. */
  listObjects(input: ListObjectsInput, options?: CallOptions): Promise<ObjectPage>;
  /**
   * `not-found` for a missing key or bucket, told apart by `code`; `precondition-failed` for a failed condition. A
   * condition that nothing has changed is a refusal here with status 304, because there is nothing to tell
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
   */
  headObject(input: ObjectRead, options?: CallOptions): Promise<ObjectInfo>;
  /**
   * Size of one part of an object that was uploaded in parts, from 1, with the ETag of the whole. Rejects where the
   * provider does not look at single parts (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
   */
  getPartSize(
    input: { bucket: string; key: string; partNumber: number },
    options?: CallOptions,
  ): Promise<{ etag: string; sizeBytes: number }>;
  /** As `headObject`, in the cheapest way there is (https://www.alibabacloud.com/help/en/oss/developer-reference/getobjectmeta). */
  getObjectMeta(
    input: { bucket: string; key: string; versionId?: string },
    options?: CallOptions,
  ): Promise<ObjectMeta>;
  /** False only when there is no such key or version; a missing bucket is `not-found`. */
  objectExists(
    input: { bucket: string; key: string; versionId?: string },
    options?: CallOptions,
  ): Promise<boolean>;
  /**
   * Streams an object or a part of it into `receiver`. Resolves when the last byte was delivered.
   * `precondition-failed` for a failed condition, `invalid-input` with status 416 for a range past the end,
   * `archived` for an object that must be restored first, `integrity` for a body shorter than announced, and for a
   * whole object that has another checksum than the server tells: with reason `checksum-differs`, after all bytes were
   * delivered. Ranges, parts and processed images have no checksum to compare. `not-offered` for `process` where
   * images are not processed (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
   */
  getObject(input: ObjectGet, receiver: BodyReceiver, options?: CallOptions): Promise<GetObjectResult>;
  /**
   * Writes a whole object. One request, up to `limits.maxSinglePutBytes`; a stream of unknown length goes in one
   * request where that is allowed and in parts elsewhere, one of which is in memory, and is not tried again once it
   * was begun. `precondition-failed` keeps the other object; `integrity` with reason `checksum-differs` when the
   * server kept other bytes than were sent (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html).
   */
  putObject(input: PutObjectInput, options?: SendingOptions): Promise<PutObjectResult>;
  /** An empty object whose key is the prefix with its slash at the end. The same twice is as once. */
  createFolder(
    input: { bucket: string; prefix: string; conditions?: WriteConditions },
    options?: CallOptions,
  ): Promise<PutObjectResult>;
  /**
   * Server-side copy up to `limits.maxSingleCopyBytes`; metadata and tags come along unless `replace` is given, access
   * lists never do. Larger ones: `composeObject`. `precondition-failed` when the source is not as asked for; an error
   * inside a 200 rejects. COS finds a source in another region, and so does the server for S3; OSS copies inside a
   * region only.
   */
  copyObject(input: CopyObjectInput, options?: CallOptions): Promise<CopyObjectResult>;
  /**
   * What a copy of an object needs to keep its class, encryption, locks, access and, in parts, its tags and metadata.
   * `info` is of the object. An access list that may not be read is not carried.
   */
  readCarried(
    input: { bucket: string; key: string; info: ObjectInfo; isInParts: boolean },
    options?: CallOptions,
  ): Promise<CarriedToCopy>;
  /**
   * Changes headers and metadata by copying the object onto itself; class, tags, access, locks and encryption stay.
   * On a versioned bucket this is a new version. `precondition-failed` when it changes meanwhile. Of any size: above
   * `limits.maxSingleCopyBytes` in parts.
   */
  updateObjectMeta(input: UpdateMetaInput, options?: CallOptions): Promise<UpdateMetaResult>;
  /**
   * Copies, compares sizes and ETags, and deletes the source last. `integrity` and `precondition-failed` keep the
   * source. Not idempotent: when the answer to the delete is lost, the source may be gone or not.
   */
  moveObject(input: MoveObjectInput, options?: CallOptions): Promise<PutObjectResult>;
  /**
   * Puts objects and ranges of objects together inside the server. One whole source is a copy, with its metadata
   * unless `write` has others. Each source is held to the ETag it had at the start: `precondition-failed` when it
   * changes. `invalid-input` for a piece that is too small for a part, before anything is copied
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html).
   */
  composeObject(input: ComposeInput, options?: CallOptions): Promise<PutObjectResult>;
  /**
   * Adds bytes at the end. `conflict` with reason `append-position` when the object has another length, which is
   * `values.nextPosition`; with `not-appendable` for an object that was not begun by appending, where that matters
   * (https://www.alibabacloud.com/help/en/oss/developer-reference/appendobject,
   * https://www.tencentcloud.com/document/product/436/7741). Elsewhere a longer object takes its place, made inside
   * the server as far as that is possible.
   */
  appendObject(input: AppendInput, options?: SendingOptions): Promise<AppendResult>;
  /** `not-offered` where there are no links (https://www.alibabacloud.com/help/en/oss/developer-reference/putsymlink). */
  putSymlink(input: SymlinkInput, options?: CallOptions): Promise<PutObjectResult>;
  /** `not-found` for a missing key, `invalid-input` for an object that is no link. */
  getSymlink(
    input: { bucket: string; key: string; versionId?: string },
    options?: CallOptions,
  ): Promise<Symlink>;
  /**
   * Has the server process an image and keep the result; `not-offered` where images are not processed
   * (https://www.alibabacloud.com/help/en/oss/user-guide/sys-or-saveas).
   */
  saveProcessed(input: SaveProcessedInput, options?: CallOptions): Promise<void>;
  /**
   * Has the server fetch an address later; `not-offered` where it does not
   * (https://www.alibabacloud.com/help/en/oss/developer-reference/asynchronous-fetch).
   */
  fetchAddress(input: FetchAddressInput, options?: CallOptions): Promise<{ taskId: string }>;
  /** Asks as a browser would before a request of a page of `origin`; a refusal is an answer. Changes nothing. */
  testCors(input: CorsQuestion, options?: CallOptions): Promise<CorsVerdict>;
  /** Succeeds when there is no such key. `access-denied` with reason `object-locked` for a locked version. */
  deleteObject(
    input: { bucket: string } & DeleteTarget & DeleteRights,
    options?: CallOptions,
  ): Promise<{ isDeleteMarker: boolean; versionId: string | null }>;
  /**
   * Deletes everything whose key begins with `prefix` in one request, and nothing asks again: only for MinIO, where it
   * is `conflict` or `access-denied` with object lock. Another server takes it for the deletion of one key. `not-offered`
   * with a vendor's own service; `invalid-input` for an empty prefix.
   */
  deletePrefix(input: { bucket: string; prefix: string }, options?: CallOptions): Promise<void>;
  /** Any number of targets, in batches; one outcome for each, in order. A refused batch call falls back to single deletes. */
  deleteObjects(
    input: { bucket: string; targets: readonly DeleteTarget[] } & DeleteRights,
    options?: CallOptions,
  ): Promise<DeleteOutcome[]>;
  /**
   * As `deleteObjects`, for targets that are made while it runs: a batch is sent when `limits.maxDeleteBatch` of them
   * are there, and only when somebody asks for outcomes. `isQuiet` yields what was refused and nothing else.
   */
  deleteEach(
    input: {
      bucket: string;
      targets: Iterable<DeleteTarget> | AsyncIterable<DeleteTarget>;
    } & DeleteRights,
    options?: CallOptions,
  ): AsyncIterable<DeleteOutcome>;
}
