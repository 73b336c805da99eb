import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { refusal } from '../capabilities/refusals.ts';
import { encodeKey, encodeQuery } from '../client/encode.ts';
import { checkPlace } from '../client/place-rules.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { LiveChannelForm } from '../dialect.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type {
  ChannelAddresses,
  ChannelPlace,
  ChannelRecord,
  ChannelSettings,
  ChannelStat,
  ListedChannel,
} from '../interface/live-channel-group.ts';
import {
  child,
  children,
  count,
  otherAnswer,
  parseOfferedXml,
  printXml,
  text,
  timeMs,
  type XmlElement,
} from '../xml/xml.ts';
import { checkLifetime, endOf, keysToSign, refuseChange, regionToSign } from './sharing.ts';
import { sendSubResource } from './sub-resources.ts';

const daySeconds = 86_400;

function formOf(client: StorageClient): LiveChannelForm {
  const form = client.dialect.liveChannels;
  if (form === null) throw refusal('no-live-channels');
  return form;
}

/** A question or statement about a channel. */
function about({ bucket, channel }: ChannelPlace, operation: string) {
  return { operation, bucket, key: channel, subResource: 'live' } as const;
}

/** Makes a channel, or replaces its settings. */
export async function createLiveChannel(
  client: StorageClient,
  { settings, ...place }: ChannelPlace & { settings: ChannelSettings },
  options: CallOptions = {},
): Promise<ChannelAddresses> {
  client.refuseWhenReadOnly('createLiveChannel');
  formOf(client);
  const document = printXml(
    'LiveChannelConfiguration',
    {
      Description: settings.description,
      Status: settings.isEnabled === undefined ? undefined : statusWord(settings.isEnabled),
      Target: {
        Type: 'HLS',
        FragDuration: settings.fragmentSeconds,
        FragCount: settings.fragmentCount,
        PlaylistName: settings.playlistName,
      },
    },
    null,
  );
  const { body } = await sendSubResource(
    client,
    {
      ...about(place, 'createLiveChannel'),
      method: 'PUT',
      document: { text: document, type: 'application/xml' },
    },
    options,
  );
  return addressesIn(parseOfferedXml(body, 'CreateLiveChannelResult'));
}

/** The settings of a channel. */
export async function getLiveChannel(
  client: StorageClient,
  place: ChannelPlace,
  options: CallOptions = {},
): Promise<Required<ChannelSettings>> {
  formOf(client);
  const { body } = await sendSubResource(
    client,
    { ...about(place, 'getLiveChannel'), method: 'GET' },
    options,
  );
  const root = parseOfferedXml(body, 'LiveChannelConfiguration');
  const target = child(root, 'Target');
  return {
    description: text(root, 'Description') ?? '',
    isEnabled: text(root, 'Status') !== 'disabled',
    fragmentSeconds: count(target, 'FragDuration'),
    fragmentCount: count(target, 'FragCount'),
    playlistName: text(target, 'PlaylistName') ?? '',
  };
}

/** Takes a channel away; one that is not there counts as taken away. */
export async function deleteLiveChannel(
  client: StorageClient,
  place: ChannelPlace,
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('deleteLiveChannel');
  formOf(client);
  try {
    await sendSubResource(client, { ...about(place, 'deleteLiveChannel'), method: 'DELETE' }, options);
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.appError.code === 'NoSuchLiveChannel') return;
    throw thrown;
  }
}

/** One page of the channels of a bucket. */
export async function listLiveChannels(
  client: StorageClient,
  input: { bucket: string; prefix?: string; marker?: string | null; maxKeys?: number },
  options: CallOptions = {},
): Promise<{ channels: ListedChannel[]; nextMarker: string | null }> {
  formOf(client);
  const { bucket, prefix, marker, maxKeys } = input;
  const { body } = await sendSubResource(
    client,
    {
      operation: 'listLiveChannels',
      bucket,
      key: null,
      subResource: 'live',
      method: 'GET',
      parameters: [
        ['prefix', prefix || null],
        ['marker', marker || null],
        ['max-keys', maxKeys ?? null],
      ],
    },
    options,
  );
  const root = parseOfferedXml(body, 'ListLiveChannelResult');
  const next = text(root, 'IsTruncated') === 'true' ? text(root, 'NextMarker') : null;
  return {
    channels: children(root, 'LiveChannel').map((entry) => ({
      name: text(entry, 'Name') ?? '',
      description: text(entry, 'Description') ?? '',
      isEnabled: text(entry, 'Status') !== 'disabled',
      modifiedAtMs: timeMs(entry, 'LastModified'),
      ...addressesIn(entry),
    })),
    // A server that repeats its marker has said all it has to say.
    nextMarker: next === null || next === '' || next === marker ? null : next,
  };
}

