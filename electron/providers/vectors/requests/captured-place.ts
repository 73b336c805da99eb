import type { Place } from '../../dialect.ts';
import { parseCall } from '../call-expression.ts';
import type { CapturedRequest, Vector } from '../vector-file.ts';

/** Where a captured request of COS or OSS went: the endpoint without a bucket, and what it was about. */
export interface CapturedPlace {
  readonly host: string;
  readonly region: string | null;
  readonly place: Place;
  /** True when the bucket is the first segment of the path. */
  readonly isPathStyle: boolean;
}

const vendorHost =
  /^(?:(?<bucket>[a-z0-9-]+)\.)?(?<host>(?:oss-(?<oss>[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com)|(?:(?:service\.)?cos(?:\.(?<cos>[a-z0-9-]+))?\.myqcloud\.com))$/;

/** Takes host and path of a captured request apart, by what the client was set to where they do not tell. */
export function readPlace({ config = {}, call = '' }: Vector, request: CapturedRequest): CapturedPlace {
  const { bucket, host, oss, cos } = vendorHost.exec(request.host)?.groups ?? {};
  const isService = bucket === 'service' || (host ?? '').startsWith('service.');
  const named = (parseCall(call)?.args[0] ?? {}) as { Bucket?: string; Region?: string };
  const configured = typeof config.region === 'string' ? config.region.replace(/^oss-/, '') : null;
  const region = oss ?? (cos === 'accelerate' ? undefined : cos) ?? named.Region ?? configured;
  const path = request.rawPath.slice(1);
  if (host === undefined) {
    // A domain of the bucket's own: only the client knew whose.
    return {
      host: request.host,
      region,
      place: placeOf(named.Bucket ?? String(config.bucket), path),
      isPathStyle: false,
    };
  }
  if (config.sldEnable === true) {
    const [name = '', ...segments] = path.split('/');
    return { host, region, place: placeOf(name, segments.join('/')), isPathStyle: true };
  }
  const name = isService ? undefined : bucket;
  return {
    host: isService ? request.host : host,
    region,
    place: placeOf(name ?? null, path),
    isPathStyle: false,
  };
}

function placeOf(bucket: string | null, rawKey: string): Place {
  return { bucket, key: bucket === null || rawKey === '' ? null : decodeURIComponent(rawKey) };
}
