import { createServer, request as forward, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { generate } from 'selfsigned';

/** A server on a free port of 127.0.0.1, for tests. */
export interface LocalServer {
  readonly port: number;
  close(): Promise<void>;
}

const opened: LocalServer[] = [];

/** Closes every server that this file started since the last call. For `afterEach`. */
export async function closeLocalServers(): Promise<void> {
  await Promise.all(opened.splice(0).map((server) => server.close()));
}

/** Plain HTTP. */
export function startHttp(listener: RequestListener): Promise<LocalServer> {
  return start(createServer(listener));
}

/** HTTPS with the given certificate. */
export function startHttps(certificate: TestCertificate, listener: RequestListener): Promise<LocalServer> {
  return start(createTlsServer({ key: certificate.keyPem, cert: certificate.certPem }, listener));
}

/** Raw TCP: what happens on a connection is up to the test. */
export function startTcp(onConnection: (socket: Socket) => void): Promise<LocalServer> {
  return start(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    }),
  );
}

/** An HTTP proxy that tunnels and forwards, whatever the host, to 127.0.0.1, and wants `login` (`user:password`) when one is given. */
export async function startProxy(login: string | null): Promise<LocalServer & { seen: string[] }> {
  const seen: string[] = [];
  const expected = login === null ? null : `Basic ${Buffer.from(login).toString('base64')}`;
  const isAllowed = (header: string | undefined) => expected === null || header === expected;
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (!isAllowed(request.headers['proxy-authorization'])) return response.writeHead(407).end();
    const { port, origin } = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const upstream = forward(
      {
        host: '127.0.0.1',
        port: port || 80,
        method: request.method,
        path: request.url?.slice(origin.length),
        headers,
      },
      (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)),
    );
    upstream.on('error', () => response.writeHead(502).end());
    request.pipe(upstream);
    return undefined;
  });
  server.on('connect', (request, client) => {
    seen.push(`CONNECT ${request.url}`);
    if (!isAllowed(request.headers['proxy-authorization'])) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const target = new URL(`http://${request.url}`);
    const upstream = connect(Number(target.port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  return { ...(await start(server)), seen };
}

/** A certificate for tests, with its key. */
export interface TestCertificate {
  readonly keyPem: string;
  readonly certPem: string;
}

/** Makes a certificate that signs itself, for `name` (or an address) between two times. */
export async function makeCertificate(options: {
  name: string;
  fromMs?: number;
  toMs?: number;
}): Promise<TestCertificate> {
  const isAddress = /^[\d.]+$/.test(options.name);
  const made = await generate([{ name: 'commonName', value: options.name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(options.fromMs ?? Date.now() - 86_400_000),
    notAfterDate: new Date(options.toMs ?? Date.now() + 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [isAddress ? { type: 7, ip: options.name } : { type: 2, value: options.name }],
      },
    ],
  });
  return { keyPem: made.private, certPem: made.cert };
}

async function start(server: Server | TcpServer): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  const started: LocalServer = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close() {
      const { promise: closed, resolve: done } = Promise.withResolvers<void>();
      server.close(() => done());
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
  opened.push(started);
  return started;
}
