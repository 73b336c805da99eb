import { z } from 'zod';
import { encodeKey } from '../client/encode.ts';
import { authorizationValue, type CosSignature, signRequest } from '../cos/signing/authorization.ts';
import type { KeyTime } from '../cos/signing/key-time.ts';
import { signPostPolicy } from '../cos/signing/post-policy.ts';
import { presignQuery } from '../cos/signing/presigned-query.ts';
import type { SignableRequest } from '../dialect.ts';
import { Differences } from './differences.ts';
import { compareUrl } from './signed-url.ts';
import { pairsSchema, type Vector, type VectorResult } from './vector-file.ts';

const inputSchema = z.looseObject({
  method: z.string().default('GET'),
  host: z.string().default(''),
  key: z.string().default(''),
  query: pairsSchema.default([]),
  headers: z.record(z.string(), z.string()).default({}),
  secretId: z.string(),
  secretKey: z.string(),
  sessionToken: z.string().nullish(),
  keyTime: z.string().optional(),
  time: z.string().optional(),
  expiresSeconds: z.number().default(900),
  policyJson: z.string().default(''),
});
type Input = z.infer<typeof inputSchema>;
type Expected = Readonly<Record<string, unknown>>;

/** Replays a signing vector of the COS dialect and compares every step that it tells. */
export function replayCosSigning(vector: Vector): VectorResult {
  const input = inputSchema.parse(vector.input);
  const expected = vector.expect ?? {};
  const differences = new Differences();
  const keys = {
    accessKeyId: input.secretId,
    secretAccessKey: input.secretKey,
    sessionToken: input.sessionToken ?? null,
  };
  switch (vector.scheme) {
    case 'cos-header': {
      const signed = signRequest(signableOf(input), keyTimeOf(input), keys);
      compareSteps(signed, expected, differences);
      differences.compare('authorization', authorizationValue(signed), expected.authorization);
      break;
    }
    case 'cos-query': {
      const request = signableOf(input);
      const signed = presignQuery(request, keyTimeOf(input), keys);
      compareSteps(signed, expected, differences);
      compareUrl(
        { host: request.hostHeader, rawPath: request.rawPath, query: signed.query },
        expected.url,
        differences,
      );
      break;
    }
    case 'cos-post': {
      const signed = signPostPolicy(input.policyJson, keyTimeOf(input), keys);
      differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
      differences.compare('signKey', signed.signKey, expected.signKey);
      differences.compare('signature', signed.fields['q-signature'], expected.signature);
      const form = z.record(z.string(), z.string()).parse(expected.formData);
      for (const [name, value] of Object.entries(form)) {
        differences.compare(`field ${name}`, signed.fields[name], value);
      }
      differences.compare('token field', signed.fields['x-cos-security-token'] ?? null, keys.sessionToken);
      break;
    }
    default:
      return { id: vector.id, outcome: 'skipped', reason: `not implemented: scheme ${vector.scheme}` };
  }
  return differences.result(vector);
}

function compareSteps(signed: CosSignature, expected: Expected, differences: Differences): void {
  differences.compare('httpString', signed.httpString, expected.httpString);
  differences.compare('stringToSign', signed.stringToSign, expected.stringToSign);
  differences.compare('signKey', signed.signKey, expected.signKey);
  differences.compare('headerList', signed.headerList, expected.headerList);
  differences.compare('urlParamList', signed.urlParamList, expected.urlParamList);
  differences.compare('signature', signed.signature, expected.signature);
}

function signableOf(input: Input): SignableRequest {
  return {
    method: input.method,
    hostHeader: input.host,
    // The SDK takes a key that begins with a slash for the path itself; ours keep their slash on the wire.
    rawPath: encodeKey(input.key.startsWith('/') ? input.key : `/${input.key}`),
    query: input.query,
    headers: input.headers,
  };
}

/** The recorded span; the SDK begins it a second ago. */
function keyTimeOf({ keyTime, time, expiresSeconds }: Input): KeyTime {
  const [start, end] = (keyTime ?? '').split(';').map(Number);
  if (start && end) return { startSeconds: start, endSeconds: end };
  const startSeconds = Date.parse(time ?? '') / 1_000 - 1;
  return { startSeconds, endSeconds: startSeconds + expiresSeconds };
}
