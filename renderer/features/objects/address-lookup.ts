import type { Client } from '../../bridge/client.ts';
import type { Place } from './place.ts';

/** A place to show and the key to select there; null when the whole place is meant. */
export interface FoundAddress {
  readonly place: Place;
  readonly key: string | null;
}

/**
 * Finds out what an address without a last `/` names: the object of exactly that key, or the folder, when there is no
 * such object but something below it. What is neither, and what may not be listed, is taken as an object: its parent
 * then tells what is there, or why not. Takes up to two requests; `signal` ends them, and the promise never rejects.
 *
 * Listings answer keys in order, so an object of exactly the prefix comes first:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function lookUpAddress(
  client: Client,
  place: Place,
  key: string,
  signal: AbortSignal,
): Promise<FoundAddress> {
  const { connectionId, bucket } = place;
  const firstBelow = async (prefix: string) => {
    const input = { connectionId, bucket, prefix, delimiter: null, token: null, maxKeys: 1 };
    const page = await client.call('objects.listPage', input, { signal });
    return page.objects.keys[0];
  };
  const folder = `${key}/`;
  try {
    const first = await firstBelow(key);
    if (first === undefined || first === key) return { place, key };
    const isFolder = first.startsWith(folder) || (await firstBelow(folder)) !== undefined;
    return isFolder ? { place: { ...place, prefix: folder }, key: null } : { place, key };
  } catch {
    return { place, key };
  }
}
