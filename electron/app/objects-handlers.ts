import { type AppFailure, failure, toAppError } from '../../shared/model/app-error.ts';
import type { ConnectionPool } from '../connections/open-connection.ts';
import type { ListingIndex } from '../listing-index/listing-index.ts';
import type { StorageProvider } from '../providers/storage-provider.ts';
import type { AreaHandlers } from './handlers.ts';

/** Answers `objects.*`. */
export function objectsHandlers(deps: {
  pool: ConnectionPool;
  index: ListingIndex;
  objectsChanged: ObjectsChanged;
}): AreaHandlers<'objects'> {
  const { pool, index, objectsChanged } = deps;
  return {
    async 'objects.listPage'({ connectionId, ...input }, { signal }) {
      const provider = await pool.open(connectionId);
      return provider.objects.listObjects(input, { signal });
    },
    async 'objects.listVersions'({ connectionId, ...input }, { signal }) {
      const provider = await pool.open(connectionId);
      const page = await provider.versions.listObjectVersions({ ...input, delimiter: null }, { signal });
      return { versions: page.versions, nextToken: page.nextToken };
    },
    async 'objects.head'({ connectionId, bucket, key, versionId }, { signal }) {
      const provider = await pool.open(connectionId);
      const version = versionId === null ? {} : { versionId };
      return provider.objects.headObject({ bucket, key, ...version }, { signal });
    },
    async 'objects.createFolder'({ connectionId, bucket, prefix }, { signal }) {
      const provider = await pool.open(connectionId);
      refuseLongKey(provider, prefix);
      await createFolder(provider, bucket, prefix, signal);
      objectsChanged(connectionId, bucket, [parentOf(prefix)]);
      return {};
    },
    'objects.indexState': (place) => index.state(place),
    'objects.buildIndex': (place, { signal }) => index.build(place, signal),
    'objects.openView': ({ sort, filter, ...place }) => index.openView(place, sort, filter),
    'objects.readView': ({ viewId, offset, limit, ...place }) => index.readView(place, viewId, offset, limit),
    'objects.census': ({ prefix, ...place }) => index.census(place, prefix),
  };
}

/** Tells everybody whom it concerns that Stowage changed objects below these prefixes. */
export type ObjectsChanged = (connectionId: string, bucket: string, prefixes: string[]) => void;

/** Writes the marker without ever replacing an object: a folder's marker may hold bytes of somebody's. */
async function createFolder(
  provider: StorageProvider,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  if (await hasAnything(provider, bucket, prefix, signal)) throw folderExists(prefix);
  const marker = {
    bucket,
    key: prefix,
    body: new Uint8Array(),
    write: { headers: { contentType: 'application/x-directory' } },
  };
  try {
    await provider.objects.putObject({ ...marker, conditions: { ifNoneMatch: '*' } }, { signal });
  } catch (thrown) {
    const { kind } = toAppError(thrown);
    if (kind === 'precondition-failed' || kind === 'already-exists') throw folderExists(prefix);
    // A server without conditional writes: the look above has to do.
    if (kind !== 'not-offered') throw thrown;
    await provider.objects.putObject(marker, { signal });
  }
}

/** False too when these keys may write but not list: the condition of the write then decides. */
async function hasAnything(
  provider: StorageProvider,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const input = { bucket, prefix, delimiter: null, token: null, maxKeys: 1 };
    const page = await provider.objects.listObjects(input, { signal });
    return page.objects.keys.length > 0;
  } catch (thrown) {
    if (toAppError(thrown).kind === 'access-denied') return false;
    throw thrown;
  }
}

function folderExists(prefix: string): AppFailure {
  return failure('already-exists', `There is a folder ${prefix} already.`, {
    reason: 'folder-exists',
    values: { prefix },
    resource: prefix,
  });
}

/** Where a folder shows: the level above it. */
function parentOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/', prefix.length - 2) + 1);
}

function refuseLongKey(provider: StorageProvider, key: string): void {
  const lengthBytes = Buffer.byteLength(key);
  const { maxKeyBytes } = provider.limits;
  if (lengthBytes <= maxKeyBytes) return;
  throw failure('invalid-input', `The name has ${lengthBytes} bytes; at most ${maxKeyBytes} are possible.`, {
    reason: 'key-too-long',
    values: { lengthBytes, maxKeyBytes },
  });
}
