import { AppFailure } from '../../../shared/model/app-error.ts';
import type { Bucket, BucketInfo } from '../../../shared/model/bucket.ts';
import type { AccessControl } from '../../../shared/model/configuration/access-control.ts';
import type { ConfigurationName } from '../../../shared/model/configuration/documents.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { child, parseXml, text, timeMs } from '../xml/xml.ts';
import { getBucketLocation } from './buckets.ts';
import { getConfiguration } from './configuration.ts';
import { bucketExtras, listBuckets } from './service.ts';
import { sendSubResource } from './sub-resources.ts';

/** What is known of a bucket, in one question or in several. */
export async function getBucketInfo(
  client: StorageClient,
  { bucket }: { bucket: string },
  options: CallOptions = {},
): Promise<BucketInfo> {
  const question = client.dialect.bucketQuestions?.info;
  if (question === undefined) return await askOneByOne(client, bucket, options);
  const request = { operation: 'getBucketInfo', bucket, key: null, subResource: question } as const;
  const { body } = await sendSubResource(client, { ...request, method: 'GET' }, options);
  const entry = child(parseXml(body, 'BucketInfo'), 'Bucket');
  const spelled = text(entry, 'Location');
  const owner = child(entry, 'Owner');
  const redundancy = text(entry, 'DataRedundancyType');
  const algorithm = text(child(entry, 'ServerSideEncryptionRule'), 'SSEAlgorithm');
  return {
    name: bucket,
    createdAtMs: timeMs(entry, 'CreationDate'),
    region: spelled ? client.dialect.readRegion(spelled) : null,
    ...bucketExtras(entry),
    owner: { id: text(owner, 'ID') ?? '', displayName: text(owner, 'DisplayName') ?? '' },
    isMultiZone: redundancy === null ? null : redundancy === 'ZRS',
    access: text(child(entry, 'AccessControlList'), 'Grant'),
    versioning: text(entry, 'Versioning') || 'Off',
    encryption: algorithm === null || algorithm === 'None' ? 'none' : algorithm,
    hasObjectLock: null,
  };
}

async function askOneByOne(client: StorageClient, bucket: string, options: CallOptions): Promise<BucketInfo> {
  const place = { bucket, key: null };
  const { headers } = await client.send({ operation: 'getBucketInfo', method: 'HEAD', place }, options);
  const document = <Name extends ConfigurationName>(name: Name) =>
    unlessRefused(() => getConfiguration(client, { bucket, document: name }, options));
  const location = await unlessRefused(() => getBucketLocation(client, { bucket }, options));
  const versioning = await document('versioning');
  const encryption = await document('encryption');
  const lock = await document('object-lock');
  const { answer: access } = await document('acl');
  const listed = await unlessRefused(() => findBucket(client, bucket, options));
  const zones = headers[`${client.dialect.headerPrefix}bucket-az-type`];
  const byDefault = encryption.answer?.rules[0]?.byDefault ?? encryption.answer?.byDefault;
  const owner = access?.owner;
  return {
    name: bucket,
    createdAtMs: listed.answer?.createdAtMs ?? null,
    region: location.answer?.region ?? null,
    owner: owner ? { id: owner.id ?? '', displayName: owner.displayName ?? '' } : null,
    isMultiZone: zones === undefined ? null : zones === 'MAZ',
    access: access && accessWord(access),
    versioning: versioning.isRefused ? null : (versioning.answer?.status ?? 'Off'),
    encryption: encryption.isRefused ? null : (byDefault?.algorithm ?? 'none'),
    hasObjectLock: lock.isRefused ? null : lock.answer?.objectLockEnabled === 'Enabled',
  };
}

/** What these keys may not ask, or this server does not have, is left open; other failures are failures. */
async function unlessRefused<Answer>(
  ask: () => Promise<Answer>,
): Promise<{ readonly isRefused: boolean; readonly answer: Answer | null }> {
  try {
    return { isRefused: false, answer: await ask() };
  } catch (thrown) {
    const kind = thrown instanceof AppFailure ? thrown.appError.kind : null;
    if (kind !== 'access-denied' && kind !== 'not-offered') throw thrown;
    return { isRefused: true, answer: null };
  }
}

async function findBucket(
  client: StorageClient,
  bucket: string,
  options: CallOptions,
): Promise<Bucket | null> {
  const found = await listBuckets(client, { prefix: bucket }, options);
  return found.find(({ name }) => name === bucket) ?? null;
}

/** The word for a list that has the owner and, at most, everybody. */
function accessWord({ owner, accessControlList }: AccessControl): string {
  const permissions = new Set<string>();
  for (const { grantee, permission = '', word } of accessControlList?.grants ?? []) {
    if (word !== undefined) return word;
    // MinIO names neither the owner nor whom it grants everything, who is the same.
    const isOwner = (grantee?.id ?? '') === (owner?.id ?? '');
    if (isOwner && grantee?.uri === undefined) continue;
    const isEverybody = /\/AllUsers$|^qcs::cam::anyone:anyone$/.test(grantee?.uri ?? grantee?.id ?? '');
    if (!isEverybody) return 'custom';
    permissions.add(permission);
  }
  const found = [...permissions].toSorted().join(' ');
  if (found === '') return 'private';
  if (found === 'READ') return 'public-read';
  return found === 'READ WRITE' || found === 'FULL_CONTROL' ? 'public-read-write' : 'custom';
}
