import { failure } from '../../../shared/model/app-error.ts';
import type { AddressingStyle, Endpoint, VendorNetwork } from '../../../shared/model/connection.ts';
import { encodeKey } from '../client/encode.ts';
import { addressOn, styleOfOwnHost } from '../client/host-styles.ts';
import type { Address, CopyOrigin, Place } from '../dialect.ts';

const DOMAIN = '(?<domain>myqcloud\\.com|tencentcos\\.cn)';
/** A region's host, for the public net or from inside the cloud, also with a bucket in front of it. */
const regionHost = new RegExp(
  `^(?:[a-z0-9-]+-\\d+\\.)?(?<kind>cos(?:-internal)?)\\.(?<region>[a-z0-9-]+)\\.${DOMAIN}$`,
);
/** Answers for all regions at once, about buckets as such only. */
const serviceHost = new RegExp(`^service\\.cos\\.${DOMAIN}$`);
/** The first regions had names of their own, whose hosts lack the word cos. */
const oldRegions = new Set(['cn-south', 'cn-south-2', 'cn-north', 'cn-east', 'cn-southwest', 'sg']);
const oldHost = new RegExp(`^(?:[a-z0-9-]+-\\d+\\.)?(?<region>[a-z0-9-]+)\\.${DOMAIN}$`);
/** Stands in place of a region for uploads from far away. */
const ACCELERATE = 'accelerate';

interface VendorHost {
  readonly kind: 'cos' | 'cos-internal';
  /** null: the host is no region's. */
  readonly region: string | null;
  readonly isAccelerated: boolean;
  readonly domain: string;
}

function readVendorHost(host: string): VendorHost | null {
  const name = host.toLowerCase();
  const service = serviceHost.exec(name)?.groups;
  if (service) {
    return { kind: 'cos', region: null, isAccelerated: false, domain: service.domain ?? '' };
  }
  const modern = regionHost.exec(name)?.groups;
  const old = modern ? undefined : oldHost.exec(name)?.groups;
  const { kind, region = '', domain = '' } = modern ?? old ?? {};
  if (!modern && !oldRegions.has(region)) return null;
  const isAccelerated = region === ACCELERATE;
  return {
    kind: kind === 'cos-internal' ? kind : 'cos',
    region: isAccelerated ? null : region,
    isAccelerated,
    domain,
  };
}

/** True for Tencent's own hosts, acceleration and the cloud's inside included. */
export function isTencentHost(host: string): boolean {
  return readVendorHost(host) !== null;
}

/** The region in a host name like `cos.ap-guangzhou.myqcloud.com`; null when it has none. */
export function tencentRegion(host: string): string | null {
  return readVendorHost(host)?.region ?? null;
}

/**
 * Turns a place into host and path (https://www.tencentcloud.com/document/product/436/6224). On Tencent's hosts a
 * bucket is asked for at its own region, wherever the endpoint is; acceleration has one host for all.
 */
export function addressCos(
  endpoint: Endpoint,
  style: AddressingStyle,
  region: string,
  place: Place,
): Address {
  const host = endpoint.host.toLowerCase();
  const vendor = readVendorHost(host);
  if (vendor === null) return addressOn(host, styleOfOwnHost(host, style), endpoint, place);
  const named = vendorHost(withNetwork(vendor, endpoint.network), region, place);
  return addressOn(named, 'virtual-host', endpoint, place);
}

/**
 * Hosts inside the cloud have the newer domain (https://www.tencentcloud.com/document/product/436/6224), acceleration
 * stands in the place of a region (https://www.tencentcloud.com/document/product/436/33409).
 */
function withNetwork(host: VendorHost, network: VendorNetwork | undefined): VendorHost {
  if (network === 'internal') return { ...host, kind: 'cos-internal', domain: 'tencentcos.cn' };
  if (network === 'acceleration') return { ...host, isAccelerated: true };
  if (network === undefined) return host;
  throw failure('not-offered', 'Tencent COS has no hosts of its own for IPv6.', {
    reason: 'no-such-network',
    values: { network },
  });
}

function vendorHost(
  { kind, isAccelerated, region: own, domain }: VendorHost,
  region: string,
  place: Place,
): string {
  if (place.bucket === null) return own === null ? `service.cos.${domain}` : hostOf(kind, own, domain);
  return hostOf(kind, isAccelerated ? ACCELERATE : region, domain);
}

function hostOf(kind: VendorHost['kind'], region: string, domain: string): string {
  return oldRegions.has(region) ? `${region}.${domain}` : `${kind}.${region}.${domain}`;
}

/**
 * An object as the source of a copy: on its region's public host, because the copy is made inside the service
 * (https://www.tencentcloud.com/document/product/436/10881). A server of one's own names it as it is asked for.
 */
export function copySourceOf({ endpoint, style, region, bucket, key, versionQuery }: CopyOrigin): string {
  const host = endpoint.host.toLowerCase();
  const vendor = readVendorHost(host);
  if (vendor === null && styleOfOwnHost(host, style) !== 'custom-domain') {
    const { hostHeader, rawPath } = addressCos(endpoint, style, region, { bucket, key });
    return `${hostHeader}${rawPath}${versionQuery}`;
  }
  const publicHost = hostOf('cos', region, vendor?.domain ?? 'myqcloud.com');
  return `${bucket}.${publicHost}/${encodeKey(key)}${versionQuery}`;
}
