import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, serveHttp } from './local-servers.ts';

/**
 * What is done with a request whose sub-resource is unknown, which is every sub-resource: it is taken as if it had none,
 * answered with this status and an error document, with an empty success, a page of HTML, or not at all.
 */
export type IgnoranceKind = 'ignores' | 400 | 404 | 405 | 501 | 'empty 200' | 'HTML' | 'hangs' | 'closes';

/** An object, with the headers that describe it. */
export interface StoredObject {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly modifiedAt: Date;
}
type Objects = Map<string, StoredObject>;

/** A store of buckets and objects and nothing more. */
export interface IgnorantServer extends LocalServer {
  /** Objects by key, by bucket. */
  readonly buckets: Map<string, Objects>;
  /** Requests that changed something and were meant for a sub-resource: `PUT /bucket?acl`. */
  readonly damage: readonly string[];
}

const listingParameters = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'marker',
  'start-after',
  'continuation-token',
  'encoding-type',
  'fetch-owner',
]);
const signatureParameter = /^(?:x-amz-|x-oss-(?:sign|cred|date|exp|add|sec)|q-|x-cos-security)/i;

/** Serves buckets and objects to whoever has the access key `TESTKEY`; signatures are not looked at. */
export async function serveIgnorance(kind: IgnoranceKind): Promise<IgnorantServer> {
  const store: Store = { kind, buckets: new Map(), damage: [] };
  const server = await serveHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => respond(store, request, Buffer.concat(chunks), response));
  });
  return { ...server, buckets: store.buckets, damage: store.damage };
}

interface Store {
  readonly kind: IgnoranceKind;
  readonly buckets: Map<string, Objects>;
  readonly damage: string[];
}

interface Asked {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly hasUnknown: boolean;
}

interface Answer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** No answer at all, or a connection that ends instead. */
type Silence = 'nothing' | 'the end';

function respond(store: Store, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const answer = answerOf(store, request, body);
  if (answer === 'nothing') return;
  if (answer === 'the end') {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, { 'x-amz-request-id': 'REQ1', ...answer.headers });
  response.end(request.method === 'HEAD' ? '' : answer.body);
}

function answerOf(
  store: Store,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Buffer,
): Answer | Silence {
  if (!url.includes('TESTKEY') && !headers.authorization?.includes('TESTKEY')) {
    return refusal(403, headers.authorization === undefined ? 'AccessDenied' : 'InvalidAccessKeyId');
  }
  const [path = '/', search = ''] = url.split(/\?(.*)/s, 2);
  const [bucket = '', ...rest] = path.slice(1).split('/');
  const query = new URLSearchParams(search);
  const hasUnknown = [...query.keys()].some(
    (name) => !listingParameters.has(name) && !signatureParameter.test(name),
  );
  const asked = { method, bucket, key: decodeURIComponent(rest.join('/')), query, headers, body, hasUnknown };
  if (method === 'POST' || (hasUnknown && store.kind !== 'ignores')) return answerUnknown(store);
  if (bucket === '') return { status: 200, body: listOfBuckets(store) };
  return asked.key === '' ? answerBucket(store, asked) : answerObject(store, asked);
}

function answerUnknown({ kind }: Store): Answer | Silence {
  if (kind === 'hangs') return 'nothing';
  if (kind === 'closes') return 'the end';
  if (kind === 'HTML') return { status: 200, body: '<!DOCTYPE html><html><body>Welcome</body></html>' };
  if (typeof kind !== 'number') return { status: 200 };
  const codes = { 400: 'InvalidRequest', 404: 'NoSuchKey', 405: 'MethodNotAllowed', 501: 'NotImplemented' };
  return refusal(kind, codes[kind]);
}

function answerBucket(store: Store, asked: Asked): Answer {
  const { method, bucket } = asked;
  const found = store.buckets.get(bucket);
  if (method === 'PUT') {
    if (found !== undefined)
      return asked.hasUnknown ? { status: 200 } : refusal(409, 'BucketAlreadyOwnedByYou');
    noteDamage(store, asked);
    store.buckets.set(bucket, new Map());
    return { status: 200 };
  }
  if (found === undefined) return refusal(404, 'NoSuchBucket');
  if (method === 'HEAD') return { status: 200 };
  if (method === 'GET') return { status: 200, body: listOfObjects(bucket, found, asked.query) };
  if (found.size > 0) return refusal(409, 'BucketNotEmpty');
  noteDamage(store, asked);
  store.buckets.delete(bucket);
  return { status: 204 };
}

