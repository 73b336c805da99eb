import type { IncomingMessage } from 'node:http';
import type { Dialect } from './dialect.ts';
import { FaceError, invalidArgument } from './face-error.ts';
import { fromWireName } from './own-names.ts';
import { decodeStrictly } from './percent-encoding.ts';

/** One name and value of a query, decoded. */
export type QueryEntry = readonly [name: string, value: string];

/** A request as it came: decoded, and nothing about it normalised. */
export interface WireRequest {
  readonly method: string;
  /** The path as it came, percent-encoding and all. */
  readonly rawPath: string;
  /** The path decoded once. */
  readonly path: string;
  readonly query: readonly QueryEntry[];
  /** By lower-case name; a header that came several times has several values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** In lower case, without a port. */
  readonly host: string;
  /** What the host and the path say. */
  readonly bucket: string | null;
  readonly key: string | null;
  readonly remoteAddress: string;
}

/** A request as the operations read it. */
export interface FaceRequest extends WireRequest {
  /** As on the wire, but own headers have their `x-own-` names. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** For those who need the names as they were signed. */
  readonly wire: WireRequest;
}

const absolute = /^http:\/\/([^/?#]*)/i;

/**
 * The host that a request is for, in lower case and without its port: that of the Host header, with which an absolute
 * target, as a client sends it to a proxy, must agree. Empty for none, several and a disagreement.
 * https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
 */
export function hostOf(message: IncomingMessage): string {
  const [first = '', ...more] = message.headersDistinct.host ?? [];
  const host = first.toLowerCase();
  const [, authority = first] = absolute.exec(message.url ?? '') ?? [];
  // The port of the scheme may be named or not: https://www.rfc-editor.org/rfc/rfc9110#section-4.2.3
  const isAgreed = authority.toLowerCase().replace(/:80$/, '') === host.replace(/:80$/, '');
  return more.length > 0 || !isAgreed ? '' : host.replace(/:\d+$/, '');
}

/** Reads the address of a request. Throws FaceError `InvalidURI`, `InvalidRequest` or `KeyTooLongError`. */
export function readRequest(message: IncomingMessage, dialect: Dialect): FaceRequest {
  const host = hostOf(message);
  const isAbsolute = absolute.test(message.url ?? '');
  const target = (message.url ?? '').replace(absolute, '') || '/';
  if (!target.startsWith('/') || (isAbsolute && dialect.readHost(host) === null)) {
    throw new FaceError('InvalidURI');
  }
  const cut = target.indexOf('?');
  const rawPath = cut < 0 ? target : target.slice(0, cut);
  const path = decodeStrictly(rawPath);
  if (path === null) throw new FaceError('InvalidURI');
  const headers = new Map(
    Object.entries(message.headersDistinct).map(([name, values]) => [name, values ?? []] as const),
  );
  const { bucket, key } = readAddress(dialect, host, path);
  const { longestKeyBytes } = dialect.objects;
  if (key !== null && Buffer.byteLength(key) > longestKeyBytes) {
    throw new FaceError('KeyTooLongError', {
      fields: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(longestKeyBytes) },
    });
  }
  const wire: WireRequest = {
    method: message.method ?? 'GET',
    rawPath,
    path,
    query: cut < 0 ? [] : readQuery(target.slice(cut + 1)),
    headers,
    host,
    bucket,
    key,
    remoteAddress: message.socket.remoteAddress ?? '',
  };
  return { ...wire, headers: fromWireHeaders(dialect, headers), wire };
}

/** The headers under their names in the shared code. */
export function fromWireHeaders(
  dialect: Pick<Dialect, 'headers'>,
  headers: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...headers].flatMap(([name, values]) => {
      const own = fromWireName(dialect, name);
      return own === null ? [] : [[own, values] as const];
    }),
  );
}

/** The value of a header, null when it is not there. Throws `InvalidRequest` for one that came twice. */
export function headerOf(request: Pick<WireRequest, 'headers'>, name: string): string | null {
  const values = request.headers.get(name);
  if (values === undefined) return null;
  if (values.length > 1) throw new FaceError('InvalidRequest', { message: `The header ${name} came twice.` });
  return values[0] ?? null;
}

/** The value of a parameter, null when it is not there. Throws `InvalidArgument` for one that came twice. */
export function parameterOf(request: Pick<WireRequest, 'query'>, name: string): string | null {
  const values = request.query.filter(([given]) => given === name);
  if (values.length > 1) throw invalidArgument(name, '', `The parameter ${name} came twice.`);
  return values[0]?.[1] ?? null;
}

/** A whole number of 0 or more. Throws `InvalidArgument`. */
export function numberParameterOf(request: FaceRequest, name: string, fallback: number): number {
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
        if (decoded === null) throw new FaceError('InvalidURI');
        return decoded;
      };
      return cut < 0 ? [decode(piece), ''] : [decode(piece.slice(0, cut)), decode(piece.slice(cut + 1))];
    });
}

function readAddress(
  dialect: Dialect,
  host: string,
  path: string,
): { bucket: string | null; key: string | null } {
  const found = dialect.readHost(host);
  if (found === null) {
    throw new FaceError('InvalidRequest', { message: `The sandbox answers for ${dialect.hostsInWords}.` });
  }
  const rest = path.slice(1);
  if (!found.isPathStyle) {
    if (found.bucket === null && rest !== '') throw new FaceError('InvalidBucketName');
    return { bucket: found.bucket, key: rest === '' ? null : rest };
  }
  const cut = rest.indexOf('/');
  const bucket = cut < 0 ? rest : rest.slice(0, cut);
  const key = cut < 0 ? '' : rest.slice(cut + 1);
  if (bucket === '' && key !== '') throw new FaceError('InvalidBucketName');
  return { bucket: bucket === '' ? null : bucket, key: key === '' ? null : key };
}
