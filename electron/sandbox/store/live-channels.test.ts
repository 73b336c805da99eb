import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LiveChannel, LiveMedia } from './live-channels.ts';
import { hlsPlaylist } from './live-playlist.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';

const bucket = 'films';
const media: LiveMedia = {
  video: { width: 640, height: 480, frameRate: 25, bandwidth: 50_000, codec: 'H264' },
  audio: { bandwidth: 8_000, sampleRate: 44_100, codec: 'AAC' },
};
const pusher = { remoteAddress: '10.0.0.1:4711', media };
let folder = '';
let nowMs = 0;
let store: ObjectStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-live-'));
  nowMs = 1_000_000;
  store = await openObjectStore(folder, () => nowMs);
  store.buckets.create({
    name: bucket,
    region: 'us-east-1',
    createdAtMs: 0,
    versioning: 'off',
    hasObjectLock: false,
    tags: [],
  });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const channel = (name: string): Omit<LiveChannel, 'changedAtMs'> => ({
  name,
  description: `about ${name}`,
  isEnabled: true,
  type: 'HLS',
  segmentSeconds: 5,
  segmentCount: 3,
  playlistName: 'playlist.m3u8',
});
const put = (name: string) => store.liveChannels.put(bucket, channel(name));
function kindOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing';
}

test('a channel, what was pushed to it and whoever pushes are there after a restart', async () => {
  const made = put('one');
  store.liveChannels.startSession(bucket, 'one', pusher);
  store.liveChannels.addSegment(bucket, 'one', { startedAtMs: nowMs, durationMs: 4_800, fileName: '1.ts' });
  await store.close();
  store = await openObjectStore(folder, () => nowMs);
  expect(store.liveChannels.find(bucket, 'one')).toEqual(made);
  expect(store.liveChannels.currentSession(bucket, 'one')).toEqual({
    startedAtMs: 1_000_000,
    endedAtMs: null,
    remoteAddress: '10.0.0.1:4711',
    media,
  });
  expect(store.liveChannels.segments(bucket, 'one', 0, nowMs)).toHaveLength(1);
  expect(store.liveChannels.segments(bucket, 'one', nowMs + 1, nowMs + 2)).toEqual([]);
});

test('channels are listed in order, by pages, below a prefix', () => {
  for (const name of ['b2', 'a', 'b1', 'c', 'b3']) put(name);
  const list = (prefix: string, marker: string, limit: number) => {
    const page = store.liveChannels.list(bucket, { prefix, marker, limit });
    return [page.channels.map(({ name }) => name).join(' '), page.isTruncated];
  };
  expect(list('', '', 9)).toEqual(['a b1 b2 b3 c', false]);
  expect(list('b', '', 2)).toEqual(['b1 b2', true]);
  expect(list('b', 'b2', 2)).toEqual(['b3', false]);
  expect(list('b', 'c', 2)).toEqual(['', false]);
});

test('history holds the last ten pushes, newest first', () => {
  put('one');
  for (let turn = 0; turn < 12; turn += 1) {
    store.liveChannels.startSession(bucket, 'one', pusher);
    nowMs += 1_000;
    store.liveChannels.endSession(bucket, 'one');
  }
  const history = store.liveChannels.history(bucket, 'one');
  expect(history).toHaveLength(10);
  expect(history[0]).toMatchObject({ startedAtMs: 1_011_000, endedAtMs: 1_012_000 });
  expect(store.liveChannels.currentSession(bucket, 'one')).toBeNull();
});

test('a channel that is pushed to is kept as it is; one that is off takes nobody and sends away', () => {
  put('one');
  store.liveChannels.startSession(bucket, 'one', pusher);
  expect(kindOf(() => store.liveChannels.startSession(bucket, 'one', pusher))).toBe('live-channel-busy');
  expect(kindOf(() => store.liveChannels.remove(bucket, 'one'))).toBe('live-channel-busy');
  expect(kindOf(() => put('one'))).toBe('live-channel-busy');
  store.liveChannels.setEnabled(bucket, 'one', false);
  expect(store.liveChannels.history(bucket, 'one')).toHaveLength(1);
  expect(kindOf(() => store.liveChannels.startSession(bucket, 'one', pusher))).toBe('live-channel-disabled');
  store.liveChannels.remove(bucket, 'one');
  expect(kindOf(() => store.liveChannels.find(bucket, 'one'))).toBe('no-such-live-channel');
  expect(kindOf(() => store.liveChannels.remove(bucket, 'one'))).toBe('nothing');
  put('one');
  expect(store.liveChannels.history(bucket, 'one')).toEqual([]);
});

test('channels go with their bucket', () => {
  put('one');
  store.removeBucket(bucket);
  expect(kindOf(() => store.liveChannels.find(bucket, 'one'))).toBe('no-such-bucket');
});

test('a playlist names each segment with its length, and the longest as its target', () => {
  const segments = [
    { startedAtMs: 0, durationMs: 4_800, fileName: '0.ts' },
    { startedAtMs: 4_800, durationMs: 5_120, fileName: '4800.ts' },
  ];
  expect(hlsPlaylist(segments, { isEnded: true }).split('\n')).toEqual([
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-TARGETDURATION:6',
    '#EXTINF:4.800,',
    '0.ts',
    '#EXTINF:5.120,',
    '4800.ts',
    '#EXT-X-ENDLIST',
    '',
  ]);
});
