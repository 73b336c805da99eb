import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type AppError, AppFailure } from '../../../shared/model/app-error.ts';
import { openProvider } from '../open-provider.ts';
import type { ProviderOptions } from '../provider-options.ts';
import {
  type LocalServer,
  localOptions,
  makeCertificate,
  serveHttp,
  serveHttps,
  serveTcp,
} from '../testing/local-servers.ts';
import { instantPace } from '../testing/scripted-transport.ts';
import { undiciTransport } from './undici-transport.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const listing =
  '<ListAllMyBucketsResult><Buckets><Bucket><Name>found</Name></Bucket></Buckets></ListAllMyBucketsResult>';

/** Names of the buckets, or the error. */
async function ask(options: ProviderOptions): Promise<string[] | AppError> {
  const provider = openProvider(options, { transport: undiciTransport(options), pace: instantPace() });
  try {
    return (await provider.service.listBuckets()).map(({ name }) => name);
  } catch (thrown) {
    if (thrown instanceof AppFailure) return thrown.appError;
    throw thrown;
  } finally {
    await provider.close();
  }
}

async function kept(starting: Promise<LocalServer>): Promise<LocalServer> {
  const server = await starting;
  closers.push(() => server.close());
  return server;
}

function overTls(port: number, changes: Partial<ProviderOptions> = {}, host = '127.0.0.1'): ProviderOptions {
  return localOptions(port, { endpoint: { host, port, usesTls: true }, ...changes });
}

describe('wrong address', () => {
  test('a host that does not exist', async () => {
    const options = localOptions(9, {
      endpoint: { host: 'no-such-host.invalid', port: 9, usesTls: false },
      connectTimeoutMs: 15_000,
    });
    const error = await ask(options);
    expect(error).toMatchObject({ kind: 'dns', values: { host: 'no-such-host.invalid' } });
  });

  test('a port where nothing listens', async () => {
    const server = await serveTcp(() => {});
    await server.close();
    expect(await ask(localOptions(server.port))).toMatchObject({
      kind: 'network',
      reason: 'connection-refused',
      resource: `127.0.0.1:${server.port}`,
    });
  });

  test('a port that speaks something else', async () => {
    const server = await kept(serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await ask(localOptions(server.port))).toMatchObject({
      kind: 'malformed-response',
      reason: 'not-http',
    });
  });

  test('a web page instead of a storage server', async () => {
    const server = await kept(
      serveHttp((_request, response) => response.end('<!doctype html><html></html>')),
    );
    expect(await ask(localOptions(server.port))).toMatchObject({
      kind: 'malformed-response',
      reason: 'not-a-storage-server',
    });
    const lost = await kept(
      serveHttp((_request, response) => {
        response.statusCode = 404;
        response.end('<html>nginx</html>');
      }),
    );
    expect(await ask(localOptions(lost.port))).toMatchObject({ reason: 'not-a-storage-server', status: 404 });
  });

  test('a connection that closes without an answer', async () => {
    const server = await kept(serveTcp((socket) => socket.destroy()));
    expect(await ask(localOptions(server.port))).toMatchObject({
      kind: 'network',
      reason: 'connection-lost',
    });
  });

  test('names under localhost are loopback', async () => {
    const hosts: (string | undefined)[] = [];
    const server = await kept(
      serveHttp((request, response) => {
        hosts.push(request.headers.host);
        response.end(listing);
      }),
    );
    const { port } = server;
    const options = localOptions(port, { endpoint: { host: 'bucket.s3.localhost', port, usesTls: false } });
    expect(await ask(options)).toEqual(['found']);
    expect(hosts).toEqual([`bucket.s3.localhost:${port}`]);
  });
});

