import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import type { ObjectPage } from '../../../shared/model/object.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ListObjectsInput } from '../interface/object-group.ts';
import { readObjectListing } from '../xml/listing-pages.ts';

/** Servers without the second version of the listing; asked once per client. */
const oldServers = new WeakSet<StorageClient>();
/** Marks the token of the first version of the listing, whose markers are keys. */
const MARKER_TOKEN = 'marker:';
const CONTINUATION_TOKEN = 'token:';

/** One page, by version 2 where the server has it. The token remembers which version made it. */
export async function listObjects(
  client: StorageClient,
  input: ListObjectsInput,
  options: CallOptions = {},
): Promise<ObjectPage> {
  checkPageSize(input.maxKeys);
  const startsWithV1 = !client.dialect.hasListV2 || oldServers.has(client);
  if (input.token?.startsWith(MARKER_TOKEN) || (input.token === null && startsWithV1)) {
    const marker = input.token?.slice(MARKER_TOKEN.length) ?? input.startAfter ?? null;
    return listObjectsV1(client, { ...input, marker }, options);
  }
  try {
    const continuationToken = input.token?.slice(CONTINUATION_TOKEN.length) ?? null;
    return await listObjectsV2(client, { ...input, continuationToken }, options);
  } catch (thrown) {
    if (input.token !== null || !isUnknownListing(thrown)) throw thrown;
    const page = await listObjectsV1(client, { ...input, marker: input.startAfter ?? null }, options);
    oldServers.add(client);
    return page;
  }
}

/** What both versions of the listing take. */
export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string | null;
  readonly maxKeys: number;
  /** False leaves names as they are, and pages with control characters unreadable. */
  readonly hasUrlEncoding?: boolean;
}

/** Version 2: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export async function listObjectsV2(
  client: StorageClient,
  input: ListingQuery & {
    readonly continuationToken: string | null;
    readonly startAfter?: string;
    readonly hasOwner?: boolean;
  },
  options: CallOptions = {},
): Promise<ObjectPage> {
  const response = await client.send(
    {
      operation: 'listObjectsV2',
      method: 'GET',
      place: { bucket: input.bucket, key: null },
      query: queryOf([
        ['list-type', 2],
        ...listingQuery(input),
        ['continuation-token', input.continuationToken],
        ['start-after', input.startAfter || null],
        ['fetch-owner', input.hasOwner ? 'true' : null],
      ]),
    },
    options,
  );
  const page = readObjectListing(response.body);
  const { nextContinuationToken: next } = page;
  if (page.isTruncated && next === null) {
    // A server that answers version 1 to the question for version 2.
    return { ...page, nextToken: markerAfter(page) };
  }
  return {
    objects: page.objects,
    prefixes: page.prefixes,
    nextToken: page.isTruncated && next !== null ? CONTINUATION_TOKEN + next : null,
  };
}

/** Version 1: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export async function listObjectsV1(
  client: StorageClient,
  input: ListingQuery & { readonly marker: string | null },
  options: CallOptions = {},
): Promise<ObjectPage> {
  const response = await client.send(
    {
      operation: 'listObjects',
      method: 'GET',
      place: { bucket: input.bucket, key: null },
      query: queryOf([...listingQuery(input), ['marker', input.marker || null]]),
    },
    options,
  );
  const page = readObjectListing(response.body);
  return {
    objects: page.objects,
    prefixes: page.prefixes,
    nextToken: page.isTruncated ? markerAfter(page) : null,
  };
}

/** Parameters that every listing shares; empty ones are sent, as all SDKs do. */
export function listingQuery({
  prefix,
  delimiter,
  maxKeys,
  hasUrlEncoding = true,
}: Omit<ListingQuery, 'bucket'>): readonly (readonly [string, string | number | null])[] {
  return [
    ['delimiter', delimiter ?? ''],
    ['encoding-type', hasUrlEncoding ? 'url' : null],
    ['max-keys', maxKeys],
    ['prefix', prefix],
  ];
}

/** NextMarker comes only with a delimiter; without one the page's last key is the marker. */
function markerAfter(page: ReturnType<typeof readObjectListing>): string {
  const last = page.nextMarker ?? page.objects.keys.at(-1) ?? page.prefixes.at(-1);
  if (last !== undefined) return MARKER_TOKEN + last;
  throw failure('malformed-response', 'The server says that the listing goes on, but not where.', {
    reason: 'listing-without-token',
  });
}

function isUnknownListing(thrown: unknown): boolean {
  if (!(thrown instanceof AppFailure)) return false;
  const { kind, code, status } = thrown.appError;
  const isArgument = kind === 'invalid-input' && code === 'InvalidArgument' && status === 400;
  return kind === 'not-offered' || isArgument;
}

/** Throws `invalid-input` unless 1 to 1,000. */
export function checkPageSize(maxKeys: number): void {
  if (Number.isInteger(maxKeys) && maxKeys >= 1 && maxKeys <= 1_000) return;
  throw failure('invalid-input', 'A page holds 1 to 1,000 entries.', { reason: 'page-size' });
}
