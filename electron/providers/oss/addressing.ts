import type { AddressingStyle, Endpoint, VendorNetwork } from '../../../shared/model/connection.ts';
import { addressOn, styleOfOwnHost } from '../client/host-styles.ts';
import type { Address, Place } from '../dialect.ts';

const domain = 'aliyuncs.com';
/** A region's host, for the public net or from inside the cloud, also with a bucket in front of it. */
const regionHost =
  /^(?:[a-z0-9][a-z0-9-]*\.)?oss-(?<region>[a-z0-9-]+?)(?<internal>-internal)?\.aliyuncs\.com$/;
const dualStackHost = /^(?:[a-z0-9][a-z0-9-]*\.)?(?<region>[a-z0-9-]+)\.oss\.aliyuncs\.com$/;
/** Hosts that are nearest to whoever asks, for buckets of all regions. */
const accelerations = new Set(['accelerate', 'accelerate-overseas']);

interface VendorHost {
  /** null: the host is no region's. */
  readonly region: string | null;
  readonly network: VendorNetwork | null;
  /** Label of acceleration. */
  readonly acceleration: string;
}

function readVendorHost(host: string): VendorHost | null {
  const name = host.toLowerCase();
  const dualStack = dualStackHost.exec(name)?.groups?.region;
  if (dualStack) return { region: dualStack, network: 'dual-stack', acceleration: 'accelerate' };
  const { region, internal } = regionHost.exec(name)?.groups ?? {};
  if (!region) return null;
  if (accelerations.has(region)) return { region: null, network: 'acceleration', acceleration: region };
  return { region, network: internal ? 'internal' : null, acceleration: 'accelerate' };
}

/** True for Alibaba's own hosts, acceleration and the cloud's inside included. */
export function isAlibabaHost(host: string): boolean {
  return readVendorHost(host) !== null;
}

/** The region in a host name like `oss-cn-hangzhou.aliyuncs.com`; null when it has none. */
export function alibabaRegion(host: string): string | null {
  return readVendorHost(host)?.region ?? null;
}

/** A region without the `oss-` that documents and hosts put before it. */
export function bareRegion(text: string): string {
  return text.replace(/^oss-/, '');
}

/**
 * Turns a place into host and path
 * (https://www.alibabacloud.com/help/en/oss/user-guide/regions-and-endpoints). On Alibaba's hosts a bucket is asked
 * for at its own region, wherever the endpoint is; acceleration has one host for all, but for objects only, because
 * buckets can be neither listed nor made there. Path style is for addresses and for private installations.
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
  const name = nameOf(vendor, endpoint.network ?? vendor.network, region, place);
  return addressOn(name, style === 'path' ? 'path' : 'virtual-host', endpoint, place);
}

function nameOf(
  { region: own, acceleration }: VendorHost,
  network: VendorNetwork | null,
  region: string,
  { bucket, key }: Place,
): string {
  const asked = bucket === null ? (own ?? region) : region;
  switch (network) {
    case 'acceleration':
      return `oss-${key === null ? asked : acceleration}.${domain}`;
    case 'internal':
      return `oss-${asked}-internal.${domain}`;
    case 'dual-stack':
      return `${asked}.oss.${domain}`;
    default:
      return `oss-${asked}.${domain}`;
  }
}
