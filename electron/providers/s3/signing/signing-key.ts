import { createHmac, hash } from 'node:crypto';
import type { SigningContext } from '../../dialect.ts';

/** `20251010T080910Z`, always UTC and never localized. */
export function compactTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Day, region and service a signature is good for. */
export function credentialScope(time: string, region: string): string {
  return `${time.slice(0, 8)}/${region}/s3/aws4_request`;
}

const cache = new Map<string, { secret: string; key: Buffer }>();
const MAX_CACHED_KEYS = 64;

/**
 * Derives the key of a day and region
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature),
 * and remembers it: four of the five HMACs of a signature are the same all day.
 */
export function signingKey(context: Pick<SigningContext, 'credentials' | 'region'>, time: string): Buffer {
  const { accessKeyId, secretAccessKey } = context.credentials;
  const day = time.slice(0, 8);
  const name = `${accessKeyId}\n${day}\n${context.region}`;
  const known = cache.get(name);
  if (known && known.secret === secretAccessKey) return known.key;
  const key = ['s3', 'aws4_request'].reduce(
    hmac,
    hmac(hmac(Buffer.from(`AWS4${secretAccessKey}`, 'utf8'), day), context.region),
  );
  if (cache.size >= MAX_CACHED_KEYS) cache.clear();
  cache.set(name, { secret: secretAccessKey, key });
  return key;
}

/** Signs the last text of a scheme; lower-case hex. */
export function signText(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** Second step: what the signing key signs. */
export function stringToSign(canonicalText: string, time: string, region: string): string {
  return ['AWS4-HMAC-SHA256', time, credentialScope(time, region), hash('sha256', canonicalText)].join('\n');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
