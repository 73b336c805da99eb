import type { StorageClient } from '../client/storage-client.ts';
import type { BucketRetentionGroup } from '../interface/bucket-retention-group.ts';
import type { InventoryGroup } from '../interface/inventory-group.ts';
import type { LiveChannelGroup } from '../interface/live-channel-group.ts';
import * as retention from '../operations/bucket-retention.ts';
import * as inventories from '../operations/inventories.ts';
import * as channels from '../operations/live-channels.ts';
import { guardOf } from './guard.ts';

/** Live channels, bound to a client. */
export function bindLiveChannels(client: StorageClient): LiveChannelGroup {
  const guard = guardOf(client);
  const known = (bucket: string) => () => channels.listLiveChannels(client, { bucket, maxKeys: 1 });
  return {
    createLiveChannel: (input, call) =>
      guard('live', known(input.bucket), () => channels.createLiveChannel(client, input, call)),
    getLiveChannel: (input, call) => channels.getLiveChannel(client, input, call),
    deleteLiveChannel: (input, call) =>
      guard('live', known(input.bucket), () => channels.deleteLiveChannel(client, input, call)),
    listLiveChannels: (input, call) => channels.listLiveChannels(client, input, call),
    getLiveChannelStat: (input, call) => channels.getLiveChannelStat(client, input, call),
    putLiveChannelStatus: (input, call) =>
      guard('live', known(input.bucket), () => channels.putLiveChannelStatus(client, input, call)),
    getLiveChannelHistory: (input, call) => channels.getLiveChannelHistory(client, input, call),
    postVodPlaylist: (input, call) => channels.postVodPlaylist(client, input, call),
    getVodPlaylist: (input, call) => channels.getVodPlaylist(client, input, call),
    getRtmpUrl: (input) => channels.getRtmpUrl(client, input),
  };
}

/** The retention of whole buckets, bound to a client. */
export function bindBucketRetention(client: StorageClient): BucketRetentionGroup {
  const guard = guardOf(client);
  const known = (bucket: string) => () => retention.getBucketWorm(client, { bucket });
  return {
    initiateBucketWorm: (input, call) =>
      guard('worm', known(input.bucket), () => retention.initiateBucketWorm(client, input, call)),
    getBucketWorm: (input, call) => retention.getBucketWorm(client, input, call),
    extendBucketWorm: (input, call) =>
      guard('worm', known(input.bucket), () => retention.extendBucketWorm(client, input, call)),
    completeBucketWorm: (input, call) =>
      guard('worm', known(input.bucket), () => retention.completeBucketWorm(client, input, call)),
    abortBucketWorm: (input, call) =>
      guard('worm', known(input.bucket), () => retention.abortBucketWorm(client, input, call)),
  };
}

/** Inventories, bound to a client. */
export function bindInventories(client: StorageClient): InventoryGroup {
  const guard = guardOf(client);
  const known = (bucket: string) => () => inventories.listInventories(client, { bucket });
  return {
    getInventory: (input, call) => inventories.getInventory(client, input, call),
    putInventory: (input, call) =>
      guard('inventory', known(input.bucket), () => inventories.putInventory(client, input, call)),
    deleteInventory: (input, call) =>
      guard('inventory', known(input.bucket), () => inventories.deleteInventory(client, input, call)),
    listInventories: (input, call) => inventories.listInventories(client, input, call),
  };
}
