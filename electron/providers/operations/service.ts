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
    const response = await client.send(
      {
        operation: 'listBuckets',
        method: 'GET',
        place: { bucket: null, key: null },
        query: queryOf([['continuation-token', token]]),
      },
      options,
    );
    const result = parseXml(response.body, 'ListAllMyBucketsResult');
    for (const entry of children(child(result, 'Buckets'), 'Bucket')) {
      const name = text(entry, 'Name');
      if (!name) continue;
      const region = text(entry, 'BucketRegion') || null;
      if (region) client.regions.learn(name, region);
      buckets.push({ name, createdAtMs: timeMs(entry, 'CreationDate'), region });
    }
    const next = text(result, 'ContinuationToken') || null;
    if (next === null || next === token) break;
    token = next;
  }
  return buckets;
}
