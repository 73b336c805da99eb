import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from '../../credentials.ts';
import type { QueryPair } from '../../dialect.ts';
import { keyTimeText } from './key-time.ts';

/** Clocks may differ by this much before a signature is not valid yet. */
const allowanceSeconds = 60;

/**
 * Signs the query of `rtmp://<bucket host>/live/<channel>`. Other than for requests the secret key itself signs, not a key
 * made of it, and the path has no `live/`
 * (https://github.com/tencentyun/cos-python-sdk-v5/blob/master/qcloud_cos/cos_auth.py).
 */
export function signRtmpQuery(
  { bucket, channel }: { readonly bucket: string; readonly channel: string },
  parameters: Readonly<Record<string, string>>,
  atSeconds: number,
  expiresInSeconds: number,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): QueryPair[] {
  const pairs: QueryPair[] = Object.entries(parameters);
  if (sessionToken !== null) pairs.push(['q-token', sessionToken]);
  const joined = pairs.map(([name, value = '']) => `${name}=${value}`).join('&');
  const digest = createHash('sha1').update(`/${bucket}/${channel}\n${joined}\n`).digest('hex');
  const keyTime = keyTimeText({
    startSeconds: atSeconds - allowanceSeconds,
    endSeconds: atSeconds + expiresInSeconds,
  });
  const signature = createHmac('sha1', secretAccessKey).update(`sha1\n${keyTime}\n${digest}\n`).digest('hex');
  return [
    ['q-sign-algorithm', 'sha1'],
    ['q-ak', accessKeyId],
    ['q-sign-time', keyTime],
    ['q-key-time', keyTime],
    ['q-signature', signature],
    ...pairs,
  ];
}