/** What comes in at a channel now. */
export async function getLiveChannelStat(
  client: StorageClient,
  place: ChannelPlace,
  options: CallOptions = {},
): Promise<ChannelStat> {
  const { statWord } = formOf(client);
  const { body } = await sendSubResource(
    client,
    { ...about(place, 'getLiveChannelStat'), method: 'GET', parameters: [['comp', statWord]] },
    options,
  );
  const root = parseOfferedXml(body, 'LiveChannelStat');
  const status = (text(root, 'Status') ?? '').toLowerCase();
  const [video] = children(root, 'Video');
  const [audio] = children(root, 'Audio');
  return {
    status: status === 'live' || status === 'disabled' ? status : 'idle',
    connectedAtMs: timeMs(root, 'ConnectedTime'),
    remoteAddress: text(root, 'RemoteAddr'),
    video: video
      ? {
          width: count(video, 'Width'),
          height: count(video, 'Height'),
          framesPerSecond: count(video, 'FrameRate'),
          bitsPerSecond: count(video, 'Bandwidth'),
          codec: text(video, 'Codec') ?? '',
        }
      : null,
    audio: audio
      ? {
          samplesPerSecond: count(audio, 'SampleRate'),
          bitsPerSecond: count(audio, 'Bandwidth'),
          codec: text(audio, 'Codec') ?? '',
        }
      : null,
  };
}

/** Switches a channel on or off. */
export async function putLiveChannelStatus(
  client: StorageClient,
  { isEnabled, ...place }: ChannelPlace & { isEnabled: boolean },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('putLiveChannelStatus');
  const { statusParameter } = formOf(client);
  const request = { ...about(place, 'putLiveChannelStatus'), method: 'PUT' } as const;
  await sendSubResource(
    client,
    { ...request, parameters: [[statusParameter, statusWord(isEnabled)]] },
    options,
  );
}

/** When somebody published. */
export async function getLiveChannelHistory(
  client: StorageClient,
  place: ChannelPlace,
  options: CallOptions = {},
): Promise<ChannelRecord[]> {
  formOf(client);
  const request = { ...about(place, 'getLiveChannelHistory'), method: 'GET' } as const;
  const { body } = await sendSubResource(client, { ...request, parameters: [['comp', 'history']] }, options);
  return children(parseOfferedXml(body, 'LiveChannelHistory'), 'LiveRecord').map((entry) => ({
    startedAtMs: timeMs(entry, 'StartTime'),
    endedAtMs: timeMs(entry, 'EndTime'),
    remoteAddress: text(entry, 'RemoteAddr') ?? '',
  }));
}

interface VodSpan {
  readonly startAtSeconds: number;
  readonly endAtSeconds: number;
}

/** Writes a playlist of what came in during a span of time. */
export async function postVodPlaylist(
  client: StorageClient,
  input: ChannelPlace & VodSpan & { playlistName: string },
  options: CallOptions = {},
): Promise<void> {
  client.refuseWhenReadOnly('postVodPlaylist');
  const query = vodQuery(formOf(client), input);
  await client.send(
    {
      operation: 'postVodPlaylist',
      method: 'POST',
      place: { bucket: input.bucket, key: `${input.channel}/${input.playlistName}` },
      query,
      headers: {},
    },
    options,
  );
}

/** The playlist of a span of time, as text. */
export async function getVodPlaylist(
  client: StorageClient,
  input: ChannelPlace & VodSpan,
  options: CallOptions = {},
): Promise<string> {
  const query = vodQuery(formOf(client), input);
  const place = { bucket: input.bucket, key: input.channel };
  const { body } = await client.send({ operation: 'getVodPlaylist', method: 'GET', place, query }, options);
  const playlist = Buffer.from(body).toString('utf8');
  if (playlist.trimStart().startsWith('#EXTM3U')) return playlist;
  throw otherAnswer('no playlist', '#EXTM3U');
}

function vodQuery({ vodTimes: [start, end] }: LiveChannelForm, { startAtSeconds, endAtSeconds }: VodSpan) {
  const spanSeconds = endAtSeconds - startAtSeconds;
  if (!(spanSeconds > 0 && spanSeconds <= daySeconds)) {
    throw failure('invalid-input', 'A playlist is of a time of up to a day, and ends after it begins.', {
      reason: 'vod-span',
    });
  }
  return queryOf([['vod'], [start, startAtSeconds], [end, endAtSeconds]]);
}

/** The signed address to publish to. */
export async function getRtmpUrl(
  client: StorageClient,
  input: ChannelPlace & { playlistName?: string; expiresInSeconds: number; atMs?: number },
): Promise<{ url: string; expiresAtMs: number }> {
  const { signPublishing } = formOf(client);
  const { bucket, channel, expiresInSeconds, playlistName } = input;
  checkPlace({ bucket, key: channel }, client.dialect.limits.maxKeyBytes);
  checkLifetime(client, expiresInSeconds);
  refuseChange(client);
  const credentials = await keysToSign(client);
  const region = await regionToSign(client, bucket);
  const { hostHeader } = client.address({ bucket, key: channel }, region);
  const atSeconds = Math.floor((input.atMs ?? client.nowMs()) / 1_000);
  const parameters = playlistName === undefined ? {} : { playlistName };
  const query = signPublishing({ bucket, channel }, parameters, atSeconds, expiresInSeconds, credentials);
  return {
    url: `rtmp://${hostHeader}/live/${encodeKey(channel)}?${encodeQuery(query)}`,
    expiresAtMs: endOf(client, credentials, atSeconds * 1_000, expiresInSeconds).expiresAtMs,
  };
}

function addressesIn(entry: XmlElement): ChannelAddresses {
  const urls = (name: string) =>
    children(entry, name).flatMap((list) => (list.Url ?? []).filter((url) => typeof url === 'string'));
  return { publishUrls: urls('PublishUrls'), playUrls: urls('PlayUrls') };
}

function statusWord(isEnabled: boolean): string {
  return isEnabled ? 'enabled' : 'disabled';
}