describe('TLS', () => {
  test('a certificate nobody vouches for: refused with its fingerprint, accepted once pinned', async () => {
    const pair = await makeCertificate();
    const { port } = await kept(serveHttps(pair, (_request, response) => response.end(listing)));
    const { fingerprintSha256 } = pair;
    expect(await ask(overTls(port))).toMatchObject({
      kind: 'tls',
      reason: 'certificate-untrusted',
      action: { type: 'trust-certificate', fingerprintSha256 },
    });
    expect(await ask(overTls(port, { tls: { mode: 'pinned', fingerprintSha256 } }))).toEqual(['found']);
  });

  test('another certificate than the pinned one gets no request', async () => {
    let requests = 0;
    const [pair, other] = await Promise.all([makeCertificate(), makeCertificate()]);
    const { port } = await kept(
      serveHttps(other, (_request, response) => {
        requests += 1;
        response.end(listing);
      }),
    );
    const { fingerprintSha256 } = pair;
    expect(await ask(overTls(port, { tls: { mode: 'pinned', fingerprintSha256 } }))).toMatchObject({
      kind: 'tls',
      reason: 'certificate-changed',
      action: { fingerprintSha256: other.fingerprintSha256 },
    });
    expect(requests).toBe(0);
  });

  test('an authority of one’s own', async () => {
    const pair = await makeCertificate();
    const { port } = await kept(serveHttps(pair, (_request, response) => response.end(listing)));
    expect(await ask(overTls(port, { tls: { mode: 'custom-ca', caPem: pair.cert } }))).toEqual(['found']);
  });

  test('an expired certificate, and one for another host', async () => {
    const expired = await makeCertificate({ notAfter: new Date('2021-01-01T00:00:00Z') });
    const first = await kept(serveHttps(expired, (_request, response) => response.end(listing)));
    const trustExpired = { tls: { mode: 'custom-ca', caPem: expired.cert } } as const;
    expect(await ask(overTls(first.port, trustExpired))).toMatchObject({
      kind: 'tls',
      reason: 'certificate-expired',
      action: { fingerprintSha256: expired.fingerprintSha256 },
    });
    const elsewhere = await makeCertificate({ host: 'elsewhere.test' });
    const second = await kept(serveHttps(elsewhere, (_request, response) => response.end(listing)));
    const trustElsewhere = { tls: { mode: 'custom-ca', caPem: elsewhere.cert } } as const;
    expect(await ask(overTls(second.port, trustElsewhere, 'localhost'))).toMatchObject({
      kind: 'tls',
      reason: 'certificate-wrong-host',
    });
  });

  test('TLS to a plain port', async () => {
    const { port } = await kept(serveHttp((_request, response) => response.end(listing)));
    expect(await ask(overTls(port))).toMatchObject({ kind: 'tls', reason: 'tls-to-plain-port' });
  });

  test('plain to a TLS port, with an answer and without', async () => {
    const answer = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';
    const polite = await kept(serveTcp((socket) => socket.once('data', () => socket.end(answer))));
    expect(await ask(localOptions(polite.port))).toMatchObject({ kind: 'tls', reason: 'plain-to-tls-port' });
    const silent = await kept(serveHttps(await makeCertificate(), () => {}));
    expect(await ask(localOptions(silent.port))).toMatchObject({
      kind: 'network',
      reason: 'connection-lost',
    });
  });
});

describe('proxy', () => {
  function connectProxy(seen: string[], password: string | null) {
    return kept(
      serveTcp((socket) => {
        socket.once('data', (head) => {
          const text = head.toString('latin1');
          seen.push(text.split('\r\n')[0] ?? '');
          const isAllowed =
            password === null || text.includes(Buffer.from(`user:${password}`).toString('base64'));
          if (!isAllowed) {
            socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
            return;
          }
          const [, host = '', port = ''] = /^CONNECT ([^:]+):(\d+)/.exec(text) ?? [];
          const upstream = connect(Number(port), host, () => {
            socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
            socket.pipe(upstream).pipe(socket);
          });
          upstream.on('error', () => socket.destroy());
        });
      }),
    );
  }

  test('TLS goes through a tunnel, where a pin is checked as well', async () => {
    const pair = await makeCertificate();
    const { port } = await kept(serveHttps(pair, (_request, response) => response.end(listing)));
    const seen: string[] = [];
    const proxy = await connectProxy(seen, 'pass');
    const url = `http://user:pass@127.0.0.1:${proxy.port}`;
    const pinned = (fingerprintSha256: string) =>
      overTls(port, { proxy: { url }, tls: { mode: 'pinned', fingerprintSha256 } });
    expect(await ask(pinned(pair.fingerprintSha256))).toEqual(['found']);
    expect(seen[0]).toBe(`CONNECT 127.0.0.1:${port} HTTP/1.1`);
    expect(await ask(pinned('0'.repeat(64)))).toMatchObject({ kind: 'tls', reason: 'certificate-changed' });
    expect(await ask(overTls(port, { proxy: { url } }))).toMatchObject({
      kind: 'tls',
      reason: 'certificate-untrusted',
    });
  });

  test('a proxy that wants a password', async () => {
    const pair = await makeCertificate();
    const { port } = await kept(serveHttps(pair, (_request, response) => response.end(listing)));
    const proxy = await connectProxy([], 'pass');
    const options = overTls(port, { proxy: { url: `http://127.0.0.1:${proxy.port}` } });
    expect(await ask(options)).toMatchObject({ kind: 'network', reason: 'proxy-authentication' });
  });

  test('the environment names the proxy, and the hosts that need none', async () => {
    const targets: (string | undefined)[] = [];
    const answer = await kept(
      serveHttp((request, response) => {
        targets.push(request.url);
        response.end(listing);
      }),
    );
    vi.stubEnv('http_proxy', `http://127.0.0.1:${answer.port}`);
    vi.stubEnv('no_proxy', '127.0.0.1');
    try {
      const elsewhere = { host: 'store.test', port: 9, usesTls: false };
      const proxy = { mode: 'environment' } as const;
      expect(await ask(localOptions(9, { proxy, endpoint: elsewhere }))).toEqual(['found']);
      expect(await ask(localOptions(answer.port, { proxy }))).toEqual(['found']);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(targets).toEqual(['http://store.test:9/', '/']);
  });

  test('plain HTTP is forwarded with its path untouched', async () => {
    const targets: (string | undefined)[] = [];
    const proxy = await kept(
      serveHttp((request, response) => {
        targets.push(request.url);
        response.end();
      }),
    );
    const options = localOptions(9, { proxy: { url: `http://127.0.0.1:${proxy.port}` } });
    const provider = openProvider(options);
    await provider.objects.putObject({ bucket: 'b', key: 'a/../b//c', body: Buffer.from('x') });
    await provider.close();
    expect(targets).toEqual(['http://127.0.0.1:9/b/a/../b//c']);
  });
});
