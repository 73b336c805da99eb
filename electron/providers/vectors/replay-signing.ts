import { z } from 'zod';
import { encodeKey, encodeQuery, encodeRfc3986 } from '../client/encode.ts';
import type { QueryPair, SignableRequest, SigningContext } from '../dialect.ts';
import { signChunk } from '../s3/signing/chunk-signature.ts';
import { signHeaders } from '../s3/signing/header-signature.ts';
import { signPostPolicy } from '../s3/signing/post-policy.ts';
import { presignQuery } from '../s3/signing/presigned-query.ts';
import { parseCall } from './call-expression.ts';
import { Differences } from './differences.ts';
import { compareLink } from './replay-link.ts';
import { pairsSchema, type Vector, type VectorResult } from './vector-file.ts';

const inputSchema = z.looseObject({
  method: z.string().default('GET'),
  host: z.string().optional(),
  bucket: z.string().optional(),
  key: z.string().optional(),
  addressing: z.string().optional(),
  path: z.string().optional(),
  rawPath: z.string().optional(),
  query: pairsSchema.optional(),
  headers: z.record(z.string(), z.string()).default({}),
  payloadHash: z.string().default('UNSIGNED-PAYLOAD'),
  expiresSeconds: z.number().optional(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().nullish(),
  time: z.string(),
  policyJson: z.string().optional(),
  chunks: z.array(z.number()).optional(),
  fill: z.string().default('a'),
});
type Input = z.infer<typeof inputSchema>;
type Expected = Readonly<Record<string, unknown>>;

/** Parameters that signing adds; in an input they stand for its options. */
const ownParameters = new Set(
  ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature', 'Security-Token'].map(
    (name) => `x-amz-${name.toLowerCase()}`,
  ),
);

/** Replays a signing vector of the S3 dialect and compares every step that it tells. */
export async function replayS3Signing(vector: Vector): Promise<VectorResult> {
  const input = inputSchema.parse({ ...vector.input, ...askedTime(vector.call) });
  const expected = vector.expect ?? {};
  const differences = new Differences();
  switch (vector.scheme) {
    case 'sigv4-header':
      compareHeaderForm(input, expected, differences);
      break;
    case 'sigv4-query':
      compareQueryForm(input, expected, differences);
      // A captured path-style link can be asked of our own operation as well.
      if (typeof expected.url === 'string' && input.addressing?.startsWith('path')) {
        await compareLink(parseCall(vector.call ?? ''), expected.url, input, differences);
      }
      break;
    case 'sigv4-post':
      comparePostForm(input, expected, differences);
      break;
    case 'sigv4-streaming':
      compareStreaming(input, expected, differences);
      break;
    default:
      return { id: vector.id, outcome: 'skipped', reason: `not implemented: scheme ${vector.scheme}` };
  }
  return differences.result(vector);
}

function compareHeaderForm(input: Input, expected: Expected, differences: Differences): void {
  const signed = signHeaders(signableOf(input), input.payloadHash, contextOf(input));
  differences.compare('rawPath', rawPathOf(input), expected.rawPath);
  differences.compare('canonicalRequest', signed.canonicalRequest, expected.canonicalRequest);
  differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
  differences.compare('signedHeaders', signed.signedHeaders, expected.signedHeaders);
  differences.compare('authorization', signed.headers.authorization, expected.authorization);
  differences.compare('signature', signed.signature, expected.signature);
  for (const [name, value] of Object.entries(recordOf(expected.headersAdded))) {
    differences.compare(`header ${name}`, signed.headers[name.toLowerCase()], value);
  }
}

