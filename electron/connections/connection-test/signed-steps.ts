import { type AppError, failure, toAppError } from '../../../shared/model/app-error.ts';
import type { ConnectionSettings } from '../../../shared/model/connection.ts';
import type { StorageProvider } from '../../providers/storage-provider.ts';
import { type Finding, found } from './finding.ts';

/** How the one signed listing of a test ended, once the server had accepted who asks. */
export type Listing = { readonly count: number } | { readonly refusal: AppError };

/**
 * Lists what the connection opens first: its buckets, or the prefix of `startAt`. An answer that shows that the
 * signature was accepted resolves, even when it is a refusal; anything else rejects: a wrong access key, a wrong
 * secret key and an ended token with `authentication` and a reason of their own.
 */
export async function listSomething(
  provider: StorageProvider,
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<Listing> {
  const { startAt } = settings;
  try {
    if (startAt === null) return { count: (await provider.service.listBuckets({}, { signal })).length };
    const { bucket, prefix } = startAt;
    const input = { bucket, prefix, delimiter: '/', token: null, maxKeys: 1 };
    const page = await provider.objects.listObjects(input, { signal });
    return { count: page.objects.keys.length + page.prefixes.length };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.kind === 'access-denied' || error.kind === 'not-found') return { refusal: error };
    throw thrown;
  }
}

/** Says what a listing means for somebody who wants to work here. Throws the refusal when there is no way on. */
export function judgeListing(
  listing: Listing,
  { startAt }: ConnectionSettings,
  connectionId: string | null,
): Finding {
  const place = startAt === null ? '' : `${startAt.bucket}/${startAt.prefix}`;
  if ('count' in listing) {
    if (startAt !== null) return found('passed', 'start-listed', { place }, `${place} can be listed.`);
    const { count } = listing;
    return found('passed', 'buckets-listed', { count }, `Buckets can be listed: there are ${count}.`);
  }
  const { refusal } = listing;
  const action = connectionId === null ? {} : { action: { type: 'edit-connection', connectionId } as const };
  if (startAt === null && refusal.kind === 'access-denied') {
    const message =
      'These keys may not list buckets. Name a bucket (and prefix) to open in the connection, and it can be used all the same.';
    const error: AppError = { ...refusal, message, reason: 'bucket-listing-denied', ...action };
    return found('warning', 'buckets-denied', {}, message, error);
  }
  const isMissing = refusal.kind === 'not-found';
  const { kind, message: _, retry, ...seen } = refusal;
  throw failure(
    kind,
    isMissing ? `There is no bucket to open at ${place}.` : `These keys may not list ${place}.`,
    {
      ...seen,
      retry,
      reason: isMissing ? 'start-bucket-missing' : 'start-listing-denied',
      values: { place },
      ...action,
    },
  );
}
