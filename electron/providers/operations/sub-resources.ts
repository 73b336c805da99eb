import { hash } from 'node:crypto';
import { AppFailure } from '../../../shared/model/app-error.ts';
import { queryOf, type StorageRequest, type StorageResponse } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';

/** What the providers say when there is no document of a kind. */
const missingCodes = new Set([
  'NoSuchCORSConfiguration',
  'NoSuchCORS',
  'NoSuchLifecycleConfiguration',
  'NoSuchLifecycle',
  'ReplicationConfigurationNotFoundError',
  'ReplicationConfigurationnotFoundError',
  'NoSuchReplicationConfiguration',
  'NoSuchReplicationRule',
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
  'NoSuchTransferAccelerationConfiguration',
  'OwnershipControlsNotFoundError',
  'NoSuchDomainConfiguration',
  'NoSuchOriginConfiguration',
  'NoSuchRefererConfiguration',
  'NoSuchConfiguration',
  'NoSuchInventory',
  'NoSuchInventoryConfiguration',
  'InventoryConfigurationNotFoundError',
  'NoSuchWORMConfiguration',
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
  /** What the query says beside the sub-resource; null and undefined are left out. */
  readonly parameters?: readonly (readonly [name: string, value?: string | number | null])[];
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
  const { document, parameters = [] } = input;
  const body = document && Buffer.from(document.text);
  return await client.send(
    {
      operation: input.operation,
      method: input.method,
      place: { bucket: input.bucket, key: input.key },
      query: queryOf([[input.subResource], ['versionId', input.versionId ?? null], ...parameters]),
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
