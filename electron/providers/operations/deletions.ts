import { type AppError, AppFailure, failure, toAppError } from '../../../shared/model/app-error.ts';
import { refusal } from '../capabilities/refusals.ts';
import { checkPlace } from '../client/place-rules.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type { DeleteOutcome, DeleteRights, DeleteTarget } from '../interface/object-group.ts';
import { decodeUrlName } from '../xml/listing-pages.ts';
import { children, parseOfferedXml, text } from '../xml/xml.ts';
import { documentBody } from './documents.ts';

/** Single deletes under way at once where a batch is not possible. */
const PARALLEL_DELETES = 8;

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

/** Deletes everything below a prefix in one request, where the server takes such a request. */
export async function deletePrefix(
  client: StorageClient,
  { bucket, prefix }: { bucket: string; prefix: string },
  options: CallOptions = {},
): Promise<void> {
  const { dialect } = client;
  const { forceDeleteHeader } = dialect;
  if (forceDeleteHeader === null || dialect.isVendorHost(client.options.endpoint.host)) {
    throw refusal('no-prefix-delete');
  }
  await client.send(
    {
      operation: 'deletePrefix',
      method: 'DELETE',
      place: { bucket, key: prefix },
      headers: { [forceDeleteHeader]: 'true' },
    },
    options,
  );
}

/** Deletes many, with one outcome for each, in order. */
export async function deleteObjects(
  client: StorageClient,
  input: { bucket: string; targets: readonly DeleteTarget[] } & DeleteRights,
  options: CallOptions = {},
): Promise<DeleteOutcome[]> {
  const outcomes: DeleteOutcome[] = [];
  for await (const found of deleteGroups(client, input, options)) outcomes.push(...found);
  return outcomes;
}

/** Deletes what an iteration brings, a batch at a time, as far as its outcomes are asked for. */
export async function* deleteEach(
  client: StorageClient,
  input: { bucket: string; targets: Iterable<DeleteTarget> | AsyncIterable<DeleteTarget> } & DeleteRights,
  options: CallOptions = {},
): AsyncGenerator<DeleteOutcome, void, undefined> {
  for await (const outcomes of deleteGroups(client, input, options)) {
    yield* input.isQuiet ? outcomes.filter(({ error }) => error !== null) : outcomes;
  }
}

/**
 * A thousand at a time (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html). Targets that a batch
 * cannot carry, and all when the server refuses batches, are deleted one by one.
 */
async function* deleteGroups(
  client: StorageClient,
  input: { bucket: string; targets: Iterable<DeleteTarget> | AsyncIterable<DeleteTarget> } & DeleteRights,
  options: CallOptions,
): AsyncGenerator<DeleteOutcome[], void, undefined> {
  let isOffered = true;
  for await (const targets of grouped(input.targets, client.dialect.limits.maxDeleteBatch)) {
    const outcomes: DeleteOutcome[] = new Array(targets.length);
    const numbered = targets.map((target, index) => ({ target, index }));
    const batch: typeof numbered = isOffered ? numbered.filter(({ target }) => fitsBatch(target)) : [];
    const found: DeleteOutcome[] | null =
      batch.length === 0
        ? []
        : await deleteBatch(client, { ...input, targets: batch.map(({ target }) => target) }, options);
    isOffered &&= found !== null;
    for (const [place, { index }] of batch.entries()) {
      const outcome = found?.[place];
      if (outcome) outcomes[index] = outcome;
    }
    const queue = numbered.filter(({ index }) => outcomes[index] === undefined).values();
    const lane = async (): Promise<void> => {
      for (const { target, index } of queue) {
        outcomes[index] = await deleteOne(client, { ...input, ...target }, options);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_DELETES }, lane));
    yield outcomes;
  }
}

async function* grouped<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  size: number,
): AsyncGenerator<Item[], void, undefined> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
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
  const send = async (): Promise<DeleteOutcome[]> => {
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
  };
  try {
    const asked = client.regions.regionFor(input.bucket);
    const outcomes = await send();
    // MinIO answers a batch that is signed for another region with success, and refuses each of its keys for it.
    if (!outcomes.every(({ error }) => error?.kind === 'wrong-region')) return outcomes;
    const region = await client.discoverRegion(input.bucket, options.signal).catch(() => asked);
    return region === asked ? outcomes : await send();
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
  const decode = text(result, 'EncodingType') === 'url' ? decodeUrlName : (name: string) => name;
  const errors = new Map<string, AppError>();
  for (const entry of children(result, 'Error')) {
    const key = decode(text(entry, 'Key') ?? '');
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
      nameOf({ key: decode(text(entry, 'Key') ?? ''), versionId: text(entry, 'VersionId') || undefined }),
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
