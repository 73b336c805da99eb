import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { errorOf, openScripted } from '../testing/scripted-provider.ts';
import { errorXml, type ScriptedAnswer } from '../testing/scripted-transport.ts';

const ok = (body: string): ScriptedAnswer => ({ status: 200, body });
const empty = ok('<ListLiveChannelResult></ListLiveChannelResult>');
const place = { bucket: 'b', channel: 'studio' };
const urls =
  '<PublishUrls><Url>rtmp://b/live/studio</Url></PublishUrls><PlayUrls><Url>http://b/studio/p.m3u8</Url></PlayUrls>';

describe('live channels', () => {
  test('are made once the server is known to have them', async () => {
    const { channels, sent, body } = openScripted('oss', [
      empty,
      ok(`<CreateLiveChannelResult>${urls}</CreateLiveChannelResult>`),
    ]);
    const settings = { description: 'a & b', isEnabled: true, fragmentSeconds: 5, playlistName: 'p.m3u8' };
    expect(await channels.createLiveChannel({ ...place, settings })).toEqual({
      publishUrls: ['rtmp://b/live/studio'],
      playUrls: ['http://b/studio/p.m3u8'],
    });
    expect(sent()).toEqual([
      'GET b.oss-cn-hangzhou.aliyuncs.com/?live&max-keys=1',
      'PUT b.oss-cn-hangzhou.aliyuncs.com/studio?live',
    ]);
    expect(body(1)).toBe(
      '<LiveChannelConfiguration><Description>a &amp; b</Description><Status>enabled</Status><Target><Type>HLS</Type><FragDuration>5</FragDuration><PlaylistName>p.m3u8</PlaylistName></Target></LiveChannelConfiguration>',
    );
  });

  test('are read, listed page by page and told about', async () => {
    const { channels } = openScripted('oss', [
      ok(
        '<LiveChannelConfiguration><Description/><Status>disabled</Status><Target><Type>HLS</Type><FragDuration>5</FragDuration><FragCount>3</FragCount><PlaylistName>p.m3u8</PlaylistName></Target></LiveChannelConfiguration>',
      ),
      ok(
        `<ListLiveChannelResult><IsTruncated>true</IsTruncated><NextMarker>studio</NextMarker><LiveChannel><Name>studio</Name><Description>d</Description><Status>enabled</Status><LastModified>2025-10-10T08:09:10.000Z</LastModified>${urls}</LiveChannel></ListLiveChannelResult>`,
      ),
      ok(
        '<LiveChannelStat><Status>Live</Status><ConnectedTime>2025-10-10T08:09:10.000Z</ConnectedTime><RemoteAddr>10.0.0.1:1935</RemoteAddr><Video><Width>1280</Width><Height>720</Height><FrameRate>30</FrameRate><Bandwidth>80000</Bandwidth><Codec>H264</Codec></Video></LiveChannelStat>',
      ),
      ok(
        '<LiveChannelHistory><LiveRecord><StartTime>2025-10-10T08:09:10.000Z</StartTime><EndTime>2025-10-10T09:09:10.000Z</EndTime><RemoteAddr>10.0.0.1:1935</RemoteAddr></LiveRecord></LiveChannelHistory>',
      ),
    ]);
    expect(await channels.getLiveChannel(place)).toEqual({
      description: '',
      isEnabled: false,
      fragmentSeconds: 5,
      fragmentCount: 3,
      playlistName: 'p.m3u8',
    });
    const page = await channels.listLiveChannels({ bucket: 'b' });
    expect(page.nextMarker).toBe('studio');
    expect(page.channels[0]).toMatchObject({
      name: 'studio',
      isEnabled: true,
      modifiedAtMs: 1_760_083_750_000,
    });
    expect(await channels.getLiveChannelStat(place)).toEqual({
      status: 'live',
      connectedAtMs: 1_760_083_750_000,
      remoteAddress: '10.0.0.1:1935',
      video: { width: 1_280, height: 720, framesPerSecond: 30, bitsPerSecond: 80_000, codec: 'H264' },
      audio: null,
    });
    expect(await channels.getLiveChannelHistory(place)).toHaveLength(1);
  });

  test('of COS have other names for some parameters', async () => {
    const { channels, sent } = openScripted('cos', [
      ok('<LiveChannelStat><Status>Idle</Status></LiveChannelStat>'),
      empty,
      { status: 200 },
      { status: 200 },
    ]);
    const cos = { bucket: 'b-1250000000', channel: 'c' };
    expect((await channels.getLiveChannelStat(cos)).status).toBe('idle');
    await channels.putLiveChannelStatus({ ...cos, isEnabled: false });
    await channels.postVodPlaylist({ ...cos, playlistName: 'v.m3u8', startAtSeconds: 10, endAtSeconds: 20 });
    expect(sent().map((line) => line.replace(/ [^/]*/, ' '))).toEqual([
      'GET /c?live&comp=status',
      'GET /?live&max-keys=1',
      'PUT /c?live&switch=disabled',
      'POST /c/v.m3u8?vod&starttime=10&endtime=20',
    ]);
  });

  test('one that is not there is not found, and taken away all the same', async () => {
    const missing = { status: 404, body: errorXml('NoSuchLiveChannel') };
    const { channels } = openScripted('oss', [missing, empty, missing]);
    expect(await errorOf(channels.getLiveChannel(place))).toMatchObject({
      kind: 'not-found',
      code: 'NoSuchLiveChannel',
    });
    await channels.deleteLiveChannel(place);
  });

  test('a playlist is of a day at most, and is one', async () => {
    const { channels } = openScripted('oss', [ok('#EXTM3U\n'), ok('<html>')]);
    const span = { startAtSeconds: 10, endAtSeconds: 20 };
    expect(await channels.getVodPlaylist({ ...place, ...span })).toBe('#EXTM3U\n');
    expect((await errorOf(channels.getVodPlaylist({ ...place, ...span }))).kind).toBe('not-offered');
    const long = { ...place, playlistName: 'v.m3u8', startAtSeconds: 0, endAtSeconds: 86_401 };
    expect(await errorOf(channels.postVodPlaylist(long))).toMatchObject({ reason: 'vod-span' });
  });

  test('S3 has none, and a read-only connection changes none', async () => {
    expect((await errorOf(openScripted('s3', []).channels.getLiveChannel(place))).kind).toBe('not-offered');
    const closed = openScripted('oss', [], { isReadOnly: true });
    const change = closed.channels.putLiveChannelStatus({ ...place, isEnabled: true });
    expect((await errorOf(change)).kind).toBe('read-only');
    const publish = closed.channels.getRtmpUrl({ ...place, expiresInSeconds: 60 });
    expect((await errorOf(publish)).kind).toBe('read-only');
  });
});

