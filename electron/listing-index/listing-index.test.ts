import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAppError } from '../../shared/model/app-error.ts';
import { everything, type IndexState } from '../../shared/model/listing-index.ts';
import { ListingIndex } from './listing-index.ts';

const place = { connectionId: 'c', bucket: 'b' };
const byName = { column: 'name', direction: 'ascending' } as const;
let folder: string;
let index: ListingIndex;
let stored: string[];
let asked: string[];
let changes: IndexState[];
let onPage: (asked: number) => void;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stowage-index-'));
  stored = ['a', 'folder/', 'folder/1', 'folder/2', 'z'];
  asked = [];
  changes = [];
  onPage = () => undefined;
  index = new ListingIndex({
    folder,
    now: () => 5_000,
    onChange: (_place, state) => changes.push(state),
    async listPage(_place, { prefix, token }, signal) {
      signal.throwIfAborted();
      asked.push(`${prefix}@${token ?? ''}`);
      onPage(asked.length);
      const below = stored.filter((key) => key.startsWith(prefix) && key > (token ?? ''));
      const keys = below.slice(0, 2);
      return {
        objects: {
          keys,
          sizesBytes: keys.map((key) => key.length),
          modifiedAtMs: keys.map(() => 1),
          etags: keys.map(() => ''),
          storageClasses: keys.map(() => ''),
        },
        prefixes: [],
        nextToken: below.length > 2 ? (keys.at(-1) ?? null) : null,
      };
    },
  });
});
afterEach(async () => {
  await index.close();
  rmSync(folder, { recursive: true, force: true });
});

const names = async (filter = everything) => {
  const { viewId } = await index.openView(place, byName, filter);
  return (await index.readView(place, viewId, 0, 100)).keys;
};

describe('the index of a bucket', () => {
  it('lists it once for two who ask, and knows it afterwards', async () => {
    expect((await index.state(place)).listedAtMs).toBeNull();
    const signal = new AbortController().signal;
    const both = await Promise.all([index.build(place, signal), index.build(place, signal)]);
    expect(asked).toEqual(['@', '@folder/', '@folder/2']);
    expect(both[1]).toEqual({
      listedAtMs: 5_000,
      objectCount: 5,
      totalBytes: 25,
      requestCount: 3,
      running: null,
      isStale: false,
    });
    expect(await names()).toEqual(stored);
    expect(changes[0]?.running).toEqual({ objectCount: 2, requestCount: 1 });
    expect((await index.census(place, 'folder/')).objectCount).toBe(3);
  });

  it('keeps what came until a listing is cancelled', async () => {
    const control = new AbortController();
    onPage = (count) => {
      if (count === 2) control.abort();
    };
    const failed = await index.build(place, control.signal).catch(toAppError);
    expect(failed).toMatchObject({ kind: expect.stringMatching(/cancelled|internal/) });
    expect(await index.state(place)).toMatchObject({ listedAtMs: null, running: null });
    expect(await names()).toContain('a');
  });

  it('follows changes by listing their prefixes alone, marker included', async () => {
    await index.build(place, new AbortController().signal);
    stored = ['a', 'folder/2', 'folder/3', 'z'];
    asked.length = 0;
    await index.follow(place, ['folder/', 'folder/deeper/'], new AbortController().signal);
    expect(asked).toEqual(['folder/@']);
    expect(await names()).toEqual(stored);
  });

  it('follows nothing before it was listed once', async () => {
    await index.follow(place, ['folder/'], new AbortController().signal);
    expect(asked).toEqual([]);
  });

  it('says so when a view was put away', async () => {
    await index.build(place, new AbortController().signal);
    expect(await index.readView(place, 99, 0, 1).catch(toAppError)).toMatchObject({ reason: 'view-gone' });
  });

  it('goes with its connection', async () => {
    await index.build(place, new AbortController().signal);
    expect(readdirSync(folder).length).toBe(1);
    await index.forgetConnection('c');
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    expect((await index.state(place)).objectCount).toBe(0);
  });
});
