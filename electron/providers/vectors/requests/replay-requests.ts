import { hash } from 'node:crypto';
import { StorageClient } from '../../client/storage-client.ts';
import type { ProviderOptions } from '../../provider-options.ts';
import { s3Dialect } from '../../s3/s3-dialect.ts';
import { canonicalRequest } from '../../s3/signing/canonical-request.ts';
import { signingKey, signText, stringToSign } from '../../s3/signing/signing-key.ts';
import { parseCall } from '../call-expression.ts';
import { Differences } from '../differences.ts';
import type { CapturedRequest, Vector, VectorFile, VectorResult } from '../vector-file.ts';
import { CapturingTransport } from './capture.ts';
import { compareRequests } from './compare.ts';
import { driveAws } from './drive-aws.ts';
import { Fields, NotImplemented } from './fields.ts';
import { readMinioCall } from './minio-call.ts';
import { readWire, type WireCommand } from './wire-input.ts';

/**
 * Replays a vector of captured S3 requests: every signature is made again from the captured request, and our
 * operation is driven with the input of the SDK call and must put the same on the wire. A vector whose operation we
 * do not have is skipped, even when its signatures fit.
 */
export async function replayS3Requests(vector: Vector, file: VectorFile): Promise<VectorResult> {
  const differences = new Differences();
  const requests = vector.requests ?? [];
  const credentials = file.credentials ?? { id: '', secret: '' };
  for (const [index, request] of requests.entries()) {
    resign(request, credentials, `request ${index + 1}`, differences);
  }
  if (!differences.isEmpty) return { ...differences.result(vector), outcome: 'failed' };
  try {
    const [first] = requests;
    if (!first) throw new NotImplemented('a call without requests');
    const target = targetOf(vector, first);
    const pathStyleBucket = target.isVirtual ? null : target.bucket;
    const ours = await driveOurs(vector, file, requests, first, target);
    differences.compare('number of requests', ours.length, requests.length);
    for (const [index, request] of requests.entries()) {
      const mine = ours[index];
      if (mine) compareRequests(mine, request, `request ${index + 1}`, differences, pathStyleBucket);
    }
    return differences.result(vector);
  } catch (thrown) {
    if (!(thrown instanceof NotImplemented)) throw thrown;
    const why = vector.sdkQuirk ? `SDK quirk: ${vector.sdkQuirk}` : `not implemented: ${thrown.message}`;
    return { id: vector.id, outcome: 'skipped', reason: `${why} (signature reproduced)` };
  }
}

