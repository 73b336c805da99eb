import type { DatabaseSync } from 'node:sqlite';
import type { BucketIndex } from './bucket-index.ts';
import { inTransaction, type Row, readInteger, readIntegerOrNull, readText } from './index-database.ts';
import { endOfPrefix } from './key-range.ts';
import { StoreError } from './store-error.ts';

/** A channel that video is pushed to; what is pushed becomes objects under its name. */
export interface LiveChannel {
  readonly name: string;
  readonly description: string;
  readonly isEnabled: boolean;
  /** `HLS`: the one form there is. */
  readonly type: string;
  /** Seconds of video in one segment. */
  readonly segmentSeconds: number;
  /** Segments that the playlist shows. */
  readonly segmentCount: number;
  /** Ends in `.m3u8`. */
  readonly playlistName: string;
  readonly changedAtMs: number;
}

/** What somebody who pushed told about the video. */
export interface LiveMedia {
  readonly video: {
    readonly width: number;
    readonly height: number;
    readonly frameRate: number;
    readonly bandwidth: number;
    readonly codec: string;
  };
  readonly audio: { readonly bandwidth: number; readonly sampleRate: number; readonly codec: string };
}

/** One time that somebody pushed. */
export interface LiveSession {
  readonly startedAtMs: number;
  /** null while it goes on. */
  readonly endedAtMs: number | null;
  readonly remoteAddress: string;
  readonly media: LiveMedia;
}

/** One piece of video that a push left behind. */
export interface LiveSegment {
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** The file beside the playlist. */
  readonly fileName: string;
}

/**
 * Live channels as state; they survive a restart. No video is ever received: `startSession`, `addSegment` and
 * `endSession` are what an RTMP server would tell. Every method may throw StoreError `no-such-bucket`, and all but
 * `put`, `list` and `remove` `no-such-live-channel`.
 */
export interface LiveChannels {
  /** Makes a channel, or makes it anew: what was pushed before is forgotten. */
  put(bucket: string, channel: Omit<LiveChannel, 'changedAtMs'>): LiveChannel;
  find(bucket: string, name: string): LiveChannel;
  /** By name in byte order, after `marker`; `limit` at least 1. */
  list(
    bucket: string,
    page: { prefix: string; marker: string; limit: number },
  ): { channels: LiveChannel[]; isTruncated: boolean };
  setEnabled(bucket: string, name: string, isEnabled: boolean): void;
  /** A channel that is not there is fine. StoreError `live-channel-busy` while somebody pushes. */
  remove(bucket: string, name: string): void;
  /** StoreError `live-channel-disabled`, `live-channel-busy`. */
  startSession(bucket: string, name: string, from: { remoteAddress: string; media: LiveMedia }): void;
  addSegment(bucket: string, name: string, segment: LiveSegment): void;
  /** Nobody pushing is fine. */
  endSession(bucket: string, name: string): void;
  /** The session that goes on, null when nobody pushes. */
  currentSession(bucket: string, name: string): LiveSession | null;
  /** Those that have ended: the latest ten, newest first. */
  history(bucket: string, name: string): LiveSession[];
  /** Segments that began in `[fromMs, toMs]`, oldest first. */
  segments(bucket: string, name: string, fromMs: number, toMs: number): LiveSegment[];
}

const mostSessions = 10;

/** The tables of the channels. */
export const liveChannelSchema = `
CREATE TABLE live_channels (
  bucket_id INTEGER NOT NULL REFERENCES buckets ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  type TEXT NOT NULL,
  segment_seconds INTEGER NOT NULL,
  segment_count INTEGER NOT NULL,
  playlist_name TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (bucket_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE live_sessions (
  id INTEGER PRIMARY KEY,
  bucket_id INTEGER NOT NULL,
  channel TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  remote_address TEXT NOT NULL,
  media TEXT NOT NULL,
  FOREIGN KEY (bucket_id, channel) REFERENCES live_channels ON DELETE CASCADE
) STRICT;
CREATE INDEX live_sessions_of_channel ON live_sessions (bucket_id, channel, id);
CREATE TABLE live_segments (
  id INTEGER PRIMARY KEY,
  bucket_id INTEGER NOT NULL,
  channel TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  FOREIGN KEY (bucket_id, channel) REFERENCES live_channels ON DELETE CASCADE
) STRICT;
CREATE INDEX live_segments_by_time ON live_segments (bucket_id, channel, started_at_ms);
`;

