import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectVersion } from '../../../shared/model/object.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { readVersionListing } from '../xml/listing-pages.ts';
import { checkPageSize, type ListingQuery, listingQuery } from './listing.ts';

/** One page of versions and delete markers (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html). */
export async function listObjectVersions(
  client: StorageClient,
  input: ListingQuery & { token: string | null },
  options: CallOptions = {},
): Promise<{ versions: ObjectVersion[]; prefixes: string[]; nextToken: string | null }> {
  checkPageSize(input.maxKeys);
  const [keyMarker, versionIdMarker] = input.token === null ? [null, null] : readPairToken(input.token);
  const response = await client.send(
    {
      operation: 'listObjectVersions',
      method: 'GET',
      place: { bucket: input.bucket, key: null },
      query: queryOf([
        ['versions'],
        ...listingQuery(input),
        ['key-marker', keyMarker || null],
        ['version-id-marker', versionIdMarker || null],
      ]),
    },
    options,
  );
  const page = readVersionListing(response.body);
  const hasNext = page.isTruncated && page.nextKeyMarker !== null;
  return {
    versions: page.versions,
    prefixes: page.prefixes,
    nextToken: hasNext ? pairToken(page.nextKeyMarker ?? '', page.nextVersionIdMarker ?? '') : null,
  };
}

/** Packs the two markers of a listing into one opaque token. */
export function pairToken(first: string, second: string): string {
  return JSON.stringify([first, second]);
}

/** Unpacks `pairToken`. Throws `invalid-input` for anything else. */
export function readPairToken(token: string): [string, string] {
  try {
    const [first, second] = JSON.parse(token) as unknown[];
    if (typeof first === 'string' && typeof second === 'string') return [first, second];
  } catch {
    // Reported below.
  }
  throw failure('invalid-input', 'This page token is not one of this listing.', { reason: 'page-token' });
}
