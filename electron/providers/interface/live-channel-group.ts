import type { CallOptions } from './call-options.ts';

/** A live channel of a bucket: a stream comes in over RTMP and is kept as HLS in its objects. */
export interface ChannelPlace {
  readonly bucket: string;
  /** 1 to 1,023 bytes, without a slash. */
  readonly channel: string;
}

/** How a channel keeps its stream. */
export interface ChannelSettings {
  /** Up to 128 bytes. */
  readonly description?: string;
  readonly isEnabled?: boolean;
  /** Length of a piece, 1 to 100; 5 when left out. */
  readonly fragmentSeconds?: number;
  /** Pieces in the playlist, 1 to 100; 3 when left out. */
  readonly fragmentCount?: number;
  /** Ends in `.m3u8`; `playlist.m3u8` when left out. */
  readonly playlistName?: string;
}

/** Where to publish to and to play from, unsigned, as the server says. */
export interface ChannelAddresses {
  readonly publishUrls: readonly string[];
  readonly playUrls: readonly string[];
}

export interface ListedChannel extends ChannelAddresses {
  readonly name: string;
  readonly description: string;
  readonly isEnabled: boolean;
  readonly modifiedAtMs: number | null;
}

/** What comes in now. Rates are bits a second; a field is null where the server does not say. */
export interface ChannelStat {
  /** `disabled`, `idle` without a publisher, or `live`. */
  readonly status: 'disabled' | 'idle' | 'live';
  readonly connectedAtMs: number | null;
  /** Address and port of who publishes. */
  readonly remoteAddress: string | null;
  readonly video: {
    readonly width: number;
    readonly height: number;
    readonly framesPerSecond: number;
    readonly bitsPerSecond: number;
    readonly codec: string;
  } | null;
  readonly audio: {
    readonly samplesPerSecond: number;
    readonly bitsPerSecond: number;
    readonly codec: string;
  } | null;
}

/** One time that somebody published. */
export interface ChannelRecord {
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly remoteAddress: string;
}

/**
 * Live channels of OSS
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/livechannel-related-operations) and of COS, which has the
 * same with other names for some parameters. `not-offered` on S3. `not-found` with code `NoSuchLiveChannel` for a channel
 * that is not there.
 */
export interface LiveChannelGroup {
  /** Makes a channel or replaces its settings; the same twice is as once. */
  createLiveChannel(
    input: ChannelPlace & { settings: ChannelSettings },
    options?: CallOptions,
  ): Promise<ChannelAddresses>;
  getLiveChannel(place: ChannelPlace, options?: CallOptions): Promise<Required<ChannelSettings>>;
  /** Succeeds when there is none. Its objects stay. */
  deleteLiveChannel(place: ChannelPlace, options?: CallOptions): Promise<void>;
  /** One page by name, after `marker`; 1 to 1,000 of them, 100 when left out. */
  listLiveChannels(
    input: { bucket: string; prefix?: string; marker?: string | null; maxKeys?: number },
    options?: CallOptions,
  ): Promise<{ channels: readonly ListedChannel[]; nextMarker: string | null }>;
  getLiveChannelStat(place: ChannelPlace, options?: CallOptions): Promise<ChannelStat>;
  /** A disabled channel takes no stream; one that is coming in is cut off. */
  putLiveChannelStatus(input: ChannelPlace & { isEnabled: boolean }, options?: CallOptions): Promise<void>;
  /** The last ten times somebody published, newest first. */
  getLiveChannelHistory(place: ChannelPlace, options?: CallOptions): Promise<readonly ChannelRecord[]>;
  /**
   * Writes a playlist of what came in between two times, at most a day apart: `<channel>/<playlistName>`.
   * `invalid-input` with reason `vod-span` before anything is sent.
   */
  postVodPlaylist(
    input: ChannelPlace & { playlistName: string; startAtSeconds: number; endAtSeconds: number },
    options?: CallOptions,
  ): Promise<void>;
  /** The same playlist as text, without writing it. */
  getVodPlaylist(
    input: ChannelPlace & { startAtSeconds: number; endAtSeconds: number },
    options?: CallOptions,
  ): Promise<string>;
  /**
   * The address to publish to, signed: a secret until it ends. Nothing is sent. `expiresInSeconds` from 1 to
   * `limits.maxLinkLifetimeSeconds`, cut to the end of the credentials.
   */
  getRtmpUrl(
    input: ChannelPlace & { playlistName?: string; expiresInSeconds: number },
  ): Promise<{ url: string; expiresAtMs: number }>;
}
