import { hash } from 'node:crypto';
import type { z } from 'zod';
import { AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import {
  type ConfigurationDocuments,
  type ConfigurationName,
  configurationSchemas,
} from '../../../shared/model/configuration/documents.ts';
import { queryOf, type StorageRequest, type StorageResponse } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { readDocument, writeDocument } from '../configuration/document-codec.ts';
import type { DocumentForm } from '../configuration/document-forms.ts';
import type { CallOptions } from '../interface/call-options.ts';

/** What the providers say when there is no document of a kind. */
const missingCodes = new Set([
  'NoSuchCORSConfiguration',
  'NoSuchCORS',
  'NoSuchLifecycleConfiguration',
  'NoSuchLifecycle',
  'ReplicationConfigurationNotFoundError',
  'NoSuchReplicationConfiguration',
  'NoSuchTagSet',
  'NoSuchTagSetError',
  'NoSuchBucketPolicy',
  'ServerSideEncryptionConfigurationNotFoundError',
  'NoSuchServerSideEncryptionRule',
  'NoSuchEncryptionConfiguration',
  'ObjectLockConfigurationNotFoundError',
  'NoSuchObjectLockConfiguration',
  'NoSuchWebsiteConfiguration',
  'NoSuchPublicAccessBlockConfiguration',
  'XMinioAdminRemoteTargetNotFoundError',
]);

/** What a document hangs on. */
export interface DocumentPlace {
  readonly bucket: string;
  /** null: the bucket itself. */
  readonly key: string | null;
  readonly versionId?: string;
}

/** A question or statement about a sub-resource. */
export interface SubResourceRequest extends DocumentPlace {
  readonly operation: string;
  readonly subResource: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly headers?: StorageRequest['headers'];
  /** A document, sent with its digest. */
  readonly document?: { readonly text: string; readonly type: 'application/xml' | 'application/json' };
}

/** Sends a request about a sub-resource of a bucket or object. */
export async function sendSubResource(
  client: StorageClient,
  input: SubResourceRequest,
  options: CallOptions,
): Promise<StorageResponse> {
  const { document } = input;
  const body = document && Buffer.from(document.text);
  return await client.send(
    {
      operation: input.operation,
      method: input.method,
      place: { bucket: input.bucket, key: input.key },
      query: queryOf([[input.subResource], ['versionId', input.versionId ?? null]]),
      headers: {
        ...(body ? { 'content-type': document.type, 'content-md5': hash('md5', body, 'base64') } : {}),
        ...input.headers,
      },
      ...(body ? { body, bodyType: 'control' as const } : {}),
    },
    options,
  );
}

/** Asks for a document; null when the server says that there is none. */
export async function fetchDocument(
  client: StorageClient,
  input: Omit<SubResourceRequest, 'method'> & { missingCodes?: readonly string[] },
  options: CallOptions,
): Promise<Uint8Array | null> {
  try {
    const { body } = await sendSubResource(client, { ...input, method: 'GET' }, options);
    return body;
  } catch (thrown) {
    const code = thrown instanceof AppFailure ? (thrown.appError.code ?? '') : '';
    if (missingCodes.has(code) || input.missingCodes?.includes(code)) return null;
    throw thrown;
  }
}

/** The document as its model; null when the bucket has none. */
export async function getConfiguration<Name extends ConfigurationName>(
  client: StorageClient,
  { bucket, document }: { bucket: string; document: Name },
  options: CallOptions = {},
): Promise<ConfigurationDocuments[Name] | null> {
  const { subResource, rootName, missingCodes: more } = formOf(client, document);
  const body = await fetchDocument(
    client,
    {
      operation: `getBucket ${document}`,
      bucket,
      key: null,
      subResource,
      ...(more ? { missingCodes: more } : {}),
    },
    options,
  );
  if (body === null) return null;
  const schema: z.ZodObject = configurationSchemas[document];
  return readDocument(body, rootName, schema, client.dialect.xmlNamespace) as ConfigurationDocuments[Name];
}

/** Replaces a document as a whole. */
export async function putConfiguration<Name extends ConfigurationName>(
  client: StorageClient,
  { bucket, document, value }: { bucket: string; document: Name; value: ConfigurationDocuments[Name] },
  options: CallOptions = {},
): Promise<void> {
  const { subResource, rootName, isReadOnly, unwrittenBy } = formOf(client, document);
  if (isReadOnly) throw failure('not-offered', `The server works “${document}” out by itself.`);
  const schema: z.ZodObject = configurationSchemas[document];
  const text = writeDocument(value, rootName, schema, client.dialect.xmlNamespace);
  try {
    await sendSubResource(
      client,
      {
        operation: `putBucket ${document}`,
        method: 'PUT',
        bucket,
        key: null,
        subResource,
        document: { text, type: 'application/xml' },
      },
      options,
    );
  } catch (thrown) {
    throw isOffered(client, unwrittenBy, thrown) ? thrown : notOffered(thrown);
  }
}

/** Takes a document away, in the way its dialect has for it. One that is not there counts as taken away. */
export async function deleteConfiguration(
  client: StorageClient,
  { bucket, document }: { bucket: string; document: ConfigurationName },
  options: CallOptions = {},
): Promise<void> {
  const { subResource, removal } = formOf(client, document);
  if (removal === null) {
    throw failure('not-offered', `“${document}” of a bucket can be changed but not taken away.`, {
      reason: 'no-removal',
      values: { document },
    });
  }
  if (removal !== 'delete') {
    await putConfiguration(client, { bucket, document, value: removal.put }, options);
    return;
  }
  const operation = `deleteBucket ${document}`;
  await removeDocument(client, { operation, bucket, key: null, subResource }, options);
}

/** Deletes a sub-resource; one that is not there counts as deleted. */
export async function removeDocument(
  client: StorageClient,
  input: Omit<SubResourceRequest, 'method'>,
  options: CallOptions,
): Promise<void> {
  try {
    await sendSubResource(client, { ...input, method: 'DELETE' }, options);
  } catch (thrown) {
    if (thrown instanceof AppFailure && missingCodes.has(thrown.appError.code ?? '')) return;
    throw thrown;
  }
}

function formOf<Name extends ConfigurationName>(
  client: StorageClient,
  document: Name,
): DocumentForm<ConfigurationDocuments[Name]> {
  const form = client.dialect.configuration[document] as
    | DocumentForm<ConfigurationDocuments[Name]>
    | undefined;
  if (form) return form;
  throw failure('not-offered', `“${document}” is not a setting of this provider's buckets.`, {
    reason: 'no-such-setting',
    values: { document },
  });
}

function isOffered(client: StorageClient, unwrittenBy: RegExp | undefined, thrown: unknown): boolean {
  return toAppError(thrown).code !== 'MalformedXML' || !unwrittenBy?.test(client.serverName);
}

function notOffered(thrown: unknown): AppFailure {
  const { kind: _kind, message, retry: _retry, ...details } = toAppError(thrown);
  return failure('not-offered', `This server has no way to change this. ${message}`, details);
}
