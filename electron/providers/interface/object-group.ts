import type { AppError } from '../../../shared/model/app-error.ts';
import type { ObjectInfo, ObjectPage } from '../../../shared/model/object.ts';
import type { BodyChecksums, BodyReceiver, RequestBody } from './body.ts';
import type { CallOptions } from './call-options.ts';
import type { ByteRange, ReadConditions, WriteConditions } from './conditions.ts';
import type { ObjectSettings } from './object-settings-group.ts';
import type { ObjectWrite, PutObjectResult } from './object-write.ts';
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

export interface DeleteTarget {
  readonly key: string;
  readonly versionId?: string;
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
