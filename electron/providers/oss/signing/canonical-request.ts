import { encodeKey, encodeRfc3986 } from '../../client/encode.ts';
import type { Place, QueryPair, SignableRequest } from '../../dialect.ts';

/** What the body's hash is replaced by, always: OSS hashes no bodies. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** The text whose hash is signed, and the names of the headers that were added to those signed anyway. */
export interface CanonicalRequest {
  readonly text: string;
  /** Sorted, joined with `;`. */
  readonly additionalHeaders: string;
}

/**
 * First step of Signature Version 4
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4). The path
 * names the bucket wherever the request itself has it. Content-Type, Content-MD5 and every x-oss- header are signed;
 * of the others only the additional ones.
 */
export function canonicalRequest(
  request: Pick<SignableRequest, 'method' | 'query'>,
  place: Place,
  headers: Readonly<Record<string, string>>,
  additional: readonly string[],
): CanonicalRequest {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const extra = additional
    .map((name) => name.toLowerCase())
    .filter((name) => !isAlwaysSigned(name))
    .sort();
  const lines = lower
    .filter(([name]) => isAlwaysSigned(name) || extra.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([name, value]) => `${name}:${value}\n`);
  const additionalHeaders = extra.join(';');
  const text = [
    request.method,
    resourcePath(place),
    canonicalQuery(request.query),
    lines.join(''),
    additionalHeaders,
    UNSIGNED_PAYLOAD,
  ].join('\n');
  return { text, additionalHeaders };
}

function isAlwaysSigned(name: string): boolean {
  return name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5';
}

function resourcePath({ bucket, key }: Place): string {
  return bucket === null ? '/' : `/${encodeRfc3986(bucket)}/${encodeKey(key ?? '')}`;
}

/** Encoded and sorted in byte order; a parameter without a value, or with an empty one, is its bare name. */
function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value = '']) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
}
