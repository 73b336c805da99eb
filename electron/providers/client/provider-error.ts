import {
  type AppError,
  type AppErrorKind,
  failure,
  type RetryAdvice,
} from '../../../shared/model/app-error.ts';
import type { Dialect, ErrorMeaning, Place, ProviderError, Refusal } from '../dialect.ts';
import { readRetryAfterMs } from '../http/retry.ts';
import type { WireResponse } from '../http/transport.ts';
import { parseAnyRoot, text, type XmlElement } from '../xml/xml.ts';

/** More of a server's own words than this is no sentence. */
const MAX_QUOTED_LENGTH = 300;
/** AWS refuses requests that are further off than this. */
const MAX_CLOCK_SKEW_MS = 15 * 60 * 1_000;

const statusMeanings = new Map<number, ErrorMeaning & { code: string }>([
  [301, { code: 'PermanentRedirect', kind: 'wrong-region', message: 'The bucket is in another region.' }],
  [307, { code: 'TemporaryRedirect', kind: 'wrong-region', message: 'The bucket is in another region.' }],
  [401, { code: 'Unauthorized', kind: 'authentication', message: 'The server wants other credentials.' }],
  [403, { code: 'AccessDenied', kind: 'access-denied', message: 'These keys may not do this.' }],
  [404, { code: 'NotFound', kind: 'not-found', message: 'The server knows nothing by this name.' }],
  [
    405,
    { code: 'MethodNotAllowed', kind: 'not-offered', message: 'This server does not offer this operation.' },
  ],
  [409, { code: 'Conflict', kind: 'conflict', message: 'Another change of the same thing is under way.' }],
  [
    412,
    {
      code: 'PreconditionFailed',
      kind: 'precondition-failed',
      message: 'The object is not in the state that was asked for.',
    },
  ],
  [
    413,
    {
      code: 'EntityTooLarge',
      kind: 'invalid-input',
      reason: 'too-large',
      message: 'This is larger than the server takes at once.',
    },
  ],
  [
    416,
    {
      code: 'InvalidRange',
      kind: 'invalid-input',
      reason: 'range-past-end',
      message: 'The range begins after the end of the object.',
    },
  ],
  [429, { code: 'TooManyRequests', kind: 'throttled', message: 'The server is busy and asks for patience.' }],
  [
    501,
    { code: 'NotImplemented', kind: 'not-offered', message: 'This server does not offer this operation.' },
  ],
  [
    503,
    { code: 'ServiceUnavailable', kind: 'throttled', message: 'The server is busy and asks for patience.' },
  ],
]);

/** Where an answer came from. */
export interface AnswerContext {
  readonly dialect: Dialect;
  readonly place: Place;
  readonly host: string;
  /** Our clock, corrected, when the request was signed. */
  readonly atMs: number;
}

/** Turns an error answer, with or without a body, into data. */
export function readProviderError(response: WireResponse, context: AnswerContext): ProviderError {
  const { dialect, place, host } = context;
  const { headers, status } = response;
  const document = readErrorDocument(response, dialect.errorDocumentHeader);
  const detail = (name: string): string | null => document && text(document, name);
  const code = detail('Code') || headers['x-minio-error-code'] || codeOfSilence(response, context);
  const refusal: Refusal = { code, status, detail, headers };
  const words = detail('Message') ?? headers['x-minio-error-desc'] ?? '';
  const region = dialect.regionIn(refusal);
  const requestId = headers[`${dialect.headerPrefix}request-id`] ?? detail('RequestId');
  const traceId = dialect.traceIdHeader === null ? undefined : headers[dialect.traceIdHeader];
  const strange = document === null ? strangeServer(response, host) : null;
  const meaning = strange ?? meaningOf(dialect, refusal);
  const failed = failure(meaning.kind, sentence(meaning, words), {
    code,
    status,
    ...(meaning.reason ? { reason: meaning.reason } : {}),
    ...(meaning.retry ? { retry: meaning.retry } : {}),
    ...(requestId ? { requestId } : {}),
    ...(traceId ? { traceId } : {}),
    resource: resourceOf(place, host),
    ...retryAfter(response, context.atMs),
    ...appendPosition(response, dialect),
    ...(meaning.kind === 'wrong-region' && region ? { action: { type: 'use-region' as const, region } } : {}),
  });
  const serverTimeMs = Date.parse(detail('ServerTime') || headers.date || '');
  return {
    code,
    message: words,
    region,
    appError: failed.appError,
    isClockSkew: dialect.isClockSkew(refusal),
    isWrongRegion: dialect.isWrongRegion(refusal),
    serverTimeMs: Number.isNaN(serverTimeMs) ? null : serverTimeMs,
  };
}

