import { createDigest } from '../../checksums/digests.ts';
import { bucketOf, type FaceAnswer, type FaceCall, objectOf } from '../../face/call.ts';
import {
  group,
  maybe,
  one,
  partOf,
  readShaped,
  text,
  textOf,
  word,
} from '../../face/configuration/xml-shape.ts';
import { documentTime } from '../../face/document-time.ts';
import { FaceError, invalidArgument, notImplemented } from '../../face/face-error.ts';
import { numberParameterOf, parameterOf } from '../../face/face-request.ts';
import { encodePath } from '../../face/percent-encoding.ts';
import { receiveText } from '../../face/receive.ts';
import { element, rootElement, type XmlNode } from '../../face/xml-writer.ts';
import type { LiveChannel, LiveSession } from '../../store/live-channels.ts';
import { hlsPlaylist } from '../../store/live-playlist.ts';
import { inBucketClass } from './object-operations.ts';

const mostDocumentBytes = 16 * 1024;
const usualChannels = 100;
const mostChannels = 1_000;
const mostSpanSeconds = 24 * 3_600;
const usual = { segmentSeconds: 5, segmentCount: 3, playlistName: 'playlist.m3u8' };
const between = (least: number, most: number) =>
  text((value) => /^\d{1,5}$/.test(value) && Number(value) >= least && Number(value) <= most);
