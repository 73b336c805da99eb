import type { Bucket } from '../../../shared/model/bucket.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { child, children, parseXml, text, timeMs } from '../xml/xml.ts';

/** A server that repeats its token would otherwise be asked for ever. */
const MAX_PAGES = 1_000;

/** Lists all buckets, following the token that newer servers page with. */
export async function listBuckets(client: StorageClient, options: CallOptions = {}): Promise<Bucket[]> {
  const buckets: Bucket[] = [];
  let token: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await listBucketsPage(client, { token }, options);
    buckets.push(...found.buckets);
    if (found.nextToken === null || found.nextToken === token) break;
    token = found.nextToken;
  }
  return buckets;
}

/** What the listing of buckets can be narrowed to; not every provider looks at all of it. */
export interface BucketFilter {
  readonly prefix?: string;
  /** S3: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
  readonly region?: string;
  /** COS: https://www.tencentcloud.com/document/product/436/8291 */
  readonly tag?: { readonly key: string; readonly value: string };
  readonly created?: { readonly relation: 'lt' | 'lte' | 'gt' | 'gte'; readonly atSeconds: number };
}

/** One page of buckets. `maxBuckets`: the server's own page size when absent. */
export async function listBucketsPage(
  client: StorageClient,
  input: BucketFilter & { token: string | null; maxBuckets?: number },
  options: CallOptions = {},
): Promise<{ buckets: Bucket[]; nextToken: string | null }> {
  const { bucketPages, readRegion } = client.dialect;
  const response = await client.send(
    {
      operation: 'listBuckets',
      method: 'GET',
      place: { bucket: null, key: null },
      query: queryOf([
        ['bucket-region', input.region ?? null],
        ['create-time', input.created?.atSeconds ?? null],
        ['prefix', input.prefix || null],
        ['range', input.created?.relation ?? null],
        ['tagkey', input.tag?.key ?? null],
        ['tagvalue', input.tag?.value ?? null],
        [bucketPages.tokenParameter, input.token],
        [bucketPages.sizeParameter, input.maxBuckets ?? null],
      ]),
    },
    options,
  );
  const result = parseXml(response.body, 'ListAllMyBucketsResult');
  const buckets: Bucket[] = [];
  for (const entry of children(child(result, 'Buckets'), 'Bucket')) {
    const name = text(entry, 'Name');
    if (!name) continue;
    const spelled = text(entry, bucketPages.regionElement);
    const region = spelled ? readRegion(spelled) : null;
    if (region) client.regions.learn(name, region);
    buckets.push({ name, createdAtMs: timeMs(entry, 'CreationDate'), region });
  }
  return { buckets, nextToken: text(result, bucketPages.nextElement) || null };
}
