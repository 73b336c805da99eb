import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { capabilityAt } from '../capabilities/capabilities-of.ts';
import { refusal } from '../capabilities/refusals.ts';
import { readLocation } from '../client/region-memory.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { NewBucket } from '../interface/bucket-group.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { grantHeaders } from './access.ts';
import { documentBody } from './documents.ts';

/** Creates a bucket, in the server's own region when none is given. */
export async function createBucket(
  client: StorageClient,
  input: NewBucket,
  options: CallOptions = {},
): Promise<void> {
  const { dialect, regions } = client;
  dialect.checkNewBucketName(input.bucket);
  checkParts(client, input);
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

/** Refuses what the provider's buckets are not made with. */
function checkParts({ dialect }: StorageClient, input: NewBucket): void {
  const { newBuckets, takesAccessLists } = dialect;
  if (input.storageClass !== undefined && !newBuckets.hasStorageClass) throw refusal('no-bucket-class');
  if (input.isMultiZone && !newBuckets.hasZones) throw refusal('no-bucket-zones');
  if (input.ownership !== undefined && !newBuckets.hasOwnership) throw refusal('no-bucket-ownership');
  if (!takesAccessLists && Object.keys(input.grants ?? {}).length > 0) throw refusal('no-access-lists');
}

async function sendCreateBucket(
  client: StorageClient,
  { bucket, hasObjectLock, isMultiZone = false, ...input }: NewBucket,
  region: string,
  options: CallOptions,
): Promise<void> {
  const { headerPrefix: prefix } = client.dialect;
  const content = client.dialect.newBucketDocument({
    region,
    isMultiZone,
    storageClass: input.storageClass ?? null,
  });
  const document = content === null ? null : documentBody(client, 'CreateBucketConfiguration', content);
  await client.send(
    {
      operation: 'createBucket',
      method: 'PUT',
      place: { bucket, key: null },
      ...document,
      headers: {
        ...document?.headers,
        ...grantHeaders(client, input),
        [`${prefix}acl`]: input.canned,
        [`${prefix}bucket-object-lock-enabled`]: hasObjectLock ? 'true' : undefined,
        [`${prefix}object-ownership`]: input.ownership,
      },
    },
    options,
  );
}

/** Deletes a bucket: an empty one, or with `force` all that is in it as well. */
export async function deleteBucket(
  client: StorageClient,
  { bucket, force = false }: { bucket: string; force?: boolean },
  options: CallOptions = {},
): Promise<void> {
  const { dialect } = client;
  const header = dialect.isVendorHost(client.options.endpoint.host) ? null : dialect.forceDeleteHeader;
  if (force && header === null) throw refusal('no-forced-deletion');
  const place = { bucket, key: null };
  const headers = force && header !== null ? { [header]: 'true' } : {};
  await client.send({ operation: 'deleteBucket', method: 'DELETE', place, headers }, options);
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
