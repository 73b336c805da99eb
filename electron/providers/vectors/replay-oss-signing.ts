import { z } from 'zod';
import { encodeKey } from '../client/encode.ts';
import type { Place, QueryPair, SignableRequest } from '../dialect.ts';
import { signHeaders } from '../oss/signing/header-signature.ts';
import { signPostPolicy } from '../oss/signing/post-policy.ts';
import { presignQuery } from '../oss/signing/presigned-query.ts';
import type { V4Context } from '../oss/signing/signing-key.ts';
import { signHeaders as signHeadersV1 } from '../oss/signing-v1/header-signature.ts';
import { signPostPolicy as signPostPolicyV1 } from '../oss/signing-v1/post-policy.ts';
import { presignQuery as presignQueryV1 } from '../oss/signing-v1/presigned-query.ts';
import { signRtmpQuery } from '../oss/signing-v1/rtmp-url.ts';
import { Differences } from './differences.ts';
import { compareUrl } from './signed-url.ts';
import { pairsSchema, type Vector, type VectorResult } from './vector-file.ts';

const inputSchema = z.looseObject({
  method: z.string().default('GET'),
  host: z.string().default(''),
  bucket: z.string().optional(),
  key: z.string().default(''),
  keyOnWire: z.string().optional(),
  query: pairsSchema.default([]),
  headers: z.record(z.string(), z.string()).default({}),
  additionalHeaders: z.array(z.string()).default([]),
  options: z.record(z.string(), z.unknown()).default({}),
  expiresSeconds: z.number().default(0),
  region: z.string().default(''),
  accessKeyId: z.string(),
  accessKeySecret: z.string(),
  securityToken: z.string().nullish(),
  time: z.string().default(''),
  policyJson: z.string().default(''),
  channel: z.string().default(''),
  params: z.record(z.string(), z.string()).default({}),
  expires: z.string().default(''),
});
type Input = z.infer<typeof inputSchema>;
type Expected = Readonly<Record<string, unknown>>;
type Replay = (input: Input, expected: Expected, differences: Differences) => void;

/** Headers that signing adds by itself; a recorded input shows them as sent. */
const addedHeaders = new Set(['x-oss-date', 'x-oss-content-sha256', 'x-oss-security-token']);

const replays: Readonly<Record<string, Replay>> = {
  'oss-v4-header': (input, expected, differences) => {
    const signed = signHeaders(signableOf(input), placeOf(input), input.additionalHeaders, contextOf(input));
    differences.compare('canonicalRequest', signed.canonicalRequest, expected.canonicalRequest);
    differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
    differences.compare('signature', signed.signature, expected.signature);
    differences.compare('authorization', signed.headers.authorization, expected.authorization);
  },
  'oss-v4-query': (input, expected, differences) => {
    const request = signableOf(input);
    const { expiresSeconds, additionalHeaders } = input;
    const place = placeOf(input);
    const signed = presignQuery(request, place, expiresSeconds, additionalHeaders, contextOf(input));
    differences.compare('canonicalRequest', signed.canonicalRequest, expected.canonicalRequest);
    differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
    differences.compare('signature', signed.signature, expected.signature);
    compareUrl(
      { host: input.host, rawPath: request.rawPath, query: signed.query },
      expected.url,
      differences,
    );
  },
  'oss-v4-post': (input, expected, differences) => {
    compareForm(signPostPolicy(input.policyJson, contextOf(input)), 'x-oss-signature', expected, differences);
  },
  'oss-v1-header': (input, expected, differences) => {
    const { credentials, atMs } = contextOf(input);
    const signed = signHeadersV1(signableOf(input), placeOf(input), credentials, atMs);
    differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
    differences.compare('signature', signed.signature, expected.signature);
    differences.compare('authorization', signed.headers.authorization, expected.authorization);
  },
  'oss-v1-query': (input, expected, differences) => {
    const request = { ...signableOf(input), query: optionQuery(input.options) };
    const { credentials, atMs } = contextOf(input);
    const expiresAtSeconds = atMs / 1_000 + Number(input.options.expires);
    const signed = presignQueryV1(request, placeOf(input), expiresAtSeconds, credentials);
    differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
    differences.compare('signature', signed.signature, expected.signature);
    compareUrl(
      { host: input.host, rawPath: request.rawPath, query: signed.query },
      expected.url,
      differences,
    );
  },
  'oss-v1-post': (input, expected, differences) => {
    const { credentials } = contextOf(input);
    compareForm(signPostPolicyV1(input.policyJson, credentials), 'Signature', expected, differences);
  },
  'oss-rtmp': (input, expected, differences) => {
    const channel = { bucket: input.bucket ?? '', channel: input.channel };
    const { credentials } = contextOf(input);
    const signed = signRtmpQuery(channel, input.params, Number(input.expires), credentials);
    differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
    differences.compare('signature', signed.signature, expected.signature);
    const host = `${channel.bucket}.oss-cn-hangzhou.aliyuncs.com`;
    const rawPath = `/live/${encodeKey(channel.channel)}`;
    compareUrl({ host, rawPath, query: signed.query }, expected.url, differences);
  },
};

/** Replays a signing vector of the OSS dialect, of either version, and compares every step that it tells. */
export function replayOssSigning(vector: Vector): VectorResult {
  const replay = replays[vector.scheme ?? ''];
  if (!replay)
    return { id: vector.id, outcome: 'skipped', reason: `not implemented: scheme ${vector.scheme}` };
  const differences = new Differences();
  replay(inputSchema.parse(vector.input), vector.expect ?? {}, differences);
  return differences.result(vector);
}

function compareForm(
  fields: Readonly<Record<string, string>>,
  signatureField: string,
  expected: Expected,
  differences: Differences,
): void {
  differences.compare('stringToSign', fields.policy, expected.stringToSign);
  differences.compare('signature', fields[signatureField], expected.signature);
  differences.compare('fields', fields, expected.formData);
}

function contextOf(input: Input): V4Context {
  return {
    credentials: {
      accessKeyId: input.accessKeyId,
      secretAccessKey: input.accessKeySecret,
      sessionToken: input.securityToken ?? null,
    },
    region: input.region,
    atMs: Date.parse(input.time),
  };
}

function placeOf(input: Input): Place {
  return { bucket: input.bucket ?? null, key: input.keyOnWire ?? input.key };
}

function signableOf(input: Input): SignableRequest {
  const headers = Object.entries(input.headers).filter(([name]) => !addedHeaders.has(name));
  return {
    method: input.method,
    hostHeader: input.host || (input.headers.host ?? ''),
    rawPath: `/${encodeKey(input.keyOnWire ?? input.key)}`,
    query: input.query,
    headers: Object.fromEntries(headers),
  };
}

/** The options of a recorded call as the parameters they stand for. */
function optionQuery(options: Readonly<Record<string, unknown>>): QueryPair[] {
  const overrides = z.record(z.string(), z.string()).parse(options.response ?? {});
  const query: QueryPair[] = Object.entries(overrides).map(([name, value]) => [`response-${name}`, value]);
  if (options.process !== undefined) query.push(['x-oss-process', String(options.process)]);
  if (options.trafficLimit !== undefined) query.push(['x-oss-traffic-limit', String(options.trafficLimit)]);
  return query;
}