const playlistName = (value: string) => /^[^/]{1,123}\.m3u8$/.test(value);
const shape = group({
  Description: maybe(text((value) => value.length <= 128)),
  Status: maybe(word('enabled', 'disabled')),
  Target: one(
    group({
      Type: one(word('HLS')),
      FragDuration: maybe(between(1, 100)),
      FragCount: maybe(between(1, 100)),
      PlaylistName: maybe(text(playlistName)),
    }),
  ),
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putlivechannel */
export async function putChannel(call: FaceCall): Promise<FaceAnswer> {
  const { bucket, key: name } = objectOf(call);
  call.store.buckets.find(bucket);
  const { text: source } = await receiveText(call, mostDocumentBytes);
  const root = readShaped(source, 'LiveChannelConfiguration', shape);
  const target = partOf(root, 'Target');
  const channel = call.store.liveChannels.put(bucket, {
    name,
    description: textOf(root, 'Description') ?? '',
    isEnabled: textOf(root, 'Status') !== 'disabled',
    type: 'HLS',
    segmentSeconds: Number(textOf(target, 'FragDuration') ?? usual.segmentSeconds),
    segmentCount: Number(textOf(target, 'FragCount') ?? usual.segmentCount),
    playlistName: textOf(target, 'PlaylistName') ?? usual.playlistName,
  });
  return { status: 200, xml: rootElement('CreateLiveChannelResult', addressElements(call, channel)) };
}

/**
 * The settings of a channel, or with `comp` what is pushed now or was pushed last.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/getlivechannelinfo
 */
export function getChannel(call: FaceCall): FaceAnswer {
  const { bucket, key: name } = objectOf(call);
  const channel = call.store.liveChannels.find(bucket, name);
  const question = parameterOf(call.request, 'comp') ?? '';
  if (question === 'stat') return statOf(call, channel);
  if (question === 'history') return historyOf(call, channel);
  if (question !== '') throw notImplemented(`live channels with comp=${question}`);
  return {
    status: 200,
    xml: rootElement('LiveChannelConfiguration', [
      element('Description', channel.description),
      element('Status', statusOf(channel)),
      element('Target', [
        element('Type', channel.type),
        element('FragDuration', channel.segmentSeconds),
        element('FragCount', channel.segmentCount),
        element('PlaylistName', channel.playlistName),
      ]),
    ]),
  };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/putlivechannelstatus */
export function putChannelStatus(call: FaceCall): FaceAnswer {
  const { bucket, key: name } = objectOf(call);
  const status = parameterOf(call.request, 'status') ?? '';
  if (status !== 'enabled' && status !== 'disabled') {
    throw invalidArgument('status', status, 'The status must be enabled or disabled.');
  }
  call.store.liveChannels.setEnabled(bucket, name, status === 'enabled');
  return { status: 200 };
}

/** One that is not there is gone as well. https://www.alibabacloud.com/help/en/oss/developer-reference/deletelivechannel */
export function deleteChannel(call: FaceCall): FaceAnswer {
  const { bucket, key: name } = objectOf(call);
  call.store.liveChannels.remove(bucket, name);
  return { status: 204 };
}

/** https://www.alibabacloud.com/help/en/oss/developer-reference/listlivechannel */
export function listChannels(call: FaceCall): FaceAnswer {
  const { request } = call;
  const [prefix = '', marker = ''] = ['prefix', 'marker'].map((name) => parameterOf(request, name) ?? '');
  const limit = numberParameterOf(request, 'max-keys', usualChannels);
  if (limit < 1 || limit > mostChannels) {
    throw invalidArgument('max-keys', String(limit), `max-keys must be between 1 and ${mostChannels}.`);
  }
  const page = call.store.liveChannels.list(bucketOf(call), { prefix, marker, limit });
  const { channels, isTruncated } = page;
  return {
    status: 200,
    xml: rootElement('ListLiveChannelResult', [
      element('Prefix', prefix),
      element('Marker', marker),
      element('MaxKeys', limit),
      element('IsTruncated', isTruncated),
      ...(isTruncated ? [element('NextMarker', channels.at(-1)?.name ?? '')] : []),
      ...channels.map((channel) =>
        element('LiveChannel', [
          element('Name', channel.name),
          element('Description', channel.description),
          element('Status', statusOf(channel)),
          element('LastModified', documentTime(channel.changedAtMs)),
          ...addressElements(call, channel),
        ]),
      ),
    ]),
  };
}

/**
 * Stores a playlist of what was pushed in a span of time as `<channel>/<name>.m3u8`.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/postvodplaylist
 */
export const postPlaylist = inBucketClass(async (call) => {
  const { bucket, key } = objectOf(call);
  const cut = key.lastIndexOf('/');
  const [channel, name] = [key.slice(0, cut), key.slice(cut + 1)];
  if (cut < 1 || !playlistName(name)) {
    throw invalidArgument('playlist', name, 'The name of the playlist must end in .m3u8.');
  }
  const bytes = Buffer.from(playlistOf(call, channel));
  const [md5, crc] = [createDigest('md5'), createDigest('crc64ecma')];
  const written = await call.store.write(
    (async function* () {
      yield bytes;
    })(),
    [md5, crc],
  );
  const etag = md5.digest().toString('hex');
  const checksum = {
    algorithm: 'crc64ecma',
    type: 'FULL_OBJECT',
    value: crc.digest().toString('base64'),
  } as const;
  try {
    call.store.objects.put(
      { bucket, key },
      written,
      {
        etag,
        attributes: {
          headers: { 'content-type': 'application/x-mpegURL' },
          userMetadata: {},
          tags: [],
          checksums: [checksum],
          storageClass: call.request.headers.get('x-own-storage-class')?.[0] ?? 'Standard',
        },
      },
      { check: () => undefined, actor: call.actor },
    );
  } catch (error) {
    call.store.discard(written);
    throw error;
  }
  return { status: 200 };
});

/** https://www.alibabacloud.com/help/en/oss/developer-reference/getvodplaylist */
export function getPlaylist(call: FaceCall): FaceAnswer {
  const content = playlistOf(call, objectOf(call).key);
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/x-mpegURL',
      'Content-Length': String(Buffer.byteLength(content)),
    },
    write: async (response) => void response.write(content),
  };
}

function playlistOf(call: FaceCall, channel: string): string {
  const [start, end] = ['startTime', 'endTime'].map((name) => {
    const value = parameterOf(call.request, name) ?? '';
    if (!/^\d{1,11}$/.test(value)) throw invalidArgument(name, value, `${name} must be seconds since 1970.`);
    return Number(value);
  }) as [number, number];
  if (end <= start || end - start > mostSpanSeconds) {
    throw invalidArgument('endTime', String(end), 'The end must be after the start, by a day at most.');
  }
  const { liveChannels } = call.store;
  liveChannels.find(bucketOf(call), channel);
  const segments = liveChannels.segments(bucketOf(call), channel, start * 1_000, end * 1_000);
  if (segments.length === 0) {
    throw new FaceError('NoSuchKey', { message: 'Nothing was pushed to the channel in that time.' });
  }
  return hlsPlaylist(segments, { isEnded: true });
}

function statOf({ store, request }: FaceCall, channel: LiveChannel): FaceAnswer {
  const session = store.liveChannels.currentSession(bucketOf({ request }), channel.name);
  if (session === null) {
    const status = channel.isEnabled ? 'Idle' : 'Disabled';
    return { status: 200, xml: rootElement('LiveChannelStat', [element('Status', status)]) };
  }
  const { video, audio } = session.media;
  return {
    status: 200,
    xml: rootElement('LiveChannelStat', [
      element('Status', 'Live'),
      element('ConnectedTime', documentTime(session.startedAtMs)),
      element('RemoteAddr', session.remoteAddress),
      element('Video', [
        element('Width', video.width),
        element('Height', video.height),
        element('FrameRate', video.frameRate),
        element('Bandwidth', video.bandwidth),
        element('Codec', video.codec),
      ]),
      element('Audio', [
        element('Bandwidth', audio.bandwidth),
        element('SampleRate', audio.sampleRate),
        element('Codec', audio.codec),
      ]),
    ]),
  };
}

function historyOf({ store, request }: FaceCall, { name }: LiveChannel): FaceAnswer {
  const record = ({ startedAtMs, endedAtMs, remoteAddress }: LiveSession) =>
    element('LiveRecord', [
      element('StartTime', documentTime(startedAtMs)),
      element('EndTime', documentTime(endedAtMs ?? startedAtMs)),
      element('RemoteAddr', remoteAddress),
    ]);
  const sessions = store.liveChannels.history(bucketOf({ request }), name);
  return { status: 200, xml: rootElement('LiveChannelHistory', sessions.map(record)) };
}

function statusOf({ isEnabled }: LiveChannel): string {
  return isEnabled ? 'enabled' : 'disabled';
}

/** No server of the sandbox takes video: the addresses are told as OSS would. */
function addressElements({ request }: FaceCall, { name, playlistName: file }: LiveChannel): XmlNode[] {
  const host = request.headers.get('host')?.[0] ?? '';
  if (host === '') throw new FaceError('InvalidRequest');
  const path = encodePath(name);
  return [
    element('PublishUrls', [element('Url', `rtmp://${request.host}/live/${path}`)]),
    element('PlayUrls', [element('Url', `http://${host}/${path}/${encodePath(file)}`)]),
  ];
}
