import type { OperationId } from '../../../../shared/model/operations.ts';
import type { StorageProvider } from '../../storage-provider.ts';
import type { Check, CheckContext } from '../check.ts';
import { expectEqual, expectFailure, expectThat } from '../expectations.ts';

const settings = {
  description: 'a & b',
  isEnabled: true,
  fragmentSeconds: 5,
  fragmentCount: 3,
  playlistName: 'p.m3u8',
};

/** Makes a channel of its own for a check, and takes it away again. */
async function withChannel(
  { provider, bucket }: CheckContext,
  channel: string,
  run: (provider: StorageProvider, place: { bucket: string; channel: string }) => Promise<void>,
): Promise<void> {
  const place = { bucket, channel };
  await provider.channels.createLiveChannel({ ...place, settings });
  try {
    await run(provider, place);
  } finally {
    await provider.channels.deleteLiveChannel(place);
  }
}

function channelCheck(
  operation: OperationId,
  run: (provider: StorageProvider, place: { bucket: string; channel: string }) => Promise<void>,
): Check {
  return { group: 'live', operation, run: (context) => withChannel(context, operation, run) };
}

const daySeconds = 86_400;

/** Live channels: what is set is read back, and what nobody publishes to is idle. */
const liveChannelChecks: readonly Check[] = [
  channelCheck('createLiveChannel', async ({ channels }, place) => {
    const again = await channels.createLiveChannel({
      ...place,
      settings: { ...settings, fragmentSeconds: 7 },
    });
    expectThat(again.publishUrls.length > 0, 'an address to publish to');
    expectEqual('length of a piece', (await channels.getLiveChannel(place)).fragmentSeconds, 7);
  }),
  channelCheck('getLiveChannel', async ({ channels }, place) => {
    expectEqual('settings', await channels.getLiveChannel(place), settings);
    const other = { ...place, channel: 'nobody' };
    await expectFailure(channels.getLiveChannel(other), 'not-found');
  }),
  channelCheck('listLiveChannels', async ({ channels }, place) => {
    const { channels: found } = await channels.listLiveChannels({
      bucket: place.bucket,
      prefix: place.channel,
    });
    expectEqual(
      'names',
      found.map(({ name }) => name),
      [place.channel],
    );
  }),
  channelCheck('getLiveChannelStat', async ({ channels }, place) => {
    expectEqual('status', (await channels.getLiveChannelStat(place)).status, 'idle');
  }),
  channelCheck('putLiveChannelStatus', async ({ channels }, place) => {
    await channels.putLiveChannelStatus({ ...place, isEnabled: false });
    expectEqual('status', (await channels.getLiveChannelStat(place)).status, 'disabled');
  }),
  channelCheck('getLiveChannelHistory', async ({ channels }, place) => {
    expectEqual('records', await channels.getLiveChannelHistory(place), []);
  }),
  channelCheck('deleteLiveChannel', async ({ channels }, place) => {
    await channels.deleteLiveChannel(place);
    await expectFailure(channels.getLiveChannel(place), 'not-found');
    await channels.deleteLiveChannel(place);
  }),
  // Without a stream there is nothing to make a playlist of: that the server says so is the proof.
  channelCheck('postVodPlaylist', async ({ channels }, place) => {
    const span = { startAtSeconds: daySeconds, endAtSeconds: 2 * daySeconds };
    const posted = channels.postVodPlaylist({ ...place, playlistName: 'vod.m3u8', ...span });
    await expectFailure(posted, 'not-found');
  }),
  channelCheck('getVodPlaylist', async ({ channels }, place) => {
    const span = { startAtSeconds: daySeconds, endAtSeconds: 2 * daySeconds };
    await expectFailure(channels.getVodPlaylist({ ...place, ...span }), 'not-found');
  }),
  {
    group: 'live',
    operation: 'getRtmpUrl',
    async run({ provider, bucket }) {
      const { url } = await provider.channels.getRtmpUrl({ bucket, channel: 'studio', expiresInSeconds: 60 });
      expectThat(/^rtmp:\/\/[^/]+\/live\/studio\?/.test(url), 'an address to publish to');
    },
  },
];

