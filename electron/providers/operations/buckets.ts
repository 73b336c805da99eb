import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { capabilityAt } from '../capabilities/capabilities-of.ts';
import { readLocation } from '../client/region-memory.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { documentBody } from './documents.ts';

/** `canned` and `grants` are S3's `x-amz-acl` and `x-amz-grant-*`, by the part after the dash. */
export interface NewBucketAccess {
  readonly canned?: string;
  readonly grants?: Readonly<Record<string, string>>;
  readonly ownership?: string;
}

/** What a new bucket is made with. */
export interface NewBucket {
  readonly bucket: string;
  readonly region: string | null;
  readonly hasObjectLock: boolean;
  readonly access?: NewBucketAccess;
  /** Keeps the data in several zones of the region, where that is a choice. */
  readonly isMultiZone?: boolean;
}

/** Creates a bucket, in the server's own region when none is given. */
export async function createBucket(
  client: StorageClient,
  input: NewBucket,
  options: CallOptions = {},
): Promise<void> {
  const { dialect, regions } = client;
  dialect.checkNewBucketName(input.bucket);
  const lock = capabilityAt('createLockedBucket', dialect, client.options.endpoint);
  if (input.hasObjectLock && lock.status === 'not-offered') {
    throw failure('not-offered', lock.message, { reason: lock.reason });
  }
  const region = input.region || regions.regionFor(null);
  const isVendor = dialect.isVendorHost(client.options.endpoint.host);
  if ((input.region || dialect.needsRegionFirst) && isVendor) regions.learn(input.bucket, region);
  try {
    await sendCreateBucket(client, input, region, options);
  } catch (thrown) {
    const code = thrown instanceof AppFailure ? thrown.appError.code : undefined;
    // While the signature was healed the server named its region, which the body has to name as well.
    const home = regions.regionFor(input.bucket);
    if (code !== 'IllegalLocationConstraintException' || input.region || home === region) throw thrown;
    await sendCreateBucket(client, input, home, options);
  }
}

async function sendCreateBucket(
  client: StorageClient,
  { bucket, hasObjectLock, access = {}, isMultiZone = false }: NewBucket,
  region: string,
  options: CallOptions,
): Promise<void> {
  const { headerPrefix: prefix } = client.dialect;
  const grants = Object.entries(access.grants ?? {}).map(([name, value]) => [
    `${prefix}grant-${name}`,
    value,
  ]);
  const content = client.dialect.newBucketDocument({ region, isMultiZone });
  const document = content === null ? null : documentBody(client, 'CreateBucketConfiguration', content);
  await client.send(
    {
      operation: 'createBucket',
      method: 'PUT',
      place: { bucket, key: null },
      ...document,
      headers: {
        ...document?.headers,
        ...Object.fromEntries(grants),
        [`${prefix}acl`]: access.canned,
        [`${prefix}bucket-object-lock-enabled`]: hasObjectLock ? 'true' : undefined,
        [`${prefix}object-ownership`]: access.ownership,
      },
    },
    options,
  );
}

/** Deletes an empty bucket. */
export async function deleteBucket(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<void> {
  await client.send({ operation: 'deleteBucket', method: 'DELETE', place: { bucket, key: null } }, options);
  client.regions.forget(bucket);
}

/** Looks whether a bucket is there. A refusal says that it is, and that it is somebody else's. */
export async function bucketExists(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<{ exists: boolean; accessible: boolean }> {
  try {
    await client.send({ operation: 'bucketExists', method: 'HEAD', place: { bucket, key: null } }, options);
    return { exists: true, accessible: true };
  } catch (thrown) {
    const error = thrown instanceof AppFailure ? thrown.appError : null;
    if (error?.kind === 'not-found') return { exists: false, accessible: false };
    // Wrong keys are refused with the same status, but with a code that says so.
    if (error?.kind === 'access-denied') return { exists: true, accessible: false };
    throw thrown;
  }
}

/** Asks for the region of a bucket, and remembers it. */
export async function getBucketLocation(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<{ region: string }> {
  const response = await client.send(
    { operation: 'getBucketLocation', method: 'GET', place: { bucket, key: null }, query: [['location']] },
    options,
  );
  const region = readLocation(response.body, client.dialect);
  client.regions.learn(bucket, region);
  return { region };
}
