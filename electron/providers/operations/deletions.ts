import { type AppError, AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import { checkPlace } from '../client/place-rules.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { DeleteOutcome, DeleteTarget } from '../interface/object-group.ts';
import { children, parseOfferedXml, text } from '../xml/xml.ts';
import { documentBody } from './documents.ts';

/** Single deletes under way at once where a batch is not possible. */
const PARALLEL_DELETES = 8;

/** How a delete may treat locked versions. */
export interface DeleteRights {
  /** Asks a batch for its errors only; delete markers then stay unreported. */
  readonly isQuiet?: boolean;
  /** Sends the header that lifts a GOVERNANCE lock for those who may. */
  readonly bypassesGovernance?: boolean;
}

/** Deletes a key or one of its versions; a key that is not there counts as deleted. */
export async function deleteObject(
  client: StorageClient,
  input: { bucket: string } & DeleteTarget & DeleteRights,
  options: CallOptions = {},
): Promise<{ isDeleteMarker: boolean; versionId: string | null }> {
  const prefix = client.dialect.headerPrefix;
  try {
    const response = await client.send(
      {
        operation: 'deleteObject',
        method: 'DELETE',
        place: { bucket: input.bucket, key: input.key },
        query: queryOf([['versionId', input.versionId ?? null]]),
        headers: bypassHeader(prefix, input),
      },
      options,
    );
    return {
      isDeleteMarker: response.headers[`${prefix}delete-marker`] === 'true',
      versionId: response.headers[`${prefix}version-id`] ?? null,
    };
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.appError.code === 'NoSuchKey') {
      return { isDeleteMarker: false, versionId: null };
    }
    throw thrown;
  }
}

/**
 * Deletes many, a thousand at a time (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html).
 * Targets that a batch cannot carry, and all when the server refuses batches, are deleted one by one.
 */
export async function deleteObjects(
  client: StorageClient,
  input: { bucket: string; targets: readonly DeleteTarget[] } & DeleteRights,
  options: CallOptions = {},
): Promise<DeleteOutcome[]> {
  const outcomes: DeleteOutcome[] = new Array(input.targets.length);
  const batch: number[] = [];
  const single: number[] = [];
  for (const [index, target] of input.targets.entries()) {
    (fitsBatch(target) ? batch : single).push(index);
  }
  const targetsAt = (indexes: readonly number[]) => indexes.flatMap((index) => input.targets[index] ?? []);
  const size = client.dialect.limits.maxDeleteBatch;
  let isOffered = true;
  for (let start = 0; start < batch.length; start += size) {
    const indexes = batch.slice(start, start + size);
    const found = isOffered
      ? await deleteBatch(client, { ...input, targets: targetsAt(indexes) }, options)
      : null;
    if (found === null) {
      isOffered = false;
      single.push(...indexes);
    } else {
      for (const [place, outcome] of found.entries()) outcomes[indexes[place] ?? 0] = outcome;
    }
  }
  const queue = single.values();
  const worker = async (): Promise<void> => {
    for (const index of queue) {
      const [target] = targetsAt([index]);
      if (target) outcomes[index] = await deleteOne(client, { ...input, ...target }, options);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_DELETES, single.length) }, worker));
  return outcomes;
}

/** What is no word on the bucket or the keys: a server that knows no batches may also call one malformed or missing. */
function isBatchRefusal(thrown: unknown): boolean {
  const { kind, code } = toAppError(thrown);
  if (kind === 'not-found') return code !== 'NoSuchBucket';
  return kind === 'not-offered' || kind === 'invalid-input';
}

/** One batch; null when the server does not offer batches. */
async function deleteBatch(
  client: StorageClient,
  input: { bucket: string; targets: readonly DeleteTarget[] } & DeleteRights,
  options: CallOptions,
): Promise<DeleteOutcome[] | null> {
  const { dialect } = client;
  for (const { key } of input.targets) checkPlace({ bucket: input.bucket, key }, dialect.limits.maxKeyBytes);
  const document = documentBody(client, 'Delete', {
    Quiet: input.isQuiet ? 'true' : undefined,
    Object: input.targets.map(({ key, versionId }) => ({ Key: key, VersionId: versionId })),
  });
  try {
    const response = await client.send(
      {
        operation: 'deleteObjects',
        method: 'POST',
        place: { bucket: input.bucket, key: null },
        query: [['delete']],
        ...document,
        headers: { ...document.headers, ...bypassHeader(dialect.headerPrefix, input) },
      },
      options,
    );
    return readOutcomes(client, input.targets, response.body, input.bucket);
  } catch (thrown) {
    if (isBatchRefusal(thrown)) return null;
    throw thrown;
  }
}

function readOutcomes(
  client: StorageClient,
  targets: readonly DeleteTarget[],
  body: Uint8Array,
  bucket: string,
): DeleteOutcome[] {
  const result = parseOfferedXml(body, 'DeleteResult');
  const errors = new Map<string, AppError>();
  for (const entry of children(result, 'Error')) {
    const key = text(entry, 'Key') ?? '';
    const code = text(entry, 'Code') ?? '';
    const detail = (name: string): string | null => text(entry, name);
    const meaning = client.dialect.meaningOf({ code, status: 200, detail, headers: {} });
    const words = text(entry, 'Message') ?? '';
    errors.set(
      nameOf({ key, versionId: text(entry, 'VersionId') || undefined }),
      failure(meaning?.kind ?? 'server', meaning?.message ?? `The server refuses to delete it: ${words}`, {
        code,
        resource: `${bucket}/${key}`,
        ...(meaning?.reason ? { reason: meaning.reason } : {}),
        ...(meaning?.retry ? { retry: meaning.retry } : {}),
      }).appError,
    );
  }
  const markers = new Map(
    children(result, 'Deleted').map((entry) => [
      nameOf({ key: text(entry, 'Key') ?? '', versionId: text(entry, 'VersionId') || undefined }),
      { isDeleteMarker: text(entry, 'DeleteMarker') === 'true', id: text(entry, 'DeleteMarkerVersionId') },
    ]),
  );
  return targets.map((target) => {
    const error = errors.get(nameOf(target)) ?? null;
    const marker = markers.get(nameOf(target));
    return {
      key: target.key,
      versionId: target.versionId ?? marker?.id ?? null,
      isDeleteMarker: marker?.isDeleteMarker ?? false,
      error: error?.code === 'NoSuchKey' ? null : error,
    };
  });
}

async function deleteOne(
  client: StorageClient,
  input: { bucket: string } & DeleteTarget & DeleteRights,
  options: CallOptions,
): Promise<DeleteOutcome> {
  try {
    const { isDeleteMarker, versionId } = await deleteObject(client, input, options);
    return { key: input.key, versionId, isDeleteMarker, error: null };
  } catch (thrown) {
    const error = toAppError(thrown);
    // A cancelled batch is cancelled as a whole; a refused target is an outcome.
    if (error.kind === 'cancelled' || error.kind === 'read-only') throw thrown;
    return { key: input.key, versionId: null, isDeleteMarker: false, error };
  }
}

/** XML 1.0 has no way to write most control characters, not even by reference. */
function fitsBatch({ key }: DeleteTarget): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are meant.
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(key);
}

function nameOf({ key, versionId }: { key: string; versionId?: string | undefined }): string {
  return `${key}\u0000${versionId ?? ''}`;
}

function bypassHeader(prefix: string, rights: DeleteRights): Record<string, string | undefined> {
  return { [`${prefix}bypass-governance-retention`]: rights.bypassesGovernance ? 'true' : undefined };
}
