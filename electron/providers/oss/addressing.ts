import type { AddressingStyle, Endpoint } from '../../../shared/model/connection.ts';
import { addressOn, styleOfOwnHost } from '../client/native-host.ts';
import type { Address, Place } from '../dialect.ts';

/** A region's host, for the public net or from inside the cloud, also with a bucket in front of it. */
const regionHost =
  /^(?:[a-z0-9][a-z0-9-]*\.)?oss-(?<region>[a-z0-9-]+?)(?<internal>-internal)?\.(?<domain>aliyuncs\.com)$/;
/** Hosts that are nearest to whoever asks, for buckets of all regions. */
const accelerations = new Set(['accelerate', 'accelerate-overseas']);

interface VendorHost {
  readonly region: string;
  readonly internal: string;
  readonly domain: string;
}

function readVendorHost(host: string): VendorHost | null {
  const { region, internal = '', domain } = regionHost.exec(host.toLowerCase())?.groups ?? {};
  return region && domain ? { region, internal, domain } : null;
}

/** True for Alibaba's own hosts, acceleration and the cloud's inside included. */
export function isAlibabaHost(host: string): boolean {
  return readVendorHost(host) !== null;
}

/** The region in a host name like `oss-cn-hangzhou.aliyuncs.com`; null when it has none. */
export function alibabaRegion(host: string): string | null {
  const region = readVendorHost(host)?.region;
  return region === undefined || accelerations.has(region) ? null : region;
}

/** A region without the `oss-` that documents and hosts put before it. */
export function bareRegion(text: string): string {
  return text.replace(/^oss-/, '');
}

/**
 * Turns a place into host and path
 * (https://www.alibabacloud.com/help/en/oss/user-guide/regions-and-endpoints). On Alibaba's hosts a bucket is asked
 * for at its own region, wherever the endpoint is; acceleration has one host for all. Path style is for addresses
 * and for private installations.
 */
export function addressOss(
  endpoint: Endpoint,
  style: AddressingStyle,
  region: string,
  place: Place,
): Address {
  const host = endpoint.host.toLowerCase();
  const vendor = readVendorHost(host);
  if (vendor === null) return addressOn(host, styleOfOwnHost(host, style), endpoint, place);
  const { region: own, internal, domain } = vendor;
  const isMoved = place.bucket !== null && !accelerations.has(own);
  const base = `oss-${isMoved ? region : own}${internal}.${domain}`;
  return addressOn(base, style === 'path' ? 'path' : 'virtual-host', endpoint, place);
}
