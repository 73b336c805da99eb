import { createHash, createHmac } from 'node:crypto';
import type { SandboxCredential, VerifierOptions } from '../../face/caller.ts';
import { FaceError } from '../../face/face-error.ts';
import { headerOf, parameterOf, type WireRequest } from '../../face/face-request.ts';
import { encodePath, encodeStrictly } from '../../face/percent-encoding.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import { readHost } from '../hosts.ts';
import { checkLifetime, checkSkew, findCredential, headerText, tokenName } from './credential.ts';

/** What stands before a header of version 4, and what a link or a form names as its version. */
export const algorithmV4 = 'OSS4-HMAC-SHA256';
const unsignedPayload = 'UNSIGNED-PAYLOAD';
const mostLifeSeconds = 7 * 24 * 3_600;
/** The parameters of a signed link. */
export const linkParametersV4 = [
  'x-oss-signature-version',
  'x-oss-credential',
  'x-oss-date',
  'x-oss-expires',
  'x-oss-additional-headers',
  'x-oss-signature',
  tokenName,
] as const;

/** Who signed, when, and for which region: the scope of a signature. */
export interface ScopeV4 {
  readonly accessKeyId: string;
  /** `<date>/<region>/oss/aliyun_v4_request`. */
  readonly text: string;
  readonly day: string;
  readonly region: string;
}

/**
 * Checks `Authorization: OSS4-HMAC-SHA256 Credential=…, AdditionalHeaders=…, Signature=…`.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4
 */
export function verifyHeaderV4(
  request: WireRequest,
  authorization: string,
  options: VerifierOptions,
): SandboxCredential {
  const parts = new Map(
    authorization
      .slice(algorithmV4.length)
      .split(',')
      .map((piece) => {
        const cut = piece.indexOf('=');
        return [piece.slice(0, cut).trim(), piece.slice(cut + 1).trim()] as const;
      }),
  );
  const scope = readScope(parts.get('Credential') ?? '', regionOf(request, options));
  const signature = parts.get('Signature') ?? '';
  if (signature === '') throw invalid('The Authorization header has no signature.');
  const date = headerOf(request, 'x-oss-date') ?? '';
  const atMs = readDate(date, scope);
  if (headerOf(request, 'x-oss-content-sha256') !== unsignedPayload) {
    throw invalid(`x-oss-content-sha256 must be ${unsignedPayload}.`);
  }
  const credential = findCredential(scope.accessKeyId, headerOf(request, tokenName), options);
  checkSkew(atMs, options.now());
  const additional = readNames(parts.get('AdditionalHeaders') ?? '');
  check(request, { date, scope, additional, query: request.query, credential, signature });
  return credential;
}

/**
 * Checks a signed link, which lives a week at most and can be used a quarter of an hour before its date.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls
 */
export function verifyLinkV4(request: WireRequest, options: VerifierOptions): SandboxCredential {
  const [version, credentialText, date, expires, signature] = [
    'x-oss-signature-version',
    'x-oss-credential',
    'x-oss-date',
    'x-oss-expires',
    'x-oss-signature',
  ].map((name) => parameterOf(request, name) ?? '') as [string, string, string, string, string];
  if (version !== algorithmV4 || signature === '') throw invalid('The signature of the link is malformed.');
  const seconds = Number(expires);
  if (!/^\d{1,7}$/.test(expires) || seconds < 1 || seconds > mostLifeSeconds) {
    throw invalid(`x-oss-expires must be from 1 to ${mostLifeSeconds} seconds.`);
  }
  const scope = readScope(credentialText, regionOf(request, options));
  const startMs = readDate(date, scope);
  const token = parameterOf(request, tokenName);
  const credential = findCredential(scope.accessKeyId, token, options);
  checkLifetime(startMs, startMs + seconds * 1_000, options.now());
  const query = request.query.filter(([name]) => name !== 'x-oss-signature');
  const additional = readNames(parameterOf(request, 'x-oss-additional-headers') ?? '');
  check(request, { date, scope, additional, query, credential, signature });
  return credential;
}

