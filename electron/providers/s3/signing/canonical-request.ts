import { encodeRfc3986 } from '../../client/encode.ts';
import type { QueryPair, SignableRequest } from '../../dialect.ts';

/** Proxies and clients change these on the way, so no SDK signs them. */
const unsignedHeaders = new Set([
  'accept-encoding',
  'authorization',
  'cache-control',
  'connection',
  'expect',
  'from',
  'keep-alive',
  'max-forwards',
  'pragma',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
]);

/** The text whose hash is signed, and the names of the headers in it. */
export interface CanonicalRequest {
  readonly text: string;
  /** Sorted, joined with `;`. */
  readonly signedHeaders: string;
}

/** The headers that enter the signature of a request, `host` included. */
export function signableHeaders(request: SignableRequest): Record<string, string> {
  const headers: Record<string, string> = { host: request.hostHeader };
  for (const [name, value] of Object.entries(request.headers)) {
    const lower = name.toLowerCase();
    if (!unsignedHeaders.has(lower) && !/^(?:proxy|sec)-/.test(lower)) headers[lower] = value;
  }
  return headers;
}

/**
 * First step of Signature Version 4. The path goes in as it is on the wire: S3 encodes it once, unlike other
 * services (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 */
export function canonicalRequest(
  request: Pick<SignableRequest, 'method' | 'rawPath' | 'query'>,
  headers: Readonly<Record<string, string>>,
  payloadHash: string,
): CanonicalRequest {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const signedHeaders = names.join(';');
  const text = [
    request.method,
    request.rawPath,
    canonicalQuery(request.query),
    lines.join(''),
    signedHeaders,
    payloadHash,
  ].join('\n');
  return { text, signedHeaders };
}

/** Encoded, sorted by encoded name and then value, in byte order; a name without a value gets an equals sign. */
function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value = '']) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) =>
      nameA === nameB ? compare(valueA, valueB) : compare(nameA, nameB),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Encoded text is ASCII, where code units are bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