/** True for a success status whose body is an error after all: slow operations answer before they know. */
export function isLateError(response: WireResponse): boolean {
  if (response.body.byteLength === 0) return false;
  const start = Buffer.from(response.body.subarray(0, 512)).toString('utf8').trimStart();
  return /^(?:<\?xml[^>]*\?>\s*)?<Error[\s>]/.test(start);
}

/** From the body, or from a header where answers without a body have their document there. */
function readErrorDocument({ body, headers }: WireResponse, headerName: string | null): XmlElement | null {
  const inHeader = headerName === null ? undefined : headers[headerName];
  const document = body.byteLength > 0 ? body : Buffer.from(inHeader ?? '', 'base64');
  if (document.byteLength === 0) return null;
  try {
    const { name, content } = parseAnyRoot(document);
    return name === 'Error' ? content : null;
  } catch {
    return null;
  }
}

/** HEAD answers have no body, so the status and the Date header have to do. */
function codeOfSilence(response: WireResponse, { atMs }: AnswerContext): string {
  const serverMs = Date.parse(response.headers.date ?? '');
  if (response.status === 403 && Math.abs(serverMs - atMs) > MAX_CLOCK_SKEW_MS) return 'RequestTimeTooSkewed';
  return statusMeanings.get(response.status)?.code ?? `Http${response.status}`;
}

function meaningOf(dialect: Dialect, refusal: Refusal): ErrorMeaning {
  const { status } = refusal;
  const known = dialect.meaningOf(refusal) ?? statusMeanings.get(status);
  if (known) return known;
  const kind: AppErrorKind = status >= 500 ? 'server' : 'invalid-input';
  const retry: RetryAdvice = status >= 500 ? 'now' : 'after-user-acts';
  const message =
    status >= 500
      ? `The server met a problem of its own (status ${status}).`
      : `The server refuses the request (status ${status}).`;
  return { kind, message, retry };
}

/** An answer that no storage server gives: the port of something else. */
function strangeServer(response: WireResponse, host: string): ErrorMeaning | null {
  if (response.body.byteLength === 0) return null;
  const start = Buffer.from(response.body.subarray(0, 2_048)).toString('utf8');
  if (/HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i.test(start)) {
    return {
      kind: 'tls',
      reason: 'plain-to-tls-port',
      message: `${host} speaks TLS only. Switch TLS on for it.`,
    };
  }
  if (![400, 404, 405].includes(response.status) || !/<html|<!doctype/i.test(start)) return null;
  return {
    kind: 'malformed-response',
    reason: 'not-a-storage-server',
    retry: 'after-user-acts',
    message: `${host} is a web server, not a storage server. Check host and port.`,
  };
}

/** Our words first; the server's where they say what exactly was wrong. */
function sentence(meaning: ErrorMeaning, words: string): string {
  const quoted = words.trim().slice(0, MAX_QUOTED_LENGTH);
  const isVague =
    meaning.kind === 'invalid-input' || meaning.kind === 'server' || meaning.kind === 'not-offered';
  return quoted && isVague ? `${meaning.message} The server says: ${quoted}` : meaning.message;
}

function resourceOf({ bucket, key }: Place, host: string): string {
  if (bucket === null) return host;
  return key === null ? bucket : `${bucket}/${key}`;
}

function retryAfter(response: WireResponse, nowMs: number): { retryAfterMs?: number } {
  const retryAfterMs = readRetryAfterMs(response.headers['retry-after'], nowMs);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

/** Where an append would have to begin: the one thing that helps whoever began it elsewhere. */
function appendPosition({ headers }: WireResponse, { objects }: Dialect): Pick<AppError, 'values'> {
  const position = objects.nextPositionHeader === null ? undefined : headers[objects.nextPositionHeader];
  return position === undefined || !/^\d+$/.test(position)
    ? {}
    : { values: { nextPosition: Number(position) } };
}
