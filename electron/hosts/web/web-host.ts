import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { failure } from '../../../shared/model/app-error.ts';
import { serve } from '../../app/dispatcher.ts';
import type { EventHub } from '../../app/events.ts';
import type { Handlers } from '../../app/handlers.ts';
import type { Log } from '../../app/log.ts';
import { strictHeaders } from '../page/content-policy.ts';
import { loadRendererFiles } from '../page/renderer-files.ts';
import type { BrowserReads } from './browser-files.ts';
import { checkRequest, isLoopback, rawPathOf } from './request-checks.ts';
import { createRoutes, refuse } from './routes.ts';
import { openWebSessions, type WebSessions } from './sessions.ts';
import { createSocketWire } from './socket-wire.ts';

export interface WebHostOptions {
  /** null: the port of the last run, or a usual one, or any that is free. */
  readonly port: number | null;
  readonly dataDir: string;
  /** The folder of the built page. */
  readonly rendererFolder: string;
  readonly handlers: Handlers;
  readonly hub: EventHub;
  readonly reads: BrowserReads;
  readonly log: Log;
  readonly now: () => number;
  /** Where a development server serves the page instead: its origin is let in too. */
  readonly devRendererUrl?: string | null;
  /** Longest time a request may take for its headers; 10 s unless told. */
  readonly headersTimeoutMs?: number;
  /** The address to listen on; anything that is not loopback is refused. For tests of just that. */
  readonly address?: string;
}

export interface WebHost {
  readonly port: number;
  /** A link that opens the app once, within 60 seconds. */
  mintUrl(): string;
  /** Cuts every page off and frees the port. */
  close(): Promise<void>;
}

/** Tried when nothing says otherwise: one port for good keeps an open page's origin over a restart. */
const usualPort = 7_867;
const wireProtocol = 'stowage.v1';
const maxWires = 64;
/** Larger than any frame the contract allows in practice: a batch of 5,000 dropped files. */
const maxFrameBytes = 32 * 1024 * 1024;

/**
 * Serves the app to browsers of this machine: the built page, `POST /session`, the WebSocket `/wire` and
 * `PUT /bytes/<readId>`. Rejects with `in-use` (reason `port-taken`) when a port that was asked for is taken,
 * `invalid-input` for an address others could reach, `local-file` when the page is not built.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { log } = options;
  const files = await loadRendererFiles(options.rendererFolder);
  const sessions = openWebSessions(join(options.dataDir, 'web-sessions.json'), options.now);
  const server = createServer({
    // A request that dawdles over its headers or its body holds a connection: the limits end it.
    headersTimeout: options.headersTimeoutMs ?? 10_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
    insecureHTTPParser: false,
  });
  server.maxConnections = 256;
  const port = await listen(server, options, sessions);
  sessions.rememberPort(port);

  const authority = `127.0.0.1:${port}`;
  const devOrigin = options.devRendererUrl ? devOriginOf(options.devRendererUrl) : null;
  const origins = [`http://${authority}`, ...(devOrigin === null ? [] : [devOrigin])];
  const headers = strictHeaders(["'self'", `ws://${authority}`]);
  const rules = { authority, origins };
  const route = createRoutes({ files, sessions, reads: options.reads, headers });
  server.on('request', (request, response) => {
    const refusal = checkRequest(request, rules);
    if (refusal === null) route(request, response);
    else refuse(response, headers, refusal.status, refusal.message);
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: () => wireProtocol,
  });
  sockets.on('connection', (socket) => {
    const pageId = randomUUID();
    log.info('page-connected', { pageId });
    socket.on('close', (code) => log.info('page-gone', { pageId, code }));
    serve(createSocketWire(socket), { ...options, pageId, now: () => performance.now() });
    options.reads.pageConnected(pageId);
  });
  server.on('upgrade', (request, socket, head) => {
    const status = checkUpgrade(request, checkRequest(request, rules, true)?.status, sessions);
    if (status !== null) return refuseUpgrade(socket, status);
    if (sockets.clients.size >= maxWires) return refuseUpgrade(socket, 503);
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened));
  });

  return {
    port,
    mintUrl: () => `${devOrigin ?? `http://${authority}`}/#token=${sessions.mintToken()}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The status that refuses an upgrade, or null for a page of ours with a bearer. */
function checkUpgrade(request: IncomingMessage, refused: number | undefined, sessions: WebSessions) {
  if (refused !== undefined) return refused;
  if (rawPathOf(request) !== '/wire') return 404;
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
  if (!protocols.includes(wireProtocol)) return 400;
  const bearers = protocols.filter((text) => text.startsWith('bearer.'));
  const [bearer] = bearers;
  if (bearers.length !== 1 || bearer === undefined) return 401;
  return sessions.isBearer(bearer.slice('bearer.'.length)) ? null : 401;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function listen(server: Server, options: WebHostOptions, sessions: WebSessions): Promise<number> {
  const address = options.address ?? '127.0.0.1';
  if (!isLoopback(address)) {
    throw failure('invalid-input', `Stowage serves this machine only and does not listen on ${address}.`, {
      reason: 'address-not-loopback',
      values: { address },
    });
  }
  const candidates = options.port === null ? [sessions.lastPort ?? usualPort, 0] : [options.port];
  for (const candidate of candidates) {
    const code = await tryToListen(server, candidate, address);
    if (code === null) return (server.address() as AddressInfo).port;
    if (options.port !== null) throw portNotUsable(options.port, code);
  }
  throw portNotUsable(0, 'EADDRINUSE');
}

/** null when it listens, otherwise the system's error code. */
function tryToListen(server: Server, port: number, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown');
    server.once('error', onError);
    server.listen({ port, host: address, exclusive: true }, () => {
      server.off('error', onError);
      resolve(null);
    });
  });
}

function portNotUsable(port: number, code: string) {
  const isTaken = code === 'EADDRINUSE';
  const why = isTaken ? 'another program uses it' : code === 'EACCES' ? 'this user may not' : code;
  return failure('in-use', `Port ${port} cannot be used: ${why}. Choose another one with --port.`, {
    reason: isTaken ? 'port-taken' : 'port-not-usable',
    values: { port },
  });
}

function devOriginOf(url: string): string {
  const { protocol, hostname, origin } = new URL(url);
  if (protocol !== 'http:' || !(isLoopback(hostname) || hostname === 'localhost')) {
    throw failure('invalid-input', 'The development server of the page must be on this machine.', {
      reason: 'address-not-loopback',
    });
  }
  return origin;
}
