import type { AddressingStyle, Endpoint } from '../../../shared/model/connection.ts';
import { encodeKey, encodeRfc3986 } from '../client/encode.ts';
import type { Address, Place } from '../dialect.ts';

/** `s3.<region>.amazonaws.com` in all its spellings, with FIPS and dual-stack forms. */
const amazonHost =
  /^(?<service>s3(?:-fips)?(?:\.dualstack)?)(?:[.-](?<region>[a-z]{2,3}(?:-[a-z]+)+-\d+))?\.(?<domain>amazonaws\.com(?:\.cn)?)$/;
/** Vendors whose S3 interface answers virtual-host requests only, or prefers them. */
const virtualHostDomains = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|aliyuncs\.com|myqcloud\.com)$/;

/** True for Amazon's own endpoints, private links and acceleration included. */
export function isAmazonHost(host: string): boolean {
  return /(?:^|\.)amazonaws\.com(?:\.cn)?$/.test(host.toLowerCase());
}

/** The region in a host name like `s3.eu-west-1.amazonaws.com`; null when it has none. */
export function amazonRegion(host: string): string | null {
  return amazonHost.exec(host.toLowerCase())?.groups?.region ?? null;
}

/**
 * Turns a place into host and path. Virtual-host style on the vendors that want it, path style elsewhere, and for
 * dotted buckets over TLS, because a wildcard certificate covers one label only
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
 */
export function addressS3(endpoint: Endpoint, style: AddressingStyle, region: string, place: Place): Address {
  const { usesTls } = endpoint;
  const defaultPort = usesTls ? 443 : 80;
  const port = endpoint.port ?? defaultPort;
  const host = regionalHost(endpoint.host.toLowerCase(), region);
  const isVirtual = place.bucket !== null && usesVirtualHost(host, usesTls, style, place.bucket);
  const hostname = isVirtual ? `${place.bucket}.${host}` : host;
  const bucketPath = place.bucket === null || isVirtual ? '' : `/${encodeRfc3986(place.bucket)}`;
  const keyPath = place.key === null ? '' : `/${encodeKey(place.key)}`;
  return {
    usesTls,
    hostname,
    port,
    hostHeader: port === defaultPort ? hostname : `${hostname}:${port}`,
    rawPath: bucketPath + keyPath || '/',
  };
}

function usesVirtualHost(host: string, usesTls: boolean, style: AddressingStyle, bucket: string): boolean {
  if (style !== 'auto') return style === 'virtual-host';
  if (!virtualHostDomains.test(host)) return false;
  return /^[a-z0-9][a-z0-9.-]*$/.test(bucket) && !(usesTls && bucket.includes('.'));
}

/** Amazon answers for a bucket at its own region's host only. */
function regionalHost(host: string, region: string): string {
  const { service, domain } = amazonHost.exec(host)?.groups ?? {};
  return service && domain ? `${service}.${region}.${domain}` : host;
}
