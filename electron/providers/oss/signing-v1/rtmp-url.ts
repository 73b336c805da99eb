import type { QueryPair } from '../../dialect.ts';
import { signText, type V1Keys } from './string-to-sign.ts';

/** A signed query for publishing a stream, with the text that was signed. */
export interface RtmpSignature {
  readonly query: readonly QueryPair[];
  readonly signature: string;
  readonly stringToSign: string;
}

/**
 * Signs the query of `rtmp://<bucket host>/live/<channel>`
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/putlivechannel). Only this older form exists.
 * The path's `live/` is not part of what is signed. `parameters`, the playlist's name for one, are signed and sent.
 */
export function signRtmpQuery(
  channel: { readonly bucket: string; readonly channel: string },
  parameters: Readonly<Record<string, string>>,
  expiresAtSeconds: number,
  keys: V1Keys,
): RtmpSignature {
  const pairs = Object.entries(parameters);
  if (keys.sessionToken !== null) pairs.push(['security-token', keys.sessionToken]);
  pairs.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const lines = pairs.map(([name, value]) => `${name}:${value}\n`).join('');
  const text = `${expiresAtSeconds}\n${lines}/${channel.bucket}/${channel.channel}`;
  const signature = signText(keys.secretAccessKey, text);
  return {
    query: [
      ['OSSAccessKeyId', keys.accessKeyId],
      ['Expires', String(expiresAtSeconds)],
      ['Signature', signature],
      ...pairs,
    ],
    signature,
    stringToSign: text,
  };
}
