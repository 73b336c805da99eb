import { hash } from 'node:crypto';
import { AppFailure, failure } from '../../../shared/model/app-error.ts';
import { refusal } from '../capabilities/refusals.ts';
import { encodeKey } from '../client/encode.ts';
import { queryOf } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';
import type {
  CorsQuestion,
  CorsVerdict,
  FetchAddressInput,
  SaveProcessedInput,
  Symlink,
  SymlinkInput,
} from '../interface/object-actions.ts';
import type { PutObjectResult } from '../interface/object-write.ts';
import { parseXml, text } from '../xml/xml.ts';
import { documentBody } from './documents.ts';
import { readWritten } from './object-info.ts';
import { writeConditionHeaders, writeHeaders } from './write-headers.ts';

/** Makes a key stand for another one. */
export async function putSymlink(
  client: StorageClient,
  input: SymlinkInput,
  options: CallOptions = {},
): Promise<PutObjectResult> {
  const { dialect } = client;
  const response = await client.send(
    {
      operation: 'putSymlink',
      method: 'PUT',
      place: { bucket: input.bucket, key: input.key },
      query: [['symlink']],
      headers: {
        ...writeHeaders(dialect, input.write),
        ...writeConditionHeaders(dialect, input.conditions),
        [symlinkHeader(client)]: encodeKey(input.targetKey),
      },
    },
    options,
  );
  return readWritten(response, dialect);
}

/** The key that a link stands for. */
export async function getSymlink(
  client: StorageClient,
  input: { bucket: string; key: string; versionId?: string },
  options: CallOptions = {},
): Promise<Symlink> {
  const name = symlinkHeader(client);
  const { headers } = await client.send(
    {
      operation: 'getSymlink',
      method: 'GET',
      place: { bucket: input.bucket, key: input.key },
      query: queryOf([['symlink'], ['versionId', input.versionId ?? null]]),
    },
    options,
  );
  const target = headers[name];
  if (!target) {
    // One that does not know the question answers with the object.
    throw failure('not-offered', 'This server has no links: it answered something else.', {
      reason: 'other-answer',
      resource: `${input.bucket}/${input.key}`,
    });
  }
  const { etag, versionId } = readWritten({ headers }, client.dialect);
  return { targetKey: decodeTarget(target), etag, versionId };
}

/** Has the server process an image and keep the result. */
export async function saveProcessed(
  client: StorageClient,
  input: SaveProcessedInput,
  options: CallOptions = {},
): Promise<void> {
  const { processing } = client.dialect.objects;
  if (processing === null) throw refusal('no-image-processing');
  const { expression, target } = input;
  const request = processing.save({ expression, bucket: target.bucket ?? input.bucket, key: target.key });
  const body = Buffer.from(request.body);
  await client.send(
    {
      operation: 'saveProcessed',
      method: 'POST',
      place: { bucket: input.bucket, key: input.key },
      query: request.query,
      headers: {
        ...request.headers,
        'content-md5': body.byteLength === 0 ? undefined : hash('md5', body, 'base64'),
      },
      body,
      bodyType: 'control',
    },
    options,
  );
}

/** Has the server fetch an address and keep what it gets. */
export async function fetchAddress(
  client: StorageClient,
  input: FetchAddressInput,
  options: CallOptions = {},
): Promise<{ taskId: string }> {
  if (!client.dialect.objects.fetchesAddresses) throw refusal('no-address-fetch');
  const response = await client.send(
    {
      operation: 'fetchAddress',
      method: 'POST',
      place: { bucket: input.bucket, key: null },
      query: [['asyncFetch']],
      ...documentBody(client, 'AsyncFetchTaskConfiguration', {
        Url: input.url,
        Object: input.key,
        Host: input.host ?? '',
        ContentMD5: input.contentMd5 ?? '',
        Callback: input.callback ?? '',
        StorageClass: input.storageClass ?? '',
        IgnoreSameKey: input.replaces === true ? 'false' : 'true',
      }),
    },
    options,
  );
  return { taskId: text(parseXml(response.body, 'AsyncFetchTaskResult'), 'TaskId') ?? '' };
}

/** Asks as a browser does before a page of another origin may send a request. */
export async function testCors(
  client: StorageClient,
  input: CorsQuestion,
  options: CallOptions = {},
): Promise<CorsVerdict> {
  const requested = input.headers?.map((name) => name.toLowerCase()).join(',');
  try {
    const { headers } = await client.send(
      {
        operation: 'testCors',
        method: 'OPTIONS',
        place: { bucket: input.bucket, key: input.key ?? null },
        headers: {
          origin: input.origin,
          'access-control-request-method': input.method,
          'access-control-request-headers': requested || undefined,
        },
      },
      options,
    );
    const list = (name: string): string[] =>
      (headers[`access-control-${name}`] ?? '').split(',').flatMap((entry) => entry.trim() || []);
    const [allowedOrigin = null] = list('allow-origin');
    const maxAge = headers['access-control-max-age'];
    const allowedMethods = list('allow-methods');
    const allowedHeaders = list('allow-headers');
    return {
      isAllowed: isAllowed(input, { allowedOrigin, allowedMethods, allowedHeaders }),
      allowedOrigin,
      allowedMethods,
      allowedHeaders,
      exposedHeaders: list('expose-headers'),
      maxAgeSeconds: maxAge === undefined ? null : Number(maxAge),
      allowsCredentials: headers['access-control-allow-credentials'] === 'true',
    };
  } catch (thrown) {
    // A refusal is the answer: no rule fits, or there are none.
    if (!(thrown instanceof AppFailure) || thrown.appError.status !== 403) throw thrown;
    return refused;
  }
}

const refused: CorsVerdict = {
  isAllowed: false,
  allowedOrigin: null,
  allowedMethods: [],
  allowedHeaders: [],
  exposedHeaders: [],
  maxAgeSeconds: null,
  allowsCredentials: false,
};

/** What a browser makes of an answer (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
function isAllowed(
  { origin, method, headers = [] }: CorsQuestion,
  answer: Pick<CorsVerdict, 'allowedOrigin' | 'allowedMethods' | 'allowedHeaders'>,
): boolean {
  const { allowedOrigin, allowedMethods } = answer;
  const allowedHeaders = answer.allowedHeaders.map((name) => name.toLowerCase());
  const isSimpleMethod = ['GET', 'HEAD', 'POST'].includes(method);
  return (
    (allowedOrigin === '*' || allowedOrigin === origin) &&
    (isSimpleMethod || allowedMethods.includes('*') || allowedMethods.includes(method)) &&
    (allowedHeaders.includes('*') || headers.every((name) => allowedHeaders.includes(name.toLowerCase())))
  );
}

function symlinkHeader({ dialect }: StorageClient): string {
  const { symlinkTargetHeader } = dialect.objects;
  if (symlinkTargetHeader === null) throw refusal('no-symlinks');
  return symlinkTargetHeader;
}

/** A target that is not percent-encoded after all stays as it came. */
function decodeTarget(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
