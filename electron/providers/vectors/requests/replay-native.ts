import { StorageClient } from '../../client/storage-client.ts';
import { dialectOf } from '../../open-provider.ts';
import type { ProviderOptions } from '../../provider-options.ts';
import { parseCall } from '../call-expression.ts';
import { Differences } from '../differences.ts';
import type { CapturedRequest, Vector, VectorFile, VectorResult } from '../vector-file.ts';
import { CapturingTransport } from './capture.ts';
import { type CapturedPlace, readPlace } from './captured-place.ts';
import { compareRequests } from './compare.ts';
import { readCosCall, regionOfSource, withoutHost } from './cos-call.ts';
import { driveAws } from './drive-aws.ts';
import { Fields, NotImplemented } from './fields.ts';
import { resignCos } from './resign-cos.ts';
import { resignOss } from './resign-oss.ts';
import { readWire, type WireCommand } from './wire-input.ts';

type NativeDialect = 'cos' | 'oss';

/**
 * Replays a vector of captured COS or OSS requests: every signature is made again from the captured request, and our
 * operation is driven with the call's input, or with what the SDK sent where the call does not show it, and must put
 * the same on the wire. A vector whose operation we do not have is skipped, even when its signatures fit.
 */
export async function replayNativeRequests(
  vector: Vector,
  file: VectorFile,
  dialect: NativeDialect,
): Promise<VectorResult> {
  const differences = new Differences();
  const requests = vector.requests ?? [];
  const credentials = file.credentials ?? { id: '', secret: '' };
  for (const [index, request] of requests.entries()) {
    const label = `request ${index + 1}`;
    if (dialect === 'cos') resignCos(request, credentials, label, differences);
    else resignOss(request, readPlace(vector, request).place, credentials, label, differences);
  }
  if (!differences.isEmpty) return { ...differences.result(vector), outcome: 'failed' };
  try {
    const ours = await driveOurs(vector, file, dialect, requests);
    differences.compare('number of requests', ours.length, requests.length);
    for (const [index, request] of requests.entries()) {
      const mine = ours[index];
      if (mine) compareRequests(mine, request, `request ${index + 1}`, differences, null);
    }
    return differences.result(vector);
  } catch (thrown) {
    if (!(thrown instanceof NotImplemented)) throw thrown;
    const why = vector.sdkQuirk ? `SDK quirk: ${vector.sdkQuirk}` : `not implemented: ${thrown.message}`;
    return { id: vector.id, outcome: 'skipped', reason: `${why} (signature reproduced)` };
  }
}

async function driveOurs(
  vector: Vector,
  file: VectorFile,
  dialect: NativeDialect,
  requests: readonly CapturedRequest[],
): Promise<CapturingTransport['requests']> {
  const places = requests.map((request) => readPlace(vector, request));
  const [target] = places;
  if (!target) throw new NotImplemented('a call without requests');
  const options = optionsOf(vector, file, dialect, target);
  const transport = new CapturingTransport();
  const client = new StorageClient(dialectOf(options), options, { transport });
  for (const { place, region } of places) {
    if (place.bucket !== null && region !== null) client.regions.learn(place.bucket, region);
  }
  for (const { headers } of requests) {
    const source = regionOfSource(headers['x-cos-copy-source'] ?? '');
    if (source) client.regions.learn(source.bucket, source.region);
  }
  for (const { command, input } of commandsOf(vector, dialect, requests, places)) {
    await driveAws(command, new Fields(command, input), { client, hasDefaultChecksums: false });
  }
  return transport.requests;
}

/** From the call where it shows its input, else from what the SDK sent. */
function commandsOf(
  vector: Vector,
  dialect: NativeDialect,
  requests: readonly CapturedRequest[],
  places: readonly CapturedPlace[],
): WireCommand[] {
  const call = dialect === 'cos' ? parseCall(vector.call ?? '') : null;
  const translated = call && readCosCall(call, vector.config ?? {});
  if (translated) return [translated];
  return requests.map((request, index) => {
    const { bucket, key } = places[index]?.place ?? { bucket: null, key: null };
    const { command, input } = readWire(request, bucket, key, `x-${dialect}-`);
    if (typeof input.CopySource === 'string') input.CopySource = withoutHost(input.CopySource);
    return { command, input };
  });
}

function optionsOf(
  { config = {}, signature }: Vector,
  file: VectorFile,
  dialect: NativeDialect,
  target: CapturedPlace,
): ProviderOptions {
  const token = config.SecurityToken ?? config.stsToken;
  return {
    provider: dialect,
    ...(signature === 'v1' ? { signatureVersion: 'v1' as const } : {}),
    endpoint: { host: target.host, port: null, usesTls: true },
    region: target.region,
    addressing: target.isPathStyle ? 'path' : 'auto',
    tls: { mode: 'system' },
    proxy: null,
    connectTimeoutMs: 1_000,
    idleTimeoutMs: 1_000,
    isReadOnly: false,
    credentials: async () => ({
      accessKeyId: file.credentials?.id ?? '',
      secretAccessKey: file.credentials?.secret ?? '',
      sessionToken: typeof token === 'string' ? token : null,
      expiresAtMs: null,
    }),
    now: () => Date.parse(file.clock ?? ''),
    userAgent: 'vectors',
  };
}
