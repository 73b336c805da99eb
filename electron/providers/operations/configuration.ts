import type { z } from 'zod';
import { type AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import {
  type ConfigurationDocuments,
  type ConfigurationName,
  configurationSchemas,
} from '../../../shared/model/configuration/documents.ts';
import { refusal } from '../capabilities/refusals.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { readDocument, writeDocument } from '../configuration/document-codec.ts';
import type { DocumentForm, EmulatedForm } from '../configuration/document-forms.ts';
import type { CallOptions } from '../interface/call-options.ts';
import { fetchDocument, removeDocument, sendSubResource } from './sub-resources.ts';

interface DocumentInput<Name extends ConfigurationName> {
  readonly bucket: string;
  readonly document: Name;
}

/** The document as its model; null when the bucket has none. */
export async function getConfiguration<Name extends ConfigurationName>(
  client: StorageClient,
  { bucket, document }: DocumentInput<Name>,
  options: CallOptions = {},
): Promise<ConfigurationDocuments[Name] | null> {
  const form = formOf(client, document);
  if ('emulation' in form) return await form.emulation.read(client, { bucket }, options);
  const { subResource, rootName, missingCodes } = form;
  const question = { operation: `getBucket ${document}`, bucket, key: null, subResource };
  const body = await fetchDocument(client, missingCodes ? { ...question, missingCodes } : question, options);
  if (body === null) return null;
  const schema: z.ZodObject = configurationSchemas[document];
  return readDocument(body, rootName, schema, client.dialect.xmlNamespace) as ConfigurationDocuments[Name];
}

/** Replaces a document as a whole. */
export async function putConfiguration<Name extends ConfigurationName>(
  client: StorageClient,
  { bucket, document, value }: DocumentInput<Name> & { readonly value: ConfigurationDocuments[Name] },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly(`putBucket ${document}`);
  const form = formOf(client, document);
  if ('emulation' in form) return await form.emulation.write(client, { bucket, value }, options);
  const { rootName, isReadOnly, unwrittenBy, prepare, spellings, write } = form;
  if (isReadOnly) throw refusal(isReadOnly);
  if (write) return await write(client, { bucket, value }, options);
  const schema: z.ZodObject = configurationSchemas[document];
  const prepared = prepare ? prepare(value) : value;
  const text = writeDocument(prepared, rootName, schema, client.dialect.xmlNamespace, spellings);
  try {
    await putText(client, { bucket, document, text, form }, options);
  } catch (thrown) {
    throw isOffered(client, unwrittenBy, thrown) ? thrown : notOffered(thrown);
  }
}

/** Takes a document away, in the way its dialect has for it. One that is not there counts as taken away. */
export async function deleteConfiguration(
  client: StorageClient,
  { bucket, document }: DocumentInput<ConfigurationName>,
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly(`deleteBucket ${document}`);
  const form = formOf(client, document);
  if ('emulation' in form) return await form.emulation.remove(client, { bucket }, options);
  const { removal, subResource } = form;
  if (removal === null) {
    throw failure('not-offered', `“${document}” of a bucket can be changed but not taken away.`, {
      reason: 'no-removal',
      values: { document },
    });
  }
  if (typeof removal === 'function') await removal(client, { bucket }, options);
  else if (removal === 'put-nothing') await putText(client, { bucket, document, text: '', form }, options);
  else if (removal === 'delete') {
    const operation = `deleteBucket ${document}`;
    await removeDocument(client, { operation, bucket, key: null, subResource }, options);
  } else await putConfiguration(client, { bucket, document, value: removal.put }, options);
}

async function putText(
  client: StorageClient,
  input: { bucket: string; document: string; text: string; form: { readonly subResource: string } },
  options: CallOptions,
): Promise<void> {
  const { bucket, form, text } = input;
  const operation = `putBucket ${input.document}`;
  const document = { text, type: 'application/xml' } as const;
  const request = { operation, bucket, key: null, subResource: form.subResource, document };
  await sendSubResource(client, { ...request, method: 'PUT' }, options);
}

type FormOf<Name extends ConfigurationName> =
  | DocumentForm<ConfigurationDocuments[Name]>
  | EmulatedForm<ConfigurationDocuments[Name]>;

function formOf<Name extends ConfigurationName>(client: StorageClient, document: Name): FormOf<Name> {
  const form = client.dialect.configuration[document] as FormOf<Name> | undefined;
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
