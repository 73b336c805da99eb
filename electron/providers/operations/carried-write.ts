import type { ObjectHeaders, ObjectInfo } from '../../../shared/model/object.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { CarriedToCopy } from '../interface/object-actions.ts';
import type { ObjectVersionPlace } from '../interface/object-settings-group.ts';
import type { EncryptionMethod, LockWrite, ObjectTreatment, ObjectWrite } from '../interface/object-write.ts';
import { accessToCarry, type CarriedAccess, giveAccess } from './carried-access.ts';
import { getObjectTags } from './object-settings.ts';

/** What a new object has to be told to be like an older one; a list of `access` is given to it afterwards. */
export interface Carried<Write> {
  readonly write: Write;
  readonly access: CarriedAccess;
}

/** What a copy does not take along by itself: class, encryption, locks and access. */
export async function carriedByCopy(
  client: StorageClient,
  place: ObjectVersionPlace,
  info: ObjectInfo,
  options: CallOptions,
): Promise<Carried<ObjectTreatment>> {
  const access = await accessToCarry(client, place, options);
  const write = {
    ...(info.storageClass === null ? {} : { storageClass: info.storageClass }),
    ...encryptionOf(client, info),
    ...(client.dialect.objects.hasLockHeaders ? lockOf(info) : {}),
    ...(access.type === 'word' ? { acl: access.acl } : {}),
  };
  return { write, access };
}

/** Everything an object that is written anew has to be told. */
export async function carriedByWrite(
  client: StorageClient,
  place: ObjectVersionPlace,
  info: ObjectInfo,
  options: CallOptions,
): Promise<Carried<ObjectWrite>> {
  const { write, access } = await carriedByCopy(client, place, info, options);
  const tags = info.tagCount === 0 ? {} : { tags: await getObjectTags(client, place, options) };
  const { userMetadata } = info;
  return { write: { headers: knownHeaders(info.headers), userMetadata, ...write, ...tags }, access };
}

/** What a copy needs to be like its source. */
export async function readCarried(
  client: StorageClient,
  { bucket, key, info, isInParts }: { bucket: string; key: string; info: ObjectInfo; isInParts: boolean },
  options: CallOptions = {},
): Promise<CarriedToCopy> {
  const read = isInParts ? carriedByWrite : carriedByCopy;
  const { write, access } = await read(client, { bucket, key }, info, options);
  return { write, giveAccess: (copy, call = {}) => giveAccess(client, copy, access, call) };
}

/** Headers that have a value. */
export function knownHeaders(headers: Partial<ObjectHeaders>): Partial<ObjectHeaders> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== null));
}

function encryptionOf(
  { dialect }: StorageClient,
  { encryption, kmsKeyId }: ObjectInfo,
): Pick<ObjectTreatment, 'encryption'> {
  const words = Object.entries(dialect.objects.encryptionWords) as [EncryptionMethod, string][];
  const [method] = words.find(([, word]) => word === encryption) ?? [];
  if (method === undefined) return {};
  const hasKey = method.startsWith('kms') && kmsKeyId !== null;
  return { encryption: { method, ...(hasKey ? { kmsKeyId } : {}) } };
}

function lockOf({ retention, hasLegalHold }: ObjectInfo): Pick<ObjectTreatment, 'lock'> {
  const lock: LockWrite = {
    ...(retention === null
      ? {}
      : {
          mode: retention.mode === 'COMPLIANCE' ? ('COMPLIANCE' as const) : ('GOVERNANCE' as const),
          retainUntilMs: retention.retainUntilMs,
        }),
    ...(hasLegalHold ? { hasLegalHold } : {}),
  };
  return Object.keys(lock).length === 0 ? {} : { lock };
}
