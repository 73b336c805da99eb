import type { Bucket, Owner } from '../../../shared/model/bucket.ts';
import type { CallOptions } from './call-options.ts';

/** What the listing of buckets is narrowed to. Where a provider does not look at a part of it, Stowage does. */
export interface BucketFilter {
  /** Begin of the names. */
  readonly prefix?: string;
  /** A bucket of which nothing tells the region is kept. */
  readonly region?: string;
  /** `lt` before, `gt` after, with `e` the second itself included. */
  readonly created?: { readonly relation: 'lt' | 'lte' | 'gt' | 'gte'; readonly atSeconds: number };
  /**
   * COS only, `not-offered` with reason `no-tag-filter` elsewhere
   * (https://www.tencentcloud.com/document/product/436/8291).
   */
  readonly tag?: { readonly key: string; readonly value: string };
}

/** One page of buckets, as far as the filter lets them through. */
export interface BucketPage {
  readonly buckets: readonly Bucket[];
  /** The account; null when the server does not say. */
  readonly owner: Owner | null;
  /** null on the last page. */
  readonly nextToken: string | null;
}

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html,
 * https://www.tencentcloud.com/document/product/436/8291,
 * https://www.alibabacloud.com/help/en/oss/developer-reference/listbuckets
 *
 * `access-denied` when the keys may not list them, `not-offered` with reason `custom-domain` where the connection knows
 * one bucket's own domain only.
 */
export interface ServiceGroup {
  /** All buckets of the account, over all pages. */
  listBuckets(input?: BucketFilter, options?: CallOptions): Promise<Bucket[]>;
  /**
   * Buckets page by page, each asked for when it is wanted. `token`: `nextToken` of an earlier page. `maxBuckets` is 1
   * to 10,000 on S3, 2,000 on COS, 1,000 on OSS, more is `invalid-input`; the server's own size when absent.
   */
  listBucketPages(
    input?: BucketFilter & { token?: string | null; maxBuckets?: number },
    options?: CallOptions,
  ): AsyncGenerator<BucketPage, void, void>;
}
