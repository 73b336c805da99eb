import { failure } from '../../../shared/model/app-error.ts';
import { accessControlSchema } from '../../../shared/model/configuration/access-control.ts';
import { refusal } from '../capabilities/refusals.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { writeDocument } from '../configuration/document-codec.ts';
import type { AccessChange } from '../interface/access.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { type DocumentPlace, type SubResourceRequest, sendSubResource } from './sub-resources.ts';

/** Changes who may do what with a bucket, or with an object. */
export async function changeAccess(
  client: StorageClient,
  operation: string,
  place: DocumentPlace,
  access: AccessChange,
  options: CallOptions,
): Promise<void> {
  const { dialect } = client;
  const forms = (['canned', 'grants', 'acl'] as const).filter((form) => access[form] !== undefined);
  if (forms.length !== 1) {
    const message = 'Access is given in exactly one form: a word, grants, or the whole list.';
    throw failure('invalid-input', message, { reason: 'access-forms' });
  }
  if (access.canned === undefined && !dialect.takesAccessLists) throw refusal('no-access-lists');
  const request: SubResourceRequest = { operation, ...place, subResource: 'acl', method: 'PUT' };
  const word = place.key === null ? `${dialect.headerPrefix}acl` : dialect.objectAclHeader;
  const headers = { [word]: access.canned, ...grantHeaders(client, access) };
  if (access.acl === undefined) {
    await sendSubResource(client, { ...request, headers }, options);
    return;
  }
  const text = writeDocument(access.acl, 'AccessControlPolicy', accessControlSchema, dialect.xmlNamespace);
  await sendSubResource(client, { ...request, document: { text, type: 'application/xml' } }, options);
}

/** Grants as headers, by lower-case names. */
export function grantHeaders(
  { dialect }: Pick<StorageClient, 'dialect'>,
  { grants = {} }: Pick<AccessChange, 'grants'>,
): Record<string, string> {
  const given = Object.entries(grants).filter(([, people]) => people !== undefined);
  return Object.fromEntries(given.map(([name, people]) => [`${dialect.headerPrefix}grant-${name}`, people]));
}

/** Changes who may do what with a bucket. */
export async function putBucketAcl(
  client: StorageClient,
  { bucket, ...access }: { readonly bucket: string } & AccessChange,
  options: CallOptions = {},
): Promise<void> {
  await changeAccess(client, 'putBucketAcl', { bucket, key: null }, access, options);
}
