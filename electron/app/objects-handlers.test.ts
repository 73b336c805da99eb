import { describe, expect, it } from 'vitest';
import { failure, toAppError } from '../../shared/model/app-error.ts';
import type { ObjectPage } from '../../shared/model/object.ts';
import type { ListingIndex } from '../listing-index/listing-index.ts';
import type { StorageProvider } from '../providers/storage-provider.ts';
import { objectsHandlers } from './objects-handlers.ts';
import { type ProviderScript, scriptedPool } from './testing/scripted-provider.ts';

const context = { signal: new AbortController().signal, pageId: 'page' };
const pageOf = (keys: string[]): ObjectPage => ({
  objects: {
    keys,
    sizesBytes: keys.map(() => 0),
    modifiedAtMs: keys.map(() => 0),
    etags: keys.map(() => ''),
    storageClasses: keys.map(() => ''),
  },
  prefixes: [],
  nextToken: null,
});
const written = { etag: 'e', versionId: null, checksums: {} };
type Put = Parameters<StorageProvider['objects']['putObject']>[0];

function start(script: ProviderScript['objects']) {
  const changed: string[][] = [];
  const handlers = objectsHandlers({
    pool: scriptedPool({ objects: script ?? {} }),
    index: {} as ListingIndex,
    objectsChanged: (_connectionId, _bucket, prefixes) => void changed.push(prefixes),
  });
  const create = (prefix: string) =>
    handlers['objects.createFolder']({ connectionId: 'c', bucket: 'b', prefix }, context);
  return { create, changed };
}
const rejection = async (promise: Promise<unknown>) => toAppError(await promise.catch((error) => error));

describe('creating a folder', () => {
  it('writes an empty object under the condition that there is none, and tells the level above', async () => {
    const puts: Put[] = [];
    const { create, changed } = start({
      listObjects: async () => pageOf([]),
      putObject: async (input) => {
        puts.push(input);
        return written;
      },
    });
    for (const prefix of ['top/', 'a/b//', 'a/b/c/']) await create(prefix);
    expect(puts[0]).toMatchObject({ bucket: 'b', key: 'top/', conditions: { ifNoneMatch: '*' } });
    expect(puts[0]?.body).toEqual(new Uint8Array());
    expect(changed).toEqual([[''], ['a/b/'], ['a/b/']]);
  });

  it('refuses when something is there already, looked up or found by the server', async () => {
    const listed = start({ listObjects: async () => pageOf(['top/file']) });
    expect(await rejection(listed.create('top/'))).toMatchObject({
      kind: 'already-exists',
      reason: 'folder-exists',
    });
    const raced = start({
      listObjects: async () => pageOf([]),
      putObject: () => Promise.reject(failure('precondition-failed', 'there')),
    });
    expect(await rejection(raced.create('top/'))).toMatchObject({ kind: 'already-exists' });
    expect(raced.changed).toEqual([]);
  });

  it('works where listing is denied and where conditions are not offered', async () => {
    const puts: Put[] = [];
    const { create } = start({
      listObjects: () => Promise.reject(failure('access-denied', 'no')),
      putObject: async (input) => {
        puts.push(input);
        if (input.conditions !== undefined) throw failure('not-offered', 'no conditions here');
        return written;
      },
    });
    await create('top/');
    expect(puts.map(({ conditions }) => conditions)).toEqual([{ ifNoneMatch: '*' }, undefined]);
  });

  it('refuses a key over the limit, counted in bytes', async () => {
    const { create } = start({});
    const error = await rejection(create(`${'ü'.repeat(600)}/`));
    expect(error).toMatchObject({
      kind: 'invalid-input',
      reason: 'key-too-long',
      values: { lengthBytes: 1_201, maxKeyBytes: 1_024 },
    });
  });
});