/** What must be signed is the region of the host, where it names one: which buckets that has comes after. */
function regionOf({ host }: WireRequest, { region }: VerifierOptions): string {
  return readHost(host)?.region ?? region;
}

/** Reads a credential of version 4. Throws `InvalidArgument`, also for a region that is not this one. */
export function readScope(text: string, region: string): ScopeV4 {
  const pieces = text.split('/');
  const [day = '', named = '', product, end] = pieces.slice(-4);
  const accessKeyId = pieces.slice(0, -4).join('/');
  if (accessKeyId === '' || !/^\d{8}$/.test(day) || product !== 'oss' || end !== 'aliyun_v4_request') {
    throw invalid('The credential of the signature is malformed.');
  }
  if (named !== region) throw invalid('Invalid signing region in Authorization header.');
  return { accessKeyId, text: pieces.slice(-4).join('/'), day, region: named };
}

/** Reads `20251010T080910Z`, which must be of the day of the scope; milliseconds since 1970. */
export function readDate(text: string, { day }: Pick<ScopeV4, 'day'>): number {
  const [, year, month, date, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const atMs = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(atMs) || !text.startsWith(day)) {
    throw new FaceError('AccessDenied', {
      message: 'The x-oss-date of the request is missing, malformed or not of the day of its credential.',
    });
  }
  return atMs;
}

/** The signature of a text, in hex: each part of the scope makes the key of the next. */
export function signatureV4(secretAccessKey: string, { day, region }: ScopeV4, text: string): string {
  const key = [day, region, 'oss', 'aliyun_v4_request'].reduce<string | Buffer>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `aliyun_v4${secretAccessKey}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

function check(
  request: WireRequest,
  given: {
    date: string;
    scope: ScopeV4;
    additional: readonly string[];
    query: WireRequest['query'];
    credential: SandboxCredential;
    signature: string;
  },
): void {
  const { date, scope, additional, query, credential, signature } = given;
  const canonical = canonicalRequest(request, query, additional);
  const hash = createHash('sha256').update(Buffer.from(canonical, 'latin1')).digest('hex');
  const text = [algorithmV4, date, scope.text, hash].join('\n');
  if (isSameSignature(signatureV4(credential.secretAccessKey, scope, text), signature)) return;
  throw new FaceError('SignatureDoesNotMatch', {
    fields: {
      OSSAccessKeyId: credential.accessKeyId,
      SignatureProvided: signature,
      StringToSign: text,
      CanonicalRequest: Buffer.from(canonical, 'latin1').toString('utf8'),
    },
  });
}

function canonicalRequest(
  { method, headers, bucket, key }: WireRequest,
  query: WireRequest['query'],
  additional: readonly string[],
): string {
  const missing = additional.find((name) => !headers.has(name));
  if (missing !== undefined) throw invalid(`The additional header ${missing} is not there.`);
  const isAlwaysSigned = (name: string) =>
    name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-');
  const names = [...headers.keys()].filter((name) => isAlwaysSigned(name) || additional.includes(name));
  const entries = query
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort(([first], [second]) => Number(first > second) - Number(first < second));
  return [
    method,
    encodePath(`/${bucket === null ? '' : `${bucket}/`}${key ?? ''}`),
    entries.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&'),
    names
      .sort()
      .map((name) => `${name}:${headerText(headers, name)}\n`)
      .join(''),
    additional.join(';'),
    unsignedPayload,
  ].join('\n');
}

/** Names in lower case, sorted, each once; those that are signed anyway do not count. */
function readNames(text: string): string[] {
  const names = text === '' ? [] : text.split(';');
  const isOrdered = names.every((name, index) => {
    const previous = names[index - 1];
    return name === name.toLowerCase() && (previous === undefined || previous < name);
  });
  if (!isOrdered) throw invalid('Additional headers must be in lower case, sorted, and named once.');
  return names;
}

function invalid(message: string): FaceError {
  return new FaceError('InvalidArgument', { message });
}
