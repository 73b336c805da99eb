import { createHmac, hash } from 'node:crypto';
import { type KeyTime, keyTimeText } from './key-time.ts';

/** The key of a span of time. Its hexadecimal text, not its bytes, is the key of the next step. */
export function signKey(secretAccessKey: string, keyTime: KeyTime): string {
  return hmacSha1(secretAccessKey, keyTimeText(keyTime));
}

/** Second step: what the key of the time signs. The final line break belongs to it. */
export function stringToSign(httpString: string, keyTime: KeyTime): string {
  return `sha1\n${keyTimeText(keyTime)}\n${hash('sha1', httpString)}\n`;
}

/** Signs the last text of a scheme; lower-case hex. */
export function signText(key: string, text: string): string {
  return hmacSha1(key, text);
}

function hmacSha1(key: string, text: string): string {
  return createHmac('sha1', key).update(text, 'utf8').digest('hex');
}
