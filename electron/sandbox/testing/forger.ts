import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { testKeys } from './running-sandbox.ts';

const hash = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const dateOf = (atMs: number) => new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const compare = (first: string, second: string) => Number(first > second) - Number(first < second);

/** A request as it goes over the wire, before its query is encoded. */
export interface Wire {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  body: string | Buffer;
}

/** What to sign, and what to get wrong. Everything has a right default. */
export interface Signing {
  method?: string;
  /** Percent-encoded. */
  path?: string;
  query?: [string, string][];
  headers?: Record<string, string>;
  body?: string | Buffer;
  payloadHash?: string | null;
  atMs?: number;
  date?: string;
  scope?: string;
  accessKeyId?: string;
  secret?: string;
  token?: string;
  signedHeaders?: string[];
  expires?: string;
}

/** What came back; `code` is that of an error document. */
export interface WireAnswer {
  readonly status: number;
  readonly code: string;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

/** Signs whatever it is told to, right or wrong, and sends it as it is. */
export interface Forger {
  signed(signing?: Signing): Wire;
  presigned(signing?: Signing): Wire;
  send(wire: Wire): Promise<WireAnswer>;
}

/** A signer written for attacks alone, which no SDK can be made to send. `place` tells where and when. */
export function createForger(place: () => { port: number; nowMs: number }): Forger {
  function signature(wire: Wire, signing: Signing, names: string[], payloadHash: string): string {
    const amzDate = signing.date ?? dateOf(signing.atMs ?? place().nowMs);
    const scope = signing.scope ?? `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
    const query = wire.query
      .map(([name, value]) => [encode(name), encode(value)] as const)
      .sort((first, second) => compare(first[0], second[0]) || compare(first[1], second[1]))
      .map((entry) => entry.join('='));
    const canonical = [
      wire.method,
      wire.path,
      query.join('&'),
      names.map((name) => `${name}:${wire.headers[name] ?? ''}\n`).join(''),
      names.join(';'),
      payloadHash,
    ].join('\n');
    const key = scope
      .split('/')
      .reduce<string | Buffer>(
        (last, text) => hmac(last, text),
        `AWS4${signing.secret ?? testKeys.secretAccessKey}`,
      );
    return hmac(Buffer.from(key), ['AWS4-HMAC-SHA256', amzDate, scope, hash(canonical)].join('\n')).toString(
      'hex',
    );
  }

  function signed(signing: Signing = {}): Wire {
    const { method = 'GET', path = '/attacked/key', query = [], body = '' } = signing;
    const amzDate = signing.date ?? dateOf(signing.atMs ?? place().nowMs);
    const payloadHash = signing.payloadHash === undefined ? hash(body) : signing.payloadHash;
    const headers: Record<string, string> = {
      host: `127.0.0.1:${place().port}`,
      'x-amz-date': amzDate,
      ...signing.headers,
    };
    if (payloadHash !== null) headers['x-amz-content-sha256'] = payloadHash;
    if (signing.token !== undefined) headers['x-amz-security-token'] = signing.token;
    const wire: Wire = { method, path, query, headers, body };
    const names = signing.signedHeaders ?? Object.keys(headers).sort();
    const scope = signing.scope ?? `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
    const credential = `${signing.accessKeyId ?? testKeys.accessKeyId}/${scope}`;
    const value = signature(wire, signing, names, payloadHash ?? hash(body));
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${value}`;
    return wire;
  }

  function presigned(signing: Signing = {}): Wire {
    const { method = 'GET', path = '/attacked/key', query = [], body = '' } = signing;
    const amzDate = signing.date ?? dateOf(signing.atMs ?? place().nowMs);
    const scope = signing.scope ?? `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
    const headers: Record<string, string> = { host: `127.0.0.1:${place().port}`, ...signing.headers };
    const names = signing.signedHeaders ?? ['host'];
    const all: [string, string][] = [
      ...query,
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', `${signing.accessKeyId ?? testKeys.accessKeyId}/${scope}`],
      ['X-Amz-Date', amzDate],
      ['X-Amz-Expires', signing.expires ?? '600'],
      ['X-Amz-SignedHeaders', names.join(';')],
    ];
    if (signing.token !== undefined) all.push(['X-Amz-Security-Token', signing.token]);
    const wire: Wire = { method, path, query: all, headers, body };
    const value = signature(wire, signing, names, signing.payloadHash ?? 'UNSIGNED-PAYLOAD');
    return { ...wire, query: [...all, ['X-Amz-Signature', value]] };
  }

  function send(wire: Wire): Promise<WireAnswer> {
    const query = wire.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: '127.0.0.1',
          port: place().port,
          method: wire.method,
          path: query === '' ? wire.path : `${wire.path}?${query}`,
          headers: { 'content-length': String(Buffer.byteLength(wire.body)), ...wire.headers },
          agent: false,
        },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8').on('data', (piece) => {
            text += piece;
          });
          incoming.on('end', () => {
            const code = /<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? '';
            resolve({ status: incoming.statusCode ?? 0, code, text, headers: incoming.headers });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(wire.body);
    });
  }

  return { signed, presigned, send };
}

/** A copy of a request with something changed after it was signed. */
export function edit(wire: Wire, change: (copy: Wire) => void): Wire {
  const copy: Wire = { ...wire, headers: { ...wire.headers }, query: [...wire.query] };
  change(copy);
  return copy;
}