/** A retention is begun and ended again: a completed one would keep the bucket for good. */
function retentionCheck(
  operation: OperationId,
  run: (provider: StorageProvider, bucket: string, retentionId: string) => Promise<void>,
): Check {
  return {
    group: 'lock',
    operation,
    async run({ provider, newBucket }) {
      // Refused before a bucket is made, where the provider has none.
      if (provider.capabilities()[operation].status === 'not-offered')
        await provider.retention.getBucketWorm({ bucket: 'none' });
      const bucket = await newBucket();
      const { retentionId } = await provider.retention.initiateBucketWorm({ bucket, days: 1 });
      try {
        await run(provider, bucket, retentionId);
      } finally {
        await provider.retention.abortBucketWorm({ bucket }).catch(() => undefined);
      }
    },
  };
}

const retentionChecks: readonly Check[] = [
  retentionCheck('initiateBucketWorm', async (_provider, _bucket, retentionId) =>
    expectThat(retentionId !== '', 'an id of the retention'),
  ),
  retentionCheck('getBucketWorm', async ({ retention }, bucket, retentionId) => {
    const found = await retention.getBucketWorm({ bucket });
    expectEqual(
      'retention',
      { ...found, createdAtMs: 0 },
      { retentionId, state: 'in-progress', days: 1, createdAtMs: 0 },
    );
  }),
  retentionCheck('abortBucketWorm', async ({ retention }, bucket) => {
    await retention.abortBucketWorm({ bucket });
    expectEqual('retention', await retention.getBucketWorm({ bucket }), null);
  }),
  // Neither is tried to its end: an empty bucket with a locked retention stays for as long as that.
  retentionCheck('extendBucketWorm', async ({ retention }, bucket) => {
    await expectFailure(
      retention.extendBucketWorm({ bucket, retentionId: 'NOSUCHID', days: 2 }),
      'not-found',
    );
  }),
  retentionCheck('completeBucketWorm', async ({ retention }, bucket) => {
    await expectFailure(retention.completeBucketWorm({ bucket, retentionId: 'NOSUCHID' }), 'not-found');
  }),
];

const inventoryChecks: readonly Check[] = [
  {
    group: 'configuration',
    operation: 'inventory',
    async run({ provider, bucket }) {
      const { inventories } = provider;
      expectEqual('inventories', (await inventories.listInventories({ bucket })).inventories, []);
      const destination = {
        bucket: { ...destinations[provider.id](bucket), format: 'CSV', prefix: 'lists' },
      };
      const inventory = {
        id: 'daily',
        isEnabled: true,
        destination,
        schedule: { frequency: 'Daily' },
        includedObjectVersions: 'Current',
      };
      await inventories.putInventory({ bucket, inventory });
      expectEqual('id', (await inventories.getInventory({ bucket, id: 'daily' }))?.id, 'daily');
      expectEqual('count', (await inventories.listInventories({ bucket })).inventories.length, 1);
      await inventories.deleteInventory({ bucket, id: 'daily' });
      expectEqual('inventory', await inventories.getInventory({ bucket, id: 'daily' }), null);
    },
  },
];

/** How each provider names the bucket that an inventory goes to; OSS also whose it is, and by which role it writes. */
const destinations = {
  s3: (bucket: string) => ({ bucket: `arn:aws:s3:::${bucket}` }),
  cos: (bucket: string) => ({ bucket: `qcs::cos:ap-guangzhou::${bucket}` }),
  oss: (bucket: string) => ({
    bucket: `acs:oss:::${bucket}`,
    accountId: '1000000000000001',
    roleArn: 'acs:ram::1000000000000001:role/AliyunOSSRole',
  }),
};

/** Live channels, retentions of whole buckets, and inventories. */
export const channelChecks: readonly Check[] = [...liveChannelChecks, ...retentionChecks, ...inventoryChecks];
