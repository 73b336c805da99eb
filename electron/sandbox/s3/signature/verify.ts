import type { PayloadProof, SandboxCredential, VerifiedRequest, VerifierOptions } from '../../face/caller.ts';
import { FaceError, notImplemented } from '../../face/face-error.ts';
import { headerOf, parameterOf, type WireRequest } from '../../face/face-request.ts';
import { isSameSignature } from '../../face/same-signature.ts';
import { canonicalRequest } from './canonical-request.ts';
import { type ChunkSigner, createChunkedDecoder } from './chunked-body.ts';
import {
  type CredentialScope,
  readAmzDate,
  readCredential,
  scopeText,
  sha256Hex,
  signingKey,
  signText,
} from './signing-key.ts';

const algorithm = 'AWS4-HMAC-SHA256';
const mostSkewMs = 15 * 60 * 1_000;
const mostExpiresSeconds = 7 * 24 * 3_600;
const presignedNames = [
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
];

/**
 * Checks who sent a request and that nothing of it was changed: Signature Version 4 in a header or in the query. It
 * shares no code with the client, so that both can be wrong only on their own. A request that does not even try to be
 * signed is anonymous: what it may do is for the bucket to say.
 *
 * Throws FaceError with the code AWS gives for what is wrong.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
export function verifyRequest(request: WireRequest, options: VerifierOptions): VerifiedRequest {
  const inHeader = request.headers.has('authorization');
  const inQuery = request.query.some(([name]) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Signature');
  if (inHeader && inQuery) {
    throw new FaceError('InvalidRequest', { message: 'Only one way of signing a request is allowed.' });
  }
  if (inHeader) return verifyHeader(request, options);
  if (inQuery) return verifyQuery(request, options);
  if (request.query.some(([name]) => name === 'AWSAccessKeyId' || name === 'Signature')) throw oldSignature();
  return { credential: null, proof: readAnonymousProof(request) };
}

/** True when the request carries a signature, valid or not. */
export function isSigned(request: WireRequest): boolean {
  return request.headers.has('authorization') || request.query.some(([name]) => name === 'X-Amz-Signature');
}

function verifyHeader(request: WireRequest, options: VerifierOptions): VerifiedRequest {
  const { scope, signedHeaders, signature } = readAuthorization(headerOf(request, 'authorization') ?? '');
  const credential = findCredential(scope, options);
  checkScope(scope, request, options, 'AuthorizationHeaderMalformed');
  const amzDate = headerOf(request, 'x-amz-date');
  const atMs = amzDate === null ? null : readAmzDate(amzDate);
  if (amzDate === null || atMs === null) {
    throw new FaceError('AccessDenied', {
      message: 'AWS authentication requires a valid x-amz-date header.',
    });
  }
  if (!amzDate.startsWith(scope.date)) {
    throw new FaceError('AuthorizationHeaderMalformed', {
      message: 'The date of the credential scope is not the date of the request.',
    });
  }
  checkSkew(amzDate, atMs, options.now());
  checkToken(headerOf(request, 'x-amz-security-token'), credential, options.now());
  checkSignedHeaders(request, signedHeaders);
  const payloadHash = headerOf(request, 'x-amz-content-sha256');
  if (payloadHash === null) {
    throw new FaceError('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-content-sha256',
    });
  }
  const key = signingKey(credential.secretAccessKey, scope);
  const canonical = canonicalRequest(request, request.query, signedHeaders, payloadHash);
  checkSignature({ canonical, amzDate, scope, key, signature });
  const chunkSigner = { key, amzDate, scope: scopeText(scope), seedSignature: signature };
  return { credential, proof: readPayloadProof(payloadHash, chunkSigner) };
}