function answerObject(store: Store, asked: Asked): Answer {
  const { method, key } = asked;
  const objects = store.buckets.get(asked.bucket);
  if (objects === undefined) return refusal(404, 'NoSuchBucket');
  if (method === 'PUT') {
    noteDamage(store, asked);
    const stored = storedOf(asked);
    objects.set(key, stored);
    return { status: 200, headers: { etag: etagOf(stored) } };
  }
  const found = objects.get(key);
  if (method === 'DELETE') {
    if (found !== undefined) noteDamage(store, asked);
    objects.delete(key);
    return { status: 204 };
  }
  return found === undefined ? refusal(404, 'NoSuchKey') : read(found, asked.headers.range);
}

function storedOf({ headers, body }: Asked): StoredObject {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(?:content-(?!length|md5)|cache-|x-\w+-meta-)/.test(name),
  );
  const named = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
  return {
    body,
    headers: { 'content-type': 'application/octet-stream', ...named },
    modifiedAt: new Date(),
  };
}

function read(stored: StoredObject, range: string | undefined): Answer {
  const { length } = stored.body;
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(to ? Number(to) + 1 : length, length);
  if (from !== undefined && start >= length) return refusal(416, 'InvalidRange');
  const headers = {
    ...stored.headers,
    etag: etagOf(stored),
    'content-length': String(end - start),
    'last-modified': stored.modifiedAt.toUTCString(),
  };
  if (from === undefined) return { status: 200, body: stored.body, headers };
  const contentRange = { 'content-range': `bytes ${start}-${end - 1}/${length}` };
  return { status: 206, body: stored.body.subarray(start, end), headers: { ...headers, ...contentRange } };
}

function noteDamage({ damage }: Store, { method, bucket, key, query, hasUnknown }: Asked): void {
  if (hasUnknown) damage.push(`${method} /${bucket}/${key}?${[...query.keys()].join('&')}`);
}

function refusal(status: number, code: string): Answer {
  const body = `<Error><Code>${code}</Code><Message>No.</Message><RequestId>REQ1</RequestId></Error>`;
  return { status, body };
}

function listOfBuckets({ buckets }: Store): string {
  const entries = [...buckets.keys()].map(
    (name) => `<Bucket><Name>${name}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>`,
  );
  return `<ListAllMyBucketsResult><Buckets>${entries.join('')}</Buckets></ListAllMyBucketsResult>`;
}

function listOfObjects(bucket: string, objects: Objects, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? query.get('marker') ?? '';
  const names = new Map<string, StoredObject | null>();
  for (const [key, stored] of objects) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? key : key.slice(0, end + delimiter.length);
    names.set(name, end < 0 ? stored : null);
  }
  const found = [...names]
    .filter(([name]) => name > after)
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const page = found.slice(0, Number(query.get('max-keys') ?? 1_000));
  const last = encodeURIComponent(page.at(-1)?.[0] ?? '');
  const isTruncated = page.length < found.length;
  const entries = page.map(([name, stored]) =>
    stored === null
      ? `<CommonPrefixes><Prefix>${encodeURIComponent(name)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${encodeURIComponent(name)}</Key><LastModified>${stored.modifiedAt.toISOString()}</LastModified>` +
        `<ETag>${etagOf(stored)}</ETag><Size>${stored.body.length}</Size></Contents>`,
  );
  const next = isTruncated
    ? `<NextMarker>${last}</NextMarker><NextContinuationToken>${decodeURIComponent(last)}</NextContinuationToken>`
    : '';
  const head = `<Name>${bucket}</Name><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>`;
  return `<ListBucketResult>${head}${next}${entries.join('')}</ListBucketResult>`;
}

function etagOf({ body }: StoredObject): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