function compareQueryForm(input: Input, expected: Expected, differences: Differences): void {
  const url = typeof expected.url === 'string' ? splitUrl(expected.url) : null;
  // A capture of an SDK names no options but the ones in its URL.
  const query = input.query ?? url?.query ?? [];
  const expires = input.expiresSeconds ?? Number(parameter(query, 'x-amz-expires'));
  const own = query.filter(([name]) => !ownParameters.has(name.toLowerCase()));
  const request = { ...signableOf(input), query: own };
  const signed = presignQuery(request, expires, contextOf(input));
  differences.compare('canonicalRequest', signed.canonicalRequest, expected.canonicalRequest);
  differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
  differences.compare('signedHeaders', signed.signedHeaders, expected.signedHeaders);
  differences.compare('signature', signed.signature, expected.signature);
  if (url === null) return;
  differences.compare('host', request.hostHeader, url.host);
  differences.compare('path', request.rawPath, url.path);
  differences.compareSets(
    'query',
    encodeQuery(signed.query.map(([name, value = '']) => [name, value])).split('&'),
    url.rawQuery.split('&'),
  );
}

function comparePostForm(input: Input, expected: Expected, differences: Differences): void {
  const fields: Record<string, string> = signPostPolicy(input.policyJson ?? '', contextOf(input));
  differences.compare('signature', fields['x-amz-signature'], expected.signature);
  differences.compare('stringToSign', fields.policy, expected.stringToSign);
  const form = Object.fromEntries(
    Object.entries(recordOf(expected.formData)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  for (const [name, value] of Object.entries(fields)) differences.compare(`field ${name}`, value, form[name]);
}

function compareStreaming(input: Input, expected: Expected, differences: Differences): void {
  const context = contextOf(input);
  const payloadHash = input.headers['x-amz-content-sha256'] ?? input.payloadHash;
  const seed = signHeaders(signableOf(input), payloadHash, context);
  differences.compare('canonicalRequest', seed.canonicalRequest, expected.canonicalRequest);
  differences.compare('stringToSign', seed.stringToSign, expected.stringToSign);
  differences.compare('seedSignature', seed.signature, expected.seedSignature);
  const signatures: string[] = [];
  for (const sizeBytes of input.chunks ?? []) {
    const chunk = Buffer.alloc(sizeBytes, input.fill);
    signatures.push(signChunk(signatures.at(-1) ?? seed.signature, chunk, context));
  }
  differences.compare('chunkSignatures', signatures, expected.chunkSignatures);
}

/** The context a vector signs in. */
function contextOf(
  input: Pick<Input, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region' | 'time'>,
): SigningContext {
  return {
    credentials: {
      accessKeyId: input.accessKeyId,
      secretAccessKey: input.secretAccessKey,
      sessionToken: input.sessionToken ?? null,
      expiresAtMs: null,
    },
    region: input.region,
    atMs: Date.parse(input.time),
  };
}

function signableOf(input: Input): SignableRequest {
  const { host, ...headers } = Object.fromEntries(
    Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method: input.method,
    hostHeader: input.host ?? host ?? '',
    rawPath: rawPathOf(input),
    query: input.query ?? [],
    headers,
  };
}

function rawPathOf(input: Input): string {
  if (input.rawPath !== undefined) return input.rawPath;
  if (input.path !== undefined) return encodeKey(input.path);
  const isPathStyle = input.addressing?.startsWith('path') ?? false;
  const bucket = isPathStyle && input.bucket ? `/${encodeRfc3986(input.bucket)}` : '';
  return `${bucket}/${encodeKey(input.key ?? '')}`;
}

/** A call may ask for another time than the clock's, as its last argument. */
function askedTime(call: string | undefined): { time?: string } {
  const last = parseCall(call ?? '')?.args.at(-1);
  return typeof last === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(last) ? { time: last } : {};
}

function splitUrl(url: string): { host: string; path: string; rawQuery: string; query: QueryPair[] } {
  const [, host = '', path = '', rawQuery = ''] = /^https?:\/\/([^/]+)([^?]*)\??(.*)$/.exec(url) ?? [];
  const query = rawQuery
    .split('&')
    .filter(Boolean)
    .map((pair): QueryPair => {
      const [name = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part));
      return [name, value];
    });
  return { host, path, rawQuery, query };
}

function parameter(query: readonly QueryPair[], wanted: string): string | undefined {
  return query.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
