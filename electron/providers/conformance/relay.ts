import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createPlainServer, type Socket } from 'node:net';
import { lookupWithLocalhost } from '../http/localhost-lookup.ts';

/** A server of a check on a free port of this computer. */
export interface LocalRelay {
  readonly port: number;
  /** Connections that were made through it so far. */
  connectionCount(): number;
  close(): Promise<void>;
}

/** An HTTP proxy that passes everything on; with `token` only to those who bring it as Basic credentials. */
export async function startProxy(token: string | null = null): Promise<LocalRelay> {
  let connections = 0;
  const isWelcome = (message: IncomingMessage): boolean =>
    token === null || message.headers['proxy-authorization'] === `Basic ${token}`;
  const server = createServer((incoming, outgoing) => {
    if (isWelcome(incoming)) passOn(incoming, outgoing);
    else outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
  });
  server.on('connect', (incoming, socket: Socket) => {
    if (!isWelcome(incoming)) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n',
      );
      return;
    }
    connections += 1;
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(incoming.url ?? '') ?? [];
    const target = connect({ host: bare(host), port: Number(port), lookup: lookupWithLocalhost });
    target.on('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  return await listening(server, () => connections);
}

/** A server that takes connections and never says a word. */
export async function startSilence(): Promise<LocalRelay> {
  let connections = 0;
  const server = createPlainServer(() => {
    connections += 1;
  });
  return await listening(server, () => connections);
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const [, host = '', port, path = '/'] =
    /^http:\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?(\/.*)?$/.exec(incoming.url ?? '') ?? [];
  const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = incoming.headers;
  const target = request(
    {
      host: bare(host),
      port: port ? Number(port) : 80,
      path,
      method: incoming.method ?? 'GET',
      headers,
      lookup: lookupWithLocalhost,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  target.on('error', () => outgoing.destroy());
  incoming.pipe(target);
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

async function listening(
  server: Server | ReturnType<typeof createPlainServer>,
  connectionCount: () => number,
): Promise<LocalRelay> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connectionCount,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
