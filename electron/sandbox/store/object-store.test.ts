import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change } from './change-feed.ts';
import { noAttributes, type StoredVersion } from './model.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';

let folder = '';
let nowMs = 1_000;
let store: ObjectStore;
const now = () => nowMs;
const options = { check: () => undefined, actor: { name: 'tester', address: '' } };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-store-'));
  nowMs = 1_000;
  store = await openObjectStore(folder, now);
  make('plain', 'off');
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function make(name: string, versioning: 'off' | 'enabled' | 'suspended') {
  store.buckets.create({
    name,
    region: 'us-east-1',
    createdAtMs: 0,
    versioning,
    hasObjectLock: false,
    tags: [],
  });
}

const write = (text: string) =>
  store.write(
    (async function* () {
      yield Buffer.from(text);
    })(),
    [],
  );

async function put(bucket: string, key: string, text: string): Promise<StoredVersion> {
  const etag = createHash('md5').update(text).digest('hex');
  return store.objects.put({ bucket, key }, await write(text), { etag, attributes: noAttributes }, options);
}

async function read(version: StoredVersion, from = 0, to = version.sizeBytes): Promise<string> {
  const reader = store.read(version, from, to);
  const target = Buffer.alloc(reader.sizeBytes);
  const count = await reader.read(target);
  await reader.close();
  return target.toString('utf8', 0, count);
}

const find = (bucket: string, key: string, versionId: string | null = null) =>
  store.objects.find({ bucket, key, versionId });
