import type { IncomingMessage } from 'node:http';
import { decodeStrictly } from './percent-encoding.ts';
import { invalidArgument, S3Error } from './s3-error.ts';

/** One name and value of a query, decoded. */
export type QueryEntry = readonly [name: string, value: string];

/** A request as this face reads it: decoded, and nothing about it normalised. */
export interface S3Request {
  readonly method: string;
  /** The path as it came, percent-encoding and all. */
  readonly rawPath: string;
  /** The path decoded once. */
  readonly path: string;
  readonly query: readonly QueryEntry[];
  /** By lower-case name; a header that came several times has several values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly remoteAddress: string;
}

/** Hosts under which this server is reached; `<bucket>.<host>` is the virtual-host form. */
const ownHosts = ['s3.localhost', 'localhost', '127.0.0.1', '[::1]'];

const longestKeyBytes = 1_024;

/** Reads the address of a request. Throws S3Error `InvalidURI`, `InvalidRequest` or `KeyTooLongError`. */
export function readRequest(message: IncomingMessage): S3Request {
  const target = message.url ?? '';
  if (!target.startsWith('/')) throw new S3Error('InvalidURI');
  const cut = target.indexOf('?');
  const rawPath = cut < 0 ? target : target.slice(0, cut);
  const path = decodeStrictly(rawPath);
  if (path === null) throw new S3Error('InvalidURI');
  const headers = new Map(
    Object.entries(message.headersDistinct).map(([name, values]) => [name, values ?? []] as const),
  );
  const { bucket, key } = readAddress(headers.get('host') ?? [], path);
  if (key !== null && Buffer.byteLength(key) > longestKeyBytes) {
    throw new S3Error('KeyTooLongError', {
      fields: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(longestKeyBytes) },
    });
  }
  return {
    method: message.method ?? 'GET',
    rawPath,
    path,
    query: cut < 0 ? [] : readQuery(target.slice(cut + 1)),
    headers,
    bucket,
    key,
    remoteAddress: message.socket.remoteAddress ?? '',
  };
}

/** The value of a header, null when it is not there. Throws `InvalidRequest` for one that came twice. */
export function headerOf(request: Pick<S3Request, 'headers'>, name: string): string | null {
  const values = request.headers.get(name);
  if (values === undefined) return null;
  if (values.length > 1) throw new S3Error('InvalidRequest', { message: `The header ${name} came twice.` });
  return values[0] ?? null;
}

/** The value of a parameter, null when it is not there. Throws `InvalidArgument` for one that came twice. */
export function parameterOf(request: Pick<S3Request, 'query'>, name: string): string | null {
  const values = request.query.filter(([given]) => given === name);
  if (values.length > 1) throw invalidArgument(name, '', `The parameter ${name} came twice.`);
  return values[0]?.[1] ?? null;
}

/** A whole number of 0 or more. Throws `InvalidArgument`. */
export function numberParameterOf(request: S3Request, name: string, fallback: number): number {
  const value = parameterOf(request, name);
  if (value === null || value === '') return fallback;
  const number = Number(value);
  if (!/^\d{1,10}$/.test(value) || number > 2_147_483_647) {
    throw invalidArgument(name, value, `Provided ${name} not an integer or within integer range`);
  }
  return number;
}

function readQuery(text: string): QueryEntry[] {
  return text
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const cut = piece.indexOf('=');
      const decode = (raw: string) => {
        const decoded = decodeStrictly(raw.replaceAll('+', ' '));
        if (decoded === null) throw new S3Error('InvalidURI');
        return decoded;
      };
      return cut < 0 ? [decode(piece), ''] : [decode(piece.slice(0, cut)), decode(piece.slice(cut + 1))];
    });
}

function readAddress(hosts: readonly string[], path: string): { bucket: string | null; key: string | null } {
  const host = hosts.length === 1 ? (hosts[0] ?? '').toLowerCase().replace(/:\d+$/, '') : '';
  const own = ownHosts.find((name) => host === name || host.endsWith(`.${name}`));
  if (own === undefined) {
    throw new S3Error('InvalidRequest', {
      message: `The sandbox answers for ${ownHosts.join(', ')} and for buckets below those names.`,
    });
  }
  const inHost = ownHosts.includes(host) ? null : host.slice(0, -own.length - 1);
  const rest = path.slice(1);
  if (inHost !== null) return { bucket: inHost, key: rest === '' ? null : rest };
  const cut = rest.indexOf('/');
  const bucket = cut < 0 ? rest : rest.slice(0, cut);
  const key = cut < 0 ? '' : rest.slice(cut + 1);
  if (bucket === '' && key !== '') throw new S3Error('InvalidBucketName');
  return { bucket: bucket === '' ? null : bucket, key: key === '' ? null : key };
}
