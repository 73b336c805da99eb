import { failure } from '../../../shared/model/app-error.ts';
import type { Bucket } from '../../../shared/model/bucket.ts';
import { refusal } from '../capabilities/refusals.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { BucketFilter, BucketPage } from '../interface/service-group.ts';
import { child, children, parseXml, text, timeMs, type XmlElement } from '../xml/xml.ts';

type PageInput = BucketFilter & { readonly token?: string | null; readonly maxBuckets?: number };

/** All buckets, over all pages. */
export async function listBuckets(
  client: StorageClient,
  input: BucketFilter = {},
  options: CallOptions = {},
): Promise<Bucket[]> {
  const buckets: Bucket[] = [];
  for await (const page of listBucketPages(client, input, options)) buckets.push(...page.buckets);
  return buckets;
}

/** Buckets page by page. A server that repeats its token has said all it has to say. */
export async function* listBucketPages(
  client: StorageClient,
  input: PageInput = {},
  options: CallOptions = {},
): AsyncGenerator<BucketPage, void, void> {
  const seen = new Set<string>();
  let token = input.token ?? null;
  do {
    if (token !== null) seen.add(token);
    const page = await listBucketsPage(client, { ...input, token }, options);
    const isLast = page.nextToken === null || seen.has(page.nextToken);
    yield isLast ? { ...page, nextToken: null } : page;
    token = isLast ? null : page.nextToken;
  } while (token !== null);
}

/** One page of buckets. */
export async function listBucketsPage(
  client: StorageClient,
  input: PageInput,
  options: CallOptions = {},
): Promise<BucketPage> {
  const { bucketPages } = client.dialect;
  checkInput(client, input);
  const response = await client.send(
    {
      operation: 'listBuckets',
      method: 'GET',
      place: { bucket: null, key: null },
      query: queryOf([
        ...bucketPages.filterQuery(input),
        [bucketPages.tokenParameter, input.token ?? null],
        [bucketPages.sizeParameter, input.maxBuckets ?? null],
      ]),
    },
    options,
  );
  const result = parseXml(response.body, 'ListAllMyBucketsResult');
  const buckets = children(child(result, 'Buckets'), 'Bucket').flatMap((entry) => readBucket(client, entry));
  const owner = child(result, 'Owner');
  const hasOwner = text(owner, 'ID') !== null;
  return {
    buckets: buckets.filter((bucket) => isWanted(bucket, input)),
    owner: hasOwner ? { id: text(owner, 'ID') ?? '', displayName: text(owner, 'DisplayName') ?? '' } : null,
    nextToken: text(result, bucketPages.nextElement) || null,
  };
}

function checkInput({ dialect }: StorageClient, { maxBuckets, tag }: PageInput): void {
  const { maxSize, takesTags } = dialect.bucketPages;
  if (tag && !takesTags) throw refusal('no-tag-filter');
  if (maxBuckets === undefined) return;
  if (Number.isInteger(maxBuckets) && maxBuckets >= 1 && maxBuckets <= maxSize) return;
  throw failure('invalid-input', `A page holds 1 to ${maxSize} buckets.`, {
    reason: 'bucket-page-size',
    values: { maxSize },
  });
}

function readBucket({ dialect, regions }: StorageClient, entry: XmlElement): Bucket[] {
  const name = text(entry, 'Name');
  if (!name) return [];
  const spelled = text(entry, dialect.bucketPages.regionElement);
  const region = spelled ? dialect.readRegion(spelled) : null;
  if (region) regions.learn(name, region);
  return [{ name, createdAtMs: timeMs(entry, 'CreationDate'), region, ...bucketExtras(entry) }];
}

/** What some providers tell of a bucket beyond its name, wherever they tell it. */
export function bucketExtras(entry: XmlElement): Pick<Bucket, 'storageClass' | 'endpoints'> {
  const storageClass = text(entry, 'StorageClass');
  const endpoint = text(entry, 'ExtranetEndpoint');
  return {
    ...(storageClass ? { storageClass } : {}),
    ...(endpoint ? { endpoints: { public: endpoint, internal: text(entry, 'IntranetEndpoint') ?? '' } } : {}),
  };
}

/** Servers that do not know a parameter answer as if it were not there. */
function isWanted({ name, region, createdAtMs }: Bucket, filter: BucketFilter): boolean {
  if (filter.prefix && !name.startsWith(filter.prefix)) return false;
  if (filter.region && region !== null && region !== filter.region) return false;
  if (!filter.created || createdAtMs === null) return true;
  const { relation, atSeconds } = filter.created;
  const differenceSeconds = Math.floor(createdAtMs / 1_000) - atSeconds;
  if (differenceSeconds === 0) return relation.endsWith('e');
  return differenceSeconds < 0 === relation.startsWith('l');
}
