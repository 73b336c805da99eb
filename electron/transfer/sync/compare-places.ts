import { join } from 'node:path';
import type { FolderSync, SyncChange, SyncEntry } from '../../../shared/model/folder-sync.ts';
import type { ObjectPage } from '../../../shared/model/object.ts';
import { sameTimeMs } from '../../../shared/model/transfer.ts';
import type { Hashing } from '../hashing.ts';
import { keyOfLocalPath, localPathOfKey, type NameRules } from '../local-names.ts';
import { pathSource } from '../path-source.ts';
import { type ComparedPlace, compareWithObject } from '../run/download-digest.ts';
import type { TransferStorage } from '../storage-port.ts';
import { pathFilter } from './patterns.ts';

interface LocalSide {
  readonly localPath: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}
interface ObjectSide {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  readonly etag: string;
}

/**
 * Compares a folder with a prefix, file by file, in the order of their paths. Nothing is moved: bytes are compared by
 * what the server tells of them. Rejects with what keeps the folder or the bucket from being read; `cancelled` after
 * `signal`.
 */
export async function comparePlaces(
  request: FolderSync,
  folder: string,
  tools: {
    readonly storage: TransferStorage;
    readonly hashing: Hashing;
    readonly rules: NameRules;
    readonly ownPartBytes: number;
    readonly signal: AbortSignal;
    readonly retried: <T>(attempt: () => Promise<T>) => Promise<T>;
  },
): Promise<SyncEntry[]> {
  const isWanted = pathFilter(request.include, request.exclude);
  const [local, objects] = await Promise.all([
    readLocal(request, folder, isWanted, tools.signal),
    readObjects(request, isWanted, tools),
  ]);
  const paths = [...new Set([...local.keys(), ...objects.keys()])].sort();
  const { signal, ownPartBytes, ...rest } = tools;
  const place = { ...rest, bucket: request.bucket, minPartBytes: ownPartBytes, abortSignal: signal };
  const entries: SyncEntry[] = [];
  for (const path of paths) {
    tools.signal.throwIfAborted();
    const [here, there] = [local.get(path), objects.get(path)];
    entries.push({
      change: await changeOf(request, here, there, folder, place),
      path,
      localPath: here?.localPath ?? localPathOfKey(path, tools.rules),
      key: there?.key ?? request.prefix + path,
      localSizeBytes: here?.sizeBytes ?? null,
      objectSizeBytes: there?.sizeBytes ?? null,
    });
  }
  return entries;
}

async function readLocal(
  { direction }: FolderSync,
  folder: string,
  isWanted: (path: string) => boolean,
  signal: AbortSignal,
): Promise<Map<string, LocalSide>> {
  const source = pathSource(folder);
  const found = new Map<string, LocalSide>();
  for await (const entry of source.walk(signal)) {
    if (entry.type !== 'file') continue;
    const localPath = entry.relativePath.slice(source.name.length + 1);
    // A download may have had to write a key differently; an upload takes names as they are.
    const path = direction === 'down' ? keyOfLocalPath(localPath) : localPath;
    const { sizeBytes, modifiedAtMs } = entry;
    if (isWanted(path)) found.set(path, { localPath, sizeBytes, modifiedAtMs });
  }
  return found;
}

async function readObjects(
  { bucket, prefix }: FolderSync,
  isWanted: (path: string) => boolean,
  tools: Pick<Parameters<typeof comparePlaces>[2], 'storage' | 'signal' | 'retried'>,
): Promise<Map<string, ObjectSide>> {
  const found = new Map<string, ObjectSide>();
  for (let token: string | null = null, isFirst = true; isFirst || token !== null; isFirst = false) {
    const asked: string | null = token;
    const { objects, nextToken }: ObjectPage = await tools.retried(() =>
      tools.storage.listObjects(
        { bucket, prefix, delimiter: null, token: asked, maxKeys: 1_000 },
        { signal: tools.signal },
      ),
    );
    for (const [index, key] of objects.keys.entries()) {
      const path = key.slice(prefix.length);
      // Folders are only names here.
      if (path === '' || path.endsWith('/') || !isWanted(path)) continue;
      found.set(path, {
        key,
        sizeBytes: objects.sizesBytes[index] ?? 0,
        modifiedAtMs: objects.modifiedAtMs[index] ?? 0,
        etag: objects.etags[index] ?? '',
      });
    }
    token = nextToken;
  }
  return found;
}

async function changeOf(
  { direction, compareBy }: FolderSync,
  local: LocalSide | undefined,
  object: ObjectSide | undefined,
  folder: string,
  place: ComparedPlace & { readonly retried: <T>(attempt: () => Promise<T>) => Promise<T> },
): Promise<SyncChange> {
  if (local === undefined) return direction === 'up' ? 'deleted' : 'new';
  if (object === undefined) return direction === 'up' ? 'new' : 'deleted';
  if (local.sizeBytes !== object.sizeBytes) return 'changed';
  if (compareBy === 'size-and-time') {
    const aheadMs = local.modifiedAtMs - object.modifiedAtMs;
    return (direction === 'up' ? aheadMs : -aheadMs) > sameTimeMs ? 'changed' : 'same';
  }
  const path = join(folder, ...local.localPath.split('/'));
  const info = await place.retried(() =>
    place.storage.headObject(
      { bucket: place.bucket, key: object.key, hasChecksums: true },
      { signal: place.abortSignal },
    ),
  );
  const { result } = await compareWithObject(place, path, object, info, null);
  return result === 'differs' ? 'changed' : result;
}