const bodyFiles = () =>
  readdirSync(join(folder, 'bodies'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );

test('an object that is written over leaves no file behind, and a reader of the old one still ends well', async () => {
  const first = await put('plain', 'a', 'first');
  const reader = store.read(first, 0, 5);
  await put('plain', 'a', 'second');
  await store.sweep();
  expect(bodyFiles()).toHaveLength(2);
  const target = Buffer.alloc(5);
  expect(await reader.read(target)).toBe(5);
  expect(target.toString()).toBe('first');
  await reader.close();
  await store.sweep();
  expect(bodyFiles()).toHaveLength(1);
  expect(await read(find('plain', 'a'))).toBe('second');
});

test('versions: enabled, suspended, delete markers and null versions', async () => {
  make('kept', 'off');
  const { id } = store.buckets.find('kept');
  await put('kept', 'k', 'before');
  store.buckets.setVersioning(id, 'enabled');
  const second = await put('kept', 'k', 'second');
  expect(find('kept', 'k', 'null').isLatest).toBe(false);
  const marker = store.objects.remove({ bucket: 'kept', key: 'k', versionId: null }, options);
  expect(marker.isDeleteMarker).toBe(true);
  expect(find('kept', 'k').isDeleteMarker).toBe(true);
  expect(await read(find('kept', 'k', second.versionId))).toBe('second');

  // Removing the marker brings the object back.
  store.objects.remove({ bucket: 'kept', key: 'k', versionId: marker.versionId }, options);
  expect(find('kept', 'k').versionId).toBe(second.versionId);

  store.buckets.setVersioning(id, 'suspended');
  await put('kept', 'k', 'third');
  expect(find('kept', 'k').versionId).toBe('null');
  expect(await read(find('kept', 'k'))).toBe('third');
  const page = store.listings.versions({
    bucketId: id,
    prefix: '',
    delimiter: '',
    start: null,
    mostEntries: 10,
  });
  expect(page.entries.map((entry) => entry.kind === 'item' && entry.item.versionId)).toEqual([
    'null',
    second.versionId,
  ]);

  // A delete in a suspended bucket replaces the null version by a null marker and keeps the others.
  const removal = store.objects.remove({ bucket: 'kept', key: 'k', versionId: null }, options);
  expect(removal).toEqual({ versionId: 'null', isDeleteMarker: true });
  expect(() => store.removeBucket('kept')).toThrow('bucket-not-empty');
  store.objects.remove({ bucket: 'kept', key: 'k', versionId: 'null' }, options);
  expect(find('kept', 'k').versionId).toBe(second.versionId);
  await store.sweep();
  expect(bodyFiles()).toHaveLength(1);
});

test('a copy shares its bytes and outlives its source', async () => {
  await put('plain', 'source', 'shared bytes');
  store.objects.copy(
    { bucket: 'plain', key: 'source', versionId: null },
    { bucket: 'plain', key: 'copy' },
    {
      ...options,
      attributesOf: ({ attributes }) => attributes,
    },
  );
  expect(bodyFiles()).toHaveLength(1);
  store.objects.remove({ bucket: 'plain', key: 'source', versionId: null }, options);
  await store.sweep();
  expect(await read(find('plain', 'copy'))).toBe('shared bytes');
  store.objects.remove({ bucket: 'plain', key: 'copy', versionId: null }, options);
  await store.sweep();
  expect(bodyFiles()).toHaveLength(0);
});

test('a multipart object is read across its parts, and parts that were not named are removed', async () => {
  const target = { bucket: 'plain', key: 'whole' };
  const { uploadId } = store.uploads.start(target, noAttributes);
  const address = { ...target, uploadId };
  const big = 'x'.repeat(5 * 1024 * 1024);
  const etags: string[] = [];
  for (const [index, text] of [big, `${big}y`, 'left out', 'end'].entries()) {
    const etag = createHash('md5').update(text).digest('hex');
    store.uploads.putPart(address, index + 1, await write(text), { etag, checksums: [] });
    etags.push(etag);
  }
  const complete = (parts: { number: number; etag: string }[]) =>
    store.uploads.complete(address, parts, {
      ...options,
      attributesOf: () => noAttributes,
      leastPartBytes: big.length,
    });
  const named = (...numbers: number[]) =>
    numbers.map((number) => ({ number, etag: etags[number - 1] ?? '' }));
  expect(() => complete(named(2, 1))).toThrow('invalid-part-order');
  expect(() => complete(named(1, 1))).toThrow('invalid-part-order');
  expect(() => complete([{ number: 1, etag: 'wrong' }])).toThrow('invalid-part');
  expect(() => complete(named(1, 3, 4))).toThrow('part-too-small');
  expect(store.uploads.parts(address, 0, 10)).toHaveLength(4);

  const version = complete(named(1, 2, 4));
  expect(version.sizeBytes).toBe(big.length * 2 + 4);
  expect(version.etag).toMatch(/^[0-9a-f]{32}-3$/);
  expect(await read(version, big.length - 1, big.length + 1)).toBe('xx');
  expect(await read(version, big.length * 2 - 1, version.sizeBytes)).toBe('xyend');
  expect(() => store.uploads.find(address)).toThrow('no-such-upload');
  await store.sweep();
  expect(bodyFiles()).toHaveLength(3);
});

test('a body that breaks off leaves no file', async () => {
  const broken = store.write(
    (async function* () {
      yield randomBytes(3 * 1024 * 1024);
      throw new Error('gone');
    })(),
    [],
  );
  await expect(broken).rejects.toThrow('gone');
  expect(bodyFiles()).toHaveLength(0);
  expect(readdirSync(join(folder, 'unfinished'))).toHaveLength(0);
});

test('what a crash leaves is removed at the next start, and nothing else', async () => {
  const version = await put('plain', 'kept', 'kept');
  await write('belongs to nothing');
  writeFileSync(join(folder, 'unfinished', 'half'), 'half');
  expect(bodyFiles()).toHaveLength(2);
  await store.close();
  store = await openObjectStore(folder, now);
  expect(bodyFiles()).toHaveLength(1);
  expect(existsSync(join(folder, 'unfinished', 'half'))).toBe(false);
  expect(await read(version)).toBe('kept');
  // New versions still come after old ones.
  expect((await put('plain', 'kept', 'newer')).sequence).toBeGreaterThan(version.sequence);
});

test('a failing check undoes the whole change', async () => {
  await put('plain', 'a', 'first');
  const written = await write('second');
  const attempt = () =>
    store.objects.put(
      { bucket: 'plain', key: 'a' },
      written,
      { etag: 'e', attributes: noAttributes },
      {
        ...options,
        check: (current) => {
          throw new Error(`found ${current?.sizeBytes}`);
        },
      },
    );
  expect(attempt).toThrow('found 5');
  expect(await read(find('plain', 'a'))).toBe('first');
  store.discard(written);
  await store.sweep();
  expect(bodyFiles()).toHaveLength(1);
});

test('listeners hear of changes after they happened, in order', async () => {
  const heard: string[] = [];
  const listener = ({ cause, version }: Change) => heard.push(`${cause} ${version.key}`);
  const unsubscribe = store.changes.subscribe(listener);
  await put('plain', 'a', '1');
  store.objects.remove({ bucket: 'plain', key: 'a', versionId: null }, options);
  store.objects.remove({ bucket: 'plain', key: 'never there', versionId: null }, options);
  unsubscribe();
  await put('plain', 'b', '2');
  expect(heard).toEqual(['put a', 'delete a']);
});

test('a second process is refused while the store is open', async () => {
  await expect(openObjectStore(folder, now)).rejects.toMatchObject({ errcode: 5 });
});

test('removing a bucket drops the uploads that are under way in it', async () => {
  make('short', 'off');
  const target = { bucket: 'short', key: 'k' };
  const { uploadId } = store.uploads.start(target, noAttributes);
  store.uploads.putPart({ ...target, uploadId }, 1, await write('part'), { etag: 'e', checksums: [] });
  store.removeBucket('short');
  await store.sweep();
  expect(bodyFiles()).toHaveLength(0);
  expect(() => store.buckets.find('short')).toThrow('no-such-bucket');
});