function verifyQuery(request: WireRequest, options: VerifierOptions): VerifiedRequest {
  const malformed = (message: string) => new FaceError('AuthorizationQueryParametersError', { message });
  if (parameterOf(request, 'X-Amz-Algorithm') !== algorithm) {
    throw malformed(`X-Amz-Algorithm only supports "${algorithm}".`);
  }
  const [credentialText, amzDate, expires, headerNames, signature] = presignedNames.map((name) => {
    const value = parameterOf(request, name);
    if (value === null || value === '') throw malformed(`Query-string authentication requires ${name}.`);
    return value;
  });
  const scope = readCredential(credentialText ?? '');
  if (scope === null) throw malformed('X-Amz-Credential is malformed.');
  const credential = findCredential(scope, options);
  checkScope(scope, request, options, 'AuthorizationQueryParametersError');
  const atMs = readAmzDate(amzDate ?? '');
  if (atMs === null) throw malformed('X-Amz-Date must be in the form YYYYMMDDTHHMMSSZ.');
  if (!amzDate?.startsWith(scope.date)) throw malformed('X-Amz-Credential has another date than X-Amz-Date.');
  const expiresSeconds = Number(expires);
  if (!/^\d{1,9}$/.test(expires ?? '')) throw malformed('X-Amz-Expires must be a number of seconds.');
  if (expiresSeconds < 1) throw malformed('X-Amz-Expires must be at least one second.');
  if (expiresSeconds > mostExpiresSeconds) throw malformed('X-Amz-Expires must be at most a week (604800).');
  const nowMs = options.now();
  if (atMs - nowMs > mostSkewMs) {
    throw new FaceError('AccessDenied', { message: 'Request is not yet valid' });
  }
  if (nowMs >= atMs + expiresSeconds * 1_000) {
    throw new FaceError('AccessDenied', {
      message: 'Request has expired',
      fields: {
        'X-Amz-Expires': String(expiresSeconds),
        Expires: new Date(atMs + expiresSeconds * 1_000).toISOString(),
        ServerTime: new Date(nowMs).toISOString(),
      },
    });
  }
  checkToken(parameterOf(request, 'X-Amz-Security-Token'), credential, nowMs);
  const signedHeaders = (headerNames ?? '').split(';');
  checkSignedHeaders(request, signedHeaders);
  const payloadHash =
    parameterOf(request, 'X-Amz-Content-Sha256') ??
    headerOf(request, 'x-amz-content-sha256') ??
    'UNSIGNED-PAYLOAD';
  const query = request.query.filter(([name]) => name !== 'X-Amz-Signature');
  const key = signingKey(credential.secretAccessKey, scope);
  const canonical = canonicalRequest(request, query, signedHeaders, payloadHash);
  checkSignature({ canonical, amzDate, scope, key, signature: signature ?? '' });
  const chunkSigner = { key, amzDate, scope: scopeText(scope), seedSignature: signature ?? '' };
  return { credential, proof: readPayloadProof(payloadHash, chunkSigner) };
}

function readAuthorization(text: string): {
  scope: CredentialScope;
  signedHeaders: string[];
  signature: string;
} {
  if (/^AWS /.test(text)) throw oldSignature();
  const found = /^(\S+) +(.*)$/.exec(text);
  if (found === null || found[1] !== algorithm) {
    throw new FaceError('InvalidRequest', { message: `The authorization mechanism must be ${algorithm}.` });
  }
  const fields = new Map<string, string>();
  for (const piece of (found[2] ?? '').split(',')) {
    const field = /^\s*(Credential|SignedHeaders|Signature)=(\S+)\s*$/.exec(piece);
    const [, name = '', value = ''] = field ?? [];
    if (field === null || fields.has(name)) throw new FaceError('AuthorizationHeaderMalformed');
    fields.set(name, value);
  }
  const scope = readCredential(fields.get('Credential') ?? '');
  const signature = fields.get('Signature') ?? '';
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';');
  if (scope === null || signature === '' || signedHeaders[0] === '') {
    throw new FaceError('AuthorizationHeaderMalformed');
  }
  return { scope, signedHeaders, signature };
}

/** Throws `InvalidAccessKeyId`. */
export function findCredential(
  { accessKeyId }: Pick<CredentialScope, 'accessKeyId'>,
  { credentials }: Pick<VerifierOptions, 'credentials'>,
): SandboxCredential {
  const found = credentials.find((credential) => credential.accessKeyId === accessKeyId);
  if (found === undefined)
    throw new FaceError('InvalidAccessKeyId', { fields: { AWSAccessKeyId: accessKeyId } });
  return found;
}

function checkScope(
  scope: CredentialScope,
  request: WireRequest,
  { region }: VerifierOptions,
  code: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
): void {
  if (scope.terminator !== 'aws4_request' || scope.service !== 's3') {
    throw new FaceError(code, { message: 'The credential scope must end in s3/aws4_request.' });
  }
  if (scope.region === region) return;
  // A client that looks for the region of a bucket cannot know it yet: that question is asked of us-east-1.
  const isLocationProbe = request.method === 'GET' && parameterOf(request, 'location') !== null;
  if (isLocationProbe && scope.region === 'us-east-1') return;
  throw new FaceError(code, {
    message: `The region '${scope.region}' is wrong; expecting '${region}'`,
    fields: { Region: region },
    headers: { 'x-amz-bucket-region': region },
  });
}

