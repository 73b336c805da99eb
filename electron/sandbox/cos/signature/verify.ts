import type { VerifiedRequest, VerifierOptions } from '../../face/caller.ts';
import { FaceError } from '../../face/face-error.ts';
import { headerOf, parameterOf, type WireRequest } from '../../face/face-request.ts';
import { encodeStrictly } from '../../face/percent-encoding.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import {
  checkSpan,
  checkToken,
  findCredential,
  readSpan,
  sha1Hex,
  signatureOf,
  type TimeSpan,
} from './q-sign.ts';

const tokenName = 'x-cos-security-token';
/** The parts of a signature, in the header or as parameters of the query. */
export const signatureNames = [
  'q-sign-algorithm',
  'q-ak',
  'q-sign-time',
  'q-key-time',
  'q-header-list',
  'q-url-param-list',
  'q-signature',
] as const;
type SignatureParts = Readonly<Record<(typeof signatureNames)[number], string>>;

/** Own headers that are sent beside the signature. */
const addedLater = [tokenName];

/** Without the host a signature would fit the same key of every bucket. */
function mustBeSigned(name: string, value: string): boolean {
  return name === 'host' || (/^x-(cos|ci)-/.test(name) && value !== '' && !addedLater.includes(name));
}

/**
 * Checks who sent a request and that nothing of it was changed: `q-sign` in the Authorization header or in the query.
 * It shares no code with the client, so that both can be wrong only on their own. Stricter than COS in one thing: the
 * host, every parameter and every x-cos-* header of a signed request must be under the signature. A request without one is
 * anonymous: what it may do is for the bucket to say.
 *
 * Throws `InvalidArgument`, `InvalidAccessKeyId`, `InvalidToken`, `ExpiredToken`, `RequestTimeTooSkewed`,
 * `SignatureDoesNotMatch`, AccessDenied. https://www.tencentcloud.com/document/product/436/7778
 */
export function verifyRequest(request: WireRequest, options: VerifierOptions): VerifiedRequest {
  const authorization = headerOf(request, 'authorization') ?? '';
  const isInQuery = hasQuerySignature(request);
  if (authorization !== '' && isInQuery) {
    throw new FaceError('InvalidRequest', { message: 'Only one way of signing a request is allowed.' });
  }
  const proof = { kind: 'unsigned' } as const;
  if (authorization === '' && !isInQuery) return { credential: null, proof };
  const parts = isInQuery ? readQueryParts(request) : readHeaderParts(authorization);
  if (parts['q-sign-algorithm'] !== 'sha1') throw malformed('q-sign-algorithm must be sha1');
  const credential = findCredential(parts['q-ak'], options);
  const signSpan = needSpan(parts, 'q-sign-time');
  const keySpan = needSpan(parts, 'q-key-time');
  checkSpan(signSpan, options.now());
  checkSpan(keySpan, options.now());
  const token = isInQuery
    ? (parameterOf(request, tokenName) ?? headerOf(request, tokenName))
    : headerOf(request, tokenName);
  checkToken(token, credential, options.now());
  const query = request.query.filter(([name]) => !isInQuery || !isOfSignature(name));
  const parameters = signedParameters(query, readList(parts, 'q-url-param-list'));
  const headers = signedHeaders(request, readList(parts, 'q-header-list'));
  const httpString = [request.method.toLowerCase(), request.path, parameters, headers, ''].join('\n');
  const text = `sha1\n${signSpan.text}\n${sha1Hex(httpString)}\n`;
  const expected = signatureOf(credential.secretAccessKey, keySpan, text);
  if (!isSameSignature(expected, parts['q-signature'])) {
    throw new FaceError('SignatureDoesNotMatch', {
      fields: { StringToSign: text, FormatString: httpString },
    });
  }
  return { credential, proof };
}

/** True when the request carries a signature, valid or not. */
export function isSigned(request: WireRequest): boolean {
  return (request.headers.get('authorization')?.[0] ?? '') !== '' || hasQuerySignature(request);
}

/** Parameters that belong to a signature in the query. */
export function passiveParameters(request: WireRequest): readonly string[] {
  return hasQuerySignature(request) ? [...signatureNames, tokenName] : [];
}

