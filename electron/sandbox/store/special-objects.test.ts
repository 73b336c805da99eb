import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDigest } from '../checksums/digests.ts';
import type { Change } from './change-feed.ts';
import { noAttributes, type ObjectAttributes, type StoredVersion } from './model.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { followSymlink, targetKeyOf } from './symlinks.ts';

let folder = '';
let nowMs = 1_000;
let store: ObjectStore;
const options = { check: () => undefined, actor: { name: 'tester', address: '' } };
const dayMs = 24 * 3_600_000;
const bucket = 'plain';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-special-'));
  nowMs = 1_000;
  store = await openObjectStore(folder, () => nowMs);
  const facts = { region: 'us-east-1', createdAtMs: 0, hasObjectLock: false, tags: [] };
  store.buckets.create({ ...facts, name: bucket, versioning: 'off' });
  store.buckets.create({ ...facts, name: 'kept', versioning: 'enabled' });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (text: string) =>
  store.write(
    (async function* () {
      yield Buffer.from(text);
    })(),
    [],
  );
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
function crc64(text: string): string {
  const digest = createDigest('crc64ecma');
  digest.update(Buffer.from(text));
  return digest.digest().toString('base64');
}
const put = async (key: string, text: string, attributes: ObjectAttributes = noAttributes) =>
  store.objects.put({ bucket, key }, await write(text), { etag: md5(text), attributes }, options);
const link = (key: string, targetKey: string) =>
  put(key, '', { ...noAttributes, special: { kind: 'symlink', targetKey } });
const append = async (key: string, positionBytes: number, text: string, to = bucket) =>
  store.appends.append({ bucket: to, key }, positionBytes, await write(text), {
    ...options,
    content: { md5Hex: md5(text), crc64: crc64(text) },
    attributesOf: () => ({ ...noAttributes, userMetadata: { from: text } }),
  });
async function read(version: StoredVersion): Promise<string> {
  const reader = store.read(version, 0, version.sizeBytes);
  const target = Buffer.alloc(reader.sizeBytes);
  for (let at = 0; at < target.length; ) at += await reader.read(target.subarray(at));
  await reader.close();
  return target.toString();
}
async function kindOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing';
}

describe('append', () => {
  test('makes an object at position 0, grows it, and its CRC64 runs on', async () => {
    const seen: Change[] = [];
    store.changes.subscribe((change) => seen.push(change));
    const first = await append('log', 0, 'one ');
    nowMs = 5_000;
    const second = await append('log', 4, 'two ');
    const third = await append('log', 8, '');
    expect(await read(store.objects.find({ bucket, key: 'log', versionId: null }))).toBe('one two ');
    expect(third).toMatchObject({ sizeBytes: 8, modifiedAtMs: 5_000, versionId: first.versionId });
    expect(third.attributes).toMatchObject({
      checksums: [{ algorithm: 'crc64ecma', type: 'FULL_OBJECT', value: crc64('one two ') }],
      userMetadata: { from: 'one ' },
      special: { kind: 'appendable' },
    });
    expect(new Set([first.etag, second.etag, third.etag]).size).toBe(3);
    expect(seen.map(({ cause }) => cause)).toEqual(['append', 'append', 'append']);
    const request = { bucketId: store.buckets.find(bucket).id, prefix: '', delimiter: '', start: null };
    expect(store.listings.objects({ ...request, mostEntries: 9 }).entries).toMatchObject([
      { item: { key: 'log', sizeBytes: 8, special: 'appendable' } },
    ]);
  });

  test('says where the end is, and refuses an object that was put', async () => {
    expect(await kindOf(() => append('log', 1, 'x'))).toBe('position-mismatch');
    await append('log', 0, 'one');
    await expect(append('log', 2, 'x')).rejects.toMatchObject({ details: { sizeBytes: '3' } });
    await put('plain', 'text');
    expect(await kindOf(() => append('plain', 4, 'x'))).toBe('not-appendable');
    await put('log', 'now plain');
    expect(await kindOf(() => append('log', 9, 'x'))).toBe('not-appendable');
  });

  test('grows the one version where versions are kept, and keeps its bytes over a restart', async () => {
    await append('log', 0, 'one ', 'kept');
    const grown = await append('log', 4, 'two', 'kept');
    await store.close();
    store = await openObjectStore(folder, () => nowMs);
    const found = store.objects.find({ bucket: 'kept', key: 'log', versionId: grown.versionId });
    expect(await read(found)).toBe('one two');
    await store.sweep();
    expect(await read(found)).toBe('one two');
  });
});

