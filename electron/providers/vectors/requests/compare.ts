import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { checksumOf } from '../../checksums/crc.ts';
import { encodeRfc3986 } from '../../client/encode.ts';
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

/** Headers of the SDK itself and of the connection, those that are compared by what they mean, and one only we send. */
const ownHeaders =
  /^(?:host|authorization|content-length|user-agent|x-amz-user-agent|x-(?:amz|oss)-date|x-(?:amz|oss)-content-sha256|x-oss-range-behavior|amz-sdk-.*|expect|connection|accept.*)$/;
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
  const expectedPath = isRoot ? `/${pathStyleBucket}` : escapeMarks(expected.rawPath);
  differences.compare(`${label} path`, path, expectedPath);
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
    // One SDK sends headers it was not given, without a value.
    const theirs = expected.headers[name] || undefined;
    if (integrityHeaders.test(name)) {
      compareIntegrity(name, ours, expected, label, differences);
    } else if (etagHeaders.test(name)) {
      if (bare(mine) !== bare(theirs)) differences.add(`${label} ${name}: ours ${mine}, expected ${theirs}`);
    } else if (/(?:copy-source|symlink-target)$/.test(name) && sourcePath(mine) === sourcePath(theirs)) {
      // With and without a leading slash, with slashes encoded and not: all are documented.
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

function sourcePath(source: string | undefined): string | undefined {
  return source?.replace(/^\//, '').replaceAll('%2F', '/');
}

/** Some clients leave these as they are; in a path both forms are the same. */
function escapeMarks(rawPath: string): string {
  return rawPath.replace(/[!'()*]/g, encodeRfc3986);
}

/** SDKs add a content type to documents and, some, to bytes without one, and to requests without any. */
function isSdkContentType(name: string, ours: OurRequest, expected: CapturedRequest): boolean {
  if (name !== 'content-type') return false;
  const hasNoBody = ['GET', 'HEAD', 'DELETE'].includes(expected.method) || !expected.body;
  if (hasNoBody && ours.headers[name] === undefined) return true;
  // Guessed from the name of an object that the request does not write.
  if (expected.query.some(([parameter]) => parameter === 'x-oss-process')) return true;
  const types = [ours.headers[name], expected.headers[name]].filter((type) => type !== undefined);
  return (
    types.length < 2 && types.every((type) => /^application\/(?:xml|json|octet-stream)$/.test(type ?? ''))
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

/** Whose key signed, in the words of each scheme. */
function credentialOf(headers: Readonly<Record<string, string>>): string | undefined {
  return /Credential=([^,]+),|q-ak=([^&]+)|^OSS ([^:]+):/
    .exec(headers.authorization ?? '')
    ?.slice(1)
    .find(Boolean);
}
