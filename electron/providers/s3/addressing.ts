import { failure } from '../../../shared/model/app-error.ts';
import type { AddressingStyle, Endpoint, VendorNetwork } from '../../../shared/model/connection.ts';
import { addressOn, type HostStyle } from '../client/host-styles.ts';
import type { Address, Place } from '../dialect.ts';

/** `s3.<region>.amazonaws.com` in all its spellings, with FIPS and dual-stack forms. */
const regionalHost =
  /^(?<service>s3(?:-fips)?)(?<stack>\.dualstack)?(?:[.-](?<region>[a-z]{2,3}(?:-[a-z]+)+-\d+))?\.(?<domain>amazonaws\.com(?:\.cn)?)$/;
const acceleratedHost = /^s3-accelerate(?<stack>\.dualstack)?\.(?<domain>amazonaws\.com)$/;
/** Vendors whose S3 interface answers virtual-host requests only, or prefers them. */
const virtualHostDomains = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|aliyuncs\.com|myqcloud\.com)$/;

interface AmazonHost {
  readonly service: string;
  readonly isDualStack: boolean;
  readonly isAccelerated: boolean;
  readonly region: string | null;
  readonly domain: string;
}

function readAmazonHost(host: string): AmazonHost | null {
  const accelerated = acceleratedHost.exec(host)?.groups;
  const found = accelerated ?? regionalHost.exec(host)?.groups;
  if (!found) return null;
  return {
    service: found.service ?? 's3',
    isDualStack: found.stack !== undefined,
    isAccelerated: accelerated !== undefined,
    region: found.region ?? null,
    domain: found.domain ?? '',
  };
}

/** True for Amazon's own endpoints, private links and acceleration included. */
export function isAmazonHost(host: string): boolean {
  return /(?:^|\.)amazonaws\.com(?:\.cn)?$/.test(host.toLowerCase());
}

/** The region in a host name like `s3.eu-west-1.amazonaws.com`; null when it has none. */
export function amazonRegion(host: string): string | null {
  return readAmazonHost(host.toLowerCase())?.region ?? null;
}

/**
 * Turns a place into host and path. Virtual-host style on the vendors that want it, path style elsewhere, and for
 * dotted buckets over TLS, because a wildcard certificate covers one label only
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html). Acceleration is for objects of buckets
 * without dots; all else goes to the region
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html).
 */
export function addressS3(endpoint: Endpoint, style: AddressingStyle, region: string, place: Place): Address {
  const host = endpoint.host.toLowerCase();
  const amazon = readAmazonHost(host);
  if (amazon === null) return addressOn(host, styleOf(host, endpoint.usesTls, style, place), endpoint, place);
  const { service, domain, isAccelerated, isDualStack } = withNetwork(amazon, endpoint.network);
  const stack = isDualStack ? '.dualstack' : '';
  // Amazon answers for a bucket at its own region's host only.
  const regional = `${service}${stack}.${region}.${domain}`;
  const regionalStyle = styleOf(regional, endpoint.usesTls, style, place);
  if (isAccelerated && place.key !== null && regionalStyle === 'virtual-host') {
    return addressOn(`s3-accelerate${stack}.${domain}`, 'virtual-host', endpoint, place);
  }
  return addressOn(regional, regionalStyle, endpoint, place);
}

function withNetwork(host: AmazonHost, network: VendorNetwork | undefined): AmazonHost {
  const isMissing = network === 'internal' || (network === 'acceleration' && host.domain.endsWith('.cn'));
  if (isMissing) {
    throw failure('not-offered', 'Amazon has no such host here. Name the host of a private link instead.', {
      reason: 'no-such-network',
      values: { network },
    });
  }
  return {
    ...host,
    isAccelerated: host.isAccelerated || network === 'acceleration',
    isDualStack: host.isDualStack || network === 'dual-stack',
  };
}

function styleOf(host: string, usesTls: boolean, style: AddressingStyle, { bucket }: Place): HostStyle {
  if (style !== 'auto') return style;
  if (bucket === null || !virtualHostDomains.test(host)) return 'path';
  return /^[a-z0-9][a-z0-9.-]*$/.test(bucket) && !(usesTls && bucket.includes('.')) ? 'virtual-host' : 'path';
}