describe('an address to publish to', () => {
  test('of COS is signed by the secret key itself', async () => {
    const keys = { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: null, expiresAtMs: null };
    const { channels } = openScripted('cos', [], { credentials: async () => keys, now: () => 1_000_000 });
    const { url, expiresAtMs } = await channels.getRtmpUrl({
      bucket: 'b-1250000000',
      channel: 'c',
      playlistName: 'p.m3u8',
      expiresInSeconds: 600,
    });
    const digest = createHash('sha1').update('/b-1250000000/c\nplaylistName=p.m3u8\n').digest('hex');
    const signature = createHmac('sha1', 'SK').update(`sha1\n940;1600\n${digest}\n`).digest('hex');
    expect(url).toMatch(/^rtmp:\/\/b-1250000000\.cos\.ap-guangzhou\.myqcloud\.com\/live\/c\?/);
    expect(url).toContain(`q-signature=${signature}&playlistName=p.m3u8`);
    expect(expiresAtMs).toBe(1_600_000);
  });

  test('of OSS ends with the keys', async () => {
    const keys = { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'T', expiresAtMs: 1_060_000 };
    const { channels } = openScripted('oss', [], { credentials: async () => keys, now: () => 1_000_000 });
    const { url, expiresAtMs } = await channels.getRtmpUrl({ ...place, expiresInSeconds: 600 });
    expect(url).toMatch(
      /^rtmp:\/\/b\.oss-cn-hangzhou\.aliyuncs\.com\/live\/studio\?OSSAccessKeyId=AK&Expires=1600&/,
    );
    expect(expiresAtMs).toBe(1_060_000);
    const forever = channels.getRtmpUrl({ ...place, expiresInSeconds: 1e9 });
    expect(await errorOf(forever)).toMatchObject({ reason: 'link-lifetime' });
  });
});