function hasQuerySignature({ query }: WireRequest): boolean {
  return query.some(([name]) => name === 'q-sign-algorithm' || name === 'q-signature');
}

function isOfSignature(name: string): boolean {
  return name === tokenName || signatureNames.some((known) => known === name);
}

function readHeaderParts(text: string): SignatureParts {
  const parts = new Map<string, string>();
  for (const piece of text.split('&')) {
    const cut = piece.indexOf('=');
    const name = piece.slice(0, cut);
    if (cut < 0 || parts.has(name) || !isOfSignature(name) || name === tokenName) {
      throw malformed('The Authorization header is malformed');
    }
    parts.set(name, piece.slice(cut + 1));
  }
  return needAll((name) => parts.get(name) ?? null);
}

function readQueryParts(request: WireRequest): SignatureParts {
  return needAll((name) => parameterOf(request, name));
}

function needAll(find: (name: string) => string | null): SignatureParts {
  const need = (name: string) => {
    const value = find(name);
    const mayBeEmpty = name === 'q-header-list' || name === 'q-url-param-list';
    if (value === null || (value === '' && !mayBeEmpty)) throw malformed(`The signature has no ${name}`);
    return value;
  };
  return {
    'q-sign-algorithm': need('q-sign-algorithm'),
    'q-ak': need('q-ak'),
    'q-sign-time': need('q-sign-time'),
    'q-key-time': need('q-key-time'),
    'q-header-list': need('q-header-list'),
    'q-url-param-list': need('q-url-param-list'),
    'q-signature': need('q-signature'),
  };
}

function needSpan(parts: SignatureParts, name: 'q-sign-time' | 'q-key-time'): TimeSpan {
  const span = readSpan(parts[name]);
  if (span === null) throw malformed(`${name} must be two times in seconds, the earlier first`);
  return span;
}

/** Names in lower case, sorted, each once. */
function readList(parts: SignatureParts, name: 'q-header-list' | 'q-url-param-list'): string[] {
  const names = parts[name] === '' ? [] : parts[name].split(';');
  const isOrdered = names.every((item, index) => {
    const previous = names[index - 1];
    return item === item.toLowerCase() && (previous === undefined || previous < item);
  });
  if (!isOrdered) throw malformed(`${name} must be in lower case, sorted, and name everything once`);
  return names;
}

/** The parameters as they are signed. What the list names must be there, and what is there must be in the list. */
function signedParameters(query: WireRequest['query'], list: readonly string[]): string {
  const given = query.map(
    ([name, value]) => [encodeStrictly(name).toLowerCase(), encodeStrictly(value)] as const,
  );
  const unsigned = given.find(([name]) => !list.includes(name));
  if (unsigned !== undefined) {
    throw new FaceError('AccessDenied', { message: `The parameter ${unsigned[0]} is not signed.` });
  }
  return list
    .map((name) => {
      const found = given.filter(([known]) => known === name);
      const [entry] = found;
      if (entry === undefined || found.length > 1) throw new FaceError('SignatureDoesNotMatch');
      return `${name}=${entry[1]}`;
    })
    .join('&');
}

/** The same for headers, of which only the host and the face's own have to be signed, and only those that say something. */
function signedHeaders(request: WireRequest, list: readonly string[]): string {
  const encoded = new Map<string, string>();
  for (const [name, [value = '']] of request.headers) encoded.set(encodeStrictly(name), value);
  const unsigned = [...encoded].find(([name, value]) => mustBeSigned(name, value) && !list.includes(name));
  if (unsigned !== undefined) {
    throw new FaceError('AccessDenied', { message: `The header ${unsigned[0]} is not signed.` });
  }
  return list
    .map((name) => {
      const value = encoded.get(name);
      if (value === undefined) throw new FaceError('SignatureDoesNotMatch');
      return `${name}=${encodeBytes(value)}`;
    })
    .join('&');
}

/** Headers are bytes, which Node reads as Latin-1. */
function encodeBytes(value: string): string {
  return [...Buffer.from(value, 'latin1')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9\-._~]/.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function malformed(message: string): FaceError {
  return new FaceError('InvalidArgument', { message });
}
