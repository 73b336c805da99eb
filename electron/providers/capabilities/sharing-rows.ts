import { method, notOffered, offered, row } from './support.ts';

const noChannels = notOffered('no-live-channels');

/** Signatures for others, and live channels with the addresses to publish to. */
export const sharingRows = {
  presignGet: row(125, [method('sharing.presign')], offered),
  presignPut: row(126, [method('sharing.presign')], offered),
  presign: row(127, [method('sharing.presign')], offered),
  presignPostPolicy: row(128, [method('sharing.presignPostPolicy')], offered),
  getAuth: row(129, [method('sharing.getAuth')], offered),
  getRtmpUrl: row(130, [method('channels.getRtmpUrl')], noChannels, offered, offered),
  createLiveChannel: row(131, [method('channels.createLiveChannel')], noChannels, offered, offered),
  deleteLiveChannel: row(132, [method('channels.deleteLiveChannel')], noChannels, offered, offered),
  getLiveChannel: row(133, [method('channels.getLiveChannel')], noChannels, offered, offered),
  listLiveChannels: row(134, [method('channels.listLiveChannels')], noChannels, offered, offered),
  getLiveChannelStat: row(135, [method('channels.getLiveChannelStat')], noChannels, offered, offered),
  putLiveChannelStatus: row(136, [method('channels.putLiveChannelStatus')], noChannels, offered, offered),
  getLiveChannelHistory: row(137, [method('channels.getLiveChannelHistory')], noChannels, offered, offered),
  postVodPlaylist: row(138, [method('channels.postVodPlaylist')], noChannels, offered, offered),
  getVodPlaylist: row(139, [method('channels.getVodPlaylist')], noChannels, offered, offered),
};
