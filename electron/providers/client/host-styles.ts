import { isIP } from 'node:net';
import { failure } from '../../../shared/model/app-error.ts';
import type { AddressingStyle, Endpoint } from '../../../shared/model/connection.ts';
import type { Address, Place } from '../dialect.ts';
import { encodeKey, encodeRfc3986 } from './encode.ts';

/** How a host takes the name of a bucket. `custom-domain`: it is one bucket's own and names it nowhere. */
export type HostStyle = 'virtual-host' | 'path' | 'custom-domain';

/**
 * How a host that is not the vendor's is to be asked when the user leaves that open. An address cannot have a bucket
 * in front of it, a name of this computer can, and any other name is taken for a domain bound to one bucket.
 */
export function styleOfOwnHost(host: string, style: AddressingStyle): HostStyle {
  if (style !== 'auto') return style;
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'path';
  return /(?:^|\.)localhost$/.test(host) ? 'virtual-host' : 'custom-domain';
}

/** Joins a host and a place. Throws `not-offered` for the service itself on a domain that is one bucket's. */
export function addressOn(host: string, style: HostStyle, endpoint: Endpoint, place: Place): Address {
  const { bucket, key } = place;
  if (bucket === null && style === 'custom-domain') {
    throw failure(
      'not-offered',
      `${host} is one bucket's own domain, where buckets cannot be listed. Name the bucket to start at.`,
      { reason: 'custom-domain', values: { host }, resource: host },
    );
  }
  const { usesTls } = endpoint;
  const defaultPort = usesTls ? 443 : 80;
  const port = endpoint.port ?? defaultPort;
  const hostname = bucket !== null && style === 'virtual-host' ? `${bucket}.${host}` : host;
  const bucketPath = bucket !== null && style === 'path' ? `/${encodeRfc3986(bucket)}` : '';
  const keyPath = key === null ? '' : `/${encodeKey(key)}`;
  return {
    usesTls,
    hostname,
    port,
    hostHeader: port === defaultPort ? hostname : `${hostname}:${port}`,
    rawPath: bucketPath + keyPath || '/',
  };
}
