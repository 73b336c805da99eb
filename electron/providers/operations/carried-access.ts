import { toAppError } from '../../../shared/model/app-error.ts';
import type { AccessControl } from '../../../shared/model/configuration/access-control.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ObjectVersionPlace } from '../interface/object-settings-group.ts';
import { getObjectAcl, putObjectAcl } from './object-settings.ts';

/** An access list that a copy does not take along by itself. */
export type CarriedAccess =
  /** There is nothing to carry: the owner's own list, or none at all. */
  | { readonly type: 'plain' }
  /** A word for the request that makes the copy. */
  | { readonly type: 'word'; readonly acl: string }
  /** A list to write once the copy is there. */
  | { readonly type: 'list'; readonly acl: AccessControl }
  /** It may not be read, so it cannot be carried. */
  | { readonly type: 'unreadable' };

/** Reads what a copy of an object has to be given again. */
export async function accessToCarry(
  client: StorageClient,
  place: ObjectVersionPlace,
  options: CallOptions,
): Promise<CarriedAccess> {
  try {
    const acl = await getObjectAcl(client, place, options);
    const [first] = acl.accessControlList?.grants ?? [];
    const word = first?.word?.trim();
    if (word) return word === 'default' ? { type: 'plain' } : { type: 'word', acl: word };
    const owner = acl.owner?.id;
    const others = (acl.accessControlList?.grants ?? []).filter(
      ({ grantee, permission }) => grantee?.id !== owner || permission !== 'FULL_CONTROL',
    );
    return others.length === 0 ? { type: 'plain' } : { type: 'list', acl };
  } catch (thrown) {
    const { kind } = toAppError(thrown);
    if (kind === 'not-offered') return { type: 'plain' };
    if (kind === 'access-denied') return { type: 'unreadable' };
    throw thrown;
  }
}

/** Writes a list to the copy; the other kinds need nothing more. */
export async function giveAccess(
  client: StorageClient,
  place: ObjectVersionPlace,
  access: CarriedAccess,
  options: CallOptions,
): Promise<void> {
  if (access.type === 'list') await putObjectAcl(client, { ...place, acl: access.acl }, options);
}
