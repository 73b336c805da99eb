import { createHmac, hash } from 'node:crypto';

/** Names the scheme in headers, queries and forms. */
export const V4_ALGORITHM = 'OSS4-HMAC-SHA256';

/** Whose key signs, for which region; times in milliseconds. */
export interface V4Context {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | null;
  };
  /** Without the prefix that host names have: `cn-hangzhou`. */
  readonly region: string;
  readonly atMs: number;
}

/** `20251010T080910Z`, always UTC and never localized. */
export function compactTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Day, region and service a signature is good for. */
export function credentialScope(time: string, region: string): string {
  return `${time.slice(0, 8)}/${region}/oss/aliyun_v4_request`;
}

/** Derives the key of a day and region. */
export function signingKey(secretAccessKey: string, time: string, region: string): Buffer {
  return [time.slice(0, 8), region, 'oss', 'aliyun_v4_request'].reduce(
    hmac,
    Buffer.from(`aliyun_v4${secretAccessKey}`, 'utf8'),
  );
}

/** Second step: what the signing key signs. */
export function stringToSign(canonicalRequest: string, time: string, region: string): string {
  return [V4_ALGORITHM, time, credentialScope(time, region), hash('sha256', canonicalRequest)].join('\n');
}

/** Signs the last text of a scheme; lower-case hex. */
export function signText(key: Buffer, text: string): string {
  return hmac(key, text).toString('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
