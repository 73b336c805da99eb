import { completeBucketWorm, extendBucketWorm, getBucketWorm } from '../../operations/bucket-retention.ts';
import { deleteInventory, getInventory, listInventories } from '../../operations/inventories.ts';
import * as channels from '../../operations/live-channels.ts';
import { child, count, parseXml, text } from '../../xml/xml.ts';
import { given } from './aws-fields.ts';
import type { Driver } from './drive-aws.ts';
import type { Fields } from './fields.ts';

/** Drivers of live channels, retentions of buckets and inventories. */
export const channelDrivers: Readonly<Record<string, Driver>> = {
  GetInventory: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket'), id: fields.need('InventoryId') };
    return () => getInventory(client, input);
  },
  DeleteInventory: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket'), id: fields.need('InventoryId') };
    return () => deleteInventory(client, input);
  },
  ListInventories: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket'), token: fields.text('ContinuationToken') ?? null };
    return () => listInventories(client, input);
  },
  GetBucketWorm: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket') };
    return () => getBucketWorm(client, input);
  },
  CompleteBucketWorm: (fields, { client }) => {
    const input = { bucket: fields.need('Bucket'), retentionId: fields.need('WormId') };
    return () => completeBucketWorm(client, input);
  },
  ExtendBucketWorm: (fields, { client }) => {
    const bucket = fields.need('Bucket');
    const input = { bucket, retentionId: fields.need('WormId'), days: Number(fields.number('Days')) };
    return () => extendBucketWorm(client, input);
  },
  CreateLiveChannel: (fields, { client }) => {
    const root = parseXml(fields.need('Text'), 'LiveChannelConfiguration');
    const target = child(root, 'Target');
    const settings = given({
      description: text(root, 'Description') ?? undefined,
      isEnabled: text(root, 'Status') === 'enabled',
      fragmentSeconds: count(target, 'FragDuration'),
      fragmentCount: count(target, 'FragCount'),
      playlistName: text(target, 'PlaylistName') ?? undefined,
    });
    const input = { ...placeOf(fields), settings };
    return () => channels.createLiveChannel(client, input);
  },
  DeleteLiveChannel: (fields, { client }) => {
    const place = placeOf(fields);
    return () => channels.deleteLiveChannel(client, place);
  },
  GetLiveChannelStat: (fields, { client }) => {
    const place = placeOf(fields);
    return () => channels.getLiveChannelStat(client, place);
  },
  PutLiveChannelStatus: (fields, { client }) => {
    const input = { ...placeOf(fields), isEnabled: fields.need('ChannelStatus') === 'enabled' };
    return () => channels.putLiveChannelStatus(client, input);
  },
  ListLiveChannels: (fields, { client }) => {
    const input = {
      bucket: fields.need('Bucket'),
      ...given({ prefix: fields.text('Prefix'), marker: fields.text('Marker') }),
      ...given({ maxKeys: fields.number('MaxKeys') }),
    };
    return () => channels.listLiveChannels(client, input);
  },
  PostVodPlaylist: (fields, { client }) => {
    const bucket = fields.need('Bucket');
    const [channel = '', playlistName = ''] = fields.need('Key').split('/');
    const startAtSeconds = Number(fields.need('StartTime'));
    const endAtSeconds = Number(fields.need('EndTime'));
    return () =>
      channels.postVodPlaylist(client, { bucket, channel, playlistName, startAtSeconds, endAtSeconds });
  },
};

function placeOf(fields: Fields) {
  return { bucket: fields.need('Bucket'), channel: fields.need('Key') };
}