function checkSkew(amzDate: string, atMs: number, nowMs: number): void {
  if (Math.abs(nowMs - atMs) <= mostSkewMs) return;
  throw new FaceError('RequestTimeTooSkewed', {
    fields: {
      RequestTime: amzDate,
      ServerTime: new Date(nowMs).toISOString(),
      MaxAllowedSkewMilliseconds: String(mostSkewMs),
    },
  });
}

/** Throws `InvalidToken`, `ExpiredToken`, `InvalidAccessKeyId`. */
export function checkToken(token: string | null, credential: SandboxCredential, nowMs: number): void {
  const { sessionToken = null, expiresAtMs, accessKeyId } = credential;
  if (token === null) {
    if (sessionToken === null) return;
    throw new FaceError('InvalidAccessKeyId', { fields: { AWSAccessKeyId: accessKeyId } });
  }
  if (sessionToken === null || !isSameSignature(sessionToken, token)) throw new FaceError('InvalidToken');
  if (expiresAtMs !== undefined && nowMs >= expiresAtMs) throw new FaceError('ExpiredToken');
}

/** `host` and every x-amz-* header must be under the signature, and every name under it must be there. */
function checkSignedHeaders(request: WireRequest, signedHeaders: readonly string[]): void {
  const isOrdered = signedHeaders.every((name, index) => {
    const previous = signedHeaders[index - 1];
    return name === name.toLowerCase() && (previous === undefined || previous < name);
  });
  if (!isOrdered) {
    throw new FaceError('AuthorizationHeaderMalformed', {
      message: 'The signed headers must be in lower case, sorted, and named once.',
    });
  }
  const signed = new Set(signedHeaders);
  const unsigned = [...request.headers.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.has(name),
  );
  if (unsigned.length > 0) {
    throw new FaceError('AccessDenied', {
      message: 'There were headers present in the request which were not signed',
      fields: { HeadersNotSigned: unsigned.join(', ') },
    });
  }
  if (signedHeaders.some((name) => !request.headers.has(name))) throw new FaceError('SignatureDoesNotMatch');
}

function checkSignature(signed: {
  canonical: string;
  amzDate: string;
  scope: CredentialScope;
  key: Buffer;
  signature: string;
}): void {
  const { canonical, amzDate, scope, key, signature } = signed;
  const stringToSign = [algorithm, amzDate, scopeText(scope), sha256Hex(canonical)].join('\n');
  if (isSameSignature(signText(key, stringToSign), signature)) return;
  throw new FaceError('SignatureDoesNotMatch', {
    fields: { AWSAccessKeyId: scope.accessKeyId, StringToSign: stringToSign, SignatureProvided: signature },
  });
}

/** Nothing can be signed with a key here, but a hash that is sent must still fit. */
function readAnonymousProof(request: WireRequest): PayloadProof {
  const payloadHash = headerOf(request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  if (payloadHash.startsWith('STREAMING-AWS4')) {
    throw new FaceError('AccessDenied', { message: 'Signed chunks need a signed request.' });
  }
  return readPayloadProof(payloadHash, { key: Buffer.alloc(0), amzDate: '', scope: '', seedSignature: '' });
}

function readPayloadProof(payloadHash: string, chunkSigner: ChunkSigner): PayloadProof {
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return { kind: 'sha256', hex: payloadHash };
  switch (payloadHash) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return framed(chunkSigner, false);
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return framed(chunkSigner, true);
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return framed(null, true);
    default:
      if (payloadHash.startsWith('STREAMING-')) throw notImplemented(`the payload form ${payloadHash}`);
      throw new FaceError('InvalidArgument', {
        message: 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a streaming form, or a SHA-256 in hex.',
        fields: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: payloadHash },
      });
  }
}

function framed(signer: ChunkSigner | null, hasTrailer: boolean): PayloadProof {
  return {
    kind: 'framed',
    hasTrailer,
    openDecoder: (options) => createChunkedDecoder({ signer, ...options }),
  };
}

function oldSignature(): FaceError {
  return new FaceError('InvalidRequest', {
    message: `The authorization mechanism you have provided is not supported. Please use ${algorithm}.`,
  });
}
