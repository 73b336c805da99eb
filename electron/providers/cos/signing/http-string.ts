import { encodeRfc3986 } from '../../client/encode.ts';
import type { QueryPair, SignableRequest } from '../../dialect.ts';

/** Standard headers that COS expects in a signature when they are sent; every x-cos- and x-ci- header is another. */
const signedHeaders = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-md5',
  'content-type',
  'expect',
  'expires',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'origin',
  'pic-operations',
  'range',
  'transfer-encoding',
]);

/** The request as COS signs it, and the names of what is in it. */
export interface HttpString {
  readonly text: string;
  /** Sorted, lower case, joined with `;`. */
  readonly headerList: string;
  readonly urlParamList: string;
}

/** The headers that enter the signature of a request, `host` included; empty ones are not sent by every client. */
export function signableHeaders(request: Pick<SignableRequest, 'hostHeader' | 'headers'>): QueryPair[] {
  const sent = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const chosen = sent.filter(
    ([name, value]) =>
      name !== 'host' && value !== '' && (signedHeaders.has(name) || /^x-c(?:os|i)-/.test(name)),
  );
  return [['host', request.hostHeader], ...chosen];
}

/**
 * First step of a COS signature (https://www.tencentcloud.com/document/product/436/7778): method, decoded path,
 * parameters and headers, one a line. The path is what the request line says without its percent-encoding.
 */
export function httpString(
  request: Pick<SignableRequest, 'method' | 'rawPath' | 'query'>,
  headers: readonly QueryPair[],
): HttpString {
  const parameters = encodeSorted(request.query);
  const fields = encodeSorted(headers);
  const lines = [
    request.method.toLowerCase(),
    decodeURIComponent(request.rawPath),
    joinPairs(parameters),
    joinPairs(fields),
  ];
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    headerList: joinNames(fields),
    urlParamList: joinNames(parameters),
  };
}

type EncodedPair = readonly [name: string, value: string];

/** Names are encoded and then lower-cased, escapes included; values keep their case. */
function encodeSorted(pairs: readonly QueryPair[]): EncodedPair[] {
  return pairs
    .map(([name, value = '']): EncodedPair => [encodeRfc3986(name).toLowerCase(), encodeRfc3986(value)])
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

function joinPairs(pairs: readonly EncodedPair[]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function joinNames(pairs: readonly EncodedPair[]): string {
  return pairs.map(([name]) => name).join(';');
}
