import type { z } from 'zod';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import {
  type AccessControl,
  accessControlSchema,
} from '../../../shared/model/configuration/access-control.ts';
import { type LegalHold, legalHoldSchema } from '../../../shared/model/configuration/legal-hold.ts';
import { type Retention, retentionSchema } from '../../../shared/model/configuration/retention.ts';
import { taggingSchema } from '../../../shared/model/configuration/tagging.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { readDocument, writeDocument } from '../configuration/document-codec.ts';
import type { AccessChange } from '../interface/access.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { ObjectVersionPlace } from '../interface/object-settings-group.ts';
import { printXml } from '../xml/xml.ts';
import { changeAccess } from './access.ts';
import { fetchDocument, removeDocument, type SubResourceRequest, sendSubResource } from './sub-resources.ts';

interface ObjectForm<Schema extends z.ZodObject> {
  readonly subResource: string;
  readonly rootName: string;
  readonly schema: Schema;
  readonly missingCodes?: readonly string[];
}

const tagging = { subResource: 'tagging', rootName: 'Tagging', schema: taggingSchema };
const acl = { subResource: 'acl', rootName: 'AccessControlPolicy', schema: accessControlSchema };
// A bucket without lock has no lock of any object: MinIO calls the question an invalid request.
const missingCodes = ['InvalidRequest'];
const retention = { subResource: 'retention', rootName: 'Retention', schema: retentionSchema, missingCodes };
const legalHold = { subResource: 'legal-hold', rootName: 'LegalHold', schema: legalHoldSchema, missingCodes };

/** Tags of an object; empty when it has none. */
export async function getObjectTags(
  client: StorageClient,
  place: ObjectVersionPlace,
  options: CallOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const document = await read(client, 'getObjectTags', place, tagging, options);
  const pairs = (document?.tagSet?.tags ?? []).map(({ key = '', value = '' }) => [key, value] as const);
  return Object.fromEntries(pairs);
}

/** Replaces the tags of an object. */
export async function setObjectTags(
  client: StorageClient,
  input: ObjectVersionPlace & { tags: Readonly<Record<string, string>> },
  options: CallOptions = {},
): Promise<void> {
  const tags = Object.entries(input.tags).map(([key, value]) => ({ key, value }));
  await write(client, 'setObjectTags', input, tagging, { tagSet: { tags } }, {}, options);
}

/** Takes all tags off an object. */
export async function deleteObjectTags(
  client: StorageClient,
  place: ObjectVersionPlace,
  options: CallOptions = {},
): Promise<void> {
  await removeDocument(client, { ...requestOf('deleteObjectTags', place), subResource: 'tagging' }, options);
}

/** Until when a version is locked; null when it is not. */
export async function getRetention(
  client: StorageClient,
  place: ObjectVersionPlace,
  options: CallOptions = {},
): Promise<Retention | null> {
  const document = await read(client, 'getRetention', place, retention, options);
  // Where nothing was ever set some servers answer an empty document.
  return document?.mode || document?.retainUntil ? document : null;
}

/** Locks a version until a time. */
export async function setRetention(
  client: StorageClient,
  input: ObjectVersionPlace & { retention: Retention; bypassesGovernance?: boolean },
  options: CallOptions = {},
): Promise<void> {
  const header = `${client.dialect.headerPrefix}bypass-governance-retention`;
  const headers = { [header]: input.bypassesGovernance ? 'true' : undefined };
  await write(client, 'setRetention', input, retention, input.retention, headers, options);
}

/** Whether a version is held; false when it cannot be. */
export async function hasLegalHold(
  client: StorageClient,
  place: ObjectVersionPlace,
  options: CallOptions = {},
): Promise<boolean> {
  return (await read(client, 'hasLegalHold', place, legalHold, options))?.status === 'ON';
}

/** Holds a version or lets it go. */
export async function setLegalHold(
  client: StorageClient,
  input: ObjectVersionPlace & { isOn: boolean },
  options: CallOptions = {},
): Promise<void> {
  const value: LegalHold = { status: input.isOn ? 'ON' : 'OFF' };
  await write(client, 'setLegalHold', input, legalHold, value, {}, options);
}

/** Who may do what with an object. */
export async function getObjectAcl(
  client: StorageClient,
  place: ObjectVersionPlace,
  options: CallOptions = {},
): Promise<AccessControl> {
  const document = await read(client, 'getObjectAcl', place, acl, options);
  if (document) return document;
  throw failure('malformed-response', 'The server says that the object has no access list at all.');
}

/** Changes who may do what with an object. */
export async function putObjectAcl(
  client: StorageClient,
  { bucket, key, versionId, ...access }: ObjectVersionPlace & AccessChange,
  options: CallOptions = {},
): Promise<void> {
  const place = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
  await changeAccess(client, 'putObjectAcl', place, access, options);
}

/** Asks for an archived object to be readable for some days. */
export async function restoreObject(
  client: StorageClient,
  input: ObjectVersionPlace & { days: number; tier?: string },
  options: CallOptions = {},
): Promise<{ isReadable: boolean }> {
  if (!Number.isInteger(input.days) || input.days < 1) {
    throw failure('invalid-input', 'An object is restored for whole days, at least one.', {
      reason: 'restore-days',
    });
  }
  const text = printXml(
    'RestoreRequest',
    {
      Days: input.days,
      [client.dialect.restoreTierElement]: input.tier === undefined ? undefined : { Tier: input.tier },
    },
    client.dialect.xmlNamespace,
  );
  const document = { text, type: 'application/xml' } as const;
  const request = { ...requestOf('restoreObject', input), subResource: 'restore', document };
  try {
    const { status } = await sendSubResource(client, { ...request, method: 'POST' }, options);
    return { isReadable: status === 200 };
  } catch (thrown) {
    const code = thrown instanceof AppFailure ? thrown.appError.code : undefined;
    if (code === 'RestoreAlreadyInProgress') return { isReadable: false };
    if (code === 'InvalidObjectState') {
      throw failure('conflict', 'The object is not in an archive: there is nothing to restore.', {
        reason: 'not-archived',
        retry: 'never',
        code,
        resource: `${input.bucket}/${input.key}`,
      });
    }
    throw thrown;
  }
}

async function read<Schema extends z.ZodObject>(
  client: StorageClient,
  operation: string,
  place: ObjectVersionPlace,
  form: ObjectForm<Schema>,
  options: CallOptions,
): Promise<z.infer<Schema> | null> {
  const { subResource, rootName, schema, missingCodes: more } = form;
  const request = { ...requestOf(operation, place), subResource, ...(more ? { missingCodes: more } : {}) };
  const body = await fetchDocument(client, request, options);
  return body === null ? null : readDocument(body, rootName, schema, client.dialect.xmlNamespace);
}

async function write<Schema extends z.ZodObject>(
  client: StorageClient,
  operation: string,
  place: ObjectVersionPlace,
  { subResource, rootName, schema }: ObjectForm<Schema>,
  value: z.infer<Schema>,
  headers: SubResourceRequest['headers'],
  options: CallOptions,
): Promise<void> {
  const text = writeDocument(value, rootName, schema, client.dialect.xmlNamespace);
  const document = { text, type: 'application/xml' } as const;
  const request = { ...requestOf(operation, place), subResource, document, ...(headers ? { headers } : {}) };
  await sendSubResource(client, { ...request, method: 'PUT' }, options);
}

function requestOf(
  operation: string,
  { bucket, key, versionId }: { bucket: string; key: string | null; versionId?: string },
) {
  return { operation, bucket, key, ...(versionId === undefined ? {} : { versionId }) };
}
