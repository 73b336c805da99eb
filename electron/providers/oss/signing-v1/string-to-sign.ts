import { createHmac } from 'node:crypto';
import type { Place, SignableRequest } from '../../dialect.ts';
import { canonicalResource } from './sub-resources.ts';

/** Whose key signs. */
export interface V1Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
}

/**
 * The text version 1 signs. Absent digests and types leave an empty line. `dateLine` is the request's date, or when
 * a link ends.
 */
export function stringToSign(
  request: Pick<SignableRequest, 'method' | 'query'>,
  place: Place,
  headers: Readonly<Record<string, string>>,
  dateLine: string,
): string {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const headerValue = (wanted: string): string => lower.find(([name]) => name === wanted)?.[1] ?? '';
  const ownHeaders = lower
    .filter(([name]) => name.startsWith('x-oss-'))
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const lines = [request.method, headerValue('content-md5'), headerValue('content-type'), dateLine];
  return `${lines.join('\n')}\n${ownHeaders}${canonicalResource(place, request.query)}`;
}

/** Signs any text of version 1; base64. */
export function signText(secretAccessKey: string, text: string): string {
  return createHmac('sha1', secretAccessKey).update(text, 'utf8').digest('base64');
}
