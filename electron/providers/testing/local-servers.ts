import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createPlainServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import type { ProviderOptions } from '../provider-options.ts';

/** A server of a test on a free port of 127.0.0.1; `close` drops its connections too. */
export interface LocalServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Plain HTTP. */
export function serveHttp(listener: RequestListener): Promise<LocalServer> {
  return listen(createServer(listener));
}

/** HTTPS with the given certificate. */
export function serveHttps(
  pair: { key: string; cert: string },
  listener: RequestListener,
): Promise<LocalServer> {
  return listen(createSecureServer(pair, listener));
}

/** Raw TCP, for answers that no HTTP server would give. */
export function serveTcp(listener: (socket: Socket) => void): Promise<LocalServer> {
  return listen(createPlainServer(listener));
}

/** TLS in front of a plain server on this computer, as a reverse proxy has it. */
export function serveTlsInFront(
  { key, cert }: { key: string; cert: string },
  port: number,
): Promise<LocalServer> {
  return listen(
    createTlsServer({ key, cert }, (socket) => {
      const plain = connect(port, '127.0.0.1');
      socket.pipe(plain).pipe(socket);
      for (const [one, other] of [
        [socket, plain],
        [plain, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    }),
  );
}

/** A self-signed certificate for 127.0.0.1 and localhost, or for another name, or one that has expired. */
export async function makeCertificate(
  options: { host?: string; notAfter?: Date } = {},
): Promise<{ key: string; cert: string; fingerprintSha256: string }> {
  const { host = 'localhost', notAfter } = options;
  const altNames = [
    { type: 2 as const, value: host },
    { type: 2 as const, value: `*.${host}` },
    ...(host === 'localhost' ? [{ type: 7 as const, ip: '127.0.0.1' }] : []),
  ];
  const made = await generate([{ name: 'commonName', value: host }], {
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date('2020-01-01T00:00:00Z'),
    notAfterDate: notAfter ?? new Date(Date.now() + 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  const { X509Certificate } = await import('node:crypto');
  const fingerprint = new X509Certificate(made.cert).fingerprint256;
  return {
    key: made.private,
    cert: made.cert,
    fingerprintSha256: fingerprint.replaceAll(':', '').toLowerCase(),
  };
}

/** Options of a connection to a local server; every test changes what it is about. */
export function localOptions(port: number, changes: Partial<ProviderOptions> = {}): ProviderOptions {
  return {
    provider: 's3',
    endpoint: { host: '127.0.0.1', port, usesTls: false },
    region: 'us-east-1',
    addressing: 'auto',
    tls: { mode: 'system' },
    proxy: null,
    connectTimeoutMs: 2_000,
    idleTimeoutMs: 5_000,
    isReadOnly: false,
    credentials: async () => ({
      accessKeyId: 'TESTKEY',
      secretAccessKey: 'test-secret',
      sessionToken: null,
      expiresAtMs: null,
    }),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    userAgent: 'Stowage-test',
    ...changes,
  };
}

async function listen(server: Server): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  server.on('connection', track);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