/** Opens the channels of all buckets. */
export function openLiveChannels(
  database: DatabaseSync,
  buckets: BucketIndex,
  now: () => number,
): LiveChannels {
  const selectOne = database.prepare('SELECT * FROM live_channels WHERE bucket_id = ? AND name = ?');
  const selectPage = database.prepare(
    `SELECT * FROM live_channels WHERE bucket_id = :bucket AND name >= :prefix AND name > :marker
       AND (:end IS NULL OR name < :end) ORDER BY name LIMIT :limit`,
  );
  const insert = database.prepare(
    `INSERT INTO live_channels (bucket_id, name, description, is_enabled, type, segment_seconds, segment_count,
       playlist_name, changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateEnabled = database.prepare(
    'UPDATE live_channels SET is_enabled = ? WHERE bucket_id = ? AND name = ?',
  );
  const remove = database.prepare('DELETE FROM live_channels WHERE bucket_id = ? AND name = ?');
  const selectCurrent = database.prepare(
    'SELECT * FROM live_sessions WHERE bucket_id = ? AND channel = ? AND ended_at_ms IS NULL',
  );
  const selectHistory = database.prepare(
    `SELECT * FROM live_sessions WHERE bucket_id = ? AND channel = ? AND ended_at_ms IS NOT NULL
     ORDER BY id DESC LIMIT ${mostSessions}`,
  );
  const insertSession = database.prepare(
    'INSERT INTO live_sessions (bucket_id, channel, started_at_ms, remote_address, media) VALUES (?, ?, ?, ?, ?)',
  );
  const endSession = database.prepare(
    'UPDATE live_sessions SET ended_at_ms = ? WHERE bucket_id = ? AND channel = ? AND ended_at_ms IS NULL',
  );
  const insertSegment = database.prepare(
    'INSERT INTO live_segments (bucket_id, channel, started_at_ms, duration_ms, file_name) VALUES (?, ?, ?, ?, ?)',
  );
  const selectSegments = database.prepare(
    `SELECT * FROM live_segments WHERE bucket_id = ? AND channel = ? AND started_at_ms BETWEEN ? AND ?
     ORDER BY started_at_ms, id`,
  );

  const locate = (bucket: string, name: string): { id: number; channel: LiveChannel } => {
    const { id } = buckets.find(bucket);
    const row = selectOne.get(id, name);
    if (row === undefined) throw new StoreError('no-such-live-channel');
    return { id, channel: toChannel(row) };
  };
  const isBusy = (bucketId: number, name: string) => selectCurrent.get(bucketId, name) !== undefined;

  return {
    put(bucket, channel) {
      const { id } = buckets.find(bucket);
      if (isBusy(id, channel.name)) throw new StoreError('live-channel-busy');
      const made: LiveChannel = { ...channel, changedAtMs: now() };
      inTransaction(database, () => {
        remove.run(id, made.name);
        insert.run(
          id,
          made.name,
          made.description,
          made.isEnabled ? 1 : 0,
          made.type,
          made.segmentSeconds,
          made.segmentCount,
          made.playlistName,
          made.changedAtMs,
        );
      });
      return made;
    },
    find: (bucket, name) => locate(bucket, name).channel,
    list(bucket, { prefix, marker, limit }) {
      const rows = selectPage.all({
        bucket: buckets.find(bucket).id,
        prefix,
        marker,
        end: endOfPrefix(prefix),
        limit: limit + 1,
      });
      return { channels: rows.slice(0, limit).map(toChannel), isTruncated: rows.length > limit };
    },
    setEnabled(bucket, name, isEnabled) {
      const { id } = locate(bucket, name);
      inTransaction(database, () => {
        updateEnabled.run(isEnabled ? 1 : 0, id, name);
        // Switching a channel off sends away whoever pushes to it.
        if (!isEnabled) endSession.run(now(), id, name);
      });
    },
    remove(bucket, name) {
      const { id } = buckets.find(bucket);
      if (isBusy(id, name)) throw new StoreError('live-channel-busy');
      remove.run(id, name);
    },
    startSession(bucket, name, { remoteAddress, media }) {
      const { id, channel } = locate(bucket, name);
      if (!channel.isEnabled) throw new StoreError('live-channel-disabled');
      if (isBusy(id, name)) throw new StoreError('live-channel-busy');
      insertSession.run(id, name, now(), remoteAddress, JSON.stringify(media));
    },
    addSegment(bucket, name, { startedAtMs, durationMs, fileName }) {
      insertSegment.run(locate(bucket, name).id, name, startedAtMs, durationMs, fileName);
    },
    endSession: (bucket, name) => void endSession.run(now(), locate(bucket, name).id, name),
    currentSession(bucket, name) {
      const row = selectCurrent.get(locate(bucket, name).id, name);
      return row === undefined ? null : toSession(row);
    },
    history: (bucket, name) => selectHistory.all(locate(bucket, name).id, name).map(toSession),
    segments: (bucket, name, fromMs, toMs) =>
      selectSegments.all(locate(bucket, name).id, name, fromMs, toMs).map(toSegment),
  };
}

function toChannel(row: Row): LiveChannel {
  return {
    name: readText(row, 'name'),
    description: readText(row, 'description'),
    isEnabled: readInteger(row, 'is_enabled') === 1,
    type: readText(row, 'type'),
    segmentSeconds: readInteger(row, 'segment_seconds'),
    segmentCount: readInteger(row, 'segment_count'),
    playlistName: readText(row, 'playlist_name'),
    changedAtMs: readInteger(row, 'changed_at_ms'),
  };
}

function toSession(row: Row): LiveSession {
  return {
    startedAtMs: readInteger(row, 'started_at_ms'),
    endedAtMs: readIntegerOrNull(row, 'ended_at_ms'),
    remoteAddress: readText(row, 'remote_address'),
    media: JSON.parse(readText(row, 'media')),
  };
}

function toSegment(row: Row): LiveSegment {
  return {
    startedAtMs: readInteger(row, 'started_at_ms'),
    durationMs: readInteger(row, 'duration_ms'),
    fileName: readText(row, 'file_name'),
  };
}
