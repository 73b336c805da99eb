import { method, notOffered, offered, row } from './support.ts';

const noChannels = notOffered('no-live-channels');

/** Signatures for others, and live channels with the addresses to publish to. */
export const sharingRows = {
  presignGet: row(125, [method('sharing.presign')], offered),
  presignPut: row(126, [method('sharing.presign')], offered),
  presign: row(127, [method('sharing.presign')], offered),
  presignPostPolicy: row(128, [], offered),
  getAuth: row(129, [], offered),
  getRtmpUrl: row(130, [], noChannels, offered, offered),
  createLiveChannel: row(131, [], noChannels, offered, offered),
  deleteLiveChannel: row(132, [], noChannels, offered, offered),
  getLiveChannel: row(133, [], noChannels, offered, offered),
  listLiveChannels: row(134, [], noChannels, offered, offered),
  getLiveChannelStat: row(135, [], noChannels, offered, offered),
  putLiveChannelStatus: row(136, [], noChannels, offered, offered),
  getLiveChannelHistory: row(137, [], noChannels, offered, offered),
  postVodPlaylist: row(138, [], noChannels, offered, offered),
  getVodPlaylist: row(139, [], noChannels, offered, offered),
};
