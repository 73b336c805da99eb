import type { ServerResponse } from 'node:http';
import type { BodyReader } from '../../store/body-reader.ts';
import type { StoredChecksum, StoredVersion } from '../../store/model.ts';
import { followSymlink } from '../../store/symlinks.ts';
import { authorize } from '../access/authorize.ts';
import { bucketOf, type FaceAnswer, type FaceCall } from '../call.ts';
import { checksumHeaders } from '../checksum-headers.ts';
import { bareEtag, judgeConditions, readConditions, readDateSeconds } from '../conditions.ts';
import { checkCustomerKey } from '../encryption.ts';
import { FaceError, invalidArgument } from '../face-error.ts';
import { headerOf, parameterOf } from '../face-request.ts';
import { attributeHeaders, checkReadable, protectionHeaders, wireCase } from '../object-attributes.ts';
import { type ByteRange, readRange } from '../ranges.ts';
import { restoreHeaders } from '../restoring.ts';
import { findVersion, versionHeaders } from '../versions.ts';

const chunkBytes = 512 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function getObject(call: FaceCall): FaceAnswer {
  const { version, typeHeaders } = findReadable(call);
  checkReadable(call, version);
  const answer = describe(call, version);
  publish(call, version, 'get');
  const headers = { ...answer.headers, ...typeHeaders };
  if (answer.range === null) return { status: answer.status, headers };
  const { startBytes, endBytes } = answer.range;
  return {
    status: answer.status,
    headers,
    write: (response) => sendBody(call.store.read(version, startBytes, endBytes), response),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export function headObject(call: FaceCall): FaceAnswer {
  const { version, typeHeaders } = findReadable(call);
  const { status, headers } = describe(call, version);
  publish(call, version, 'head');
  return { status, headers: { ...headers, ...typeHeaders } };
}

/** The version whose bytes are read: that of the request, or the one that it stands for; and what is told of its kind. */
function findReadable(call: FaceCall): { version: StoredVersion; typeHeaders: Record<string, string> } {
  const named = findVersion(call);
  const bucket = bucketOf(call);
  const version = followSymlink(call.store.objects, bucket, named);
  if (version !== named) authorize(call, { action: 'GetObject', bucket, key: version.key });
  return { version, typeHeaders: typeHeaders(call, named) };
}

function typeHeaders(
  { dialect }: FaceCall,
  { attributes, sizeBytes }: StoredVersion,
): Record<string, string> {
  const { typeNames } = dialect.objects;
  if (typeNames === null) return {};
  const { special, parts } = attributes;
  const kind = special?.kind ?? (parts === undefined ? 'normal' : 'multipart');
  return {
    'x-own-object-type': typeNames[kind],
    ...(kind === 'appendable' ? { 'x-own-next-append-position': String(sizeBytes) } : {}),
  };
}

function publish({ store, request, actor, now }: FaceCall, version: StoredVersion, cause: 'get' | 'head') {
  store.changes.publish({ cause, bucket: bucketOf({ request }), version, atMs: now(), actor });
}

/** Status, headers and the bytes to send; `range` is null when there is no body. */
function describe(
  call: FaceCall,
  version: StoredVersion,
): { status: number; headers: Record<string, string>; range: ByteRange | null } {
  const { request } = call;
  checkCustomerKey(call, version.attributes.encryption);
  const modified = new Date(version.modifiedAtMs).toUTCString();
  const verdict = judgeConditions(readConditions(request), version);
  if (verdict === 'failed') throw new FaceError('PreconditionFailed');
  const identity = {
    ETag: `"${version.etag}"`,
    'Last-Modified': modified,
    ...versionHeaders(call, version),
  };
  if (verdict === 'not-modified') return { status: 304, headers: identity, range: null };

  const part = readPartNumber(call, version);
  const range =
    part?.range ??
    (isRangeFresh(call, version) ? readRange(headerOf(request, 'range'), version.sizeBytes) : null);
  const sent = range ?? { startBytes: 0, endBytes: version.sizeBytes };
  const mode = headerOf(request, 'x-own-checksum-mode');
  if (mode !== null && mode.toUpperCase() !== 'ENABLED') {
    throw new FaceError('InvalidArgument', { message: 'Checksum mode can only be ENABLED.' });
  }
  const headers: Record<string, string> = {
    ...identity,
    'Accept-Ranges': 'bytes',
    'Content-Length': String(sent.endBytes - sent.startBytes),
    ...attributeHeaders(call.dialect, version),
    ...protectionHeaders(version),
    ...restoreHeaders(version, call.now()),
    ...overrides(call),
  };
  if (part?.count) headers['x-own-mp-parts-count'] = String(part.count);
  const tellsAlways = call.dialect.objects.alwaysComputes !== null;
  if (mode !== null && part !== null) Object.assign(headers, checksumHeaders(call, part.checksums));
  else if ((mode !== null && range === null) || tellsAlways) {
    Object.assign(headers, checksumHeaders(call, version.attributes.checksums));
  }
  if (range === null) return { status: 200, headers, range: sent };
  headers['Content-Range'] = `bytes ${sent.startBytes}-${sent.endBytes - 1}/${version.sizeBytes}`;
  return { status: 206, headers, range: sent };
}

/**
 * The part that a request asks for, null for none: an object of one piece is its own part 1. `range` is null where no
 * byte lies in it.
 */
function readPartNumber(
  call: FaceCall,
  version: StoredVersion,
): { range: ByteRange | null; count: number | null; checksums: readonly StoredChecksum[] } | null {
  const text = parameterOf(call.request, 'partNumber');
  if (text === null) return null;
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 10_000) {
    throw invalidArgument(
      'partNumber',
      text,
      'Part number must be an integer between 1 and 10000, inclusive',
    );
  }
  if (call.request.headers.has('range')) {
    throw new FaceError('InvalidRequest', {
      message: 'Cannot specify both Range header and partNumber query parameter',
    });
  }
  const { parts, checksums } = version.attributes;
  if (parts === undefined) {
    if (number !== 1) throw new FaceError('InvalidPartNumber');
    const { sizeBytes } = version;
    return { range: sizeBytes === 0 ? null : { startBytes: 0, endBytes: sizeBytes }, count: null, checksums };
  }
  const index = parts.findIndex((part) => part.number === number);
  const part = parts[index];
  if (part === undefined) throw new FaceError('InvalidPartNumber');
  const startBytes = parts.slice(0, index).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const range = part.sizeBytes === 0 ? null : { startBytes, endBytes: startBytes + part.sizeBytes };
  return { range, count: parts.length, checksums: part.checksums };
}

/** `response-*` parameters, of signed requests alone: anyone could add one to a link that is not. */
function overrides({ request, caller }: FaceCall): Record<string, string> {
  const result: Record<string, string> = {};
  if (caller.kind === 'anonymous' && request.query.some(([name]) => name.startsWith('response-'))) {
    throw new FaceError('InvalidRequest', {
      message: 'Request specific response headers cannot be used for anonymous GET requests.',
    });
  }
  for (const name of [
    'content-type',
    'content-language',
    'expires',
    'cache-control',
    'content-disposition',
    'content-encoding',
  ]) {
    const value = parameterOf(request, `response-${name}`);
    if (value === null) continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a line end would start another header
    if (/[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/.test(value)) {
      throw new FaceError('InvalidArgument', {
        message: 'A response header cannot hold that value.',
        fields: { ArgumentName: `response-${name}` },
      });
    }
    result[wireCase(name)] = value;
  }
  return result;
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5 */
function isRangeFresh({ request }: FaceCall, version: StoredVersion): boolean {
  const text = headerOf(request, 'if-range');
  if (text === null) return true;
  if (text.startsWith('"')) return bareEtag(text) === version.etag;
  return readDateSeconds(text) === Math.floor(version.modifiedAtMs / 1_000);
}

/** Two buffers take turns: one is read from the disk while the other is on its way to the client. */
async function sendBody(reader: BodyReader, response: ServerResponse): Promise<void> {
  const sizeBytes = Math.min(chunkBytes, reader.sizeBytes);
  const buffers = [
    Buffer.allocUnsafe(sizeBytes),
    Buffer.allocUnsafe(reader.sizeBytes > sizeBytes ? sizeBytes : 0),
  ];
  let sending: Promise<void> = Promise.resolve();
  try {
    for (let turn = 0; ; turn += 1) {
      const buffer = buffers[turn % 2] ?? Buffer.alloc(0);
      const count = buffer.length === 0 ? 0 : await reader.read(buffer);
      await sending;
      if (count === 0) return;
      sending = write(response, buffer.subarray(0, count));
      // The failure is met by the next await.
      sending.catch(() => undefined);
    }
  } finally {
    await reader.close();
  }
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.destroyed || response.socket === null) {
      reject(new Error('the client is gone'));
      return;
    }
    const gone = () => reject(new Error('the client is gone'));
    response.once('close', gone);
    response.write(bytes, (error) => {
      response.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
  });
}
