import type { Connection } from '../../../shared/model/connection.ts';
import type { Place } from './place.ts';

/** What an address names: a place to list, and the object to select there when it names one. */
export interface AddressTarget {
  readonly bucket: string;
  readonly prefix: string;
  /** Whole key of the object; null when the address names a folder or a bucket. */
  readonly key: string | null;
  /** Host of a web address, to find the connection that it belongs to; null for `s3://` and plain addresses. */
  readonly host: string | null;
}

/** `s3://bucket/prefix`: what the address field shows and takes. */
export function printAddress(place: Pick<Place, 'bucket' | 'prefix'>): string {
  return `s3://${place.bucket}/${place.prefix}`;
}

function target(bucket: string, rest: string, host: string | null): AddressTarget | null {
  if (bucket === '' || /\s/.test(bucket)) return null;
  const prefix = rest.slice(0, rest.lastIndexOf('/') + 1);
  return { bucket, prefix, key: rest === prefix ? null : rest, host };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign is part of the key.
    return text;
  }
}

/** Cuts `bucket/rest` at the first slash. */
function cut(text: string): readonly [string, string] {
  const slash = text.indexOf('/');
  return slash === -1 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
}

function fromWebAddress(text: string, connections: readonly Connection[]): AddressTarget | null {
  const match = /^https?:\/\/([^/?#]+)(?:\/([^?#]*))?/i.exec(text);
  const authority = match?.[1]?.toLowerCase();
  if (authority === undefined) return null;
  const path = match?.[2] ?? '';
  for (const { endpoint } of connections) {
    const host = endpoint.host.toLowerCase();
    const own = endpoint.port === null ? host : `${host}:${endpoint.port}`;
    if (authority === own) {
      const [bucket, rest] = cut(path);
      return target(decode(bucket), decode(rest), authority);
    }
    if (authority.endsWith(`.${own}`)) {
      return target(authority.slice(0, -own.length - 1), decode(path), authority);
    }
  }
  const virtualHost = /^([a-z0-9.-]+)\.s3[.-][a-z0-9.-]*amazonaws\.com$/.exec(authority);
  if (virtualHost?.[1] !== undefined) return target(virtualHost[1], decode(path), authority);
  const [bucket, rest] = cut(path);
  return target(decode(bucket), decode(rest), authority);
}

/**
 * Reads what a person types or pastes: `s3://bucket/prefix/`, `arn:aws:s3:::bucket/key`, a web address in path or
 * virtual-host style with or without a signature, or `bucket/prefix/`. A last part without `/` names an object.
 * Text that starts with `/` is a prefix of the bucket at hand. Null when it cannot be an address.
 */
export function parseAddress(
  text: string,
  current: Place | null,
  connections: readonly Connection[],
): AddressTarget | null {
  // Only the ends that copying adds are cut: a key may well begin or end with a space.
  const typed = text.replace(/^[\s]+/, '').replace(/[\r\n\t]+$/, '');
  if (typed === '') return null;
  const scheme = /^(?:s3|cos|oss):\/\/(.*)$/is.exec(typed);
  if (scheme?.[1] !== undefined) return target(...cut(scheme[1]), null);
  const arn = /^arn:[a-z-]+:s3:::(.+)$/is.exec(typed);
  if (arn?.[1] !== undefined) return target(...cut(arn[1]), null);
  if (/^https?:\/\//i.test(typed)) return fromWebAddress(typed.trimEnd(), connections);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return null;
  if (typed.startsWith('/') && current !== null) return target(current.bucket, typed.slice(1), null);
  return target(...cut(typed), null);
}

/** The connection a web address belongs to; the given one when none fits better. */
export function connectionOfHost(
  host: string | null,
  connections: readonly Connection[],
  fallbackId: string,
): string {
  if (host === null) return fallbackId;
  const isMatch = (connection: Connection) => {
    const { host: own, port } = connection.endpoint;
    const authority = (port === null ? own : `${own}:${port}`).toLowerCase();
    return host === authority || host.endsWith(`.${authority}`);
  };
  const matches = connections.filter(isMatch);
  return matches.find((connection) => connection.id === fallbackId)?.id ?? matches[0]?.id ?? fallbackId;
}
