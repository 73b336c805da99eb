import { createHash, createHmac } from 'node:crypto';
import type { Wire } from './forger.ts';
import { testKeys } from './running-sandbox.ts';

const hmac = (key: string, text: string) => createHmac('sha1', key).update(text).digest('hex');
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** What to sign for COS, and what to get wrong. Everything has a right default. */
export interface CosSigning {
  readonly method?: string;
  readonly path?: string;
  readonly query?: [string, string][];
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly accessKeyId?: string;
  readonly secret?: string;
  /** Sent as `x-cos-security-token`. */
  readonly token?: string;
  /** Names in q-header-list and q-url-param-list; all there are by default. */
  readonly headerList?: readonly string[];
  readonly parameterList?: readonly string[];
  readonly startSeconds?: number;
  readonly endSeconds?: number;
  /** Replaces parts of the signature after it was made. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** Signs requests to one host as they are told to be, right or wrong; written for attacks alone. */
export function createCosForger(place: () => { host: string; nowMs: number }) {
  function partsOf(wire: Wire, signing: CosSigning): [string, string][] {
    const { accessKeyId = testKeys.accessKeyId, secret = testKeys.secretAccessKey } = signing;
    const start = signing.startSeconds ?? Math.floor(place().nowMs / 1_000);
    const span = `${start};${signing.endSeconds ?? start + 600}`;
    const headerList = signing.headerList ?? Object.keys(wire.headers).sort();
    const given = wire.query.map(([name, value]) => [encode(name).toLowerCase(), encode(value)] as const);
    const parameterList = signing.parameterList ?? given.map(([name]) => name).sort();
    const text = [
      wire.method.toLowerCase(),
      wire.path,
      parameterList.map((name) => `${name}=${given.find(([known]) => known === name)?.[1] ?? ''}`).join('&'),
      headerList.map((name) => `${encode(name)}=${encode(wire.headers[name] ?? '')}`).join('&'),
      '',
    ].join('\n');
    const digest = createHash('sha1').update(text).digest('hex');
    const signature = hmac(hmac(secret, span), `sha1\n${span}\n${digest}\n`);
    const parts: Record<string, string> = {
      'q-sign-algorithm': 'sha1',
      'q-ak': accessKeyId,
      'q-sign-time': span,
      'q-key-time': span,
      'q-header-list': headerList.join(';'),
      'q-url-param-list': parameterList.join(';'),
      'q-signature': signature,
    };
    return Object.entries({ ...parts, ...signing.parts });
  }

  function unsigned(signing: CosSigning): Wire {
    const { method = 'GET', path = '/key', query = [], headers = {}, body = '' } = signing;
    return { method, path, query: [...query], headers: { host: place().host, ...headers }, body };
  }

  return {
    /** With the signature in the Authorization header. */
    signed(signing: CosSigning = {}): Wire {
      const wire = unsigned(signing);
      const authorization = partsOf(wire, signing)
        .map((part) => part.join('='))
        .join('&');
      wire.headers.authorization = authorization;
      if (signing.token !== undefined) wire.headers['x-cos-security-token'] = signing.token;
      return wire;
    },
    /** With the signature in the query: a link. */
    presigned(signing: CosSigning = {}): Wire {
      const wire = unsigned(signing);
      wire.query.push(...partsOf(wire, signing));
      if (signing.token !== undefined) wire.query.push(['x-cos-security-token', signing.token]);
      return wire;
    },
  };
}
