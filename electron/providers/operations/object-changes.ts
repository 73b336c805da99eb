import { failure } from '../../../shared/model/app-error.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { MoveObjectInput, UpdateMetaInput, UpdateMetaResult } from '../interface/object-actions.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import { giveAccess } from './carried-access.ts';
import { carriedByCopy, carriedByWrite, knownHeaders } from './carried-write.ts';
import { composeObject } from './compose.ts';
import { copyObject } from './copies.ts';
import { deleteObject } from './deletions.ts';
import { headObject } from './object-reads.ts';

/** Changes headers and metadata of an object by copying it onto itself, with everything else it has. */
export async function updateObjectMeta(
  client: StorageClient,
  input: UpdateMetaInput,
  options: CallOptions = {},
): Promise<UpdateMetaResult> {
  const { bucket, key, versionId, customerKey } = input;
  const place = { bucket, key, ...(versionId ? { versionId } : {}) };
  const keyed = customerKey ? { customerKey } : {};
  const conditions = input.ifMatch === undefined ? {} : { conditions: { ifMatch: input.ifMatch } };
  const info = await headObject(client, { ...place, ...keyed, ...conditions }, options);
  const replace = {
    headers: knownHeaders({ ...info.headers, ...input.headers }),
    userMetadata: input.userMetadata ?? info.userMetadata,
  };
  const source = { ...place, ...keyed, ifMatch: info.etag };
  const target = { bucket, key, ...keyed };
  if (isTooLarge(client, info)) {
    const { write, access } = await carriedByWrite(client, place, info, options);
    const whole = { ...target, sources: [source], write: { ...write, ...replace } };
    const written = await composeObject(client, whole, options);
    await giveAccess(client, { bucket, key }, access, options);
    return { ...written, keptAccess: access.type !== 'unreadable' };
  }
  const { write: set, access } = await carriedByCopy(client, place, info, options);
  const written = await copyObject(client, { ...target, source, replace, set }, options);
  await giveAccess(client, { bucket, key }, access, options);
  return { ...written, keptAccess: access.type !== 'unreadable' };
}

/** Copies an object, looks at the copy, and deletes the original unless it has changed meanwhile. */
export async function moveObject(
  client: StorageClient,
  input: MoveObjectInput,
  options: CallOptions = {},
): Promise<PutObjectResult> {
  const { source, bucket, key, conditions, customerKey } = input;
  const from = { bucket: source.bucket, key: source.key };
  const resource = `${source.bucket}/${source.key}`;
  if (source.bucket === bucket && source.key === key) {
    throw failure('invalid-input', 'An object cannot be moved to where it is.', {
      reason: 'move-onto-itself',
      resource,
    });
  }
  const read = { ...from, ...(source.customerKey ? { customerKey: source.customerKey } : {}) };
  const made = { bucket, key, ...(customerKey ? { customerKey } : {}) };
  const condition = source.ifMatch === undefined ? {} : { conditions: { ifMatch: source.ifMatch } };
  const before = await headObject(client, { ...read, ...condition }, options);
  const copied = { ...read, ifMatch: before.etag };
  const target = { ...made, ...(conditions ? { conditions } : {}) };
  const isLarge = isTooLarge(client, before);
  const { write, access } = await (isLarge ? carriedByWrite : carriedByCopy)(client, from, before, options);
  // The target's bucket decides how its objects are encrypted.
  const { encryption: _ofSource, ...set } = write;
  const written = isLarge
    ? await composeObject(client, { ...target, sources: [copied], write: set }, options)
    : await copyObject(client, { ...target, source: copied, set }, options);
  await giveAccess(client, { bucket, key }, access, options);
  const after = await headObject(client, made, options);
  if (after.sizeBytes !== before.sizeBytes || (written.etag !== '' && after.etag !== written.etag)) {
    throw failure('integrity', 'The copy is not the same as the original, which was kept.', {
      reason: 'copy-differs',
      resource: `${bucket}/${key}`,
    });
  }
  const now = await headObject(client, read, options);
  if (now.etag !== before.etag) {
    throw failure('precondition-failed', 'The object changed while it was moved. It was copied, and kept.', {
      reason: 'source-changed',
      resource,
    });
  }
  await deleteObject(client, from, options);
  return written;
}

function isTooLarge({ dialect }: StorageClient, { sizeBytes }: ObjectInfo): boolean {
  return sizeBytes > dialect.limits.maxSingleCopyBytes;
}
