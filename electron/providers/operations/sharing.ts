import { failure } from '../../../shared/model/app-error.ts';
import { encodeQuery } from '../client/encode.ts';
import { checkPlace } from '../client/place-rules.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';

/** What a link is for. */
export interface LinkInput {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE';
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly expiresInSeconds: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Time to sign for; our clock when absent. */
  readonly atMs?: number;
}

/** A signed URL and when it really ends: it dies with the session token that made it. */
export interface Link {
  readonly url: string;
  readonly expiresAtMs: number;
  readonly limitedBy: 'provider-cap' | 'credential-expiry' | null;
}

/** Signs a link. Only a region that nothing is known about is asked for first. */
export async function presign(client: StorageClient, input: LinkInput): Promise<Link> {
  const { dialect } = client;
  checkPlace(input, dialect.limits.maxKeyBytes);
  checkLink(client, input);
  const credentials = await client.credentials();
  if (credentials === null) {
    throw failure('authentication', 'An anonymous connection has no key to sign a link with.', {
      reason: 'anonymous',
    });
  }
  if (!client.regions.isKnown(input.bucket)) await client.discoverRegion(input.bucket);
  const region = client.regions.regionFor(input.bucket);
  const address = client.address(input, region);
  const atMs = input.atMs ?? client.nowMs();
  const query = dialect.presign(
    {
      method: input.method,
      hostHeader: address.hostHeader,
      rawPath: address.rawPath,
      query: queryOf([
        ['versionId', input.versionId ?? null],
        ...Object.entries(input.responseHeaders ?? {}),
      ]),
      headers: {},
      place: { bucket: input.bucket, key: input.key },
    },
    input.expiresInSeconds,
    { credentials, region, atMs },
  );
  const scheme = address.usesTls ? 'https' : 'http';
  const expiresAtMs = Math.floor(atMs / 1_000) * 1_000 + input.expiresInSeconds * 1_000;
  const keysEndAtMs = credentials.expiresAtMs ?? Number.POSITIVE_INFINITY;
  return {
    url: `${scheme}://${address.hostHeader}${address.rawPath}?${encodeQuery(query)}`,
    expiresAtMs: Math.min(expiresAtMs, keysEndAtMs),
    limitedBy: limitOf(client, input.expiresInSeconds, keysEndAtMs < expiresAtMs),
  };
}

function checkLink(client: StorageClient, { method, expiresInSeconds }: LinkInput): void {
  const { maxLinkLifetimeSeconds } = client.dialect.limits;
  if (
    !Number.isInteger(expiresInSeconds) ||
    expiresInSeconds < 1 ||
    expiresInSeconds > maxLinkLifetimeSeconds
  ) {
    const maxDays = maxLinkLifetimeSeconds / 86_400;
    throw failure('invalid-input', `A link lives for at least one second and at most ${maxDays} days.`, {
      reason: 'link-lifetime',
      values: { maxSeconds: maxLinkLifetimeSeconds, maxDays },
    });
  }
  if (client.options.isReadOnly && method !== 'GET' && method !== 'HEAD') {
    throw failure('read-only', 'This connection is read-only: it makes no links that change something.');
  }
}

function limitOf(client: StorageClient, seconds: number, endsWithKeys: boolean): Link['limitedBy'] {
  if (endsWithKeys) return 'credential-expiry';
  return seconds === client.dialect.limits.maxLinkLifetimeSeconds ? 'provider-cap' : null;
}
