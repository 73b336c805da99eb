import type { QueryEntry, WireRequest } from '../../face/face-request.ts';
import { encodePath, encodeStrictly } from '../../face/percent-encoding.ts';

/**
 * The text that both sides hash: method, path, query, signed headers, their names, payload hash. Every part is decoded
 * and encoded again, so that it does not matter which characters a client chose to escape.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function canonicalRequest(
  request: WireRequest,
  query: readonly QueryEntry[],
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const headerLines = signedHeaders.map((name) => {
    const values = request.headers.get(name) ?? [];
    return `${name}:${values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')}\n`;
  });
  return [
    request.method,
    encodePath(request.path),
    canonicalQuery(query),
    headerLines.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function canonicalQuery(query: readonly QueryEntry[]): string {
  return query
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort((first, second) => compare(first[0], second[0]) || compare(first[1], second[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(first: string, second: string): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
