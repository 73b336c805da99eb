import type { BucketInfo, BucketStat } from '../../../shared/model/bucket.ts';
import type { AccessGrants } from './access.ts';
import type { CallOptions } from './call-options.ts';

/** What a bucket is made with. A part that the provider has not is `not-offered`, before anything is sent. */
export interface NewBucket {
  readonly bucket: string;
  /** null: the connection's own, or the server's. */
  readonly region: string | null;
  /** Lets its objects be locked, for good; not on COS and OSS. */
  readonly hasObjectLock: boolean;
  /** private, public-read or public-read-write; with `grants` beside it servers refuse both. */
  readonly canned?: string;
  /** S3 and COS. */
  readonly grants?: AccessGrants;
  /** S3: BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter. Amazon wants one of the last two for access lists. */
  readonly ownership?: string;
  /** OSS: Standard, IA, Archive, ColdArchive or DeepColdArchive. */
  readonly storageClass?: string;
  /** COS and OSS: keeps the data in several zones of the region; it cannot be changed later. */
  readonly isMultiZone?: boolean;
}

export interface BucketGroup {
  /**
   * `already-exists` when the name is taken, by anyone (reason `bucket-taken`) or by the account itself
   * (`bucket-owned`); `invalid-input` for a name the rules forbid, with the rule as the reason; `conflict` with reason
   * `quota` for one bucket too many
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html,
   * https://www.tencentcloud.com/document/product/436/7738,
   * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucket).
   */
  createBucket(input: NewBucket, options?: CallOptions): Promise<void>;
  /**
   * `conflict` with reason `bucket-not-empty` when it holds objects, versions or unfinished uploads; `not-found` when
   * there is none. `force` deletes everything in it as well, at once and for good: MinIO only, `not-offered` with reason
   * `no-forced-deletion` on the vendors' own services; a server that does not know it deletes an empty bucket only.
   */
  deleteBucket(input: { bucket: string; force?: boolean }, options?: CallOptions): Promise<void>;
  /** A bucket of somebody else counts as existing: `accessible` tells the two apart. */
  bucketExists(
    input: { bucket: string },
    options?: CallOptions,
  ): Promise<{ exists: boolean; accessible: boolean }>;
  /** The region to sign for, learned once and kept. */
  getBucketLocation(input: { bucket: string }, options?: CallOptions): Promise<{ region: string }>;
  /**
   * What is known of a bucket: one request on OSS
   * (https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketinfo), one for each setting elsewhere, where
   * what is refused is null. `not-found` when there is none, `access-denied` for somebody else's.
   */
  getBucketInfo(input: { bucket: string }, options?: CallOptions): Promise<BucketInfo>;
  /**
   * How much is in a bucket. OSS knows, as of an hour ago at most
   * (https://www.alibabacloud.com/help/en/oss/developer-reference/getbucketstat); elsewhere all objects and unfinished
   * uploads are listed, a thousand at a time, and `onProgress` is told after each page. Cancelling ends it after the
   * request that is under way.
   */
  getBucketStat(
    input: { bucket: string },
    options?: CallOptions & { onProgress?: (soFar: BucketStat) => void },
  ): Promise<BucketStat>;
}
