import type { Bucket } from '../../../shared/model/bucket.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../storage-provider.ts';
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

/** One page of buckets (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html). */
export async function listBucketsPage(
  client: StorageClient,
  input: { token: string | null; maxBuckets?: number; prefix?: string; region?: string },
  options: CallOptions = {},
): Promise<{ buckets: Bucket[]; nextToken: string | null }> {
  const response = await client.send(
    {
      operation: 'listBuckets',
      method: 'GET',
      place: { bucket: null, key: null },
      query: queryOf([
        ['bucket-region', input.region ?? null],
        ['continuation-token', input.token],
        ['max-buckets', input.maxBuckets ?? null],
        ['prefix', input.prefix || null],
      ]),
    },
    options,
  );
  const result = parseXml(response.body, 'ListAllMyBucketsResult');
  const buckets: Bucket[] = [];
  for (const entry of children(child(result, 'Buckets'), 'Bucket')) {
    const name = text(entry, 'Name');
    if (!name) continue;
    const region = text(entry, 'BucketRegion') || null;
    if (region) client.regions.learn(name, region);
    buckets.push({ name, createdAtMs: timeMs(entry, 'CreationDate'), region });
  }
  return { buckets, nextToken: text(result, 'ContinuationToken') || null };
}
