import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { checksumOf } from '../../checksums/crc.ts';
import { parseAnyRoot, type XmlNode } from '../../xml/xml.ts';
import type { Differences } from '../differences.ts';
import type { CapturedRequest } from '../vector-file.ts';
import type { CapturingTransport } from './capture.ts';

type OurRequest = CapturingTransport['requests'][number];

/** What a parameter means when it is not sent: sending it or not is the same question. */
const defaultParameters = new Map([
  ['delimiter', ''],
  ['prefix', ''],
  ['max-keys', '1000'],
  ['max-uploads', '1000'],
  ['max-parts', '1000'],
]);

/** Headers of the SDK itself and of the connection, and those that are compared by what they mean. */
const ownHeaders =
  /^(?:host|authorization|content-length|user-agent|x-amz-user-agent|x-amz-date|x-amz-content-sha256|amz-sdk-.*|expect|connection|accept.*)$/;
const integrityHeaders =
  /^(?:content-md5|x-amz-checksum-(?:crc32|crc32c|crc64nvme|sha1|sha256)|x-amz-sdk-checksum-algorithm)$/;
const etagHeaders = /if-(?:none-)?match$/;

/** Compares a request of ours with the captured one: place, query, headers that mean something, body by structure. */
export function compareRequests(
  ours: OurRequest,
  expected: CapturedRequest,
  label: string,
  differences: Differences,
  pathStyleBucket: string | null,
): void {
  const [path = '', rawQuery] = ours.target.split('?');
  // The root of a bucket in path style has a slash at the end or not: it is one resource.
  const isRoot = pathStyleBucket !== null && expected.rawPath === `/${pathStyleBucket}/`;
  differences.compare(`${label} method`, ours.method, expected.method);
  differences.compare(`${label} host`, ours.headers.host, expected.host);
  differences.compare(`${label} path`, path, isRoot ? `/${pathStyleBucket}` : expected.rawPath);
  differences.compareSets(`${label} query`, ourQuery(rawQuery), expectedQuery(expected));
  compareHeaders(ours, expected, label, differences);
  compareBodies(ours.bytes, expected, label, differences);
  differences.compare(
    `${label} is signed`,
    'authorization' in ours.headers,
    'authorization' in expected.headers,
  );
  differences.compare(`${label} credential`, credentialOf(ours.headers), credentialOf(expected.headers));
}

function ourQuery(rawQuery: string | undefined): string[] {
  const pairs = (rawQuery ?? '').split('&').filter(Boolean);
  return meaningful(pairs.map((pair) => pair.split('=').map((part) => decodeURIComponent(part))));
}

function expectedQuery({ query }: CapturedRequest): string[] {
  return meaningful(query.filter(([name]) => name !== 'x-id'));
}

function meaningful(pairs: readonly (readonly string[])[]): string[] {
  return pairs
    .filter(([name = '', value = '']) => defaultParameters.get(name) !== value)
    .map(([name = '', value = '']) => `${name}=${value}`);
}

function compareHeaders(
  ours: OurRequest,
  expected: CapturedRequest,
  label: string,
  differences: Differences,
): void {
  const names = new Set([...Object.keys(ours.headers), ...Object.keys(expected.headers)]);
  for (const name of names) {
    if (ownHeaders.test(name) || isSdkContentType(name, ours, expected)) continue;
    const mine = ours.headers[name];
    const theirs = expected.headers[name];
    if (integrityHeaders.test(name)) {
      compareIntegrity(name, ours, expected, label, differences);
    } else if (etagHeaders.test(name)) {
      if (bare(mine) !== bare(theirs)) differences.add(`${label} ${name}: ours ${mine}, expected ${theirs}`);
    } else if (name.endsWith('copy-source') && mine === theirs?.replace(/^\//, '')) {
      // Both spellings are documented.
    } else if (mine !== theirs) {
      differences.add(`${label} ${name}: ours ${JSON.stringify(mine)}, expected ${JSON.stringify(theirs)}`);
    }
  }
}

/** Of an object's own bytes digests must be equal; of a document they must fit its own text, and one must be there. */
function compareIntegrity(
  name: string,
  ours: OurRequest,
  expected: CapturedRequest,
  label: string,
  differences: Differences,
): void {
  const mine = ours.headers[name];
  const theirs = expected.headers[name];
  if (!isXml(expected.body?.utf8)) {
    if (mine !== theirs) differences.add(`${label} ${name}: ours ${mine}, expected ${theirs}`);
    return;
  }
  if (mine !== undefined && name !== 'x-amz-sdk-checksum-algorithm' && mine !== digestOf(name, ours.bytes)) {
    differences.add(`${label} ${name} does not fit our own body`);
  }
  if (theirs !== undefined && !Object.keys(ours.headers).some((header) => integrityHeaders.test(header))) {
    differences.add(`${label} has no digest of its body`);
  }
}

function digestOf(name: string, bytes: Buffer): string {
  if (name === 'content-md5') return hash('md5', bytes, 'base64');
  const algorithm = name.slice('x-amz-checksum-'.length);
  if (algorithm === 'crc32' || algorithm === 'crc32c' || algorithm === 'crc64nvme') {
    return checksumOf(algorithm, bytes).toString('base64');
  }
  return hash(algorithm, bytes, 'base64');
}

/** SDKs add a content type to documents and, some, to bytes without one. */
function isSdkContentType(name: string, ours: OurRequest, expected: CapturedRequest): boolean {
  if (name !== 'content-type') return false;
  const types = [ours.headers[name], expected.headers[name]].filter((type) => type !== undefined);
  return (
    types.length < 2 &&
    types.every((type) => type === 'application/xml' || type === 'application/octet-stream')
  );
}

function compareBodies(
  bytes: Buffer,
  { body }: CapturedRequest,
  label: string,
  differences: Differences,
): void {
  if (body?.utf8 === undefined) {
    differences.compare(`${label} body length`, bytes.length, body?.length ?? 0);
    differences.compare(`${label} body sha256`, hash('sha256', bytes), body?.sha256);
    return;
  }
  if (!isXml(body.utf8)) {
    differences.compare(`${label} body`, bytes.toString('utf8'), body.utf8);
    return;
  }
  const mine = parseAnyRoot(bytes);
  const theirs = parseAnyRoot(body.utf8);
  differences.compare(`${label} root element`, mine.name, theirs.name);
  const sorted = [structure(mine.content), structure(theirs.content)] as const;
  if (!isDeepStrictEqual(sorted[0], sorted[1])) differences.compare(`${label} body`, sorted[0], sorted[1]);
}

/** Children by name, each list in order, without white space between elements and without quotes of ETags. */
function structure(node: XmlNode, name = ''): unknown {
  if (typeof node === 'string') return name === 'ETag' ? bare(node) : node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([child]) => child !== '#text')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([child, nodes]) => [child, nodes.map((inner) => structure(inner, child))]),
  );
}

function isXml(text: string | undefined): boolean {
  return text?.trimStart().startsWith('<') ?? false;
}

function bare(etag: string | undefined): string | undefined {
  return etag?.replace(/^"|"$/g, '');
}

function credentialOf(headers: Readonly<Record<string, string>>): string | undefined {
  return /Credential=([^,]+),/.exec(headers.authorization ?? '')?.[1];
}
