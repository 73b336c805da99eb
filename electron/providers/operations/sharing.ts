import { failure } from '../../../shared/model/app-error.ts';
import { encodeQuery } from '../client/encode.ts';
import { checkPlace } from '../client/place-rules.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { Credentials } from '../credentials.ts';
import type { Address, Place } from '../dialect.ts';
import type { LinkLimit, SharingGroup } from '../interface/sharing-group.ts';

/** What a link is for; `atMs` is the time to sign for, our clock when absent. */
export type LinkInput = Parameters<SharingGroup['presign']>[0] & { readonly atMs?: number };

/** A signed URL and when it really ends: it dies with the session token that made it. */
export interface Link {
  readonly url: string;
  readonly expiresAtMs: number;
  readonly limitedBy: LinkLimit;
}

/** Signs a link. Only a region that nothing is known about is asked for first. */
export async function presign(client: StorageClient, input: LinkInput): Promise<Link> {
  const { dialect } = client;
  const { bucket, key, method, expiresInSeconds, headers = {}, domain } = input;
  checkPlace(input, dialect.limits.maxKeyBytes);
  checkLifetime(client, expiresInSeconds);
  if (method !== 'GET' && method !== 'HEAD') refuseChange(client);
  const credentials = await keysToSign(client);
  const region = await regionToSign(client, bucket);
  const address = addressOf(client, { bucket, key }, region, domain);
  const atMs = input.atMs ?? client.nowMs();
  const query = dialect.presign(
    {
      method,
      hostHeader: address.hostHeader,
      rawPath: address.rawPath,
      query: [
        ...queryOf([['versionId', input.versionId ?? null], ...Object.entries(input.responseHeaders ?? {})]),
        ...(input.query ?? []),
      ],
      headers,
      place: { bucket, key },
    },
    expiresInSeconds,
    { credentials, region, atMs },
  );
  return {
    url: `${urlOf(address)}?${encodeQuery(query)}`,
    ...endOf(client, credentials, atMs, expiresInSeconds),
  };
}

/** The headers that authorize one chosen request. */
export async function getAuth(
  client: StorageClient,
  input: Parameters<SharingGroup['getAuth']>[0],
): ReturnType<SharingGroup['getAuth']> {
  const { dialect } = client;
  const { bucket, key, query = [], headers = {} } = input;
  const method = input.method.toUpperCase();
  if (bucket !== null && key !== null) checkPlace({ bucket, key }, dialect.limits.maxKeyBytes);
  if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) refuseChange(client);
  const seconds = input.expiresInSeconds ?? dialect.signatureSeconds;
  checkLifetime(client, seconds);
  const credentials = await keysToSign(client);
  const region = bucket === null ? client.regions.regionFor(null) : await regionToSign(client, bucket);
  const place = { bucket, key };
  const address = client.address(place, region);
  const atMs = client.nowMs();
  const { hostHeader, rawPath } = address;
  const request = { method, hostHeader, rawPath, query, headers, place };
  const lifetimeSeconds = dialect.hasChosenLifetime ? seconds : dialect.signatureSeconds;
  const added = dialect.sign(request, 'unsigned', { credentials, region, atMs, lifetimeSeconds });
  const rest = query.length === 0 ? '' : `?${encodeQuery(query)}`;
  return {
    url: `${urlOf(address)}${rest}`,
    headers: { ...headers, ...added },
    expiresAtMs: endOf(client, credentials, atMs, lifetimeSeconds).expiresAtMs,
  };
}

/** The keys that sign for others. */
export async function keysToSign(client: StorageClient): Promise<Credentials> {
  const credentials = await client.credentials();
  if (credentials !== null) return credentials;
  throw failure('authentication', 'An anonymous connection has no key to sign a link with.', {
    reason: 'anonymous',
  });
}

/** The region to sign for, asked for only when nothing is known. */
export async function regionToSign(client: StorageClient, bucket: string): Promise<string> {
  if (!client.regions.isKnown(bucket)) await client.discoverRegion(bucket);
  return client.regions.regionFor(bucket);
}

/** A domain that is the bucket's own has the key alone in its path. */
export function addressOf(
  client: StorageClient,
  place: Place,
  region: string,
  domain: string | undefined,
): Address {
  if (domain === undefined) return client.address(place, region);
  if (!/^[a-z0-9.-]+(?::\d{1,5})?$/i.test(domain)) {
    throw failure('invalid-input', `“${domain}” is no host name.`, {
      reason: 'link-domain',
      values: { domain },
    });
  }
  const [host = '', port] = domain.split(':');
  const { usesTls } = client.options.endpoint;
  const endpoint = { host, port: port === undefined ? null : Number(port), usesTls };
  return client.dialect.address(endpoint, 'custom-domain', region, place);
}

export function urlOf({ usesTls, hostHeader, rawPath }: Address): string {
  return `${usesTls ? 'https' : 'http'}://${hostHeader}${rawPath}`;
}

/** When a signature really ends, and by what. */
export function endOf(
  client: StorageClient,
  credentials: Credentials,
  atMs: number,
  seconds: number,
): { expiresAtMs: number; limitedBy: LinkLimit } {
  const asked = Math.floor(atMs / 1_000) * 1_000 + seconds * 1_000;
  const keysEndAtMs = credentials.expiresAtMs ?? Number.POSITIVE_INFINITY;
  const isCapped = seconds === client.dialect.limits.maxLinkLifetimeSeconds;
  return {
    expiresAtMs: Math.min(asked, keysEndAtMs),
    limitedBy: keysEndAtMs < asked ? 'credential-expiry' : isCapped ? 'provider-cap' : null,
  };
}

export function checkLifetime(client: StorageClient, expiresInSeconds: number): void {
  const { maxLinkLifetimeSeconds } = client.dialect.limits;
  const isWhole = Number.isInteger(expiresInSeconds);
  if (isWhole && expiresInSeconds >= 1 && expiresInSeconds <= maxLinkLifetimeSeconds) return;
  const maxDays = maxLinkLifetimeSeconds / 86_400;
  throw failure('invalid-input', `A link lives for at least one second and at most ${maxDays} days.`, {
    reason: 'link-lifetime',
    values: { maxSeconds: maxLinkLifetimeSeconds, maxDays },
  });
}

export function refuseChange(client: StorageClient): void {
  if (!client.options.isReadOnly) return;
  throw failure('read-only', 'This connection is read-only: it makes no links that change something.');
}