/** Signs the captured header set again, which must give the captured signature. */
function resign(
  { method, rawPath, query, headers, body, signing }: CapturedRequest,
  credentials: { id: string; secret: string },
  label: string,
  differences: Differences,
): void {
  const authorization = headers.authorization;
  if (authorization === undefined) return;
  const [, scope, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(authorization) ??
    [];
  if (scope === undefined || names === undefined) {
    differences.add(`${label} is signed in a way we do not know`);
    return;
  }
  const region = scope.split('/')[2] ?? '';
  const time = headers['x-amz-date'] ?? '';
  const payloadHash = headers['x-amz-content-sha256'] ?? '';
  const signed = Object.fromEntries(names.split(';').map((name) => [name, headers[name] ?? '']));
  const canonical = canonicalRequest({ method, rawPath, query }, signed, payloadHash);
  const toSign = stringToSign(canonical.text, time, region);
  const context = {
    credentials: {
      accessKeyId: credentials.id,
      secretAccessKey: credentials.secret,
      sessionToken: null,
      expiresAtMs: null,
    },
    region,
  };
  differences.compare(`${label} canonicalRequest`, canonical.text, signing?.canonicalRequest);
  differences.compare(`${label} stringToSign`, toSign, signing?.stringToSign);
  differences.compare(`${label} signature`, signText(signingKey(context, time), toSign), signature);
  if (body?.utf8 !== undefined && /^[0-9a-f]{64}$/.test(payloadHash)) {
    differences.compare(`${label} payload hash`, hash('sha256', body.utf8), payloadHash);
  }
}

async function driveOurs(
  vector: Vector,
  file: VectorFile,
  requests: readonly CapturedRequest[],
  first: CapturedRequest,
  target: Target,
): Promise<CapturingTransport['requests']> {
  const transport = new CapturingTransport();
  const client = new StorageClient(s3Dialect, optionsOf(vector, file, target, first), { transport });
  // The AWS client adds checksums of its own unless it was told not to.
  const isAws = vector.id.startsWith('aws') || /Command\(/.test(vector.call ?? '');
  const hasDefaultChecksums = isAws && vector.config?.requestChecksumCalculation !== 'WHEN_REQUIRED';
  for (const { command, input } of commandsOf(vector, requests, target)) {
    await driveAws(command, new Fields(command, input), { client, hasDefaultChecksums });
  }
  return transport.requests;
}

interface Target {
  readonly host: string;
  readonly port: number | null;
  readonly usesTls: boolean;
  readonly isVirtual: boolean;
  readonly bucket: string | null;
}

const customerKeyHeader = /server-side-encryption-customer-key\b/;

/** The endpoint a client was set to, by its configuration or, where that is silent, by what it sent. */
function targetOf({ config = {} }: Vector, first: CapturedRequest): Target {
  const endpoint = /^(https?):\/\/([^:/]+)(?::(\d+))?/.exec(String(config.endpoint ?? ''));
  const configured = typeof config.endPoint === 'string' ? config.endPoint : endpoint?.[2];
  const [sentHost = '', sentPort] = first.host.split(':');
  const isAmazon = /(^|\.)s3[.-][a-z0-9.-]*amazonaws\.com/.test(sentHost);
  const host =
    configured ?? (isAmazon ? sentHost.replace(/^.*?(?=s3[.-][a-z0-9.-]*amazonaws)/, '') : sentHost);
  const isVirtual = sentHost !== host && !sentHost.startsWith('s3.');
  const amazonBucket = isVirtual ? sentHost.replace(/\.s3[.-][a-z0-9.-]*amazonaws\.com.*$/, '') : null;
  const pathBucket = decodeURIComponent(first.rawPath.split('/')[1] ?? '') || null;
  return {
    host,
    port: sentPort ? Number(sentPort) : null,
    // We send keys of customers over TLS only, whatever the SDK was set to; the request is the same.
    usesTls: endpoint?.[1] === 'https' || customerKeyHeader.test(Object.keys(first.headers).join(' ')),
    isVirtual,
    bucket: amazonBucket ?? pathBucket,
  };
}

function optionsOf(
  vector: Vector,
  file: VectorFile,
  target: Target,
  first: CapturedRequest,
): ProviderOptions {
  const { config = {} } = vector;
  const scopeRegion = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(first.headers.authorization ?? '')?.[1];
  const time = first.headers['x-amz-date'];
  const atMs = Date.parse(time ? isoTime(time) : (file.clock ?? ''));
  const isAnonymous = config.anonymous === true || first.headers.authorization === undefined;
  const configRegion = typeof config.region === 'string' ? config.region : null;
  return {
    provider: 's3',
    endpoint: { host: target.host, port: target.port, usesTls: target.usesTls },
    region: scopeRegion ?? configRegion,
    addressing: 'auto',
    tls: { mode: 'system' },
    proxy: null,
    connectTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    isReadOnly: false,
    credentials: async () =>
      isAnonymous
        ? null
        : {
            accessKeyId: file.credentials?.id ?? '',
            secretAccessKey: file.credentials?.secret ?? '',
            sessionToken: typeof config.sessionToken === 'string' ? config.sessionToken : null,
            expiresAtMs: null,
          },
    now: () => atMs,
    userAgent: 'vectors',
  };
}

/** From the call where it shows its input, else from what the SDK sent. */
function commandsOf(vector: Vector, requests: readonly CapturedRequest[], target: Target): WireCommand[] {
  const call = parseCall(vector.call ?? '');
  const command = /^(\w+)Command$/.exec(call?.name ?? '')?.[1];
  if (command) return [{ command, input: (call?.args[0] ?? {}) as Record<string, unknown> }];
  const translated = call ? readMinioCall(call, target.bucket) : null;
  if (translated) return translated;
  return requests.map((request) => {
    const segments = request.rawPath.split('/').slice(target.isVirtual ? 1 : 2);
    const key = segments.join('/');
    return readWire(request, target.bucket, key === '' ? null : decodeURIComponent(key));
  });
}

function isoTime(compact: string): string {
  return compact.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
}