describe('a symlink', () => {
  test('stands for the latest version of its target', async () => {
    const target = await put('target', 'text');
    const made = await link('link', 'target');
    expect(targetKeyOf(made)).toBe('target');
    expect(followSymlink(store.objects, bucket, made).sequence).toBe(target.sequence);
    const next = await put('target', 'more');
    expect(followSymlink(store.objects, bucket, made).sequence).toBe(next.sequence);
    expect(followSymlink(store.objects, bucket, next)).toBe(next);
  });

  test('that leads nowhere, or to another symlink, or is none', async () => {
    const nowhere = await link('nowhere', 'missing');
    const second = await link('second', 'nowhere');
    expect(await kindOf(() => followSymlink(store.objects, bucket, nowhere))).toBe('symlink-target-missing');
    expect(await kindOf(() => followSymlink(store.objects, bucket, second))).toBe('symlink-to-symlink');
    const plain = await put('plain', 'text');
    expect(await kindOf(() => targetKeyOf(plain))).toBe('not-symlink');
  });
});

describe('a retention of the bucket', () => {
  const remove = (key: string) => store.objects.remove({ bucket, key, versionId: null }, options);

  test('holds what was written for its days, and nothing after them', async () => {
    await put('held', 'text');
    await append('log', 0, 'one');
    const { wormId } = store.worms.initiate(bucket, 2);
    store.worms.complete(bucket, wormId);
    expect(await kindOf(() => remove('held'))).toBe('locked');
    expect(await kindOf(() => put('held', 'other'))).toBe('locked');
    expect(await kindOf(() => append('log', 3, 'two'))).toBe('locked');
    await put('new', 'text');
    nowMs += 2 * dayMs;
    expect(await kindOf(() => remove('held'))).toBe('nothing');
    expect(await kindOf(() => append('log', 3, 'two'))).toBe('nothing');
  });

  test('can be given up for a day, is locked for good, and grows alone', async () => {
    expect(await kindOf(() => store.worms.find(bucket))).toBe('no-such-worm');
    expect(await kindOf(() => store.worms.initiate(bucket, 0))).toBe('invalid-worm');
    const { wormId } = store.worms.initiate(bucket, 30);
    expect(await kindOf(() => store.worms.initiate(bucket, 30))).toBe('worm-exists');
    expect(await kindOf(() => store.worms.extend(bucket, wormId, 40))).toBe('invalid-worm');
    expect(await kindOf(() => store.worms.complete(bucket, 'other'))).toBe('no-such-worm');
    store.worms.abort(bucket);
    expect(await kindOf(() => store.worms.find(bucket))).toBe('no-such-worm');

    const second = store.worms.initiate(bucket, 30);
    store.worms.complete(bucket, second.wormId);
    expect(await kindOf(() => store.worms.complete(bucket, second.wormId))).toBe('worm-locked');
    expect(await kindOf(() => store.worms.abort(bucket))).toBe('worm-locked');
    expect(await kindOf(() => store.worms.extend(bucket, second.wormId, 29))).toBe('invalid-worm');
    store.worms.extend(bucket, second.wormId, 31);
    nowMs += 2 * dayMs;
    expect(store.worms.find(bucket)).toMatchObject({ days: 31, state: 'locked', createdAtMs: 1_000 });
  });

  test('that nobody locks within a day is forgotten', async () => {
    await put('held', 'text');
    store.worms.initiate(bucket, 30);
    expect(await kindOf(() => remove('held'))).toBe('locked');
    nowMs += dayMs;
    expect(await kindOf(() => store.worms.find(bucket))).toBe('no-such-worm');
    expect(await kindOf(() => remove('held'))).toBe('nothing');
  });
});
