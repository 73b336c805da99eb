import { toAppError } from '../../../shared/model/app-error.ts';
import {
  type AccessControl,
  accessControlSchema,
} from '../../../shared/model/configuration/access-control.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { readDocument } from '../configuration/document-codec.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ObjectVersionPlace } from '../interface/object-settings-group.ts';
import { child, parseXml, text } from '../xml/xml.ts';
import { fetchDocument } from './configuration.ts';
import { putObjectAcl } from './object-settings.ts';

const rootName = 'AccessControlPolicy';

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
    const body = await fetchDocument(
      client,
      { operation: 'getObjectAcl', subResource: 'acl', ...place },
      options,
    );
    if (body === null) return { type: 'plain' };
    // Where access is one word the document has it in the place of the grants.
    const word = text(child(parseXml(body, rootName), 'AccessControlList'), 'Grant')?.trim();
    if (word) return word === 'default' ? { type: 'plain' } : { type: 'word', acl: word };
    const acl = readDocument(body, rootName, accessControlSchema, client.dialect.xmlNamespace);
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
