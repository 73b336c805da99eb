import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import type { MethodOutput } from '../../../shared/contract/contract.ts';
import { failure } from '../../../shared/model/app-error.ts';
import { createFakeClient } from '../../bridge/testing/fake-client.ts';
import { sortBuckets } from './bucket-order.ts';
import { type BucketsSlice, createBucketsSlice, selectBucketList } from './buckets-slice.ts';

const bucketOf = (name: string, region: string | null = null, createdAtMs: number | null = null) => ({
  name,
  region,
  createdAtMs,
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A slice whose listings the test answers one by one. */
function setUp() {
  type Listing = MethodOutput<'buckets.list'>;
  const waiting: {
    resolve: (listing: Listing) => void;
    reject: (error: unknown) => void;
    isAborted: () => boolean;
  }[] = [];
  const client = createFakeClient({
    'buckets.list': (_input, signal) =>
      new Promise<Listing>((resolve, reject) => {
        waiting.push({ resolve, reject, isAborted: () => signal?.aborted === true });
        signal?.addEventListener('abort', () => reject(failure('cancelled', 'x')));
      }),
    'buckets.create': () => ({}),
    'buckets.delete': () => {
      throw failure('conflict', 'not empty', { reason: 'bucket-not-empty' });
    },
  });
  const store = createStore<BucketsSlice>()((set, get) => createBucketsSlice(client, () => 7)(set, get));
  const slice = () => store.getState().buckets;
  const list = () => selectBucketList(store.getState(), 'c');
  const answer = async (...names: string[]) => {
    waiting.shift()?.resolve({ buckets: names.map((name) => bucketOf(name)), isListingDenied: false });
    await settle();
  };
  return { client, waiting, slice, list, answer };
}

describe('a list of buckets', () => {
  it('is loaded once and refreshed with its rows in sight', async () => {
    const { slice, list, answer, waiting } = setUp();
    expect(list().status).toBe('idle');
    slice().load('c');
    slice().load('c');
    expect(waiting).toHaveLength(1);
    expect(list().status).toBe('loading');
    await answer('a');
    expect(list()).toMatchObject({ status: 'ready', buckets: [{ name: 'a' }], listedAtMs: 7 });
    slice().refresh('c');
    expect(list()).toMatchObject({ status: 'refreshing', buckets: [{ name: 'a' }] });
    await answer('a', 'b');
    expect(list().buckets).toHaveLength(2);
  });

  it('keeps its rows when a refresh fails, and says why', async () => {
    const { slice, list, answer, waiting } = setUp();
    slice().load('c');
    await answer('a');
    slice().refresh('c');
    waiting.shift()?.reject(failure('timeout', 'late'));
    await settle();
    expect(list()).toMatchObject({ status: 'failed', buckets: [{ name: 'a' }], error: { kind: 'timeout' } });
  });

  it('takes the newest listing although an older one is slower', async () => {
    const { slice, list, answer, waiting } = setUp();
    slice().load('c');
    slice().refresh('c');
    expect(waiting[0]?.isAborted()).toBe(true);
    waiting.shift();
    await settle();
    expect(list().status).toBe('loading');
    await answer('new');
    expect(list().buckets).toEqual([bucketOf('new')]);
  });

  it('is listed again after a change and after a lost event, if it was listed before', async () => {
    const { client, slice, answer, waiting } = setUp();
    client.emit('buckets.changed', { connectionId: 'c' });
    expect(waiting).toHaveLength(0);
    slice().load('c');
    await answer('a');
    client.emit('buckets.changed', { connectionId: 'c' });
    expect(waiting).toHaveLength(1);
    await answer('a', 'b');
    client.tellGap('buckets.changed');
    expect(waiting).toHaveLength(1);
  });

  it('is forgotten with what is on its way', async () => {
    const { slice, list, waiting } = setUp();
    slice().load('c');
    slice().forget('c');
    await settle();
    expect(waiting[0]?.isAborted()).toBe(true);
    expect(list().status).toBe('idle');
  });
});

it('rejects with why a bucket was not deleted', async () => {
  const { slice } = setUp();
  await expect(slice().remove('c', 'a')).rejects.toMatchObject({ appError: { reason: 'bucket-not-empty' } });
});

describe('the order of buckets', () => {
  const buckets = [
    bucketOf('b', 'eu', 1),
    bucketOf('a', 'us', 2),
    bucketOf('c', 'eu', null),
    bucketOf('B2', 'us', 2),
  ];
  const names = (column: string, direction: 'ascending' | 'descending', filter = '') =>
    sortBuckets(buckets, filter, { column, direction }).map(({ name }) => name);

  it('follows a column and then the name', () => {
    expect(names('name', 'ascending')).toEqual(['B2', 'a', 'b', 'c']);
    expect(names('region', 'ascending')).toEqual(['b', 'c', 'B2', 'a']);
    expect(names('created', 'descending')).toEqual(['a', 'B2', 'b', 'c']);
  });

  it('leaves out what the filter does not find, in any case', () => {
    expect(names('name', 'ascending', ' b')).toEqual(['B2', 'b']);
  });
});
